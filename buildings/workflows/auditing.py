"""The audit sealed and verified: what was done stays provable."""

import importlib
import pkgutil
from functools import cache, partial

import buildings.access
import buildings.operations
import buildings.register.tables
from buildings.access import canonical, clock, proofs, seals
from buildings.access.proofs import Proof
from buildings.database import settled, work
from buildings.database.engine import Engine
from buildings.errors import Busy, Conflict, Misconfigured
from buildings.workflows.progress import Progress, silent

__all__ = ["Proof", "seal", "verify"]


@cache
def _know_all_tables() -> None:
    """A table whose module was not imported would be left out of a seal."""
    for package in (buildings.access, buildings.register.tables, buildings.operations):
        for found in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            importlib.import_module(found.name)


def seal(engine: Engine, *, patience: float = settled.PATIENCE_SECONDS, progress: Progress = silent) -> int:
    """Seal all entries that nothing is under way beside; how many.

    Raises
    ------
    Busy
        A writer takes longer than the patience: the next sealing takes its entries too.
    """
    _know_all_tables()
    boundary, sealed = settled.settled(engine, patience), 0
    if boundary is None:
        raise Busy
    while True:
        with work.reading(engine) as session:
            _refuse_strangers(session)
            last = seals.newest(session)
            begun = 0 if last is None else last.last_entry
            batch = seals.prepare(session, boundary, clock.now())
        if batch is None:
            return sealed
        progress("seal", batch.seal.first_entry - begun, max(boundary - begun, 1))
        try:
            work.keeping(engine, partial(_set, batch))
        except Conflict:  # somebody else was faster: what they sealed need not be sealed again
            continue
        sealed += batch.seal.entries


def _set(batch: seals.Batch, session: work.Session) -> None:
    seals.set_(session, batch)


def _refuse_strangers(session: work.Session) -> None:
    found = canonical.strangers(session)
    if found:
        raise Misconfigured("unknown_tables", tables=" ".join(found))


def verify(engine: Engine, *, noted: str | None = None, progress: Progress = silent) -> Proof:
    """Recompute every seal and name what does not fit; ``noted`` is a seal that was written down elsewhere."""
    _know_all_tables()
    progress("verify_audit", 0, 1)
    with work.reading(engine) as session:
        found = proofs.verify(session, noted)
    progress("verify_audit", 1, 1)
    return found
