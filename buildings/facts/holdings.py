"""Which kinds of data an office holds at all, in whichever month: what it tells is the same in every month on offer."""

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from buildings.facts import horizon, store
from buildings.facts.horizon import Span
from buildings.facts.reading import ints, rows, standing, table
from buildings.kinds import Derives
from buildings.portfolio import Ints
from buildings.register.tables.buildings import Building
from buildings.register.tables.taxes import TaxFile


def holdings(session: Session, origin: str) -> frozenset[Derives]:
    """Tax where a tax file stands; tenancy where a register of rooms, known space or an occupant does, ever."""
    found = {Derives.TAX: _tax(session, origin), Derives.TENANCY: _tenancy(session, origin)}
    return frozenset(kind for kind, there in found.items() if there)


def _tax(session: Session, origin: str) -> bool:
    own = table(TaxFile)
    return _any(session, own.c.id, standing(own), own.c.current, own.c.origin == str(origin))


def _tenancy(session: Session, origin: str) -> bool:
    one = table(Building)
    mine = standing(one), one.c.origin == str(origin)
    if _any(session, one.c.id, *mine, one.c.room_register):
        return True
    span = horizon.covered(session)
    (theirs,) = ints(session, [one.c.id], *mine)
    if span is None:
        return False
    months = store.TABLES["fact_building_months"].c
    return _found(session, "fact_building_months", theirs, span, months.lettable_dm2 > 0) or _found(
        session, "fact_occupancies", theirs, span
    )


def _found(session: Session, name: str, theirs: Ints, span: Span, *where: ColumnElement[bool]) -> bool:
    own = store.TABLES[name].c
    return _any(session, own.month, *store.of_buildings(name, theirs.tolist(), span), *where)


def _any(session: Session, column: ColumnElement[int], *where: ColumnElement[bool]) -> bool:
    return bool(list(rows(session, select(column).where(*where).limit(1))))
