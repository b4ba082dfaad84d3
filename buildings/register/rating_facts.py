"""What a scheme asks of the register about a building on a day, and what its assessment holds by then."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session

from buildings.database.history import table_of
from buildings.kinds import Answer, AreaKind, BuildingStatus
from buildings.register import ratings, records, versions
from buildings.register.tables.buildings import Building, BuildingArea, BuildingEvent, BuildingState
from buildings.register.tables.ratings import Rating, RatingAnswer, RatingScore
from buildings.schemes import catalogue
from buildings.schemes.answers import Facts, answered
from buildings.schemes.scheme import Scheme
from buildings.schemes.scoring import Marks

_E = table_of(BuildingEvent).c
_DM2_PER_M2: Final = 100


def facts(session: Session, building_id: int, day: dt.date) -> Facts:
    """The building as registered on a day; a completion counts once it is recorded as done."""
    areas = _dated(session, BuildingArea, building_id, day, table_of(BuildingArea).c.kind == AreaKind.OFFICE.value)
    states = _dated(session, BuildingState, building_id, day)
    done = [_E.building_id == building_id, _E.kind == "completion", _E.stage == "done"]
    events = session.execute(records.standing(BuildingEvent, *done)).scalars().all()
    office = areas[-1].area_dm2 if areas else None
    in_use = Answer.UNKNOWN
    if states:
        in_use = Answer.YES if states[-1].status == BuildingStatus.IN_OPERATION else Answer.NO
    return Facts(
        day,
        None if office is None else Fraction(office, _DM2_PER_M2),
        events[-1].earliest if events else None,
        events[-1].latest if events else None,
        in_use,
    )


def _dated(session: Session, cls: type[records.R], building_id: int, day: dt.date, *where: Any) -> Sequence[records.R]:  # noqa: ANN401
    own = table_of(cls).c
    valid: list[ColumnElement[bool]] = [
        own.building_id == building_id,
        or_(own.valid_from.is_(None), own.valid_from <= day),
        or_(own.valid_to.is_(None), own.valid_to >= day),
    ]
    return session.execute(records.standing(cls, *valid, *where)).scalars().all()


def marks(session: Session, row: Rating, scheme: Scheme, day: dt.date) -> Marks:
    """Points and answers that were given by a day, with what the register answers of that day."""
    scored = {item: one.points for item, one in ratings.scores(session, row, day).items()}
    said = {slug: Answer(one.answer) for slug, one in ratings.answers(session, row, day).items()}
    told = answered(scheme, facts(session, row.building_id, day))
    return Marks({item: points for item, points in scored.items() if points is not None}, {**said, **told})


def unevidenced(session: Session, row: Rating, day: dt.date) -> list[str]:
    """Items with points by a day that lean on nothing: no words, no link, no file."""
    scored = ratings.scores(session, row, day)
    return sorted(item for item, one in scored.items() if one.points is not None and not leans(one))


def leans(one: RatingScore | RatingAnswer) -> bool:
    """Whether a finding says what it leans on."""
    return bool((one.evidence or "").strip() or one.link or one.file_id)


def version(session: Session, row: Rating) -> int:
    """What a change of a rating is made upon: it grows with every step, score and answer but those of figures."""
    scheme = catalogue.known(row.scheme, row.scheme_version)
    filled = () if scheme is None else [one.slug for one in scheme.items if one.filling is not None]
    return versions.of_rating(session, row.key, filled)


def building_of(session: Session, row: Rating) -> Building:
    """The building that is rated."""
    return records.by_key(session, Building, row.building_id)
