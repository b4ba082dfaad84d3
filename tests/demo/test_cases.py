"""Every hard case is listed in 说明 and stands where the list says."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely
from shapely.geometry import Point

from buildings import words
from buildings.datum import to_wgs84
from buildings.demo import places
from tests.demo import reading
from tests.demo.reading import FOREVER, Files, Row

MORE_THAN_ONE = 2


def house(full: Files, code: str) -> Row:
    return next(row for row in full.houses if row["楼宇编码"] == code)


def room(full: Files, code: str) -> Row:
    building, label = code.split("/")
    return next(row for row in full.rooms if row["楼宇编码"] == building and str(row["房号"]) == label)


def firm(full: Files, code: str) -> Row:
    return next(row for row in full.firms if row["企业编码"] == code)


def lease(full: Files, number: str) -> list[Row]:
    return [row for row in full.leases if row["租约编号"] == number]


def seats(full: Files, code: str) -> list[reading.Let]:
    return [let for let in reading.lets(full) if let.party == code]


def payments(full: Files, code: str) -> dict[str, list[Row]]:
    """Tax rows of a taxpayer (or of an enterprise by its code) by month."""
    if code.startswith("E-"):
        known = firm(full, code)
        code = known["纳税人识别号"] or known["统一社会信用代码"]
    found = {month: [row for row in rows if row["纳税人识别号"] == code] for month, rows in full.taxes.items()}
    return {month: rows for month, rows in found.items() if rows}


def point(row: Row) -> Point:
    lon, lat = to_wgs84(row["经度"], row["纬度"], row["坐标系"].lower().replace("-", ""))
    return Point(float(lon), float(lat))


def renewed(full: Files, number: str) -> tuple[Row, Row]:
    new = lease(full, number)[0]
    return lease(full, new["续租自"])[0], new


def size(full: Files, row: Row) -> float:
    whole = reading.unit_areas(full)[row["楼宇编码"], str(row["房号"])]
    return float(row["面积"] or whole or 0)


def here_on_last_day(full: Files, code: str) -> set[str]:
    return {let.unit[0] for let in seats(full, code) if let.first <= full.last_day <= let.last}


def months_since_left(full: Files, code: str) -> int:
    ended = max(let.last for let in seats(full, code) if let.first <= full.last_day)
    return (full.last_day.year - ended.year) * 12 + full.last_day.month - ended.month


def share_of_largest(full: Files, code: str) -> float:
    owned: Counter[str] = Counter()
    for row in full.rooms:
        if row["楼宇编码"] == code and row["可租售"] == "是":
            owned[row["产权人企业编码"] or row["产权人名称"]] += row["面积"] or 0
    return max(owned.values()) / owned.total()


def days_apart(old: Row, new: Row) -> int:
    return int((new["起始日"] - old["终止日"]).days)


def touched_zones(row: Row) -> int:
    return sum(zone.covers(point(row)) for zone in places.zones().values())


def near_edge(row: Row) -> bool:
    edge = places.zones()["core"].boundary.interpolate(places.zones()["core"].boundary.project(point(row)))
    off = places.metres(point(row).x, point(row).y, edge.x, edge.y)
    return bool(off < row["坐标精度"] + 3)


def split_areas(full: Files, code: str) -> bool:
    building, label = code.split("/")
    parts = [room(full, f"{building}/{label}{part}") for part in "AB"]
    return all(part["起始日"] == room(full, code)["终止日"] + dt.timedelta(1) for part in parts)


def with_gap(full: Files, code: str) -> bool:
    first = [let for let in seats(full, code) if let.first.day > 1]
    return any(
        abs((one.last - two.first).days) <= 25 and one.unit[0] != two.unit[0]
        for one in seats(full, code)
        for two in first
    )


def unknown_and_known(full: Files, code: str) -> bool:
    areas = reading.unit_areas(full)
    return len(here_on_last_day(full, code)) >= MORE_THAN_ONE and any(
        areas[let.unit] is None for let in seats(full, code)
    )


Holds = Callable[[Files, str], bool]
CASES: dict[str, Holds] = {
    "area_unknown": unknown_and_known,
    "branch": lambda full, code: firm(full, code)["企业类型"] == "分公司",
    "building_without_area": lambda full, code: house(full, code)["建筑面积"] == house(full, code)["商务面积"] == "",
    "building_without_rooms": lambda full, code: (
        house(full, code)["有房间台账"] == "否" and not [row for row in full.rooms if row["楼宇编码"] == code]
    ),
    "central_income_tax": lambda full, code: firm(full, code)["所得税全额中央"] == "是",
    "code_missing": lambda full, code: not firm(full, code)["统一社会信用代码"],
    "code_with_letter": lambda full, code: firm(full, code)["统一社会信用代码"][0].isalpha(),
    "complex_towers": lambda full, code: (
        Counter(row["综合体编码"] for row in full.houses)[house(full, code)["综合体编码"]] == MORE_THAN_ONE
    ),
    "desk_lease": lambda full, code: lease(full, code)[0]["房号"] == "集群注册",
    "desks": lambda full, code: room(full, f"{code}/集群注册")["面积"] == 0,
    "early_end": lambda full, code: any(
        row["提前终止日"] and row["提前终止日"] <= full.last_day for row in lease(full, code)
    ),
    "early_end_ahead": lambda full, code: any(
        row["提前终止日"] and full.last_day < row["提前终止日"] <= row["终止日"] for row in lease(full, code)
    ),
    "future_lease": lambda full, code: lease(full, code)[0]["起始日"] > full.last_day,
    "future_unsigned": lambda full, code: (
        lease(full, code)[0]["起始日"] > full.last_day and lease(full, code)[0]["签约日"] == ""
    ),
    "industry_unknown": lambda full, code: firm(full, code)["行业门类"] == "",
    "late_handover": lambda full, code: len({row["起始日"] for row in lease(full, code)}) == MORE_THAN_ONE,
    "left_earlier": lambda full, code: months_since_left(full, code) > 3 and max(full.taxes) in payments(full, code),
    "let_though_not_lettable": lambda full, code: room(full, code)["可租售"] == "否",
    "manual_split": lambda full, code: bool([row for row in full.splits if row["纳税人识别号"] == code]),
    "move_mid_month": with_gap,
    "never_began": lambda full, code: all(row["提前终止日"] < row["起始日"] for row in lease(full, code)),
    "never_leased": lambda full, code: not seats(full, code) and max(full.taxes) in payments(full, code),
    "nothing_known": lambda full, code: (
        house(full, code)["可租售面积"] == "" and house(full, code)["有房间台账"] == "否"
    ),
    "old_tax_number": lambda full, code: len(firm(full, code)["纳税人识别号"]) == 15,
    "open_end": lambda full, code: any(row["终止日"] == "" for row in lease(full, code)),
    "opened_in_period": lambda full, code: house(full, code)["状态起始日"] > full.last_day - dt.timedelta(600),
    "other_datum": lambda full, code: house(full, code)["坐标系"] in ("GCJ-02", "BD-09"),
    "out_of_scope": lambda full, code: not reading.in_scope(house(full, code)),
    "outage": lambda full, code: room(full, code)["停用起始日"] != "" and room(full, code)["停用面积"] == "",
    "outside_the_district": lambda full, code: (
        "区外" in [row["楼宇编码"] for row in full.splits if row["纳税人识别号"] == code]
    ),
    "overlapping_zones": lambda full, code: touched_zones(house(full, code)) > MORE_THAN_ONE,
    "owner_occupier": lambda full, code: bool(
        [row for row in full.leases if row["楼宇编码"] == code and row["租约类型"] == "自用"]
    ),
    "partial_outage": lambda full, code: 0 < room(full, code)["停用面积"] < room(full, code)["面积"],
    "pays_after_leaving": lambda full, code: (
        1 <= months_since_left(full, code) <= 3 and not here_on_last_day(full, code)
    ),
    "place_unknown": lambda full, code: house(full, code)["经度"] == "",
    "point_near_edge": lambda full, code: near_edge(house(full, code)),
    "point_on_edge": lambda full, code: touched_zones(house(full, code)) >= MORE_THAN_ONE,
    "recorded_zone": lambda full, code: (
        house(full, code)["片区"] == "core" and not places.zones()["core"].covers(point(house(full, code)))
    ),
    "refund": lambda full, code: any(
        (row["增值税"] or 0) < 0 for rows in payments(full, code).values() for row in rows
    ),
    "refund_exceeds_payments": lambda full, code: any(
        sum(map(reading.tax_of, rows)) < 0 for rows in payments(full, code).values()
    ),
    "renewal_ahead": lambda full, code: renewed(full, code)[1]["起始日"] > full.last_day,
    "renewal_chain": lambda full, code: any(
        row["续租自"] and lease(full, row["续租自"])[0]["续租自"] for row in full.leases if row["楼宇编码"] == code
    ),
    "renewal_gap": lambda full, code: days_apart(*renewed(full, code)) > 1,
    "renewal_smaller": lambda full, code: size(full, renewed(full, code)[1]) < size(full, renewed(full, code)[0]),
    "reported_party": lambda full, code: any(
        row["承租方名称"] == code and not row["承租方代码"] for row in full.leases
    ),
    "reported_with_code": lambda full, code: any(
        row["承租方名称"] == code and row["承租方代码"] for row in full.leases
    ),
    "retained_partly": lambda full, code: any(
        len({row["增值税区级留存"] == "" for row in rows}) == MORE_THAN_ONE
        or len({row["个人所得税区级留存"] == "" for row in rows}) == MORE_THAN_ONE
        or len({row["企业所得税区级留存"] == "" for row in rows}) == MORE_THAN_ONE
        for rows in payments(full, code).values()
        if "增值税区级留存" in rows[0]
    ),
    "room_join": lambda full, code: room(full, code)["终止日"] != "",
    "room_split": split_areas,
    "several_buildings": lambda full, code: len(here_on_last_day(full, code)) >= MORE_THAN_ONE,
    "several_rows": lambda full, code: max(len(rows) for rows in payments(full, code).values()) >= MORE_THAN_ONE,
    "several_units": lambda full, code: len(lease(full, code)) >= MORE_THAN_ONE,
    "single_tenant_tower": lambda full, code: (
        len({let.party for let in reading.lets(full) if let.unit[0] == code}) == 1
    ),
    "star_lapsed": lambda full, code: house(full, code)["星级有效期至"] < full.last_day,
    "star_lapses_soon": lambda full, code: 0 <= (house(full, code)["星级有效期至"] - full.last_day).days < 184,
    "strata": lambda full, code: share_of_largest(full, code) < 0.5,
    "subdistrict_unknown": lambda full, code: house(full, code)["街镇代码"] == "",
    "unit_area_unknown": lambda full, code: room(full, code)["面积"] == "",
    "unknown_code": lambda full, code: not [row for row in full.firms if code in row.values()],
}
NOT_BY_CODE = {"lease_without_number", "shared_room"}


def test_every_case_has_words_and_is_there(full: Files) -> None:
    assert set(words.labels("demo_case")) == set(full.cases)
    assert set(full.cases) == set(CASES) | NOT_BY_CODE
    assert all(full.cases.values())


@pytest.mark.parametrize("case", CASES)
def test_a_case_stands_where_the_list_says(full: Files, case: str) -> None:
    assert [code for code in full.cases[case] if not CASES[case](full, code)] == []


def test_shared_rooms_have_two_tenants_at_once(full: Files) -> None:
    by_unit = defaultdict(list)
    for let in reading.lets(full):
        if let.first <= full.last_day <= let.last and let.area is not None:
            by_unit["/".join(let.unit)].append(let.party)
    assert any(len(by_unit[code]) >= MORE_THAN_ONE for code in full.cases["shared_room"])


def test_some_leases_have_no_number_and_still_a_natural_key(full: Files) -> None:
    unnumbered = [row for row in full.leases if row["租约编号"] == ""]
    assert len(unnumbered) > 50
    keys = [(row["楼宇编码"], row["房号"], row["起始日"], reading.party(row)) for row in unnumbered]
    assert len(set(keys)) == len(keys)
    numbered = Counter(
        (row["出租方"], row["租约编号"], row["楼宇编码"], row["房号"]) for row in full.leases if row["租约编号"]
    )
    assert max(numbered.values()) == 1


def test_renewals_name_a_lease_of_the_same_landlord_that_stands_before(full: Files) -> None:
    known: set[tuple[str, str]] = set()
    for row in full.leases:
        if row["续租自"]:
            assert (row["出租方"], row["续租自"]) in known
        known.add((row["出租方"], row["租约编号"]))


def test_leases_keep_their_dates_in_order(full: Files) -> None:
    for row in full.leases:
        assert (row["终止日"] or FOREVER) >= row["起始日"]
        assert not row["签约日"] or row["签约日"] <= full.last_day
        assert row["承租企业编码"] or row["承租方名称"]


def test_places_lie_in_the_district_and_the_likely_subdistrict_is_recorded(full: Files) -> None:
    placed = [row for row in full.houses if row["经度"] != ""]
    assert len(placed) > 255
    for row in placed:
        assert shapely.covers(places.district(), point(row))
        assert 10 <= row["坐标精度"] <= 60
        if row["街镇代码"]:
            likely = places.likely_subdistricts(point(row).x, point(row).y)
            assert row["街镇代码"] in likely[:3]
    core = places.zones()["core"]
    assert sum(core.covers(point(row)) for row in placed) / len(placed) > 0.15


def test_small_districts_hold_the_cases_that_need_no_history(small: list[Path]) -> None:
    found = reading.load(small, dt.date(2026, 10, 31)).cases
    assert set(CASES) - set(found) <= {
        "left_earlier",
        "renewal_chain",
        "move_mid_month",
        "overlapping_zones",
        "area_unknown",
        "pays_after_leaving",
        "retained_partly",
        "code_with_letter",
        "renewal_smaller",
        "renewal_gap",
    }
