"""Seals over the audit: whatever is changed, removed or slipped in afterwards is named, on both engines."""

import datetime as dt
import threading
import time
from collections.abc import Callable

import pytest
import shapely
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from buildings.access.proofs import Kind, Misfit
from buildings.database import bulk
from buildings.database.engine import connect
from buildings.database.work import Changes
from buildings.errors import Busy
from buildings.register import records, units
from buildings.register.tables.units import UnitArea
from buildings.workflows import auditing
from tests.builders.register import edit, make_building, make_tax_file, make_taxpayer, make_unit, make_zone, square

Key = int


def tamper(engine: Engine, statement: str, **values: object) -> None:
    """What somebody with the database's own password could do: the triggers are dropped first."""
    tables = ("audit_entries", "audit_seals", "audit_leaves")
    with engine.begin() as connection:
        for table in tables:
            if engine.dialect.name == "sqlite":
                for verb in ("update", "delete"):
                    connection.execute(text(f"drop trigger if exists {table}_no_{verb}"))
            else:
                connection.execute(text(f"drop trigger if exists {table}_append_only on {table}"))
        connection.execute(text(statement), values)


def change_name(engine: Engine, key: Key, label: str) -> None:
    edit(engine, lambda changes: records.update(changes, changes.session.get_one(units.Unit, key), {"label": label}))


@pytest.fixture
def unit(engine: Engine) -> Key:
    """A unit of three versions under two seals: created and renamed under the first, renamed again under the second."""
    edit(engine, make_zone)
    made = edit(engine, lambda changes: make_unit(changes, label="101").key)
    change_name(engine, made, "102")
    assert auditing.seal(engine) == 3
    change_name(engine, made, "103")
    assert auditing.seal(engine) == 1
    return made


def misfits(engine: Engine) -> list[Misfit]:
    return list(auditing.verify(engine).misfits)


def test_what_nobody_touched_fits_and_later_entries_wait(engine: Engine, unit: Key) -> None:
    proof = auditing.verify(engine)
    assert (list(proof.misfits), proof.seals, proof.entries, proof.unsealed) == ([], 2, 4, 0)
    change_name(engine, unit, "104")  # moves the version that is sealed into the history
    proof = auditing.verify(engine)
    assert (list(proof.misfits), proof.unsealed) == ([], 1)
    assert auditing.seal(engine) == 1
    assert auditing.seal(engine) == 0
    assert misfits(engine) == []


def test_an_empty_audit_fits(engine: Engine) -> None:
    assert auditing.seal(engine) == 0
    assert auditing.verify(engine).newest == ""


TAMPERINGS: list[tuple[str, Kind, int, str, int]] = [
    ("update audit_entries set actor = 'cli:nobody' where id = 2", Kind.CHANGED, 1, "audit_entries", 0),
    ("update units set label = '666' where id = :unit", Kind.CHANGED, 2, "units", 3),
    ("update units set recorded_at = '2001-01-01 00:00:00' where id = :unit", Kind.CHANGED, 2, "units", 3),
    ("update units_history set label = '666' where id = :unit and version = 2", Kind.CHANGED, 1, "units", 2),
    ("delete from units_history where id = :unit and version = 1", Kind.MISSING, 1, "units", 1),
    ("update zones set name = '别处' where id = 1", Kind.CHANGED, 1, "zones", 1),
    ("delete from unit_areas", Kind.MISSING, 1, "unit_areas", 1),
]


@pytest.mark.parametrize(("statement", "kind", "seal", "table", "version"), TAMPERINGS)
def test_tampering_is_named(  # noqa: PLR0913, PLR0917
    engine: Engine, unit: Key, statement: str, kind: Kind, seal: int, table: str, version: int
) -> None:
    tamper(engine, statement, **({"unit": unit} if ":unit" in statement else {}))
    found = misfits(engine)
    assert [(one.kind, one.seal, one.table, one.version) for one in found] == [(kind, seal, table, version)]
    if table == "units":
        assert found[0].key == unit


def test_a_place_that_was_moved_a_little_is_named(engine: Engine, unit: Key) -> None:
    del unit
    if engine.dialect.name == "sqlite":
        moved = shapely.transform(square(119.30, 26.08), lambda at: at + 1e-12)
        tamper(engine, "update zones set shape = :shape", shape=shapely.to_wkb(moved, byte_order=1))
    else:
        tamper(engine, "update zones set shape = st_translate(shape, 1e-12, 0)")
    assert [(one.kind, one.table, one.key) for one in misfits(engine)] == [(Kind.CHANGED, "zones", 1)]


@pytest.mark.parametrize("value", ["substr(shape, 1, 20)", "'no place'", "x'ff'"])
def test_a_value_that_cannot_be_read_leaves_its_table_named(sqlite_url: str, value: str) -> None:
    engine = connect(sqlite_url)
    edit(engine, make_zone)
    auditing.seal(engine)
    edit(engine, make_zone)
    auditing.seal(engine)
    tamper(engine, f"update zones set shape = {value} where id = 2")  # noqa: S608
    assert misfits(engine) == [Misfit(Kind.CHANGED, 2, "zones")]
    tamper(engine, "update zones set recorded_at = 'noon' where id = 1")
    assert misfits(engine) == [Misfit(Kind.CHANGED, 1, "zones"), Misfit(Kind.CHANGED, 2, "zones")]
    engine.dispose()


def test_entries_that_were_slipped_in_or_taken_out_are_named(engine: Engine) -> None:
    for _ in range(2):
        edit(engine, lambda _: None)
    with pytest.raises(ZeroDivisionError):  # a key may be drawn and never used
        edit(engine, lambda _: 1 // 0)
    edit(engine, lambda _: None)
    auditing.seal(engine)
    columns = "at, actor, action, purpose, details"
    tamper(engine, "delete from audit_entries where id = 2")
    assert [(one.kind, one.key) for one in misfits(engine)] == [(Kind.MISSING, 2)]
    tamper(engine, f"insert into audit_entries (id, {columns}) select 2, {columns} from audit_entries where id = 1")  # noqa: S608
    assert [(one.kind, one.key) for one in misfits(engine)] == [(Kind.CHANGED, 2)]


def test_a_seal_that_is_gone_is_named(engine: Engine, unit: Key) -> None:
    change_name(engine, unit, "104")
    auditing.seal(engine)
    tamper(engine, "delete from audit_leaves where seal_id = 2")
    tamper(engine, "delete from audit_seals where id = 2")
    assert misfits(engine) == [Misfit(Kind.SEAL_MISSING, 2)]


def test_the_last_seal_is_missed_by_its_leaves_or_by_who_noted_it(engine: Engine, unit: Key) -> None:
    del unit
    noted = auditing.verify(engine).newest
    tamper(engine, "delete from audit_leaves where seal_id = 2")
    tamper(engine, "delete from audit_seals where id = 2")
    proof = auditing.verify(engine)
    assert (list(proof.misfits), proof.unsealed) == ([], 1)  # as if it had never been set
    assert auditing.verify(engine, noted=noted).misfits == [Misfit(Kind.SEAL_MISSING, 0)]
    assert auditing.verify(engine, noted=proof.newest).misfits == []


def test_a_seal_made_to_fit_breaks_the_chain(engine: Engine, unit: Key) -> None:
    del unit
    tamper(engine, "update audit_seals set at = '2030-01-01 00:00:00' where id = 1")
    assert misfits(engine) == [Misfit(Kind.SEAL_CHANGED, 1)]


def test_leaves_that_were_spoilt_leave_the_table_named(engine: Engine, unit: Key) -> None:
    tamper(engine, "update audit_leaves set leaves = :none where seal_id = 2", none=b"none")
    assert misfits(engine) == []
    tamper(engine, "update units set label = '666' where id = :unit", unit=unit)
    assert {(one.kind, one.seal, one.table) for one in misfits(engine)} >= {(Kind.ADDED, 2, "units")}


@pytest.mark.parametrize(
    ("table", "column"), [("audit_entries", "actor"), ("audit_seals", "sha256"), ("audit_leaves", "part")]
)
def test_nobody_changes_or_deletes_what_the_audit_holds(engine: Engine, unit: Key, table: str, column: str) -> None:
    del unit
    for statement in (f"update {table} set {column} = 'x'", f"delete from {table}"):  # noqa: S608
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(statement))


def test_payments_of_a_delivery_are_covered_whether_they_stand_or_were_replaced(engine: Engine) -> None:
    def deliver(amount: int) -> Callable[[Changes], None]:
        def do(changes: Changes) -> None:
            payer = make_taxpayer(changes, code="T1")
            make_tax_file(changes, 24_310, [(payer.key, "增值税", amount, None), (payer.key, "a", 1, 2)])

        return do

    edit(engine, deliver(5))
    auditing.seal(engine)
    edit(engine, deliver(7))
    auditing.seal(engine)
    assert misfits(engine) == []
    tamper(engine, "update tax_payments_history set amount_fen = 6 where column_key = '增值税'")
    tamper(engine, "update tax_payments set retained_fen = 3 where column_key = 'a'")
    found = [(one.kind, one.seal, one.table, one.key) for one in misfits(engine)]
    assert found == [(Kind.CHANGED, 1, "tax_payments", 1), (Kind.CHANGED, 2, "tax_payments", 2)]


def test_two_sealings_at_once_seal_once(engine: Engine) -> None:
    for _ in range(5):
        edit(engine, make_building)
    counts: list[int] = []
    together = [threading.Thread(target=lambda: counts.append(auditing.seal(engine))) for _ in range(4)]
    for one in together:
        one.start()
    for one in together:
        one.join()
    proof = auditing.verify(engine)
    assert sum(counts) == proof.entries == 5
    assert list(proof.misfits) == []


def test_after_other_work_nobody_is_waited_for(engine: Engine) -> None:
    """Another writer holds SQLite's only lock, or an entry under way: the seal is left to the next time, at once."""
    edit(engine, make_unit)
    begun, go_on = threading.Event(), threading.Event()

    def slow(changes: Changes) -> None:
        make_zone(changes)
        begun.set()
        assert go_on.wait(20)

    writer = threading.Thread(target=lambda: edit(engine, slow))
    writer.start()
    assert begun.wait(20)
    start = time.monotonic()
    assert auditing.seal_if_quiet(engine) == 0
    assert time.monotonic() - start < 10  # a patient one would wait as long as the writer
    go_on.set()
    writer.join()
    assert auditing.seal_if_quiet(engine) == 2


@pytest.mark.pg
def test_an_entry_under_way_is_waited_for(pg_url: str) -> None:
    engine = connect(pg_url)
    begun, go_on = threading.Event(), threading.Event()

    def slow(changes: Changes) -> None:
        make_unit(changes)
        begun.set()
        assert go_on.wait(20)

    writer = threading.Thread(target=lambda: edit(engine, slow))
    writer.start()
    assert begun.wait(20)
    edit(engine, make_zone)  # a higher entry, committed before the lower one
    with pytest.raises(Busy):
        auditing.seal(engine, patience=0.1)
    assert auditing.verify(engine).seals == 0
    go_on.set()
    writer.join()
    assert auditing.seal(engine) == 2
    assert misfits(engine) == []
    engine.dispose()


def test_a_hundred_thousand_versions_are_sealed_in_seconds(make_database: Callable[[], str]) -> None:
    engine = connect(make_database())

    def many(changes: Changes) -> None:
        home = make_unit(changes)
        rows = [{"unit_id": home.key, "area_dm2": number, "source": "量"} for number in range(100_000)]
        bulk.insert_records(changes, UnitArea, rows)

    edit(engine, many)
    begun = dt.datetime.now(dt.UTC)
    assert auditing.seal(engine) == 1
    assert dt.datetime.now(dt.UTC) - begun < dt.timedelta(seconds=30)  # 3 s on an idle machine
    assert misfits(engine) == []
    engine.dispose()
