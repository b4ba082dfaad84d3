"""星级 / 等级: ratings of buildings under versioned schemes, with item scores and evidence."""

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlmodel import Session

from buildings.database import history
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import InvalidValue
from buildings.kinds import RatingStatus
from buildings.quantities import SHANGHAI
from buildings.register import records
from buildings.register.tables.buildings import Building
from buildings.register.tables.ratings import Rating, RatingAnswer, RatingScore, RatingStep
from buildings.schemes import course
from buildings.schemes.course import Standing, Stated, Step

__all__ = [
    "Rating",
    "RatingAnswer",
    "RatingScore",
    "RatingStep",
    "answer",
    "of_building",
    "record",
    "revoke",
    "score",
    "standing_on",
    "valid_on",
]

_R, _S, _A, _T, _B = (table_of(cls).c for cls in (Rating, RatingScore, RatingAnswer, RatingStep, Building))


def record(changes: Changes, building_id: int, scheme: str, scheme_version: str, values: records.Values) -> Rating:
    """A rating under a scheme version; one granted on the same day under it is the same rating and is changed."""
    key = {"building_id": building_id, "scheme": scheme, "scheme_version": scheme_version}
    known = changes.session.execute(
        records.standing(
            Rating, _R.building_id == building_id, _R.scheme == scheme, _R.scheme_version == scheme_version
        )
    ).scalars()
    stated = [row for row in known if row.applied_on is None]  # what was assessed here takes steps
    same = next((row for row in stated if row.granted_on == values.get("granted_on")), None)
    if same is None:
        return records.create(changes, Rating, {**values, **key})
    records.update(changes, same, values)
    found: Rating = same
    return found


def revoke(changes: Changes, row: Rating, on: dt.date) -> None:
    """摘牌 from a day on, of a rating that a file stated; one that was assessed here takes a step."""
    if row.granted_on is not None and on < row.granted_on:
        raise InvalidValue("days_backwards", first=row.granted_on, last=on)
    records.update(changes, row, {"status": RatingStatus.REVOKED, "revoked_on": on})


def score(
    changes: Changes,
    row: Rating,
    item: str,
    points: int | None,
    evidence: str | None = None,
    *,
    found: records.Values | None = None,
) -> RatingScore:
    """Points of one item (None: not to be told); said again of the same day it is changed, of another day it is new.

    ``found``: link, file_id, assessed_on, assessed_by.
    """
    known = {"item": item, **_on(found)}
    values = {**known, "points": points, "evidence": evidence, **(found or {})}
    return _find(changes, RatingScore, row, known, values)


def answer(
    changes: Changes,
    row: Rating,
    question: str,
    said: str,
    evidence: str | None = None,
    found: records.Values | None = None,
) -> RatingAnswer:
    """Yes, no or unknown to a veto or precondition; the same rule."""
    known = {"question": question, **_on(found)}
    values = {**known, "answer": said, "evidence": evidence, **(found or {})}
    return _find(changes, RatingAnswer, row, known, values)


def _on(found: records.Values | None) -> records.Values:
    return {"assessed_on": (found or {}).get("assessed_on")}


def _find(
    changes: Changes, cls: type[records.R], row: Rating, known: records.Values, values: records.Values
) -> records.R:
    own = table_of(cls).c
    where = [own.rating_id == row.key, *(own[name].is_not_distinct_from(value) for name, value in known.items())]
    same: records.R | None = changes.session.execute(records.standing(cls, *where)).scalar_one_or_none()
    if same is None:
        return records.create(changes, cls, {"rating_id": row.key, **values})
    records.update(changes, same, values)
    return same


def of_building(session: Session, building_id: int) -> Sequence[Rating]:
    """Standing ratings of a building, in the order they were recorded."""
    return session.execute(records.standing(Rating, _R.building_id == building_id)).scalars().all()


def taken_out(session: Session, scheme: str) -> dict[tuple[int, dt.date | None], Rating]:
    """Ratings that a file stated and that were voided, by building and day of award; the last of each."""
    own = table_of(Rating).c
    where = own.scheme == scheme, own.applied_on.is_(None), own.voided_at.is_not(None)
    found = session.execute(select(Rating).where(*where).order_by(own.voided_at, own.id)).scalars()
    return {(row.building_id, row.granted_on): row for row in found}


def steps(session: Session, row: Rating) -> Sequence[RatingStep]:
    """Steps that a rating took, in the order they were recorded."""
    return session.execute(records.standing(RatingStep, _T.rating_id == row.key)).scalars().all()


def scores(session: Session, row: Rating, day: dt.date | None = None) -> dict[str, RatingScore]:
    """The latest score of each item that was assessed by a day (None: whenever)."""
    rows = session.execute(records.standing(RatingScore, _S.rating_id == row.key)).scalars()
    return {one.item: one for one in sorted(rows, key=_assessed) if day is None or _assessed(one)[0] <= day}


def answers(session: Session, row: Rating, day: dt.date | None = None) -> dict[str, RatingAnswer]:
    """The latest answer to each question that was given by a day (None: whenever)."""
    rows = session.execute(records.standing(RatingAnswer, _A.rating_id == row.key)).scalars()
    return {one.question: one for one in sorted(rows, key=_assessed) if day is None or _assessed(one)[0] <= day}


def findings(session: Session, row: Rating) -> list[RatingScore | RatingAnswer]:
    """Every standing score and answer of a rating, whenever it was assessed."""
    scored = session.execute(records.standing(RatingScore, _S.rating_id == row.key)).scalars().all()
    said = session.execute(records.standing(RatingAnswer, _A.rating_id == row.key)).scalars().all()
    return [*scored, *said]


def _assessed(one: RatingScore | RatingAnswer) -> tuple[dt.date, int]:
    return one.assessed_on or dt.date.min, one.key


def standing_on(session: Session, row: Rating, day: dt.date) -> Standing | None:
    """Where a rating stands on a day; None before it was applied for, or granted if a file stated it."""
    return _stands(row, steps(session, row), day)


def _stands(row: Rating, taken: Sequence[RatingStep], day: dt.date) -> Standing | None:
    days = (row.applied_on, row.granted_on, row.valid_until, row.revoked_on)
    said = Stated(row.status, row.grade, *days, recorded_on=row.recorded_at.astimezone(SHANGHAI).date())
    steps = [Step(RatingStatus(one.status), one.effective_on, one.grade, one.valid_until) for one in taken]
    return course.stands(said, steps, day)


def valid_on(session: Session, building_id: int, day: dt.date) -> Sequence[Rating]:
    """Ratings that hold on a day: awarded, not lapsed (or under re-review since before), not revoked."""
    found = [(row, standing_on(session, row, day)) for row in of_building(session, building_id)]
    return [row for row, now in found if now is not None and now.holds]


def everything(
    session: Session, origin: str, day: dt.date, known_at: dt.datetime | None = None
) -> Iterator[tuple[Rating, Building, Standing | None]]:
    """Every standing rating of an origin with its building, and where it stands on a day; as recorded at an instant."""
    homes = {row.key: row for row in session.execute(records.standing(Building, _B.origin == origin)).scalars()}
    for row, now in _standings(_recorded(session, Rating, known_at), _recorded(session, RatingStep, known_at), day):
        if row.building_id in homes:
            yield row, homes[row.building_id], now


def of_building_on(
    session: Session, building_id: int, day: dt.date, known_at: dt.datetime | None = None
) -> Iterator[tuple[Rating, Standing | None]]:
    """Ratings of one building, and where each stands on a day; as recorded at an instant."""
    found = _recorded(session, Rating, known_at, building_id=[building_id])
    taken = _recorded(session, RatingStep, known_at, rating_id=[row.key for row in found])
    return _standings(found, taken, day)


def _standings(
    found: Sequence[Rating], steps: Sequence[RatingStep], day: dt.date
) -> Iterator[tuple[Rating, Standing | None]]:
    taken: dict[int, list[RatingStep]] = {}
    for one in steps:
        taken.setdefault(one.rating_id, []).append(one)
    return ((row, _stands(row, taken.get(row.key, []), day)) for row in found)


def _recorded(
    session: Session, cls: type[records.R], known_at: dt.datetime | None, **among: Sequence[int]
) -> list[records.R]:
    """Rows that stood as recorded at an instant (None = now), in the order they were recorded; of some keys alone."""
    if known_at is None:
        own = table_of(cls).c
        return list(session.execute(records.standing(cls, *(own[k].in_(keys) for k, keys in among.items()))).scalars())
    past = history.known_at(cls, known_at)
    mine = [past.c[name].in_(keys) for name, keys in among.items()]
    found = session.execute(select(past).where(past.c.voided_at.is_(None), *mine).order_by(past.c.id)).mappings()
    return [cls(**row) for row in found]
