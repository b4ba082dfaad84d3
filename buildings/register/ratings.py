"""星级 / 等级: ratings of buildings under versioned schemes, with item scores and evidence."""

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session

from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import InvalidValue
from buildings.kinds import RatingStatus
from buildings.register import records
from buildings.register.tables.ratings import Rating, RatingScore

__all__ = ["Rating", "RatingScore", "record", "revoke", "score", "valid_on"]

_R, _S = table_of(Rating).c, table_of(RatingScore).c


def record(changes: Changes, building_id: int, scheme: str, scheme_version: str, values: records.Values) -> Rating:
    """A rating under a scheme version; one granted on the same day under it is the same rating and is changed."""
    key = {"building_id": building_id, "scheme": scheme, "scheme_version": scheme_version}
    known = changes.session.execute(
        records.standing(
            Rating, _R.building_id == building_id, _R.scheme == scheme, _R.scheme_version == scheme_version
        )
    ).scalars()
    same = next((row for row in known if row.granted_on == values.get("granted_on")), None)
    if same is None:
        return records.create(changes, Rating, {**values, **key})
    records.update(changes, same, values)
    found: Rating = same
    return found


def revoke(changes: Changes, row: Rating, on: dt.date) -> None:
    """摘牌 from a day on."""
    if row.granted_on is not None and on < row.granted_on:
        raise InvalidValue("days_backwards", first=row.granted_on, last=on)
    records.update(changes, row, {"status": RatingStatus.REVOKED, "revoked_on": on})


def score(changes: Changes, row: Rating, item: str, points: int, evidence: str | None = None) -> RatingScore:
    """Points of one item; an item said again is changed."""
    values = {"rating_id": row.key, "item": item, "points": points, "evidence": evidence}
    known = records.standing(RatingScore, _S.rating_id == row.key, _S.item == item)
    same: RatingScore | None = changes.session.execute(known).scalar_one_or_none()
    if same is None:
        return records.create(changes, RatingScore, values)
    records.update(changes, same, values)
    return same


def valid_on(session: Session, building_id: int, day: dt.date) -> Sequence[Rating]:
    """Ratings that hold on a day: granted, not yet lapsed, not yet revoked."""
    rows = session.execute(records.standing(Rating, _R.building_id == building_id)).scalars()
    return [row for row in rows if _holds(row, day)]


def _holds(row: Rating, day: dt.date) -> bool:
    began = row.granted_on is not None and row.granted_on <= day
    ended = (row.valid_until is not None and row.valid_until < day) or (
        row.revoked_on is not None and row.revoked_on <= day
    )
    return began and not ended
