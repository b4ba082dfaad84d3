"""Dated rows that never overlap: after any sequence of writes each day says what was last said of it."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from buildings.database import work
from buildings.database.engine import connect
from buildings.register import buildings, periods, records
from buildings.register.buildings import BuildingState
from tests.builders.register import edit, make_building

BASE = dt.date(2026, 1, 1)
STATUSES = ["planned", "in_operation", "closed"]
SPAN = st.tuples(st.none() | st.integers(0, 12), st.none() | st.integers(0, 12)).filter(
    lambda span: bool(span[0] is None or span[1] is None or span[0] <= span[1])
)


def at(day: int | None) -> dt.date | None:
    return None if day is None else BASE + dt.timedelta(days=day)


@settings(max_examples=60)
@given(st.lists(st.tuples(SPAN, st.sampled_from(STATUSES)), max_size=6))
def test_each_day_says_what_was_last_said_of_it(
    sqlite_url: str, writes: list[tuple[tuple[int | None, int | None], str]]
) -> None:
    engine = connect(sqlite_url)

    def write(changes: work.Changes) -> dict[int, list[str]]:
        home = make_building(changes)
        periods.clear(changes, BuildingState, {"building_id": home.key}, (None, None))
        for (first, last), status in writes:
            buildings.set_status(changes, home, status, valid_from=at(first), valid_to=at(last))
        rows = periods.of(changes, BuildingState, {"building_id": home.key})
        days = {day: BASE + dt.timedelta(days=day) for day in range(-2, 15)}
        return {n: [row.status for row in rows if records.holds_on(row, day)] for n, day in days.items()}

    said = edit(engine, write)
    engine.dispose()
    for day, found in said.items():
        expected = [
            status
            for (first, last), status in writes
            if (first is None or first <= day) and (last is None or day <= last)
        ]
        assert found == expected[-1:]


@given(st.lists(SPAN, max_size=4))
def test_gaps_are_the_days_nobody_spoke_of(spans: list[tuple[int | None, int | None]]) -> None:
    found = periods.gaps([(at(first), at(last)) for first, last in spans])
    for number in range(-2, 15):
        day = BASE + dt.timedelta(days=number)
        covered = any((first is None or first <= number) and (last is None or number <= last) for first, last in spans)
        in_gap = sum((first is None or first <= day) and (last is None or day <= last) for first, last in found)
        assert in_gap == (not covered)
