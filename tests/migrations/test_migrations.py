"""Migrations on both engines: up, no drift, down, up again."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.engine import Engine

from buildings.database import migrate
from buildings.database.engine import connect
from buildings.database.migrate import Age
from buildings.database.naming import METADATA
from buildings.errors import Misconfigured
from tests.fixtures.postgres import Cluster


def tables(engine: Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names()) - {"spatial_ref_sys", "alembic_version"}


def on(engine: Engine, what: str) -> None:
    config = migrate.configuration()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        if what == "check":
            command.check(config)
        else:
            command.downgrade(config, what)


def ask(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.begin() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def test_up_no_drift_down_up(blank_url: str) -> None:
    engine = connect(blank_url)
    assert migrate.age(engine) is Age.NONE
    migrate.upgrade(engine)
    assert migrate.age(engine) is Age.CURRENT
    assert tables(engine) == set(METADATA.tables)
    on(engine, "check")
    on(engine, "base")
    assert tables(engine) == set()
    assert migrate.age(engine) is Age.NONE
    migrate.upgrade(blank_url)
    assert tables(engine) == set(METADATA.tables)
    engine.dispose()


def test_every_record_has_its_history_and_places_have_gist(db_url: str) -> None:
    engine = connect(db_url)
    inspector = sa.inspect(engine)
    names = tables(engine)
    for name in names:
        if name + "_history" in names and name != "tax_payments":
            now = {column["name"] for column in inspector.get_columns(name)}
            then = {column["name"] for column in inspector.get_columns(name + "_history")}
            assert then == now | {"superseded_at"}
    assert len([name for name in names if name.endswith("_history")]) > 25
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            found = connection.execute(sa.text("select indexname from pg_indexes where indexdef like '%USING gist%'"))
            expected = {"ix_buildings_point", "ix_buildings_footprint", "ix_zones_shape"}
            assert expected <= set(found.scalars())
    engine.dispose()


def test_a_half_done_migration_leaves_nothing(blank_url: str) -> None:
    engine = connect(blank_url)
    with engine.begin() as connection:
        connection.execute(sa.text("create table units (stranger integer)"))  # in the way of the migration
    with pytest.raises(sa.exc.DBAPIError):
        migrate.upgrade(engine)
    assert tables(engine) == {"units"}
    engine.dispose()


@pytest.mark.usefixtures("loopback")
def test_a_database_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError, match="unable to open"):
        migrate.upgrade(f"sqlite:///{tmp_path}/nowhere/louyu.db")


@pytest.mark.pg
def test_a_server_without_postgis_is_named(pg_cluster: Cluster) -> None:
    pg_cluster.execute("create database plain")
    pg_cluster.execute("do $$ begin create role clerk login; exception when duplicate_object then null; end $$")
    engine = connect(pg_cluster.url("plain").replace("postgres@", "clerk@"))
    try:
        with pytest.raises(Misconfigured) as refusal:
            migrate.upgrade(engine)
        assert refusal.value.name == "no_postgis"
    finally:
        engine.dispose()
        pg_cluster.drop("plain")
