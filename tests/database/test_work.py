"""The unit of work: all or nothing, one audit entry, history written by the flush, retries."""

import datetime as dt
import threading

import pytest
from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session

from buildings.database import history, work
from buildings.database.entries import AuditEntry
from buildings.errors import Busy, Conflict, StaleVersion
from buildings.kinds import Origin
from buildings.register.zones import Subdistrict


def add(changes: work.Changes, code: str = "350102001", name: str = "鼓东街道") -> Subdistrict:
    row = Subdistrict(code=code, name=name, kind="street")
    changes.session.add(row)
    changes.session.flush()
    return row


def rename(changes: work.Changes, key: int, name: str) -> None:
    changes.session.get_one(Subdistrict, key).name = name


def count(engine: Engine, what: type = Subdistrict) -> int:
    with work.reading(engine) as session:
        found: int = session.execute(select(func.count()).select_from(what)).scalar_one()
        return found


def test_a_change_leaves_its_audit_entry(engine: Engine) -> None:
    row = work.run(engine, add, actor="cli:tester", action="test", origin=Origin.DEMONSTRATION, purpose="测试")
    with work.reading(engine) as session:
        entry = session.get_one(AuditEntry, row.audit_id)
        found = session.get_one(Subdistrict, row.key)
    assert (entry.actor, entry.action, entry.purpose, entry.at) == ("cli:tester", "test", "测试", row.recorded_at)
    assert (found.version, found.origin, found.recorded_at) == (1, "demonstration", entry.at)


def test_a_failure_leaves_nothing_not_even_its_audit_entry(engine: Engine) -> None:
    def fail(changes: work.Changes) -> None:
        add(changes)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work.run(engine, fail, actor="t", action="t")
    assert (count(engine), count(engine, AuditEntry)) == (0, 0)


def test_facts_are_refreshed_before_the_commit_and_only_when_dirty(engine: Engine) -> None:
    seen: list[set[int]] = []

    def dirty(changes: work.Changes) -> None:
        add(changes)
        changes.parties.add(7)

    work.run(engine, dirty, refresh=lambda changes: seen.append(changes.parties), actor="t", action="t")
    assert seen == [{7}]
    work.run(engine, lambda _: None, refresh=lambda changes: seen.append(changes.parties), actor="t", action="t")
    assert seen == [{7}]


def test_former_versions_are_kept_and_answer_as_known_on(engine: Engine) -> None:
    first = work.run(engine, add, actor="a", action="add")
    second = work.run(engine, lambda changes: rename(changes, first.key, "鼓东"), actor="b", action="rename")

    def twice(changes: work.Changes) -> None:
        rename(changes, first.key, "三")
        changes.session.flush()
        rename(changes, first.key, "鼓东街道办")

    assert second is None
    work.run(engine, twice, actor="c", action="rename")
    with work.reading(engine) as session:
        now = session.get_one(Subdistrict, first.key)
        past = history.former(Subdistrict)
        former = session.execute(select(past.c.version, past.c.name).order_by(past.c.version)).all()
        ends = session.execute(select(past.c.recorded_at, past.c.superseded_at).order_by(past.c.version)).all()
        assert (now.version, now.name) == (3, "鼓东街道办")
        assert [tuple(row) for row in former] == [(1, "鼓东街道"), (2, "鼓东")]
        assert ends[0].superseded_at == ends[1].recorded_at
        assert ends[1].superseded_at == now.recorded_at
        instants = [
            first.recorded_at - dt.timedelta(seconds=1),
            first.recorded_at,
            ends[1].recorded_at,
            now.recorded_at,
        ]
        known = [session.execute(select(history.known_at(Subdistrict, at).c.name)).scalars().all() for at in instants]
    assert known == [[], ["鼓东街道"], ["鼓东"], ["鼓东街道办"]]


def test_a_stale_version_is_refused(engine: Engine) -> None:
    row = work.run(engine, add, actor="a", action="add")

    def late(changes: work.Changes) -> None:
        held = changes.session.get_one(Subdistrict, row.key)
        changes.session.execute(text("update subdistricts set version = 5"))  # as if another writer had been quicker
        held.name = "迟"

    with pytest.raises(StaleVersion) as refusal:
        work.run(engine, late, actor="b", action="rename")
    assert refusal.value.details == {"version": 5}


def test_records_are_never_deleted_nor_written_outside_a_unit_of_work(engine: Engine) -> None:
    row = work.run(engine, add, actor="a", action="add")

    def delete(changes: work.Changes) -> None:
        changes.session.delete(changes.session.get_one(Subdistrict, row.key))

    with pytest.raises(RuntimeError, match="never deleted"):
        work.run(engine, delete, actor="b", action="delete")
    with Session(engine) as session:
        session.add(Subdistrict(code="x", name="x", kind="street"))
        with pytest.raises(RuntimeError, match="unit of work"):
            session.flush()


def test_a_constraint_refuses_with_a_conflict(engine: Engine) -> None:
    work.run(engine, add, actor="a", action="add")
    with pytest.raises(Conflict) as refusal:
        work.run(engine, add, actor="a", action="add")
    assert refusal.value.name == "breaks_constraint"
    assert "subdistricts" in str(refusal.value.details["constraint"])
    assert count(engine) == 1


def test_readers_see_one_snapshot_and_cannot_write(engine: Engine) -> None:
    with work.reading(engine) as session:
        assert session.execute(select(func.count()).select_from(Subdistrict)).scalar_one() == 0
        work.run(engine, add, actor="a", action="add")
        assert session.execute(select(func.count()).select_from(Subdistrict)).scalar_one() == 0
    with work.reading(engine) as session, pytest.raises(DBAPIError):
        session.execute(insert(AuditEntry).values(at=dt.datetime.now(dt.UTC), actor="x", action="x", details={}))
    assert count(engine) == 1


def test_savepoints_roll_back_alone(engine: Engine) -> None:
    def both(changes: work.Changes) -> None:
        add(changes)
        savepoint = changes.session.begin_nested()
        add(changes, "350102002", "鼓西街道")
        savepoint.rollback()

    work.run(engine, both, actor="a", action="add")
    assert count(engine) == 1


def test_passing_troubles_are_tried_again_and_end_as_busy(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("buildings.database.work.time.sleep", lambda _: None)
    tries: list[int] = []

    def locked(_: work.Changes) -> str:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("select", {}, Exception("database is locked"))
        return "done"

    assert work.run(engine, locked, actor="a", action="a") == "done"

    def always(_: work.Changes) -> None:
        tries.append(1)
        raise OperationalError("select", {}, Exception("database is locked"))

    tries.clear()
    with pytest.raises(Busy):
        work.run(engine, always, actor="a", action="a")
    assert len(tries) == work.ATTEMPTS


def test_writers_that_meet_on_a_row_both_get_through(engine: Engine) -> None:
    keys = work.run(engine, lambda changes: [add(changes, code).key for code in "xy"], actor="a", action="a")
    start = threading.Barrier(2)

    def crosswise(order: list[int]) -> None:
        start.wait(10)
        for _ in range(5):

            def both(changes: work.Changes) -> None:
                for key in order:
                    row = changes.session.get_one(Subdistrict, key, with_for_update=True)
                    row.name += "+"
                    changes.session.flush()

            work.run(engine, both, actor="a", action="a")

    threads = [threading.Thread(target=crosswise, args=(order,)) for order in (keys, keys[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with work.reading(engine) as session:
        names = [session.get_one(Subdistrict, key).name for key in keys]
    assert [name.count("+") for name in names] == [10, 10]
