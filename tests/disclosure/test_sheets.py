"""Tiers, gaps, unattributed tax, registration × tax: what stands in the sheets, and for whom."""

from collections.abc import Sequence
from typing import Any

import pytest

from buildings.assessment import assess
from buildings.audience import PROMOTER, PUBLIC, Audience, Role, audience
from buildings.disclosure import disclose
from buildings.disclosure.figures import State
from buildings.disclosure.sheets import CELL_GROUPS, SHAPES
from buildings.kinds import Unattributed
from buildings.metrics.catalogue import METRICS
from buildings.portfolio import UNKNOWN
from buildings.words import Language, labels
from tests.builders.portfolio import Tables, Zone, make_portfolio

OFFICER = audience(Role.TAX_OFFICER)
LEADER = audience(Role.LEADER)
LAST = 24
YI = 10**10  # 1亿 in fen
COMPLETE: dict[str, Any] = {
    "gross_dm2": 100,
    "office_dm2": 100,
    "completed_earliest": "2010-01-01",
    "lon": 119.3,
    "lat": 26.08,
    "subdistrict": "350102001",
    "units": 3,
}


def paid(building: int, *amounts: int, month: int = LAST) -> list[dict[str, Any]]:
    """One enterprise for each amount."""
    return [
        {"building": building, "enterprise": building * 100 + number + 1, "month": month, "tax_fen": amount}
        for number, amount in enumerate(amounts)
    ]


def rows(
    slug: str, who: Audience, buildings: Sequence[dict[str, Any]], tables: Tables | None = None
) -> list[tuple[object, ...]]:
    return list(disclose(assess(make_portfolio(buildings, tables)), who, {slug}).sheets[slug].rows)


def spread(building: int, whole: int) -> list[dict[str, Any]]:
    """A tax that five enterprises pay alike."""
    return paid(building, *[whole // 5] * 5)


def test_tiers_start_at_their_amount_and_count_upwards() -> None:
    tax = [*spread(0, YI), *spread(1, YI - 5), *spread(2, 12 * YI)]
    found = {str(row[0]): row[1:] for row in rows("tiers", OFFICER, [{}] * 4, Tables(tax=tax))}
    assert found["10m"] == (0, 3, 3, State.NOT_APPLICABLE)
    assert found["100m"] == (0, 2, 2, State.NOT_APPLICABLE)
    assert found["1000m"][2] == 1
    assert found["month_100m"][3] == 2


def test_a_year_without_all_its_files_has_no_tiers() -> None:
    found = make_portfolio([{}], Tables(tax=spread(0, YI)), files=[month != 5 for month in range(25)])
    sheet = disclose(assess(found), OFFICER, {"tiers"}).sheets["tiers"]
    assert {row[1] for row in sheet.rows[:-1]} == {State.UNKNOWN}


def test_near_a_tier_is_within_a_fifth_below_it() -> None:
    tax = [*spread(0, YI * 8 // 10), *spread(1, YI * 8 // 10 - 5), *spread(2, YI)]
    found = rows("near_tiers", OFFICER, [{}] * 3, Tables(tax=tax))
    assert found == [("SF-0001", "楼1", "rolling_12", "100m", YI * 8 // 10, YI // 5)]


def test_tiers_of_hidden_buildings_are_hidden() -> None:
    tax = [*paid(0, YI), *paid(1, 2 * YI), *spread(2, YI), *spread(3, 2 * YI)]
    listed = rows("tier_buildings", PROMOTER, [{}] * 4, Tables(tax=tax))
    # two firms alone would be the sum of what is hidden: the smaller of the others is hidden with them
    assert [row[0] for row in listed if row[4] != State.HIDDEN] == ["SF-0004"]
    assert [(row[0], set(row[2:])) for row in listed if row[4] == State.HIDDEN] == [
        ("SF-0001", {State.HIDDEN}),
        ("SF-0002", {State.HIDDEN}),
        ("SF-0003", {State.HIDDEN}),
    ]
    # both hidden ones reached 亿元: the count would say so; one of them reached no more than 1亿
    counts = {str(row[0]): row[3] for row in rows("tiers", PROMOTER, [{}] * 4, Tables(tax=tax))}
    assert counts["100m"] == State.HIDDEN
    assert "SF-0001" not in {row[0] for row in rows("near_tiers", PROMOTER, [{}] * 4, Tables(tax=tax))}


def test_gaps_name_what_is_missing_and_what_it_spoils() -> None:
    full, holed = COMPLETE, COMPLETE | {"office_dm2": UNKNOWN, "lon": float("nan"), "units_unknown": 1}
    found = rows("gaps", PROMOTER, [full, holed])
    assert [(row[0], row[2]) for row in found] == [
        ("SF-0002", "office_area_unknown"),
        ("SF-0002", "place_unknown"),
        ("SF-0002", "room_area_unknown"),
    ]
    assert found[0][3] == ("office_area", "tax_yield")
    assert [row[2] for row in rows("gaps", PUBLIC, [holed])] == ["office_area_unknown", "place_unknown"]


def test_unattributed_tax_by_reason_is_gated_by_its_taxpayers() -> None:
    loose = [
        {"taxpayer": who, "month": LAST, "column_key": "zzs", "reason": reason, "amount_fen": 1000 + who}
        for reason, people in (
            ("never_leased", range(1, 7)),
            ("left_earlier", range(7, 9)),
            ("unknown_code", range(9, 15)),
        )
        for who in people
    ]
    officer = {row[0]: row[1:] for row in rows("unattributed", OFFICER, [{}], Tables(unattributed=loose))}
    assert officer["left_earlier"][:2] == (2, 2015)
    assert officer["all"][:2] == (14, sum(1000 + who for who in range(1, 15)))
    leader = {row[0]: row[1:] for row in rows("unattributed", LEADER, [{}], Tables(unattributed=loose))}
    assert set(leader["left_earlier"]) == {State.HIDDEN}
    # alone hidden it would follow from the total: the smallest other one goes with it
    assert set(leader["never_leased"]) == {State.HIDDEN}
    assert leader["unknown_code"] == officer["unknown_code"]
    assert leader["all"] == officer["all"]


def test_one_enterprise_with_several_codes_is_one_contributor() -> None:
    loose = [
        {"taxpayer": who, "enterprise": 50 if who < 6 else -who, "month": LAST, "column_key": "zzs",
         "reason": "never_leased" if who < 6 else "unknown_code", "amount_fen": 1000 + who}
        for who in range(1, 21)
    ]  # fmt: skip
    leader = {row[0]: row[1:] for row in rows("unattributed", LEADER, [{}], Tables(unattributed=loose))}
    assert set(leader["never_leased"]) == {State.HIDDEN}


def test_unattributed_tax_by_name_is_for_tax_officers_alone() -> None:
    loose = [
        {"taxpayer": 1, "month": LAST, "column_key": "zzs", "reason": "never_leased", "amount_fen": 500},
        {"taxpayer": 1, "month": LAST, "column_key": "qysds", "reason": "never_leased", "amount_fen": -200},
        {"taxpayer": 1, "month": LAST, "column_key": "jyffj", "reason": "never_leased", "amount_fen": 7},
        {"taxpayer": 2, "month": LAST, "column_key": "zzs", "reason": "unknown_code", "amount_fen": 900},
        {"taxpayer": 2, "month": LAST - 1, "column_key": "zzs", "reason": "unknown_code", "amount_fen": 10_000},
    ]
    payers = [{"taxpayer": 1, "code": "91X", "name": "示范甲"}, {"taxpayer": 2, "code": "92Y", "name": None}]
    tables = Tables(unattributed=loose, taxpayers=payers)
    assert rows("unattributed_list", OFFICER, [{}], tables) == [
        ("92Y", State.UNKNOWN, "unknown_code", 900, 0),
        ("91X", "示范甲", "never_leased", 300, 7),
    ]
    for who in (PROMOTER, LEADER, PUBLIC, audience(Role.ADMIN), audience(Role.LANDLORD)):
        sheet = disclose(assess(make_portfolio([{}], tables)), who, {"unattributed_list"}).sheets["unattributed_list"]
        assert sheet.hidden
        assert sheet.rows == ()


def residents(paying: int, silent: int) -> list[dict[str, Any]]:
    return [
        {"building": 0, "party": who + 1, "month": LAST, "present": 1, "paying": int(who < paying), "registered": "yes"}
        for who in range(paying + silent)
    ]


@pytest.mark.parametrize(("paying", "silent", "shown"), [(3, 3, True), (2, 4, False), (4, 2, False), (6, 0, False)])
def test_no_count_of_who_pays_under_three_is_shown(paying: int, silent: int, shown: bool) -> None:
    tables = Tables(occupancies=residents(paying, silent))
    first = rows("registration_tax", PROMOTER, [{}], tables)[0]
    assert first[:2] == ("yes", paying + silent)
    assert first[2:4] == ((paying, silent) if shown else (State.HIDDEN, State.HIDDEN))
    assert rows("registration_tax", OFFICER, [{}], tables)[0][2:4] == (paying, silent)


def test_the_identity_of_tax_is_for_tax_officers() -> None:
    columns = [{"building": 0, "month": LAST, "column_key": "zzs", "amount_fen": 7, "retained_fen": 2}]
    tables = Tables(columns=columns)
    assert rows("identity", OFFICER, [{}], tables)[0] == ("增值税", "total", 7, 0, 0, 7, State.UNKNOWN)
    assert {cell for row in rows("identity", LEADER, [{}], tables) for cell in row[2:]} == {State.HIDDEN}


def test_overlaps_list_buildings_in_several_zones() -> None:
    zones = [Zone("Z1", [0, 1], "core"), Zone("Z2", [1], uncertain=[2])]
    found = disclose(assess(make_portfolio([{}] * 3, zones=zones)), PUBLIC).sheets["overlaps"].rows
    assert found == (
        ("SF-0002", "楼2", ("片区Z1", "片区Z2"), "片区Z1", ("point", "point"), "no"),
        ("SF-0003", "楼3", (), "no_zone", (), "yes"),
    )


def test_every_word_of_a_sheet_has_a_label() -> None:
    headers = labels("sheet")
    assert {header for shape in SHAPES.values() for header in shape.headers} <= set(headers)
    assert set(SHAPES) <= set(labels("sheet_name"))
    assert {group for group in CELL_GROUPS.values() if not labels(group)} == set()
    assert {reason.value for reason in Unattributed} <= set(labels("unattributed"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_metric_is_described(language: Language) -> None:
    for metric in METRICS.values():
        assert metric.label(language)
        assert metric.definition(language)
        assert metric.unit in labels("unit", language)
        assert metric.window in labels("window", language)
        assert metric.derives_from in labels("derives", language)
