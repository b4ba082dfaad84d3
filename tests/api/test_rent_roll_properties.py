"""Whatever is typed into a rent roll: its preview is what the write then does, and the next download says the same."""

import datetime as dt
from collections import Counter
from contextlib import closing
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from buildings import tables
from buildings.database.engine import connect
from tests.builders import tenancy
from tests.builders.imported import dump
from tests.builders.sheets import Book, Row, download, preview, shape, upload
from tests.builders.tenancy import TODAY, Town, on
from tests.fixtures.database import MakeDatabase

pytestmark = pytest.mark.stocked("town_unfiled")

DAYS = ("起始日", "终止日", "提前终止日", "签约日", "可解约日")
SCHEDULE = [column.header for column in tables.maps()["leases"].columns]
SAID = st.one_of(
    st.fixed_dictionaries({"租金": st.sampled_from([0, 90.5, "101.1"]), "租金单位": st.just("元/㎡·天")}),
    st.fixed_dictionaries({"面积": st.sampled_from([None, 10, "25.5", 100, 100.01])}),
    st.fixed_dictionaries({"提前终止日": st.none() | st.integers(5, 25).map(on)}),
    st.fixed_dictionaries({"签约日": st.none() | st.integers(-9, 9).map(on), "可解约日": st.none() | st.just(on(99))}),
    st.fixed_dictionaries({"承租方名称": st.just(" 丙　公司 "), "承租方代码": st.none() | st.just(91)}),
    st.fixed_dictionaries({"租约编号": st.sampled_from([None, "H-2", "X-1", "X-2"])}),
    st.fixed_dictionaries({"租约类型": st.sampled_from([None, "自用", "let"])}),
    st.fixed_dictionaries({"续租自": st.sampled_from([None, "H-1", "X-1"])}),
    st.fixed_dictionaries({"房号": st.sampled_from(["101", 102, "201", "103"])}),
    st.just({"版本": None}),
)  # fmt: skip
ROW = st.integers(0, 5)
NEW = st.fixed_dictionaries(
    {
        "房号": st.sampled_from(["101", "102", "201"]),
        "承租方名称": st.sampled_from(["甲公司", "乙公司"]),
        "起始日": st.integers(500, 900).map(on),
        "终止日": st.integers(901, 990).map(on),
        "面积": st.sampled_from([5, "20.25"]),
    },
    optional={"租约编号": st.sampled_from(["X-1", "X-2"]), "续租自": st.sampled_from(["H-1", "X-1"])},
)
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), ROW, SAID),
        st.tuples(st.just("move"), ROW, st.integers(-3, 3)),
        st.tuples(st.just("drop"), ROW, st.none()),
        st.tuples(st.just("add"), ROW, NEW),
        st.tuples(st.just("fill"), ROW, NEW),
    ),
    min_size=2,
    max_size=5,
)


def stock(town: Town) -> None:
    town.lease("101", number="H-1", rent_fen=9_050, rent_unit="m2_month", starts_on=on(-90), ends_on=on(120))
    town.lease("102", number="H-2", area_m2=40, ends_on=on(30))
    both = [
        {"unit": town.rooms[room], "starts_on": on(first), "ends_on": on(400)}
        for room, first in (("101", 200), ("102", 40))
    ]
    town.one.post("leases", tenant={"name": "两间", "code": "91"}, units=both)
    town.lease("103", town.two)


def edit(book: Book, edits: list[tuple[str, int, Any]]) -> None:
    for kind, index, said in edits:
        rows = [one["row"] for one in (book.empty() if kind == "fill" else book.leased())]
        if kind == "add":
            book.add(**{"楼宇编码": "GL-0002" if said["房号"] == "201" else "GL-0001", **said})
        elif not rows:
            continue
        elif kind == "set":
            book.put(rows[index % len(rows)], **said)
        elif kind == "move":
            for header in ("起始日", "终止日"):
                cell = book.cell(rows[index % len(rows)], header)
                if isinstance(cell.value, dt.datetime):
                    cell.value += dt.timedelta(days=said)
        elif kind == "fill":
            book.put(rows[index % len(rows)], **{name: one for name, one in said.items() if name != "房号"})
        else:
            book.drop(rows[index % len(rows)])


def plain(row: Row) -> tuple[Any, ...]:
    """What a row says, however it is typed."""
    said = []
    for header in SCHEDULE:
        value = row[header]
        if header in DAYS:
            value = day_of(value)
        elif header in {"租金", "面积"} and value is not None:
            value = round(float(value) * 100)
        elif header == "续租自":
            value = value is not None  # by number in the file, by code once that lease has no number any more
        elif isinstance(value, str | int):
            value = " ".join(str(value).split())
        said.append(
            {"出租方": value or "业主甲", "租约类型": {None: "出租", "let": "出租"}.get(value, value)}.get(
                header, value
            )
        )
    return tuple(said)


def day_of(value: Any) -> dt.date | None:  # noqa: ANN401 - a cell
    """A day, typed as one or as text."""
    if value is None:
        return None
    return value.date() if isinstance(value, dt.datetime) else dt.date.fromisoformat(value)


def runs(row: Row) -> bool:
    """Whether a row occupies a day from today on."""
    first = day_of(row["起始日"]) or dt.date.min
    last = min(day_of(row[name]) or dt.date.max for name in ("终止日", "提前终止日"))
    return max(first, TODAY) <= last


def follows(before: Book, typed: Book, after: Book, done: dict[str, Any]) -> None:
    """The next download has the rows of the file, and those that it left out, as far as they are not past."""
    proposed = {row for one in done["leases"] if one["proposed"] for row in one["rows"]}
    kept = {one["code"] for one in done["leases"] if one["proposed"]}
    said = [row for row in typed.rows() if row["起始日"] is not None and row["row"] not in proposed]
    gone = {(one["code"], one["room"], one["starts_on"]) for one in done["absent"]}
    left = [
        row
        for row in before.leased()
        if row["租约编码"] in kept
        or (row["租约编码"], f"{row['楼宇编码']} {row['房号']}", row["起始日"].date().isoformat()) in gone
    ]
    stands = Counter(plain(row) for row in after.leased())
    assert without_terms(stands) == without_terms(Counter(plain(row) for row in said + left if runs(row)))
    assert Counter(plain(row) for row in said if runs(row)) <= stands


def without_terms(rows: Counter[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
    """Room, days and area alone: a row left out of the file follows what other rows of its lease say of its terms."""
    places = [SCHEDULE.index(name) for name in ("楼宇编码", "房号", "面积", "起始日", "终止日")]
    found: Counter[tuple[Any, ...]] = Counter()
    for row, count in rows.items():
        found[tuple(row[place] for place in places)] += count
    return found


@pytest.mark.parametrize("closed", [False, True])
def test_the_preview_is_what_the_write_does(make_database: MakeDatabase, closed: bool) -> None:
    class Made:
        """Hypothesis calls with examples alone."""

        make = staticmethod(make_database)

    @settings(
        max_examples=10, phases=set(Phase) - {Phase.shrink, Phase.explain}, suppress_health_check=list(HealthCheck)
    )
    @given(EDITS)
    def tried(edits: list[tuple[str, int, Any]]) -> None:
        with closing(Closing(Made.make())) as one, one.town.talking:
            town = one.town
            stock(town)
            if closed:
                town.close()
            why = "&reason=补报" if closed else ""
            before = download(town.one)
            typed = Book(before.content)
            edit(typed, edits)
            stood, content = dump(town.engine, "key_uses"), typed.saved()
            first = upload(town.one, content, f"?dry_run=true{why}")
            assert dump(town.engine, "key_uses") == stood
            then = upload(town.one, content, f"?dry_run=false{why}")
            assert first.status_code == then.status_code, (first.text, then.text)
            if first.status_code != 200:
                assert first.status_code == 422
                assert first.json() == then.json()
                assert dump(town.engine, "key_uses") == stood
                return
            assert shape(first.json()) == shape(then.json())
            after = download(town.one)
            follows(before, typed, after, then.json())
            assert preview(town.one, after)["leases"] == []
            town.sound()

    tried()


class Closing:
    """A town in a database of its own."""

    def __init__(self, url: str) -> None:
        self._engine = connect(url)
        self.town = tenancy.build(self._engine, filed=False)

    def close(self) -> None:
        self._engine.dispose()
