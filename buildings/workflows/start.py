"""From an address to a database that is ready: tables, real register, demonstration."""

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from buildings import demo as demonstration
from buildings.access.clock import last_complete_month
from buildings.database import migrate, work
from buildings.database.alone import alone
from buildings.database.engine import Engine, connect
from buildings.database.migrate import Age
from buildings.database.work import Changes, Session
from buildings.errors import Misconfigured, WrongOrigin
from buildings.facts import horizon
from buildings.imports import real
from buildings.kinds import Origin
from buildings.operations import batches, stamp
from buildings.settings import DATA, Settings, settings
from buildings.workflows import verdicts
from buildings.workflows.importing import import_files, refreshing
from buildings.workflows.opening import Prepared, prepared, safe_url, unreachable
from buildings.workflows.progress import Progress, of, silent

REAL_REGISTER: Final = "real_register"
SOURCES: Final = (
    *("facts/buildings.csv", "geo/buildings_points.geojson"),
    *("geo/subdistricts.geojson", "geo/zones.geojson"),
)


@dataclass(frozen=True)
class Demonstration:
    """Which demonstration district is loaded."""

    months: int = 26
    buildings: int = 272
    seed: int = 1


def prepare(
    *,
    actor: str,
    demo: bool | None = None,
    district: Demonstration | None = None,
    progress: Progress = silent,
) -> Prepared:
    """Create or upgrade the tables, load the real register, and the demonstration where it may go.

    ``demo`` None: only into the default SQLite file. A database that holds records and is not stamped refuses it. What
    stands is left as it is: a second call writes nothing. Busy when another process is at it, Misconfigured when the
    database cannot be opened.
    """
    engine = connect(settings().database_url)
    wanted = _is_default() if demo is None else demo
    try:
        with alone(engine):
            found = migrate.age(engine)
            if found is Age.NEWER:
                raise Misconfigured("newer_database", database=safe_url())
            if found is not Age.CURRENT:
                migrate.upgrade(engine)
            refused = wanted and not _demonstrated(engine, actor, district or Demonstration(), progress)
            _load_real(engine, actor, progress)
        verdicts.settle_all(engine, progress)
    except ConnectionError as error:
        raise unreachable(error) from error
    return replace(prepared(engine), demo_refused=refused)


def _demonstrated(engine: Engine, actor: str, which: Demonstration, progress: Progress) -> bool:
    """Whether the demonstration stands, or could be loaded: not in a database that holds other records."""
    try:
        _load_demonstration(engine, actor, which, progress)
    except WrongOrigin:
        return False
    return True


def _load_demonstration(engine: Engine, actor: str, which: Demonstration, progress: Progress) -> None:
    with work.reading(engine) as session:
        if stamp.read(session, "demonstration"):
            return
        stamp.may_claim(session)
    paths = demonstration.cached(
        settings().cache_dir,
        seed=which.seed,
        months=which.months,
        last_month=last_complete_month(),
        buildings=which.buildings,
        progress=of(progress, "demo"),
    )
    mark = partial(_claim, value=f"seed={which.seed} months={which.months} buildings={which.buildings}")
    import_files(engine, paths, actor=actor, prepare=mark, progress=progress)


def _claim(changes: Changes, value: str) -> None:
    stamp.claim(changes, "origin", Origin.DEMONSTRATION)
    stamp.claim(changes, "demonstration", value)
    changes.origin = Origin.DEMONSTRATION


def _load_real(engine: Engine, actor: str, progress: Progress) -> None:
    """The named buildings, unless they were loaded from the same files and the facts reach far enough."""
    fingerprint = hashlib.sha256(b"".join((DATA / name).read_bytes() for name in SOURCES)).hexdigest()
    with work.reading(engine) as session:
        last = batches.latest(session, REAL_REGISTER)
        if last is not None and last.sha256 == fingerprint and not _stale(session):
            return

    def do(changes: Changes) -> None:
        progress("real", 0, 1)
        new = real.load(changes)
        batches.record(changes, REAL_REGISTER, SOURCES[0], fingerprint, counts={"new": new})
        if _falls_short(changes.session):
            horizon.ensure_month(changes, last_complete_month())
        changes.everything |= not horizon.is_covered(changes.session)
        progress("real", 1, 1)

    work.run(engine, do, actor=actor, action=real.ACTION, refresh=refreshing(progress))


def _stale(session: Session) -> bool:
    """Whether the facts end too early, or stand on other parameters than those in force."""
    return _falls_short(session) or not horizon.is_covered(session)


def _falls_short(session: Session) -> bool:
    """Whether there is no tax file and the facts end before the last complete month: there must be one to look at."""
    known = horizon.months(session, stamp.origin(session))
    return not any(filed for _, filed, _ in known) and (not known or known[0][0] < last_complete_month())


def _is_default() -> bool:
    return bool(settings().database_url == Settings.model_fields["database_url"].default)
