"""What changed, in the order it became true: the feed that subscribers follow; each event says whom it concerns."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import insert
from sqlmodel import Field, SQLModel

from buildings.database import bulk
from buildings.database.types import Key, Slug, Utc
from buildings.database.work import Changes


class Event(SQLModel, table=True):
    """One change of one thing. Keys follow the order of commits, since they are drawn under the lock of facts."""

    __tablename__ = "events"

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    audit_id: int = Field(sa_type=Key, foreign_key="audit_entries.id", index=True)
    at: dt.datetime = Field(sa_type=Utc)
    kind: str = Field(sa_type=Slug, description="lease, unit, outage, party, proposal")
    action: str = Field(sa_type=Slug, description="created, changed, ended, voided, …")
    code: str
    version: int | None = None
    building_code: str | None = None
    account_id: int | None = Field(
        default=None, foreign_key="accounts.id", index=True, sa_type=Key, description="whom alone it concerns"
    )


class EventUnit(SQLModel, table=True):
    """A unit that an event concerns: whoever holds it may learn of the event."""

    __tablename__ = "event_units"

    event_id: int = Field(primary_key=True, foreign_key="events.id", sa_type=Key)
    unit_id: int = Field(primary_key=True, foreign_key="units.id", sa_type=Key)


@dataclass(frozen=True)
class News:
    """What a writer tells: kind, action, public code and version of the thing, and the units it concerns."""

    kind: str
    action: str
    code: str
    version: int | None = None
    units: Collection[int] = ()
    building_code: str | None = None
    account_id: int | None = None


def tell(changes: Changes, news: Sequence[News]) -> None:
    """Add events in the transaction of their change, after the facts were refreshed."""
    if not news:
        return
    events, units = Event.__table__, EventUnit.__table__  # type: ignore[attr-defined]
    keys = bulk.next_keys(changes.session, events, len(news))
    said = [{name: value for name, value in vars(one).items() if name != "units"} for one in news]
    common = {"audit_id": changes.audit_id, "at": changes.at}
    changes.session.execute(insert(events), [{"id": key, **common, **one} for key, one in zip(keys, said, strict=True)])
    rows = [
        {"event_id": key, "unit_id": unit}
        for key, one in zip(keys, news, strict=True)
        for unit in sorted(set(one.units))
    ]
    if rows:
        changes.session.execute(insert(units), rows)
