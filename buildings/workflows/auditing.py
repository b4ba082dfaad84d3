"""The audit sealed, verified and read: what was done stays provable, and is shown to whom it concerns."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Final

import buildings.access
import buildings.operations
import buildings.register.tables
from buildings.access import audit, canonical, clock, proofs, seals, trail
from buildings.access.principals import Principal
from buildings.access.proofs import Proof
from buildings.access.roles import Permission
from buildings.access.trail import Values, Version, Wanted
from buildings.audience import Role
from buildings.database import commits, settled, work
from buildings.database.engine import Engine
from buildings.database.entries import LOOK, AuditEntry
from buildings.errors import Busy, Conflict, Misconfigured, NotFound
from buildings.register import scopes
from buildings.workflows.progress import Progress, silent

__all__ = [
    "Listed",
    "Proof",
    "Version",
    "Wanted",
    "listed",
    "newest",
    "one",
    "seal",
    "seal_if_quiet",
    "shown",
    "verify",
]

OF_TAX: Final = frozenset(
    {"taxpayers", "taxpayer_links", "tax_files", "manual_splits", "manual_split_parts", "rating_scores"}
)
OF_ACCESS: Final = frozenset({"accounts", "grants", "access_keys", "subscriptions"})


@cache
def _know_all_tables() -> None:
    """A table whose module was not imported would be left out of a seal."""
    for package in (buildings.access, buildings.register.tables, buildings.operations):
        for found in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            importlib.import_module(found.name)


def seal(
    engine: Engine,
    *,
    patience: float = settled.PATIENCE_SECONDS,
    hurried: bool = False,
    progress: Progress = silent,
) -> int:
    """Seal all entries that nothing is under way beside; how many. ``hurried``: without waiting for another writer.

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
            _put(engine, batch, hurried=hurried)
        except Conflict:  # somebody else was faster: what they sealed need not be sealed again
            continue
        sealed += batch.seal.entries


def seal_if_quiet(engine: Engine, progress: Progress = silent) -> int:
    """``seal`` after other work: what is under way at this moment is left to the next sealing."""
    try:
        return seal(engine, patience=0.5, hurried=True, progress=progress)
    except Busy:
        return 0


def _put(engine: Engine, batch: seals.Batch, *, hurried: bool) -> None:
    with commits.noted("seal_audit"):
        if not hurried:
            work.keeping(engine, partial(_set, batch))
        elif not work.if_free(engine, partial(_set, batch)):
            raise Busy


def _set(batch: seals.Batch, session: work.Session) -> None:
    seals.set_(session, batch)


def _refuse_strangers(session: work.Session) -> None:
    found = canonical.strangers(session)
    if found:
        raise Misconfigured("unknown_tables", tables=" ".join(found))


def newest(engine: Engine) -> tuple[int, str] | None:
    """Number and sha256 of the last seal."""
    with work.reading(engine) as session:
        last = seals.newest(session)
        return None if last is None else (last.id or 0, last.sha256)


def verify(engine: Engine, *, noted: str | None = None, progress: Progress = silent) -> Proof:
    """Recompute every seal and name what does not fit; ``noted`` is a seal that was written down elsewhere."""
    _know_all_tables()
    progress("verify_audit", 0, 1)
    with work.reading(engine) as session:
        found = proofs.verify(session, noted)
    progress("verify_audit", 1, 1)
    return found


@dataclass(frozen=True)
class Listed:
    """One entry as somebody is shown it. ``wrote`` counts versions by table; ``seal`` None = not sealed yet."""

    entry: AuditEntry
    wrote: dict[str, int]
    seal: int | None
    told: bool  # whether the asker is shown its details


def listed(
    engine: Engine, wanted: Wanted, *, who: Principal | None = None, below: int | None = None, most: int = 50
) -> list[Listed]:
    """Entries, newest first: an administrator's all, anybody else's own. ``who`` None: the console of the machine."""
    _know_all_tables()
    with work.reading(engine) as session:
        found = trail.entries(session, _own(wanted, who), below=below, most=most)
        keys = [row.key for row in found]
        wrote = trail.written(session, keys)
        over = seals.sealing(session, keys)
        told = who is None or _sees_register(who)
        return [Listed(row, wrote.get(row.key, {}), over.get(row.key), told or row.action == LOOK) for row in found]


def one(
    engine: Engine, number: int, who: Principal, *, above: tuple[str, int, int] = ("", 0, 0), most: int = 50
) -> tuple[Listed, list[tuple[Version, bool]]]:
    """One entry and what it wrote from above a place on; with each version, whether its values may be shown.

    What belongs to tax is left out for whoever is no tax officer with a purpose, whose look is logged.
    """
    found = [row for row in listed(engine, Wanted(), who=who, below=number + 1, most=1) if row.entry.key == number]
    if not found:
        raise NotFound("no_such_entry", code=number)
    seen = _sight(who)
    if not OF_TAX.isdisjoint(found[0].wrote) and seen("taxpayers"):
        _note_look(engine, who, number)
    versions: list[Version] = []
    with work.reading(engine) as session:
        for table in sorted(found[0].wrote):
            if table < above[0] or len(versions) >= most or (table in OF_TAX and not seen(table)):
                continue
            place = (above[1], above[2]) if table == above[0] else (0, 0)
            versions += trail.versions(session, number, table, above=place, most=most - len(versions))
    return found[0], [(version, seen(version.table)) for version in versions]


def shown(values: Values | None) -> Values | None:
    """Values without secrets, whoever is shown them."""
    return None if values is None else {name: value for name, value in values.items() if name not in trail.SECRETS}


def _own(wanted: Wanted, who: Principal | None) -> Wanted:
    if who is None or who.may(Permission.MANAGE_ACCOUNTS):
        return wanted
    name = who.username
    return replace(wanted, account=name if wanted.account in {None, name} else "")


def _sees_register(who: Principal) -> bool:
    return who.may(Permission.SEE_REGISTER) and scopes.of(who.held).everything


def _sight(who: Principal) -> Callable[[str], bool]:
    """Of which tables somebody is shown values."""
    register = _sees_register(who)
    tax = Role.TAX_OFFICER in who.roles and who.purpose is not None

    def seen(table: str) -> bool:
        if table in OF_TAX:
            return tax
        return who.may(Permission.MANAGE_ACCOUNTS) if table in OF_ACCESS else register

    return seen


def _note_look(engine: Engine, who: Principal, number: int) -> None:
    purpose = audit.stated(who.purpose)
    details = {"what": f"audit {number}"}
    work.run(engine, lambda _: None, actor=who.actor, action=LOOK, purpose=purpose, details=details)
