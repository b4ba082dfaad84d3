"""check-data: gaps of buildings as the figures have them, in one vocabulary, and what the register alone tells."""

from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine

from buildings import tables, words
from buildings.assessment import assess
from buildings.assessment.gaps import of_register
from buildings.audience import Role, audience
from buildings.database import work
from buildings.database.engine import connect
from buildings.facts import refresh
from buildings.imports import real
from buildings.kinds import Origin
from buildings.metrics.catalogue import METRICS
from buildings.metrics.metric import State
from buildings.quantities import parse_month
from buildings.settings import DATA
from buildings.words import Language
from buildings.workflows import checking, figures
from buildings.workflows.checking import VAGUER
from tests.builders.imported import load
from tests.builders.portfolio import make_portfolio
from tests.builders.workbooks import building_row, enterprise_row, lease_row, make_workbook, room_row, tax_row

OFFICER = audience(Role.TAX_OFFICER, purpose="测试")
OF_TAX = {"few_files", "low_coverage"}


def said(engine: Engine, language: Language) -> list[tuple[str, str, str, str]]:
    """Whose records, what, problem, spoiled figures."""
    return [(group.whose, *row) for group, _ in checking.gaps(engine, language) for row in group.rows]


def test_gaps_name_what_they_spoil(engine: Engine) -> None:
    work.run(engine, real.load, actor="cli:tester", action="load", refresh=refresh.refresh)
    with work.reading(engine) as session:
        found = checking.find_gaps(session)
    shown, english = said(engine, "zh"), said(engine, "en")
    assert len(shown) == len(english) == len(found)
    by_slug = {slug: [gap for gap in found if gap.slug == slug] for slug in {gap.slug for gap in found}}
    assert [gap.what for gap in by_slug["places_close"]] == ["GL-0003 福晟财富中心"]
    assert by_slug["places_close"][0].details == {"other": "GL-0012 华丰大厦", "metres": 38}
    planned, unknown = ({gap.what for gap in by_slug[slug]} for slug in ("completion_planned", "completion_unknown"))
    assert planned
    assert unknown
    assert planned.isdisjoint(unknown)
    assert len(by_slug["office_area_unknown"]) == 39
    assert len(by_slug["gross_area_unknown"]) == 38
    assert len(by_slug["place_unknown"]) == 39 - 21
    assert {gap.what[:7] for gap in by_slug["only_announced"]} == {"GL-0005", "GL-0006", "GL-0032"}
    assert (
        "真实登记",
        "GL-0003 福晟财富中心",
        "与 GL-0012 华丰大厦 相距 38 米，可能是同一处。",
        "楼宇数、地图",
    ) in shown
    assert all(all(row[index] for index in (0, 1, 2)) for row in shown + english)


def test_gaps_of_a_register_with_rooms_leases_and_tax(engine: Engine, tmp_path: Path) -> None:
    party = {"enterprise_code": None, "party_name": "某工作室"}
    firms = [enterprise_row(1), enterprise_row(2, uscc="1", uscc_override_reason="旧码")]
    away = {"lon": 119.2, "lat": 26.0, "datum": "wgs84", "accuracy_m": 30}
    houses = [building_row(1, lettable_declared=300), building_row(2), building_row(3, office_area=99_999) | away]
    load(
        engine,
        make_workbook(tmp_path, "enterprises", firms),
        make_workbook(tmp_path, "buildings", houses),
        make_workbook(tmp_path, "rooms", [room_row("101"), room_row("102"), room_row("201", building=3, area=None)]),
        make_workbook(tmp_path, "leases", [lease_row("Z", area=1) | party]),
        make_workbook(tmp_path, "taxes", [tax_row("A", zzs=1)], name="税收 2026-01.xlsx"),
        make_workbook(tmp_path, "taxes", [tax_row("A", 202603, zzs=1)], name="税收 2026-03.xlsx"),
        facts=True,
    )
    assert [(group.origin, month) for group, month in checking.gaps(engine, "zh")] == [
        (Origin.REAL, parse_month("2026-03"))
    ]
    with work.reading(engine) as session:
        found = {(gap.slug, gap.what) for gap in checking.find_gaps(session)}
    assert found >= {
        ("lettable_differs", "SF-0001 示范大厦1"),
        ("rooms_missing", "SF-0002 示范大厦2"),
        ("nothing_recorded", "SF-0002 示范大厦2"),
        ("office_over_gross", "SF-0003 示范大厦3"),
        ("room_area_unknown", "SF-0003 示范大厦3"),
        ("place_outside", "SF-0003 示范大厦3"),
        ("uscc_missing", "E-000001"),
        ("uscc_stands", "E-000002 示范企业2"),
        ("industry_unknown", "E-000001、E-000002"),
        ("party_unlinked", "某工作室"),
        ("taxpayer_unlinked", "A"),
        ("month_missing", "2026-02"),
        ("few_files", "2026-03"),
    }
    assert not {("nothing_recorded", f"SF-000{number} 示范大厦{number}") for number in (1, 3)} & found


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("origin", list(Origin))
def test_check_data_and_the_report_name_the_same_gaps(demo_sqlite: Path, origin: Origin) -> None:
    engine = connect(f"sqlite:///{demo_sqlite}")
    month = figures.month_or_latest(engine, origin, None)
    sheet = figures.figures(engine, month, OFFICER, origin).sheets["gaps"]
    reported = {(f"{code} {name}", gap) for code, name, gap, _ in sheet.rows if gap not in OF_TAX}
    with work.reading(engine) as session:
        found = [gap for gap in checking.find_gaps(session) if gap.origin == origin]
    kinds = {gap.slug for gap in of_register(make_portfolio([{}]))}
    precise = {(gap.what, VAGUER[gap.slug]) for gap in found if gap.slug in VAGUER}
    assert precise <= reported  # where the report knows but one word
    assert {(gap.what, gap.slug) for gap in found if gap.slug in kinds} == reported - precise
    assert len(found) == len({(gap.what, gap.slug, str(gap.details)) for gap in found})
    assert reported
    engine.dispose()


def test_every_gap_of_buildings_has_a_label_and_a_sentence_and_spoils_something() -> None:
    sentences = [row["slug"] for row in tables.rows_of(DATA / "i18n" / "gaps_buildings.csv")]
    gaps = of_register(make_portfolio([{}]))
    assert {gap.slug for gap in gaps} == set(sentences)
    assert {gap.slug for gap in gaps} | OF_TAX == set(words.labels("gap"))
    for gap in gaps:
        assert gap.spoils
        assert all(slug in METRICS or words.label("spoils", slug) for slug in gap.spoils)


def test_leases_of_unknown_rent_are_left_out_of_a_rent_that_stands() -> None:
    rows = [{"let_dm2": 200, "rented_dm2": rented, "rent_dm2_fen12": rented * 1_200} for rented in (200, 100, 0)]
    rows.append({"own_dm2": 200})
    portfolio = make_portfolio(rows)
    told = {gap.slug: np.flatnonzero(gap.buildings).tolist() for gap in of_register(portfolio)}
    assert (told["rent_partly_unknown"], told["rent_unknown"]) == ([1], [2])
    states = assess(portfolio, {"passing_rent"}).levels["building"].columns["passing_rent"].states
    assert states.tolist() == [State.SHOWN, State.SHOWN, State.UNKNOWN, State.NOT_APPLICABLE]
    for language in ("zh", "en"):
        assert words.text("gaps", "rent_partly_unknown", language) != words.text("gaps", "rent_unknown", language)
