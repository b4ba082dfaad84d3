"""What an office holds at all is one answer for all months on offer, and so is what it tells the public."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from buildings.audience import PUBLIC
from buildings.database import work
from buildings.database.work import Changes
from buildings.disclosure.figures import State
from buildings.facts import horizon, snapshot
from buildings.facts.refresh import refresh
from buildings.kinds import Derives, Origin
from buildings.quantities import parse_month
from buildings.register import units
from buildings.workflows import figures
from tests.builders.register import (
    make_building,
    make_enterprise,
    make_lease,
    make_tax_file,
    make_taxpayer,
)

JUNE = parse_month("2026-06")
Do = Callable[[Changes], object]


def edited(engine: Engine, do: Do, origin: Origin = Origin.REAL) -> None:
    def whole(changes: Changes) -> None:
        do(changes)
        horizon.ensure_month(changes, JUNE)

    work.run(engine, whole, refresh=refresh, actor="test", action="test", origin=origin)


def bare(changes: Changes) -> None:
    make_building(changes, room_register=False)


def tax(changes: Changes) -> None:
    bare(changes)
    make_tax_file(changes, JUNE - 3, [(make_taxpayer(changes).key, "zzs", 1, None)])


def rooms(changes: Changes) -> None:
    make_building(changes)


def tenant(changes: Changes) -> None:
    """Somebody holds a building without rooms whose area nobody knows, for a few days of one month."""
    home = make_building(changes, room_register=False)
    unit = units.by_label(changes.session, home, None)
    days = {"starts_on": dt.date(2026, 2, 3), "ends_on": dt.date(2026, 2, 5)}
    make_lease(changes, [unit], enterprise_id=make_enterprise(changes).key, **days)


def states(engine: Engine, origin: Origin = Origin.REAL) -> dict[Derives, set[frozenset[State]]]:
    """Per kind of figure, what the public reads in each month on offer: one set of states, when all months agree."""
    found: dict[Derives, set[frozenset[State]]] = {Derives.TAX: set(), Derives.TENANCY: set()}
    months = figures.months(engine, origin)
    assert len(months) > 12
    for info in (*months[::4], months[-1]):
        shown = figures.figures(engine, info.month, PUBLIC, origin)
        columns = [column for table in shown.tables.values() for column in table.columns.values()]
        for kind, seen in found.items():
            mine = [column for column in columns if column.metric.derives_from is kind]
            seen.add(frozenset(State(int(state)) for column in mine for state in column.states))
    return found


UNKNOWN, HIDDEN = {frozenset({State.UNKNOWN})}, {frozenset({State.HIDDEN})}


@pytest.mark.parametrize(
    ("do", "held"),
    [(bare, ()), (tax, (Derives.TAX,)), (rooms, (Derives.TENANCY,)), (tenant, (Derives.TENANCY,))],
    ids=["nothing", "a tax file", "rooms", "a tenant"],
)
def test_all_months_on_offer_tell_the_same(engine: Engine, do: Do, held: tuple[Derives, ...]) -> None:
    edited(engine, do)
    with work.reading(engine) as session:
        first, last = horizon.covered(session) or (0, 0)
        found = {snapshot.snapshot(session, month, Origin.REAL).held for month in range(first, last + 1)}
    assert found == {frozenset(held)}
    for kind, seen in states(engine).items():
        assert seen == (HIDDEN if kind in held else UNKNOWN), kind


def test_what_another_origin_holds_tells_nothing(engine: Engine) -> None:
    edited(engine, bare)
    for do in (tax, tenant, rooms):
        edited(engine, do, Origin.DEMONSTRATION)
    with work.reading(engine) as session:
        assert snapshot.snapshot(session, JUNE, Origin.REAL).held == frozenset()
        assert snapshot.snapshot(session, JUNE, Origin.DEMONSTRATION).held == {Derives.TAX, Derives.TENANCY}
