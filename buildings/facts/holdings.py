"""Which kinds of data an office holds at all, in whichever month: what it tells is the same in every month on offer."""

from typing import Final

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from buildings.facts import store
from buildings.facts.reading import rows, standing, table
from buildings.kinds import Derives
from buildings.register.tables.buildings import Building
from buildings.register.tables.taxes import TaxFile

_MONTHS: Final = store.TABLES["fact_building_months"].c
_OCCUPANCIES: Final = store.TABLES["fact_occupancies"].c


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
    theirs = select(one.c.id).where(*mine)
    return _any(session, _MONTHS.month, _MONTHS.building_id.in_(theirs), _MONTHS.lettable_dm2 > 0) or _any(
        session, _OCCUPANCIES.month, _OCCUPANCIES.building_id.in_(theirs)
    )


def _any(session: Session, column: ColumnElement[int], *where: ColumnElement[bool]) -> bool:
    return bool(list(rows(session, select(column).where(*where).limit(1))))
