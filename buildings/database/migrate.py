"""Bring a database to the tables this version of louyu expects."""

from enum import StrEnum

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from buildings.database import commits
from buildings.database.engine import connect, snapshot
from buildings.errors import Busy
from buildings.settings import ROOT


def configuration() -> Config:
    """The project's migrations, not yet pointed at a database."""
    return Config(ROOT / "alembic.ini")


def upgrade(target: str | Engine, revision: str = "head") -> None:
    """Create or upgrade all tables of the database at an address or behind an engine."""
    engine = connect(target) if isinstance(target, str) else target
    config = configuration()
    try:
        with _opened(engine) as connection:
            config.attributes["connection"] = connection
            with commits.noted("upgrade_tables"):
                command.upgrade(config, revision)
    except OperationalError as error:
        if "locked" in str(error.orig):
            raise Busy from error
        raise
    finally:
        if isinstance(target, str):
            engine.dispose()


def _opened(engine: Engine) -> Connection:
    """A connection; ConnectionError says why there is none, to those who know no SQL."""
    try:
        return engine.connect()
    except OperationalError as error:
        raise ConnectionError(str(error.orig).strip()) from error


class Age(StrEnum):
    """How the tables of a database stand to those this version of louyu expects."""

    NONE = "none"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"  # or of another program


def age(engine: Engine) -> Age:
    """How old the tables of a database are."""
    scripts = ScriptDirectory.from_config(configuration())
    with _opened(engine) as connection:
        snapshot(connection)  # a look takes no writer's lock: it does not wait for an import
        found = set(MigrationContext.configure(connection).get_current_heads())
    if not found:
        return Age.NONE
    if found == set(scripts.get_heads()):
        return Age.CURRENT
    known = {script.revision for script in scripts.walk_revisions()}
    return Age.OLDER if found <= known else Age.NEWER
