"""The full district against what is published, measured on the workbooks."""

from collections import Counter
from collections.abc import Iterable

import pytest

from tests.demo import reading
from tests.demo.reading import Files, Let

YI = 1e8
WAN = 1e4


def twelve(full: Files) -> list[str]:
    return sorted(full.taxes)[-12:]


def in_scope(full: Files) -> dict[str, reading.Row]:
    return {house["楼宇编码"]: house for house in full.houses if reading.in_scope(house)}


def on_last_day(full: Files) -> Iterable[Let]:
    return (let for let in reading.lets(full) if let.first <= full.last_day <= let.last)


def test_there_are_272_buildings_of_about_seven_million_square_metres(full: Files) -> None:
    gross = [house["建筑面积"] for house in full.houses if house["建筑面积"] != ""]
    assert len(full.houses) == 272
    assert sum(gross) == pytest.approx(7_000_000, rel=0.05)


def test_size_is_what_an_office_would_have(full: Files) -> None:
    assert 8_000 <= len(full.rooms) <= 12_000
    assert 5_000 <= len(full.firms) <= 7_500
    assert 9_000 <= len(full.leases) <= 14_000
    for month, rows in full.taxes.items():
        codes = {row["纳税人识别号"] for row in rows}
        assert 4_300 <= len(codes) <= 5_500, month
        filled = [sum(value != "" for value in list(row.values())[3:-1]) for row in rows]
        assert 4 <= sum(filled) / len(rows) <= 8, month


def test_tiers_are_those_published(full: Files) -> None:
    tax, _ = reading.attribute(full, twelve(full))
    counted = [tax[code] for code in in_scope(full)]
    assert sum(one >= YI for one in counted) == pytest.approx(25, abs=2)
    assert sum(one >= 1_000 * WAN for one in counted) == pytest.approx(118, abs=4)
    assert sum(0.8 * YI <= one < YI for one in counted) >= 2


def test_yields_are_plausible(full: Files) -> None:
    tax, _ = reading.attribute(full, twelve(full))
    known = [(tax[code], house["商务面积"]) for code, house in in_scope(full).items() if house["商务面积"] != ""]
    yields = sorted(one / area for one, area in known)
    district = sum(one for one, _ in known) / sum(area for _, area in known)
    assert 800 <= district <= 3_500
    assert 150 <= yields[len(yields) // 2] <= 1_500
    assert yields[-1] > 4_000
    assert yields[-1] < 14_000


def test_most_tax_finds_a_building_and_some_does_not(full: Files) -> None:
    done, left = reading.attribute(full, twelve(full))
    share = sum(left.values()) / (sum(left.values()) + sum(done.values()))
    assert 0.01 <= share <= 0.15
    assert all(left[reason] > 0 for reason in ("never", "left_earlier", "unknown_code", "area_unknown"))


def test_vacancy_is_near_24_percent(full: Files) -> None:
    scope, areas = in_scope(full), reading.unit_areas(full)
    unknown = {code for code, _ in (unit for unit, area in areas.items() if area is None)}
    lettable = {
        (row["楼宇编码"], str(row["房号"])): row["面积"]
        for row in full.rooms
        if row["可租售"] == "是" and (row["终止日"] or reading.FOREVER) >= full.last_day
    }
    lettable |= {(code, ""): house["可租售面积"] for code, house in scope.items() if house["有房间台账"] == "否"}
    lettable = {unit: area for unit, area in lettable.items() if unit[0] in scope and unit[0] not in unknown}
    taken = sum(
        lettable[let.unit] if let.area is None else let.area for let in on_last_day(full) if let.unit in lettable
    )
    out = sum(
        row["停用面积"] or row["面积"]
        for row in full.rooms
        if row["停用起始日"]
        and row["停用起始日"] <= full.last_day <= (row["停用终止日"] or reading.FOREVER)
        and (row["楼宇编码"], str(row["房号"])) in lettable
    )
    assert 1 - taken / (sum(lettable.values()) - out) == pytest.approx(0.24, abs=0.02)
    assert out > 0


def test_rent_is_near_101_yuan(full: Files) -> None:
    areas = reading.unit_areas(full)
    money = area = 0.0
    for row in full.leases:
        last = row["提前终止日"] or row["终止日"] or reading.FOREVER
        if row["租金"] == "" or not row["起始日"] <= full.last_day <= last:
            continue
        size = row["面积"] or areas[row["楼宇编码"], str(row["房号"])]
        month = row["租金"] * 365 / 12 if row["租金单位"] == "元/㎡·天" else row["租金"]
        if size:
            money, area = money + month * size, area + size
    assert money / area == pytest.approx(101, rel=0.01)


def test_tax_peaks_in_january_april_july_october_and_may(full: Files) -> None:
    total = {month: sum(map(reading.tax_of, full.taxes[month])) for month in twelve(full)}
    peaks = [total[month] for month in total if month[4:] in ("01", "04", "07", "10")]
    may = next(total[month] for month in total if month[4:] == "05")
    plain = [total[month] for month in total if month[4:] not in ("01", "04", "05", "07", "10")]
    assert min(peaks) > may > 1.2 * max(plain)


def test_stars_types_and_subdistricts(full: Files) -> None:
    valid = [house for house in full.houses if house["星级"] and house["星级有效期至"] >= full.last_day]
    assert len(valid) == pytest.approx(24, abs=2)
    assert {house["星级"] for house in valid} == {"三星", "四星", "五星"}
    assert len({house["街镇代码"] for house in full.houses} - {""}) == 10
    assert len({house["分类施策类型"] for house in full.houses} - {""}) == 4
    assert len({house["专业楼宇"] for house in full.houses} - {""}) == 5
    assert Counter(row["属地注册"] for row in full.firms).keys() == {"是", "否", "不明", ""}
