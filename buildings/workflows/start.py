"""From an address to a database that is ready: tables, real register, demonstration, and who may look."""

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from buildings import demo as district
from buildings.access.clock import last_complete_month
from buildings.audience import PROMOTER, PUBLIC, Audience
from buildings.database import migrate, work
from buildings.database.engine import Engine, connect
from buildings.database.work import Changes
from buildings.errors import Misconfigured, WrongOrigin
from buildings.facts import horizon, refresh
from buildings.imports import real
from buildings.kinds import Origin
from buildings.operations import stamp
from buildings.settings import Settings, settings
from buildings.workflows.importing import Progress, import_files, silent

SEED = 1


@dataclass(frozen=True)
class Prepared:
    """A database that is ready, what it holds, and who looks at it without accounts."""

    engine: Engine
    origin: Origin
    audience: Audience
    demo_refused: bool = False


def prepare(*, actor: str, demo: bool | None = None, months: int = 26, progress: Progress = silent) -> Prepared:
    """Create or upgrade the tables, load the real register, and the demonstration where it may go.

    ``demo`` None: only into the default SQLite file. A database that holds records and is not stamped refuses it.
    """
    engine = connect(settings().database_url)
    upgrade(engine)
    wanted = _is_default() if demo is None else demo
    refused = False
    if wanted:
        try:
            _load_demonstration(engine, actor, months, progress)
        except WrongOrigin:
            refused = True
    work.run(engine, _load_real, actor=actor, action="load_real_register", refresh=refresh.refresh)
    ready = _prepared(engine)
    return Prepared(ready.engine, ready.origin, ready.audience, demo_refused=refused)


def upgrade(engine: Engine) -> None:
    """Bring the tables up to date; Misconfigured when the database cannot be opened."""
    try:
        if not migrate.is_current(engine):
            migrate.upgrade(engine)
    except OSError as error:
        raise Misconfigured("bad_database", database=safe_url(), reason=str(error)) from error


def opened() -> Prepared:
    """The database as it stands; Misconfigured when it was never prepared."""
    engine = connect(settings().database_url)
    if _missing_file() or not migrate.is_current(engine):
        raise Misconfigured("not_prepared", database=safe_url())
    return _prepared(engine)


def _prepared(engine: Engine) -> Prepared:
    with work.reading(engine) as session:
        demonstration = stamp.read(session, "origin") == Origin.DEMONSTRATION
    if demonstration:
        return Prepared(engine, Origin.DEMONSTRATION, PROMOTER)
    return Prepared(engine, Origin.REAL, PUBLIC)


def _load_demonstration(engine: Engine, actor: str, months: int, progress: Progress) -> None:
    with work.reading(engine) as session:
        if stamp.read(session, "demonstration"):
            return
        stamp.may_claim(session)
    paths = district.cached(
        settings().cache_dir,
        seed=SEED,
        months=months,
        last_month=last_complete_month(),
        progress=progress,
    )
    mark = partial(_claim, value=f"seed={SEED} months={months}")
    import_files(engine, paths, actor=actor, prepare=mark, progress=progress)


def _load_real(changes: Changes) -> None:
    real.load(changes)
    _some_month(changes)


def _claim(changes: Changes, value: str) -> None:
    stamp.claim(changes, "origin", Origin.DEMONSTRATION)
    stamp.claim(changes, "demonstration", value)
    changes.origin = Origin.DEMONSTRATION


def _is_default() -> bool:
    return bool(settings().database_url == Settings.model_fields["database_url"].default)


def _some_month(changes: Changes) -> None:
    """Without any tax file the facts reach the last complete month, so that there is something to look at."""
    if not horizon.months(changes.session, Origin.REAL):
        horizon.ensure_month(changes, last_complete_month())


def _missing_file() -> bool:
    prefix = "sqlite:///"
    url = settings().database_url
    return url.startswith(prefix) and not Path(url.removeprefix(prefix)).exists()


def safe_url() -> str:
    """The address without its password."""
    return re.sub(r"(?<=:)[^:@/]+(?=@)", "***", settings().database_url)
