"""The two columns of a building become decisions and go back, on both engines; what was sealed before still fits."""

import datetime as dt

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from buildings.access import canonical
from buildings.database import migrate, work
from buildings.database.engine import connect
from buildings.database.work import Changes
from buildings.register import buildings, provenance, types
from buildings.workflows import auditing
from tests.builders.register import edit, make_building
from tests.migrations.test_migrations import ask, on
from tests.migrations.test_photos import columns_before

BEFORE = "2026112803"


def stock(changes: Changes) -> None:
    for number, kind, value in ((1, "policy_type", "cluster"), (1, "specialty", "media"), (2, "policy_type", "model")):
        code = f"GL-000{number}"
        known = buildings.Building.__table__  # type: ignore[attr-defined]
        there = changes.session.execute(sa.select(known.c.id).where(known.c.code == code)).first()
        row = make_building(changes, code=code) if there is None else buildings.by_code(changes.session, code)
        types.state(changes, row, kind, value)
    make_building(changes, code="GL-0003")


def test_both_columns_move_with_their_versions_and_back(blank_url: str) -> None:
    engine = connect(blank_url)
    migrate.upgrade(engine)
    edit(engine, stock)
    on(engine, BEFORE)
    columns = "select code, policy_type, specialty from buildings order by code"
    assert ask(engine, columns) == [
        ("GL-0001", "cluster", "media"),
        ("GL-0002", "model", None),
        ("GL-0003", None, None),
    ]
    names = [one["name"] for one in sa.inspect(engine).get_columns("buildings")]
    listed = ", ".join(names)
    with engine.begin() as connection:  # the second building was looked at again, by hand, and so was the third
        copy = f"insert into buildings_history ({listed}, superseded_at) select {listed}, recorded_at from buildings"  # noqa: S608 - names of ours
        connection.execute(sa.text(copy + " where code in ('GL-0002', 'GL-0003')"))
        connection.execute(sa.text("update buildings set version = 2, policy_type = 'upgrade' where code = 'GL-0002'"))
        connection.execute(sa.text("update buildings set version = 2, specialty = 'none' where code = 'GL-0003'"))
    migrate.upgrade(engine)
    decided = (
        "select b.code, t.kind, t.value, t.version from {} t join buildings b on b.id = t.building_id order by 1, 2, 4"
    )
    assert ask(engine, decided.format("building_types")) == [
        ("GL-0001", "policy_type", "cluster", 1),
        ("GL-0001", "specialty", "media", 1),
        ("GL-0002", "policy_type", "upgrade", 2),
        ("GL-0003", "specialty", "none", 1),
    ]
    assert ask(engine, decided.format("building_types_history")) == [("GL-0002", "policy_type", "model", 1)]
    on(engine, "check")
    edit(engine, later)
    on(engine, BEFORE)
    assert ask(engine, columns) == [
        ("GL-0001", "cluster", "media"),
        ("GL-0002", "cluster", None),
        ("GL-0003", None, "none"),
    ]
    migrate.upgrade(engine)
    with work.reading(engine) as session:
        (row,) = types.of_building(session, buildings.by_code(session, "GL-0002").key)
    assert (row.value, row.valid_from) == ("cluster", None)
    engine.dispose()


def test_seals_set_before_fit_after(blank_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = connect(blank_url)
    migrate.upgrade(engine)
    edit(engine, stock)
    on(engine, BEFORE)
    known = canonical.records()
    with monkeypatch.context() as before:  # the program of that time knew no table of types, nor pictures of projects
        before.setattr(canonical, "records", lambda: [one for one in known if one != "building_types"])
        before.setattr(canonical, "columns", columns_before)
        assert auditing.seal(engine) == 1
    migrate.upgrade(engine)
    proof = auditing.verify(engine)
    assert (list(proof.misfits), proof.seals, proof.unsealed) == ([], 1, 1)
    assert ask(engine, "select actor, action from audit_entries where id > 1") == [("migration", "migration")]
    assert auditing.seal(engine) == 1
    edit(engine, later)
    edit(
        engine, lambda changes: types.state(changes, buildings.by_code(changes.session, "GL-0001"), "specialty", "none")
    )
    assert list(auditing.verify(engine).misfits) == []
    engine.dispose()


def test_a_database_without_the_columns_gets_them_back(blank_url: str) -> None:
    engine = connect(blank_url)
    migrate.upgrade(engine, "2026112804")
    with engine.begin() as connection:
        context = MigrationContext.configure(connection)
        for name in ("buildings", "buildings_history"):
            with Operations(context).batch_alter_table(name) as table:
                for kind in ("policy_type", "specialty"):
                    if name == "buildings":
                        table.drop_constraint(f"ck_buildings_{kind}_slug", type_="check")
                    table.drop_column(kind)
    migrate.upgrade(engine)
    on(engine, "check")
    engine.dispose()


def test_the_copy_touches_no_building(blank_url: str) -> None:
    engine = connect(blank_url)
    migrate.upgrade(engine)
    edit(engine, stock)
    on(engine, BEFORE)
    migrate.upgrade(engine)
    with work.reading(engine) as session:
        (action,) = session.execute(sa.text("select action from audit_entries where id = 1")).scalars()
        assert provenance.as_brought(session, action) == {"GL-0001", "GL-0002", "GL-0003"}
    edit(engine, later)
    with work.reading(engine) as session:
        assert provenance.as_brought(session, action) == {"GL-0001", "GL-0003"}
    engine.dispose()


def later(changes: Changes) -> None:
    row = buildings.by_code(changes.session, "GL-0002")
    types.decide(changes, row, "policy_type", "none", dt.date(2024, 1, 1))
    types.decide(changes, row, "policy_type", "cluster", dt.date(2025, 1, 1))
