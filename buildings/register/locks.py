"""Rows a writer holds until it commits: parties and taxpayers, then units, then buildings, each in key order."""

from collections.abc import Collection

from sqlalchemy import select

from buildings.database.base import Record
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.register.tables.buildings import Building
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.parties import ReportedParty
from buildings.register.tables.taxes import Taxpayer
from buildings.register.tables.units import Unit


def hold(
    changes: Changes,
    *,
    parties: Collection[int] = (),
    taxpayers: Collection[int] = (),
    units: Collection[int] = (),
    buildings: Collection[int] = (),
) -> None:
    """Lock rows in the one order all writers keep. ``parties``: +enterprise, −reported party.

    SQLite has one writer at a time and needs no more. The lock lets others point to the rows (foreign keys), and
    reads after it see what the former holder committed.
    """
    if changes.session.get_bind().dialect.name != "postgresql":
        return
    wanted: list[tuple[type[Record], list[int]]] = [
        (Enterprise, [party for party in parties if party > 0]),
        (ReportedParty, [-party for party in parties if party < 0]),
        (Taxpayer, list(taxpayers)),
        (Unit, list(units)),
        (Building, list(buildings)),
    ]
    for cls, keys in wanted:
        if keys:
            table = table_of(cls)
            rows = select(table.c.id).where(table.c.id.in_(keys)).order_by(table.c.id)
            changes.session.execute(rows.with_for_update(key_share=True)).all()


def settle(changes: Changes, **held: Collection[int]) -> None:
    """Lock rows (as ``hold``), then forget what was read before: what is read from now on stays as it is."""
    hold(changes, **held)
    if changes.session.get_bind().dialect.name == "postgresql":
        changes.session.flush()
        changes.session.expire_all()
