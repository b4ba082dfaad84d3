"""Plan targets before each audience: what derives from tax is what the tier sheets show, and nothing more."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Engine

from buildings.audience import PUBLIC, Audience, Role, audience
from buildings.database import work
from buildings.database.work import Changes
from buildings.disclosure.figures import State
from buildings.errors import Forbidden
from buildings.facts.refresh import refresh
from buildings.kinds import Origin
from buildings.quantities import dm2_of, first_day, parse_month
from buildings.register import buildings, projects, ratings
from buildings.stages import Step
from buildings.workflows import figures, guards, plan_targets
from buildings.workflows.plan_targets import Progress, Reading
from tests.builders.register import (
    make_building,
    make_enterprise,
    make_lease,
    make_subdistrict,
    make_tax_file,
    make_taxpayer,
    make_unit,
)

FIRST, LAST = parse_month("2024-01"), parse_month("2025-12")
YI = 10**10  # 1亿 in fen
OFFICER = audience(Role.TAX_OFFICER, purpose="核对目标")
STREET = Audience(frozenset({Role.SUBDISTRICT}), frozenset({"350102001"}))
SEEING = [audience(Role.PROMOTER), audience(Role.LEADER), STREET]


def stock(changes: Changes) -> None:
    """Nine buildings in two sub-districts, in scope."""
    for place in range(9):
        street = make_subdistrict(changes, code=f"35010200{1 + place % 2}", name=f"街道{place % 2}")
        home = make_building(changes, code=f"GL-{place + 1:04d}", subdistrict_code=street.code)
        buildings.set_area(changes, home, "gross", dm2_of(8_000))
        buildings.set_area(changes, home, "office", dm2_of(4_000))


def taxes(changes: Changes) -> None:
    """Four buildings of six payers are of 亿元 in both years; a fifth, and one of a single payer, in the second."""
    due: list[tuple[int, int]] = []
    for place in range(9):
        home = buildings.by_code(changes.session, f"GL-{place + 1:04d}")
        for number in range(1 if place == 8 else 6):
            firm = make_enterprise(changes)
            room = make_unit(changes, home, label=str(number), area_dm2=10_000)
            make_lease(changes, [room], enterprise_id=firm.key, starts_on=first_day(FIRST - 1))
            due.append((place, make_taxpayer(changes, firm).key))
    share = {place: 2 * YI // 12 // (1 if place == 8 else 6) for place in range(9)}
    for month in range(FIRST, LAST + 1):
        later = month > FIRST + 11
        paid = [
            (key, "zzs", share[place] if place < 4 or (place in {4, 8} and later) else 100_000, None)
            for place, key in due
        ]
        make_tax_file(changes, month, paid)


def facts(changes: Changes) -> None:
    """Three stars, one of them of the second year; two upgrades, one done in the second year."""
    homes = [buildings.by_code(changes.session, f"GL-{place + 1:04d}") for place in range(3)]
    for home, year in zip(homes, (2023, 2023, 2025), strict=True):
        ratings.record(changes, home.key, "star", "1", {"grade": "4", "granted_on": dt.date(year, 6, 1)})
    for home, year in zip(homes[:2], (2023, 2025), strict=True):
        row = projects.create(changes, home, {"title": "改造"})
        done = dt.date(year, 6, 1)
        projects.set_step(changes, row, Step("finished", None, done, done))


@pytest.fixture
def district(engine: Engine) -> Engine:
    for do in (stock, taxes, facts):
        work.run(engine, do, refresh=refresh, actor="test", action="test", origin=Origin.REAL)
    return engine


def told(engine: Engine, who: Audience, month: int = LAST) -> dict[str, Progress]:
    return {one.slug: one for one in plan_targets.told(engine, month, who, "real").targets}


def by_basis(one: Progress) -> dict[str, Reading]:
    return {reading.basis: reading for reading in one.readings}


def codes(named: Any) -> list[str]:  # noqa: ANN401 - named buildings
    return [one.code for one in named]


def test_a_tax_officer_sees_counts_buildings_and_pace(district: Engine) -> None:
    found = told(district, OFFICER)
    (star,) = found["starred"].readings
    assert (star.count, star.before, star.short, codes(star.buildings)) == (3, 2, 27, ["GL-0001", "GL-0002", "GL-0003"])
    assert (star.pace, star.pace_month) == ("month", "2052-12")
    assert (found["starred"].by, found["starred"].late) == ("2025-12", False)
    (done,) = found["upgraded"].readings
    assert (done.count, done.before, codes(done.buildings)) == (2, 1, ["GL-0001", "GL-0002"])
    assert (done.pace, done.pace_month) == ("month", "2124-12")
    for reading in found["tier_100m"].readings:
        assert codes(reading.buildings) == ["GL-0001", "GL-0002", "GL-0003", "GL-0004", "GL-0005", "GL-0009"]
        assert (reading.count, reading.before, reading.short, reading.partial) == (6, 4, 19, False)
        assert (reading.pace, reading.pace_month) == ("month", "2035-06")
    (none,) = found["headquarters"].readings
    assert (none.state, none.reason, none.count, none.pace) == ("unknown", "not_on_record", None, "unknown")


@pytest.mark.parametrize("who", SEEING, ids=lambda who: who.slug)
def test_counts_by_tax_are_those_of_the_sheets(district: Engine, who: Audience) -> None:
    mine = by_basis(told(district, who)["tier_100m"])
    now, before = (figures.figures(district, month, who, "real").sheets for month in (LAST, LAST - 12))
    for basis, header, member in (("year", "tax_year", "tier_year"), ("rolling_12", "tax_12", "tier_12")):
        cells = [
            next(row for row in one["tiers"].rows if row[0] == "100m")[one["tiers"].headers.index(header)]
            for one in (now, before)
        ]
        reading, column = mine[basis], now["tier_buildings"].headers.index(member)
        shown = None if isinstance(cells[0], State) else cells[0]
        assert reading.count == shown
        assert reading.suppressed == (cells[0] == State.HIDDEN and isinstance(cells[0], State))
        assert reading.before == (None if shown is None or isinstance(cells[1], State) else cells[1])
        named = [row[0] for row in now["tier_buildings"].rows if row[column] in {"100m", "500m", "1000m"}]
        assert codes(reading.buildings) == ([] if shown is None else named)


def test_what_the_gate_hides_is_named_to_nobody_below_a_tax_officer(district: Engine) -> None:
    assert "GL-0009" in codes(by_basis(told(district, OFFICER)["tier_100m"])["year"].buildings)
    for who in SEEING:
        for reading in told(district, who)["tier_100m"].readings:
            assert "GL-0009" not in codes(reading.buildings)
            if reading.suppressed:
                assert (reading.count, reading.before, reading.short, reading.pace) == (None, None, None, "hidden")


def test_public_facts_are_the_same_for_all_who_see_targets_and_others_see_none(district: Engine) -> None:
    full = told(district, OFFICER)
    for who in SEEING:
        mine = told(district, who)
        assert [mine[slug] for slug in ("starred", "upgraded")] == [full[slug] for slug in ("starred", "upgraded")]
    for nobody in (PUBLIC, audience(Role.LANDLORD), audience(Role.ADMIN)):
        with pytest.raises(Forbidden):
            told(district, nobody)


def test_stars_of_unknown_day_leave_open_what_hangs_on_them(district: Engine) -> None:
    def undated(changes: Changes) -> None:
        for place in range(4, 9):
            home = buildings.by_code(changes.session, f"GL-{place:04d}")
            ratings.record(changes, home.key, "star", "1", {"grade": "4"})

    work.run(district, undated, refresh=refresh, actor="test", action="test", origin=Origin.REAL)
    (star,) = told(district, OFFICER)["starred"].readings
    assert (star.count, codes(star.unsure)) == (3, [f"GL-{place:04d}" for place in range(4, 9)])
    assert (star.short, star.short_least) == (27, 22)
    assert (star.before, star.pace, star.pace_month) == (None, "unknown", None)


def test_without_a_year_before_there_is_no_pace_and_without_records_no_count(engine: Engine) -> None:
    for do in (stock, taxes):
        work.run(engine, do, refresh=refresh, actor="test", action="test", origin=Origin.REAL)
    found = told(engine, OFFICER, FIRST)
    for slug in ("starred", "upgraded"):
        (reading,) = found[slug].readings
        assert (reading.state, reading.reason, reading.count) == ("unknown", "none_on_record", None)
    tiers = by_basis(found["tier_100m"])
    assert (tiers["year"].state, tiers["year"].reason) == ("unknown", "no_file")
    assert (tiers["rolling_12"].state, tiers["rolling_12"].reason) == ("unknown", "no_file")


def test_a_window_without_all_its_tax_files_cannot_be_told(district: Engine) -> None:
    early = by_basis(told(district, OFFICER, FIRST + 5)["tier_100m"])["rolling_12"]
    assert (early.state, early.reason, early.count, early.pace) == ("unknown", "no_file", None, "unknown")
    later = by_basis(told(district, OFFICER, FIRST + 17)["tier_100m"])["rolling_12"]
    assert (later.state, later.before, later.pace) == ("shown", None, "unknown")


def test_the_gate_says_whose_tax_is_hidden(district: Engine) -> None:
    with work.reading(district) as session:
        hidden = [guards.hides(district, session, "real", f"GL-{place + 1:04d}") for place in range(9)]
        assert guards.hides(district, session, "real", "GL-9999")
    assert hidden[8]  # of one payer; those of six are hidden only where its tax would follow
    assert not all(hidden)
