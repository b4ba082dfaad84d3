"""The capacity rule against a plain day-by-day check, on every write, and when two writers race."""

import datetime as dt
import multiprocessing
import threading
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from buildings.database import work
from buildings.database.engine import connect
from buildings.errors import CapacityExceeded, DomainError
from buildings.quantities import day_of
from buildings.register import buildings, capacity, leases, records, units
from buildings.register.leases import LeaseBase, Part
from buildings.register.sweep import Breach, Spans, breaches
from buildings.register.units import Unit
from tests.builders.register import again, edit, make_building, make_enterprise, make_lease, make_unit

D = dt.date
DAYS = range(-3, 24)


@dataclass(frozen=True)
class Period:
    first: int | None
    last: int | None
    dm2: int | None

    def on(self, day: int) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def day_by_day(lives: list[Period], areas: list[Period], claims: list[Period]) -> int | None:
    """First day on which the claims do not fit, by looking at every day."""
    for day in DAYS:
        taken = [claim for claim in claims if claim.on(day)]
        if not taken:
            continue
        if not any(life.on(day) for life in lives):
            return day
        area = next((area.dm2 for area in areas if area.on(day)), None)
        if area != 0 and sum(claim.dm2 is None for claim in taken) > 1:
            return day
        if area is not None and sum(area if claim.dm2 is None else claim.dm2 for claim in taken) > area:
            return day
    return None


@st.composite
def periods(draw: st.DrawFn, area: st.SearchStrategy[int | None], *, open_start: bool) -> Period:
    first = draw(st.none() | st.integers(0, 20)) if open_start else draw(st.integers(0, 20))
    last = draw(st.none() | st.integers(first or 0, 20))
    return Period(first, last, draw(area))


@st.composite
def areas_in_turn(draw: st.DrawFn) -> list[Period]:
    """Areas that follow each other, with or without gaps, some unknown."""
    cuts = sorted(draw(st.sets(st.integers(0, 20), max_size=3)))
    bounds = [None, *cuts]
    found = []
    for index, first in enumerate(bounds):
        last = bounds[index + 1] - 1 if index + 1 < len(bounds) else None  # type: ignore[operator]
        if draw(st.booleans()) or index == 0:
            found.append(Period(first, last, draw(st.none() | st.integers(0, 6))))
    return found


CLAIM = periods(st.none() | st.integers(1, 4), open_start=False)
UNIT = st.tuples(
    st.just([Period(None, None, 0)]) | periods(st.just(0), open_start=True).map(lambda one: [one]),
    areas_in_turn(),
    st.lists(CLAIM, max_size=5),
)


def spans(units_: list[list[Period]]) -> Spans:
    return Spans.of([(key, row.first, row.last, row.dm2) for key, rows in enumerate(units_) for row in rows])


@settings(max_examples=400)
@given(st.lists(UNIT, min_size=1, max_size=5))
def test_the_sweep_finds_what_looking_at_every_day_finds(
    drawn: list[tuple[list[Period], list[Period], list[Period]]],
) -> None:
    lives, areas, claims = ([one[index] for one in drawn] for index in range(3))
    found = {breach.unit: breach.day for breach in breaches(spans(lives), spans(areas), spans(claims))}
    expected = {key: day_by_day(*one) for key, one in enumerate(drawn)}
    assert found == {key: day for key, day in expected.items() if day is not None}


def test_empty_periods_and_no_units_at_all_breach_nothing() -> None:
    nothing = spans([])
    assert breaches(nothing, nothing, nothing) == []
    life = Spans.of([(1, None, None, 0)])
    assert breaches(life, Spans.of([(1, None, None, 5)]), Spans.of([(1, 9, 8, 50)])) == []
    assert breaches(life, Spans.of([(1, None, None, 5)]), Spans.of([(1, 9, 9, 6)])) == [Breach(1, 9, 6, 5, exists=True)]


def test_overlapping_area_rows_are_an_error_not_an_answer() -> None:
    with pytest.raises(ValueError, match="overlap"):
        breaches(Spans.of([(1, None, None, 0)]), Spans.of([(1, 0, 9, 5), (1, 9, 12, 5)]), Spans.of([(1, 0, 9, 1)]))


@settings(max_examples=25)
@given(UNIT.filter(lambda unit: unit[0][0].first is None and unit[0][0].last is None))
def test_writes_are_refused_exactly_when_a_day_overflows(
    make_database: object, drawn: tuple[list[Period], list[Period], list[Period]]
) -> None:
    """Claims come one by one as leases; each is taken or refused as the day-by-day check says of all that stands."""
    engine = connect(make_database())  # type: ignore[operator]
    base = D(2026, 1, 1)

    def at(day: int | None) -> D | None:
        return None if day is None else base + dt.timedelta(days=day)

    def begin(changes: work.Changes) -> Unit:
        unit = make_unit(changes, area_dm2=None)
        for row in drawn[1]:
            units.set_area(changes, unit, row.dm2, valid_from=at(row.first), valid_to=at(row.last))
        return unit

    try:
        unit = edit(engine, begin)
        held: list[Period] = []
        known = [replace(row, dm2=row.dm2) for row in drawn[1]]
        for claim in drawn[2]:
            fits = day_by_day(drawn[0], known, [*held, claim]) is None

            def let(changes: work.Changes, claim: Period = claim) -> None:
                make_lease(
                    changes,
                    [again(changes, unit)],
                    starts_on=at(claim.first),
                    ends_on=at(claim.last),
                    area_dm2=claim.dm2,
                )

            if fits:
                edit(engine, let)
                held.append(claim)
            else:
                with pytest.raises(CapacityExceeded):
                    edit(engine, let)
        with work.reading(engine) as session:
            assert list(capacity.check(session)) == []
            assert len(leases.running_on(session, base + dt.timedelta(days=5))) == sum(one.on(5) for one in held)
    finally:
        engine.dispose()


def test_a_refusal_names_the_day_the_areas_and_what_is_in_the_way(engine: Engine) -> None:
    unit = edit(engine, make_unit)
    first = edit(engine, lambda c: make_lease(c, [again(c, unit)], area_dm2=6_000, starts_on=D(2026, 5, 1)))
    with pytest.raises(CapacityExceeded) as refusal:
        edit(engine, lambda c: make_lease(c, [again(c, unit)], area_dm2=4_001, starts_on=D(2026, 2, 1)))
    details = {name: str(value) for name, value in refusal.value.details.items()}
    assert details["day"] == "2026-05-01"
    assert (details["area_m2"], details["taken_m2"], details["asked_m2"]) == ("100.00", "60.00", "40.01")
    assert details["blockers"] == first.code
    assert edit(engine, lambda c: make_lease(c, [again(c, unit)], area_dm2=4_000, starts_on=D(2026, 2, 1))).key


def refused(engine: Engine, do: object) -> str:
    with pytest.raises(DomainError) as refusal:
        edit(engine, do)  # type: ignore[arg-type]
    return refusal.value.name


def test_every_write_that_touches_space_is_checked(engine: Engine) -> None:
    unit = edit(engine, make_unit)
    lease = edit(engine, lambda c: make_lease(c, [again(c, unit)], area_dm2=6_000, ends_on=D(2026, 12, 31)))
    assert refused(engine, lambda c: units.set_area(c, again(c, unit), 5_999)) == "unit_too_small"
    assert refused(engine, lambda c: units.update(c, again(c, unit), {"valid_to": D(2026, 12, 30)})) == "unit_not_there"
    too_much = lambda c: units.take_out(c, again(c, unit), D(2026, 6, 1), area_dm2=4_001)  # noqa: E731
    assert refused(engine, too_much) == "capacity_exceeded"
    assert refused(engine, lambda c: units.take_out(c, again(c, unit), D(2026, 6, 1))) == "capacity_exceeded"
    outage = edit(engine, lambda c: units.take_out(c, again(c, unit), D(2026, 6, 1), area_dm2=4_000))
    other = edit(engine, lambda c: make_lease(c, [again(c, unit)], area_dm2=4_000, ends_on=D(2026, 5, 31)))
    part = [Part(unit.key, D(2026, 1, 1), D(2026, 6, 1), 4_000)]
    assert refused(engine, lambda c: leases.change(c, again(c, other), {}, parts=part)) == "capacity_exceeded"
    edit(engine, lambda c: units.put_back(c, again(c, outage), None))
    assert edit(engine, lambda c: leases.change(c, again(c, other), {}, parts=part))
    edit(engine, lambda c: leases.end_early(c, again(c, lease), D(2026, 3, 31)))
    edit(engine, lambda c: make_lease(c, [again(c, unit)], area_dm2=6_000, starts_on=D(2026, 4, 1)))
    assert refused(engine, lambda c: leases.end_early(c, again(c, lease), None)) == "capacity_exceeded"
    edit(engine, lambda c: leases.end_early(c, again(c, lease), D(2025, 12, 31)))  # never began


def test_a_whole_lease_follows_the_area_and_meets_no_other(engine: Engine) -> None:
    unit = edit(engine, lambda c: make_unit(c, area_dm2=None))
    edit(engine, lambda c: make_lease(c, [again(c, unit)]))
    assert refused(engine, lambda c: make_lease(c, [again(c, unit)])) == "whole_unit_taken"
    edit(engine, lambda c: make_lease(c, [again(c, unit)], area_dm2=1_000_000))  # an unknown area cannot be exceeded
    assert refused(engine, lambda c: units.set_area(c, again(c, unit), 9_000)) == "unit_too_small"


def test_the_implicit_unit_is_held_by_the_declared_area(engine: Engine) -> None:
    def begin(changes: work.Changes) -> tuple[int, int]:
        home = make_building(changes, room_register=False)
        buildings.set_area(changes, home, "lettable_declared", 50_000, valid_from=D(2026, 1, 1))
        unit = units.by_label(changes.session, home, None)
        make_lease(changes, [unit], area_dm2=50_000, starts_on=D(2025, 6, 1))  # unknown before 2026
        return home.key, unit.key

    home, _ = edit(engine, begin)

    def shrink(changes: work.Changes) -> None:
        row = records.by_key(changes.session, buildings.Building, home)
        buildings.set_area(changes, row, "lettable_declared", 49_999, valid_from=D(2027, 1, 1))

    with pytest.raises(CapacityExceeded) as refusal:
        edit(engine, shrink)
    assert refusal.value.details["day"] == D(2027, 1, 1)


def race(url: str, unit_id: int, party: int, start: object, results: object) -> None:
    """One of several writers that each want 60 of 100 m²."""
    engine = connect(url)

    def let(changes: work.Changes) -> str:
        return leases.create(
            changes, LeaseBase(code="", enterprise_id=party), [Part(unit_id, D(2026, 1, 1), None, 6_000)]
        ).code

    start.wait(30)  # type: ignore[attr-defined]
    try:
        results.append(edit(engine, let))  # type: ignore[attr-defined]
    except CapacityExceeded as error:
        results.append(error.name)  # type: ignore[attr-defined]
    finally:
        engine.dispose()


@pytest.mark.parametrize(("kind", "writers"), [("threads", 4), ("processes", 2)])
def test_writers_that_race_for_a_unit_never_overfill_it(engine: Engine, db_url: str, kind: str, writers: int) -> None:
    unit = edit(engine, make_unit)
    parties = [edit(engine, make_enterprise).key for _ in range(writers)]
    if kind == "threads":
        start: object = threading.Barrier(writers)
        results: list[str] = []
        runners: list[threading.Thread | multiprocessing.process.BaseProcess] = [
            threading.Thread(target=race, args=(db_url, unit.key, party, start, results)) for party in parties
        ]
    else:
        context = multiprocessing.get_context("spawn")
        manager = context.Manager()
        start, results = manager.Barrier(writers), manager.list()  # type: ignore[assignment]
        runners = [context.Process(target=race, args=(db_url, unit.key, party, start, results)) for party in parties]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join(60)
    assert sorted(name == "capacity_exceeded" for name in list(results)) == [False] + [True] * (writers - 1)
    with work.reading(engine) as session:
        assert len(leases.running_on(session, D(2026, 1, 1), unit_id=unit.key)) == 1
        assert list(capacity.check(session)) == []


def test_a_thousand_units_are_checked_at_once(sqlite_url: str) -> None:
    engine = connect(sqlite_url)

    def fill(changes: work.Changes) -> list[int]:
        home = make_building(changes)
        return [make_unit(changes, home).key for _ in range(30)]

    keys = edit(engine, fill)
    with work.reading(engine) as session:
        assert list(capacity.check(session)) == list(capacity.check(session, keys)) == []
    assert day_of(0) == D(1970, 1, 1)
    engine.dispose()
