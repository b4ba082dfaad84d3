"""变更通知: what changed, for somebody: events of what they see, in the order they became true.

Keys of events follow the order of commits, so whoever goes on from the newest one misses nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select, true
from sqlmodel import Session

from buildings.database import days
from buildings.database.history import table_of
from buildings.operations.events import Event, EventUnit
from buildings.register import codes
from buildings.register.scopes import Reach
from buildings.register.tables.buildings import Building
from buildings.register.tables.units import Unit

BLOCK: Final = 1_000
KINDS: Final = ("building", "lease", "outage", "party", "proposal", "unit")

_E = Event.__table__.c  # type: ignore[attr-defined]
_EU = EventUnit.__table__.c  # type: ignore[attr-defined]
_U, _B = table_of(Unit).c, table_of(Building).c
_ROOMS: Final = table_of(Unit).join(table_of(Building), _B.id == _U.building_id)


@dataclass(frozen=True)
class Eyes:
    """Who follows: what they reach, what of it as staff, and their account."""

    reach: Reach
    staff: Reach
    account_id: int | None = None


@dataclass(frozen=True)
class News:
    """Events in their order, the rooms of each that may be named, the newest looked at, and whether more wait."""

    events: Sequence[Event]
    units: Mapping[int, Sequence[str]]
    newest: int
    more: bool


def after(session: Session, eyes: Eyes, since: int, kinds: Collection[str], most: int) -> News:
    """Events after one; ``newest`` is the last that was looked at."""
    last: int = session.execute(select(func.coalesce(func.max(_E.id), 0))).scalar_one()
    query = select(Event).where(_E.id > since, _E.id <= last, visible(eyes)).order_by(_E.id).limit(most + 1)
    if kinds:
        query = query.where(_E.kind.in_(sorted(kinds)))
    found = session.execute(query).scalars().all()
    kept, more = found[:most], len(found) > most
    newest = kept[-1].id if more and kept else last
    return News(kept, units_of(session, eyes, [one.id for one in kept]), newest or last, more)


def place(session: Session, eyes: Eyes, since: int, news: News) -> int:
    """Where a reader goes on from: his own last event, or a round number if many came since.

    How far others came, to the event, would tell when they write; and who has no news should not look through all of it
    every time.
    """
    if news.more:
        return news.newest
    far = news.newest - news.newest % BLOCK
    if news.events:
        return max(news.events[-1].id or 0, far)
    if since <= news.newest:
        return max(since, far)
    mine = select(_E.id).where(visible(eyes)).order_by(_E.id.desc()).limit(1)
    return max(session.execute(mine).scalar_one_or_none() or 0, far)


def one(session: Session, eyes: Eyes, event_id: int) -> News:
    """One event, as long as it may be told; else nothing."""
    found = session.execute(select(Event).where(_E.id == event_id, visible(eyes))).scalars().all()
    return News(found, units_of(session, eyes, [row.id for row in found]), event_id, more=False)


def visible(eyes: Eyes) -> ColumnElement[bool]:
    """Whether an event may be told: to staff all in their scope; to others what concerns units they held then."""
    if eyes.reach.everything:
        return true()
    mine = _E.account_id == (eyes.account_id or 0)
    held = exists(select(literal(1)).where(_EU.event_id == _E.id, _reached(eyes.reach)).correlate(Event.__table__))  # type: ignore[attr-defined]
    told = [mine, and_(_E.account_id.is_(None), held)]
    if not eyes.staff.nothing:
        inside = select(literal(1)).select_from(_ROOMS).where(_B.code == _E.building_code, eyes.staff.unit(_U.id))
        rooms = select(literal(1)).where(_EU.event_id == _E.id, eyes.staff.unit(_EU.unit_id)).correlate(Event.__table__)  # type: ignore[attr-defined]
        told += [exists(inside), exists(rooms)]
    return or_(*told)


def _reached(reach: Reach) -> ColumnElement[bool]:
    """Whether a unit of an event is held on the event's day."""
    if reach.everything or reach.spans is None:
        return reach.unit(_EU.unit_id)
    held, day = reach.spans.c, days.of(_E.at)
    return exists(
        select(literal(1))
        .select_from(reach.spans)
        .where(held.unit_id == _EU.unit_id, held.first <= day, held.last >= day)
        .correlate(EventUnit.__table__, Event.__table__)  # type: ignore[attr-defined]
    )


def units_of(session: Session, eyes: Eyes, events: Sequence[Any]) -> Mapping[int, Sequence[str]]:
    """Codes of the rooms that each event concerns, as far as they are reached."""
    found: dict[int, list[str]] = defaultdict(list)
    if events:
        both = EventUnit.__table__.join(Event.__table__, _E.id == _EU.event_id)  # type: ignore[attr-defined]
        seen = or_(_reached(eyes.reach), eyes.staff.unit(_EU.unit_id))
        query = select(_EU.event_id, _EU.unit_id).select_from(both).where(_EU.event_id.in_(events), seen)
        for event, unit in session.execute(query.order_by(_EU.event_id, _EU.unit_id)):
            found[event].append(codes.code(codes.UNIT, unit))
    return found


def newest(session: Session) -> int:
    """Key of the newest event."""
    found: int = session.execute(select(func.coalesce(func.max(_E.id), 0))).scalar_one()
    return found
