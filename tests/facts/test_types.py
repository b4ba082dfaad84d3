"""Types as decided for each month's end, through the snapshot and the list; kept verdicts follow; on both engines."""

import datetime as dt
from functools import partial

import pytest
from sqlalchemy import Engine

from buildings.database import work
from buildings.database.work import Changes
from buildings.facts import horizon, snapshot, verdicts
from buildings.facts.refresh import refresh
from buildings.kinds import Origin
from buildings.quantities import parse_month
from buildings.register import buildings, types
from buildings.register.scopes import Reach
from buildings.register.views.asking import Asked
from buildings.register.views.buildings import BUILDINGS
from buildings.register.views.query import Lister
from buildings.register.views.sight import Sight
from tests.builders.register import edit, make_building

CODE = "GL-0001"
EVERYTHING = Reach(everything=True)


@pytest.fixture
def home(engine: Engine) -> Engine:
    def do(changes: Changes) -> None:
        make_building(changes, code=CODE)
        make_building(changes, code="GL-0002")
        horizon.ensure_month(changes, parse_month("2026-10"))

    work.run(engine, do, refresh=refresh, actor="test", action="test")
    return engine


def decide(changes: Changes, value: str, since: dt.date | None) -> None:
    row = buildings.by_code(changes.session, CODE)
    if since is None:
        types.state(changes, row, "specialty", value)
    else:
        types.decide(changes, row, "specialty", value, since)


def at(engine: Engine, month: str) -> tuple[object, object, object]:
    with work.reading(engine) as session:
        frame = snapshot.snapshot(session, parse_month(month), Origin.REAL).buildings
    assert (frame.specialty[1], frame.policy_type[0]) == (None, None)
    return frame.specialty[0], frame.specialty_since[0], frame.policy_type_since[0]


def test_a_month_is_judged_by_what_held_at_its_end(home: Engine) -> None:
    edit(home, partial(decide, value="media", since=None))
    edit(home, partial(decide, value="finance", since=dt.date(2026, 3, 31)))
    edit(home, partial(decide, value="none", since=dt.date(2026, 5, 1)))
    assert at(home, "2026-02") == ("media", None, None)
    assert at(home, "2026-03") == ("finance", "2026-03-31", None)
    assert at(home, "2026-04") == ("finance", "2026-03-31", None)
    assert at(home, "2026-05") == ("none", "2026-05-01", None)


def test_a_list_shows_what_held_on_its_day_as_it_was_known(home: Engine) -> None:
    edit(home, partial(decide, value="media", since=None))
    with work.reading(home) as session:
        known = max(row.recorded_at for row in types.of_building(session, 1))
    edit(home, partial(decide, value="finance", since=dt.date(2026, 3, 31)))

    def listed(day: dt.date, known_at: dt.datetime | None = None, wanted: str = "finance") -> list[object]:
        sight = Sight(EVERYTHING, EVERYTHING, "real", day, known_at=known_at)
        narrow = BUILDINGS.filter("specialty")
        assert narrow is not None
        with work.reading(home) as session:
            page = Lister(session, BUILDINGS, sight).page(Asked(filters=((narrow, (wanted,)),)))
        return [row["code"] for row in page.rows]

    assert listed(dt.date(2026, 3, 30)) == []
    assert listed(dt.date(2026, 3, 30), wanted="media") == [CODE]
    assert listed(dt.date(2026, 3, 31)) == [CODE]
    assert listed(dt.date(2026, 3, 31), known) == []
    assert listed(dt.date(2026, 3, 31), known, wanted="media") == [CODE]


def test_kept_verdicts_do_not_stand_once_the_past_was_decided_otherwise(home: Engine) -> None:
    def ground() -> verdicts.Ground | None:
        with work.reading(home) as session:
            return verdicts.ground(session, "rules", Origin.REAL)

    before = ground()
    edit(home, partial(decide, value="finance", since=dt.date(2026, 3, 31)))
    after = ground()
    assert before is not None
    assert after is not None
    assert before.mark != after.mark
