"""Bring a database to the tables this version of louyu expects."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from buildings.database.engine import connect
from buildings.settings import ROOT


def configuration() -> Config:
    """The project's migrations, not yet pointed at a database."""
    return Config(ROOT / "alembic.ini")


def upgrade(target: str | Engine, revision: str = "head") -> None:
    """Create or upgrade all tables of the database at an address or behind an engine."""
    engine = connect(target) if isinstance(target, str) else target
    config = configuration()
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    finally:
        if isinstance(target, str):
            engine.dispose()


def is_current(engine: Engine) -> bool:
    """Whether the database has exactly the tables this version expects."""
    expected = set(ScriptDirectory.from_config(configuration()).get_heads())
    with engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == expected
