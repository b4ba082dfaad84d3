"""The unit of work: one transaction, one audit entry, the only commit; and the read-only session."""

import datetime as dt
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NotRequired, Required, TypedDict, TypeVar, Unpack

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from buildings.database import commits, version
from buildings.database import engine as engines
from buildings.database.changes import INFO, Changes
from buildings.database.entries import AuditEntry
from buildings.database.turns import turn
from buildings.errors import Busy, Conflict
from buildings.kinds import Origin

__all__ = ["About", "Changes", "Session", "keeping", "reading", "run"]

T = TypeVar("T")
Refresh = Callable[[Changes], object]

ATTEMPTS: Final = 6
_RETRY: Final = {"40001", "40P01", "55P03"}  # serialisation failure, deadlock, lock not available
_FACTS_LOCK: Final = 7_319_001  # any constant: facts are refreshed by one transaction at a time


class About(TypedDict):
    """Who does what, and why: what the audit entry says."""

    actor: Required[str]
    action: Required[str]
    purpose: NotRequired[str | None]
    origin: NotRequired[Origin | None]
    details: NotRequired[dict[str, Any] | None]


def run(engine: Engine, do: Callable[[Changes], T], *, refresh: Refresh | None = None, **about: Unpack[About]) -> T:
    """Do it in one transaction, refresh the facts it spoils, commit; all or nothing.

    ``do`` may run several times, since deadlocks and locked databases are tried again: it must not act outside the
    database. Raises Busy when the attempts run out, Conflict when a constraint refuses.
    """
    return _patiently(lambda: _once(engine, do, refresh, about))


def keeping(engine: Engine, do: Callable[[Session], T], *, of_facts: bool = False) -> T:
    """Housekeeping in one transaction (sessions, throttles, when a key was used): no record, so no audit entry.

    A session without ``Changes`` refuses to write a record. ``of_facts``: it waits for whoever refreshes facts.
    """

    def once() -> T:
        with turn(engine), Session(engine, expire_on_commit=False) as session:
            if of_facts:
                _alone(session)
            done = do(session)
            session.commit()
            return done

    return _patiently(once)


def if_free(engine: Engine, do: Callable[[Session], object]) -> bool:
    """Housekeeping that nobody is kept waiting for: whether it was done, or another writer was in the way."""
    try:
        with engine.connect() as connection, Session(engines.hasty(connection)) as session:
            do(session)
            session.commit()
    except IntegrityError:  # another one did the same at the same moment
        return False
    except DBAPIError as error:
        if not _passing(error):
            raise
        return False
    return True


def _patiently(once: Callable[[], T]) -> T:
    """Try again what another writer was in the way of."""
    patience = time.monotonic() + engines.BUSY_MS / 1000
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return once()
        except IntegrityError as error:
            raise Conflict("breaks_constraint", constraint=_constraint(error)) from error
        except DBAPIError as error:
            if not _passing(error):
                raise
            if attempt == ATTEMPTS or time.monotonic() > patience:
                raise Busy from error
            time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 - spreads two writers apart, no secret
    raise Busy


def _once(engine: Engine, do: Callable[[Changes], T], refresh: Refresh | None, about: About) -> T:
    with turn(engine), Session(engine, expire_on_commit=False) as session:
        session.connection()  # SQLite: the lock is held from here, so instants follow the order of commits
        entry = AuditEntry(
            at=dt.datetime.now(dt.UTC),
            actor=about["actor"],
            action=about["action"],
            purpose=about.get("purpose"),
            details=about.get("details") or {},
        )
        session.add(entry)
        session.flush()
        origin = about.get("origin") or Origin.REAL
        changes = Changes(session, entry.actor, entry.at, entry.key, origin)
        session.info[INFO] = changes
        done = do(changes)
        session.flush()
        if changes.dirty or changes.last:
            _alone(session)
        if refresh is not None and changes.dirty:
            refresh(changes)
        for do_last in changes.last:
            do_last(changes)
        _tell(session, changes)
        with commits.noted(about["action"]):
            session.commit()
        return done


def _tell(session: Session, changes: Changes) -> None:
    """Raise the numbers of what was written, so that who keeps what they read learns of it; the last thing of all."""
    of_doors = {bool(cls.__of_doors__) for cls in changes.wrote}
    if changes.dirty or False in of_doors:
        version.raise_(session, version.RECORD)
    if True in of_doors:
        version.raise_(session, version.DOORS)


def _alone(session: Session) -> None:
    """Let one transaction at a time refresh facts: what it reads after this lock includes all that was committed."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _FACTS_LOCK})


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one snapshot and cannot write."""
    with engine.connect() as connection, Session(engines.snapshot(connection), autoflush=False) as session:
        yield session


def _passing(error: DBAPIError) -> bool:
    """Whether the same work may succeed when tried again."""
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state in _RETRY
    message = str(error.orig)
    return "database is locked" in message or "database table is locked" in message


def _constraint(error: IntegrityError) -> str:
    """Name of the constraint (PostgreSQL), or what SQLite says of it."""
    diagnosis = getattr(error.orig, "diag", None)
    named = getattr(diagnosis, "constraint_name", None)
    return str(named) if named else str(error.orig).rpartition(": ")[2]
