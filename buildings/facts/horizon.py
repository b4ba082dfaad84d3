"""Which months the facts cover.

First month: twelve before the earliest tax file, so that a year of tenancy stands before the first tax; without
any file, 36 before the last month. Last month: the newest tax file, or a later month somebody asked for. So only tax
files and ``ensure_month`` move the horizon, never a lease.
"""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlmodel import Session

from buildings.database.work import Changes
from buildings.facts import columns
from buildings.facts.reading import standing, table
from buildings.facts.tables import FactState
from buildings.register.tables.months import MonthState
from buildings.register.tables.taxes import TaxFile

BEFORE_TAX = 12
WITHOUT_TAX = 36
ENSURED = "ensured"
GROUNDS = ("first", "last", "files", "parameters")

Span = tuple[int, int]


def _state(session: Session, name: str) -> str | None:
    found = session.get(FactState, name)
    return None if found is None else found.value


def wanted(session: Session) -> Span | None:
    """First and last month the facts should cover; None when there is nothing to cover."""
    files = table(TaxFile)
    earliest, newest = session.execute(
        select(func.min(files.c.month), func.max(files.c.month)).where(standing(files), files.c.current)
    ).one()
    asked = _state(session, ENSURED)
    lasts = [month for month in (newest, None if asked is None else int(asked)) if month is not None]
    if not lasts:
        return None
    return (max(lasts) - WITHOUT_TAX if earliest is None else min(earliest - BEFORE_TAX, max(lasts))), max(lasts)


def covered(session: Session) -> Span | None:
    """First and last month the facts do cover."""
    first, last = _state(session, "first"), _state(session, "last")
    return None if first is None or last is None else (int(first), int(last))


def is_covered(session: Session) -> bool:
    """Whether the facts stand on the months, the files and the parameters there are now."""
    return {name: _state(session, name) or "" for name in GROUNDS} == _stands_on(session)


def _stands_on(session: Session) -> dict[str, str]:
    """A month's first file changes every building, a parameter every month: the facts remember both."""
    span = wanted(session)
    first, last = span or ("", "")
    parameters = "" if span is None else columns.fingerprint(*span)
    return {"first": str(first), "last": str(last), "files": _filed(session), "parameters": parameters}


def _filed(session: Session) -> str:
    files = table(TaxFile)
    found = session.execute(select(files.c.month, files.c.origin).where(standing(files), files.c.current))
    return " ".join(sorted(f"{month}:{origin}" for month, origin in found))


def note(session: Session) -> None:
    """Record what the facts stand on, once they do."""
    for name, value in _stands_on(session).items():
        _say(session, name, value)
    session.flush()


def _say(session: Session, name: str, value: str) -> None:
    found = session.get(FactState, name)
    if not value and found is not None:
        session.delete(found)
    elif value and found is None:
        session.add(FactState(name=name, value=value))
    elif found is not None:
        found.value = value


def ensure_month(changes: Changes, month: int) -> None:
    """Let the facts reach a month although no tax file does; the next refresh extends them."""
    session = changes.session
    span = wanted(session)
    if span is not None and span[0] <= month <= span[1]:
        return
    _say(session, ENSURED, str(max(month, int(_state(session, ENSURED) or month))))
    session.flush()
    changes.everything = True


def months(session: Session, origin: str) -> Sequence[tuple[int, bool, bool]]:
    """(month, has a tax file of the origin, closed) of every covered month, newest first."""
    span = covered(session)
    if span is None:
        return []
    files, states = table(TaxFile), table(MonthState)
    filed = set(
        session.execute(
            select(files.c.month).where(standing(files), files.c.current, files.c.origin == str(origin))
        ).scalars()
    )
    closed = set(session.execute(select(states.c.month).where(standing(states), states.c.state == "closed")).scalars())
    return [(month, month in filed, month in closed) for month in range(span[1], span[0] - 1, -1)]


def newest(session: Session, origin: str) -> int | None:
    """The newest month with a tax file of the origin, else the newest covered one; None when nothing is covered."""
    known = months(session, origin)
    return next((month for month, filed, _ in known if filed), known[0][0] if known else None)
