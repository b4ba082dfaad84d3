"""How migrations meet a database: every table imported, both engines alike, one transaction per migration."""

import importlib
import pkgutil
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import SchemaItem
from sqlmodel.sql.sqltypes import AutoString

import buildings.access
import buildings.facts
import buildings.operations
import buildings.register.tables
from buildings.database.engine import connect
from buildings.database.naming import METADATA
from buildings.database.types import Geom, Utc
from buildings.errors import Misconfigured
from buildings.settings import settings

for package in (buildings.access, buildings.register.tables, buildings.operations):
    for found in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        importlib.import_module(found.name)
importlib.import_module("buildings.facts.tables")


def include_object(obj: SchemaItem, name: str | None, type_: str, reflected: bool, _: SchemaItem | None) -> bool:
    """PostGIS's own table is not ours; an index of one engine is not missing on the other."""
    if type_ == "table" and reflected and name == "spatial_ref_sys":
        return False
    dialect = context.get_context().dialect.name
    return not (type_ == "index" and not reflected and obj.info.get("only", dialect) != dialect)


def render_item(type_: str, obj: object, autogen: AutogenContext) -> str | Literal[False]:
    """Our column types by name."""
    if type_ == "type" and isinstance(obj, AutoString):
        return "sa.String()"
    if type_ == "type" and isinstance(obj, Geom | Utc):
        autogen.imports.add(f"from buildings.database.types import {type(obj).__name__}")
        return repr(obj) if isinstance(obj, Geom) else "Utc()"
    return False


def need_postgis(connection: Connection) -> None:
    """PostGIS in this database; Misconfigured says what an administrator must run."""
    try:
        with connection.begin():
            connection.execute(text("create extension if not exists postgis"))
    except DBAPIError as error:
        raise Misconfigured("no_postgis", reason=str(error.orig).splitlines()[0]) from error


def migrate(connection: Connection) -> None:
    """Run the migrations on an open connection."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:  # a table that is rebuilt is dropped and renamed; rows that point to it must not mind
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
    else:
        need_postgis(connection)
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=sqlite,
        compare_type=True,
        include_object=include_object,
        render_item=render_item,
        transaction_per_migration=True,
        transactional_ddl=True,
        autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
    )
    with context.begin_transaction():
        context.run_migrations()
    if sqlite:
        connection.connection.cursor().execute("PRAGMA foreign_keys = ON")


def main() -> None:
    """On the connection that was passed, or on the address of alembic.ini, or of the settings."""
    passed = context.config.attributes.get("connection")
    if passed is not None:
        migrate(passed)
        return
    engine = connect(context.config.get_main_option("sqlalchemy.url") or settings().database_url)
    try:
        with engine.connect() as connection:
            migrate(connection)
    finally:
        engine.dispose()


main()
