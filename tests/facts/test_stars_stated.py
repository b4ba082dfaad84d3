"""What lists say of ratings and what facts say of stars is the same, whatever a file stated; on both engines."""

import datetime as dt
from itertools import product

from sqlalchemy import Engine

from buildings.access import clock
from buildings.database import work
from buildings.database.work import Changes
from buildings.facts import stars
from buildings.kinds import Origin, RatingStatus
from buildings.register import ratings, records
from buildings.register.tables.buildings import Building
from buildings.register.tables.ratings import Rating, RatingStep
from tests.builders.register import edit, make_building

D = dt.date
GRANTED, UNTIL, REVOKED = D(2021, 6, 1), D(2025, 12, 31), D(2024, 6, 1)
DAYS = (D(2021, 5, 31), GRANTED, D(2024, 5, 31), REVOKED, UNTIL, D(2026, 1, 1))
EVERY = tuple(product(RatingStatus, (None, D(2021, 5, 31)), (None, GRANTED), (None, UNTIL), (None, REVOKED)))


def record(changes: Changes) -> None:
    """A building for each combination; what was assessed here has steps that say the same as its days."""
    for number, (status, applied, granted, until, revoked) in enumerate(EVERY, 1):
        home = make_building(changes, code=f"GL-{number:04d}")
        said = {"scheme": "star", "scheme_version": "register", "grade": "4", "status": status, "applied_on": applied}
        days = {"granted_on": granted, "valid_until": until, "revoked_on": revoked}
        row = records.create(changes, Rating, {"building_id": home.key, **said, **days})
        if applied is not None:
            for after, on in (("applied", applied), ("granted", granted), ("revoked", revoked)):
                step = {"rating_id": row.key, "status": after, "effective_on": on, "taken_by": "cli:tester"}
                if on is not None and (after != "revoked" or granted is not None):
                    records.create(changes, RatingStep, {**step, "grade": "4", "valid_until": until})


def test_lists_and_facts_agree_on_every_day(engine: Engine) -> None:
    edit(engine, record)
    for day in (*DAYS, clock.today()):
        with work.reading(engine) as session:
            listed = [(home.key, now) for _, home, now in ratings.everything(session, Origin.REAL, day) if now]
            found = stars.recorded(session, day)
        assert {key: one.standing for key, one in found.held.items()} == {k: now for k, now in listed if now.holds}
        assert found.ever == {key for key, now in listed if now.had}
        assert found.maybe == {key for key, now in listed if now.undated}
        over = {key for key, now in listed if now.status in {RatingStatus.LAPSED, RatingStatus.REVOKED}}
        assert not (over - found.maybe) & set(found.held)
        assert over - found.maybe <= found.ever
        assert (
            not {key for key, now in listed if now.status in {RatingStatus.LAPSED, RatingStatus.REVOKED}} & found.maybe
        )


def test_today_no_star_holds_or_may_hold_that_is_recorded_as_over(engine: Engine) -> None:
    edit(engine, record)
    with work.reading(engine) as session:
        found = stars.recorded(session, clock.today())
    stated = enumerate(EVERY, 1)
    ended = {RatingStatus.LAPSED, RatingStatus.REVOKED}
    over = {key for key, (status, applied, *_) in stated if applied is None and status in ended}
    homes = {int(home.code[-4:]): key for key, home in _homes(engine).items()}
    keys = {homes[number] for number in over}
    assert keys <= found.ever
    assert not keys & (found.maybe | set(found.held))


def _homes(engine: Engine) -> dict[int, Building]:
    with work.reading(engine) as session:
        return {home.key: home for _, home, _ in ratings.everything(session, Origin.REAL, clock.today())}
