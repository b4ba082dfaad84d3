"""The database as it stands, what it holds, and who looks at it without accounts; nothing is written."""

import re
from dataclasses import dataclass
from typing import Final

from buildings.audience import PROMOTER, PUBLIC, Audience
from buildings.database import migrate, work
from buildings.database.engine import Engine, connect, file_of
from buildings.database.migrate import Age
from buildings.errors import Misconfigured
from buildings.facts import horizon
from buildings.kinds import Origin
from buildings.operations import stamp
from buildings.settings import settings

AUDIENCES: Final = {Origin.DEMONSTRATION: PROMOTER, Origin.REAL: PUBLIC}
"""Who looks without accounts, and whom ``run`` writes files for."""
_NOT_READY: Final = {Age.NONE: "not_prepared", Age.OLDER: "older_database", Age.NEWER: "newer_database"}


@dataclass(frozen=True)
class Prepared:
    """A database that is ready, what it holds, and who looks at it without accounts."""

    engine: Engine
    origin: Origin
    audience: Audience
    demo_refused: bool = False


def opened() -> Prepared:
    """The database as it stands; Misconfigured when this version never prepared it, or when it cannot be opened."""
    engine = connect(settings().database_url)
    try:
        found = Age.NONE if _missing_file(engine) else migrate.age(engine)
    except ConnectionError as error:
        raise unreachable(error) from error
    if found is Age.CURRENT and _without_facts(engine):
        found = Age.OLDER  # its tables are upgraded, but somebody stopped before the facts were made
    if found is not Age.CURRENT:
        raise Misconfigured(_NOT_READY[found], database=safe_url())
    return prepared(engine)


def _without_facts(engine: Engine) -> bool:
    with work.reading(engine) as session:
        return horizon.wanted(session) is not None and horizon.covered(session) is None


def unreachable(error: ConnectionError) -> Misconfigured:
    """What to tell of a database that cannot be opened, read or written."""
    return Misconfigured("bad_database", database=safe_url(), reason=str(error))


def prepared(engine: Engine) -> Prepared:
    """What a database holds, and who looks at it without accounts: its stamp says so."""
    with work.reading(engine) as session:
        origin = stamp.origin(session)
    if origin is Origin.DEMONSTRATION:
        return Prepared(engine, Origin.DEMONSTRATION, AUDIENCES[Origin.DEMONSTRATION])
    return Prepared(engine, Origin.REAL, AUDIENCES[Origin.REAL])


def _missing_file(engine: Engine) -> bool:
    file = file_of(engine.url)
    return engine.dialect.name == "sqlite" and file is not None and not file.exists()


def safe_url() -> str:
    """The address without its password."""
    return re.sub(r"(?<=:)[^:@/]+(?=@)", "***", settings().database_url)
