"""Bulk writing keeps what single writes keep, keys, versions, audit, history, and loses no row at a block's edge."""

from collections.abc import Iterable

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from buildings.database import bulk, history, work
from buildings.kinds import Origin
from buildings.register.buildings import Building
from buildings.register.zones import Subdistrict
from tests.builders.register import edit, make_subdistrict

WIDTH = 7
SIZE = bulk._PARAMETERS // WIDTH


def rows(count: int) -> list[dict[str, object]]:
    return [{"code": f"3501020{n:03d}", "name": f"街道{n}", "kind": "street"} for n in range(count)]


def test_many_rows_get_keys_in_their_order(engine: Engine) -> None:
    edit(engine, make_subdistrict)
    keys = edit(engine, lambda c: bulk.insert_records(c, Subdistrict, rows(1_200)[2:]), Origin.DEMONSTRATION)
    assert keys == sorted(set(keys))
    with work.reading(engine) as session:
        found = session.execute(select(Subdistrict).order_by(Subdistrict.id)).scalars().all()  # type: ignore[arg-type]
    assert len(found) == 1_199
    assert [row.code for row in found[1:]] == [row["code"] for row in rows(1_200)[2:]]
    assert {(row.version, row.origin, row.voided_at) for row in found[1:]} == {(1, "demonstration", None)}
    assert edit(engine, lambda c: make_subdistrict(c, code="350102999")).key > max(keys)


def test_geometry_and_lists_survive_and_defaults_are_filled(engine: Engine) -> None:
    point = shapely.Point(119.3, 26.08)
    values = {"code": "GL-0001", "name": "甲", "aliases": ["乙", "丙"], "point": point}
    (key,) = edit(engine, lambda c: bulk.insert_records(c, Building, [values]))
    with work.reading(engine) as session:
        row = session.get_one(Building, key)
        assert (row.aliases, row.point, row.use, row.room_register) == (["乙", "丙"], point, "unknown", False)


def test_keys_can_be_drawn_beforehand(engine: Engine) -> None:
    def write(changes: work.Changes) -> list[int]:
        drawn = bulk.next_keys(changes.session, history.table_of(Subdistrict), 3)
        given = [{"id": key, **row} for key, row in zip(reversed(drawn), rows(3), strict=True)]
        assert bulk.insert_records(changes, Subdistrict, given) == drawn[::-1]
        return drawn

    first, second = edit(engine, write), None
    with work.reading(engine) as session:
        second = session.get_one(Subdistrict, first[0])
    assert second.name == "街道2"


def test_bulk_updates_keep_the_former_versions(engine: Engine) -> None:
    keys = edit(engine, lambda c: bulk.insert_records(c, Subdistrict, rows(3)))

    def rename(changes: work.Changes) -> None:
        held = changes.session.get_one(Subdistrict, keys[0])
        bulk.update_records(changes, Subdistrict, [{"id": key, "name": "新"} for key in keys[:2]])
        bulk.update_records(changes, Subdistrict, [{"id": keys[1], "name": "更新"}])
        assert held.name == "新"

    edit(engine, rename)
    with work.reading(engine) as session:
        now = [session.get_one(Subdistrict, key) for key in keys]
        past = history.former(Subdistrict)
        former = session.execute(select(past.c.id, past.c.version, past.c.name, past.c.superseded_at)).all()
    assert [(row.name, row.version) for row in now] == [("新", 2), ("更新", 2), ("街道2", 1)]
    assert sorted((row.id, row.version, row.name) for row in former) == [(keys[0], 1, "街道0"), (keys[1], 1, "街道1")]
    assert {row.superseded_at for row in former} == {now[0].recorded_at}


def filled(rows: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = []

    def execute(statement: str, blocks: Iterable[tuple[int, ...]]) -> None:
        for block in blocks:
            assert len(block) == statement.count("?") > 0
            found.extend(block[start : start + WIDTH] for start in range(0, len(block), WIDTH))

    bulk.fill(execute, "t", [f"c{place}" for place in range(WIDTH)], iter(rows))
    return found


@pytest.mark.parametrize("count", [0, 1, SIZE - 1, SIZE, SIZE + 1, 2 * SIZE, 2 * SIZE + 1, 3 * SIZE - 1])
def test_as_many_come_in_as_were_given_in_their_order(count: int) -> None:
    rows = [tuple(range(start, start + WIDTH)) for start in range(count)]
    assert filled(rows) == rows


@given(st.lists(st.tuples(*[st.integers(-(2**63), 2**63 - 1)] * WIDTH), max_size=3 * SIZE))
def test_values_stay_what_they_are(rows: list[tuple[int, ...]]) -> None:
    assert filled(rows) == rows
