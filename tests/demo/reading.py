"""Demonstration workbooks read back with calamine, and plain loops over them: an oracle that shares no code."""

import calendar
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

Row = dict[str, Any]
FOREVER = dt.date(9999, 12, 31)
NOT_TAX = (
    "教育费附加",
    "地方教育附加",
    "文化事业建设费",
    "水利建设专项收入",
    "税务部门罚没收入",
    "国家重大水利工程建设基金",
)


@dataclass(frozen=True)
class Files:
    """All workbooks of a district, by sheet, and the tax rows by month (``YYYYMM``)."""

    paths: list[Path]
    houses: list[Row]
    rooms: list[Row]
    firms: list[Row]
    leases: list[Row]
    splits: list[Row]
    taxes: dict[str, list[Row]]
    cases: dict[str, list[str]]
    last_day: dt.date


@dataclass(frozen=True)
class Let:
    """Space taken from a first to a last day; area in m², None = the whole unit."""

    unit: tuple[str, str]
    party: str
    kind: str
    area: float | None
    first: dt.date
    last: dt.date


def rows(path: Path, sheet: str) -> list[Row]:
    """Rows of a sheet by header; an empty cell is ''."""
    with CalamineWorkbook.from_path(str(path)) as book:
        cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    headers = [str(name) for name in cells[0]]
    return [dict(zip(headers, line, strict=True)) for line in cells[1:]]


def load(paths: list[Path], last_day: dt.date) -> Files:
    """Read everything."""
    by_name = {path.stem: path for path in paths}
    register = {
        name: rows(by_name[name], name) for name in ("楼宇台账", "房间台账", "企业台账", "租赁台账", "手工分摊")
    }
    taxes = {
        name.removeprefix("税收 ").replace("-", ""): rows(path, "税收")
        for name, path in by_name.items()
        if name.startswith("税收")
    }
    with CalamineWorkbook.from_path(str(by_name["楼宇台账"])) as book:
        notes = book.get_sheet_by_name("说明").to_python(skip_empty_area=False)
    at = next(number for number, line in enumerate(notes) if line[0] == "情形") + 1
    cases = {str(line[1]): [str(code) for code in line[2:] if code != ""] for line in notes[at:]}
    return Files(
        paths,
        register["楼宇台账"],
        register["房间台账"],
        register["企业台账"],
        register["租赁台账"],
        register["手工分摊"],
        taxes,
        cases,
        last_day,
    )


def party(row: Row) -> str:
    """Enterprise code, or the reported name."""
    return str(row["承租企业编码"] or row["承租方名称"])


def lets(files: Files) -> list[Let]:
    """Occupation by lease row; leases that never began are left out."""
    found = []
    for row in files.leases:
        last = row["终止日"] or FOREVER
        if row["提前终止日"]:
            last = min(last, row["提前终止日"])
        if last >= row["起始日"]:
            unit = (row["楼宇编码"], str(row["房号"]))
            area = None if row["面积"] == "" else float(row["面积"])
            found.append(Let(unit, party(row), row["租约类型"], area, row["起始日"], last))
    return found


def unit_areas(files: Files) -> dict[tuple[str, str], float | None]:
    """Area of each unit; a building without rooms is one unit of its declared lettable area."""
    known: dict[tuple[str, str], float | None] = {
        (row["楼宇编码"], str(row["房号"])): None if row["面积"] == "" else float(row["面积"]) for row in files.rooms
    }
    for house in files.houses:
        if house["有房间台账"] == "否":
            declared = house["可租售面积"]
            known[house["楼宇编码"], ""] = None if declared == "" else float(declared)
    return known


def in_scope(house: Row) -> bool:
    """Office or mixed use, in operation, 5000 m² or unknown."""
    large = house["建筑面积"] == "" or house["建筑面积"] >= 5000
    return house["用途"] in ("商务办公", "商办综合") and house["状态"] == "运营" and large


def tax_of(row: Row) -> float:
    """Tax of a row in yuan, fees left out."""
    names = list(row)[3:-1]
    return float(
        sum(row[name] for name in names if row[name] != "" and name not in NOT_TAX and not name.endswith("留存"))
    )


def month_days(month: str) -> tuple[dt.date, dt.date]:
    """First and last day of ``YYYYMM``."""
    year, number = int(month[:4]), int(month[4:])
    return dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1])


def _earlier(month: str, back: int) -> str:
    number = int(month[:4]) * 12 + int(month[4:]) - 1 - back
    return f"{number // 12:04d}{number % 12 + 1:02d}"


def attribute(files: Files, months: list[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Tax by building, and unattributed by reason, of some months together; manual splits are left out."""
    codes = {str(row["纳税人识别号"] or row["统一社会信用代码"]): row["企业编码"] for row in files.firms}
    areas, mine = unit_areas(files), defaultdict(list)
    for let in lets(files):
        mine[let.party].append(let)
    done: dict[str, float] = defaultdict(float)
    left: dict[str, float] = defaultdict(float)
    for month in months:
        for row in files.taxes[month]:
            firm = codes.get(row["纳税人识别号"])
            tax = tax_of(row)
            if firm is None:
                left["unknown_code"] += tax
                continue
            weights = next(filter(None, (_weights(mine[firm], _earlier(month, back), areas) for back in range(4))), {})
            if not weights:
                left["left_earlier" if any(let.first <= files.last_day for let in mine[firm]) else "never"] += tax
            elif len(weights) > 1 and None in weights.values():
                left["area_unknown"] += tax
            else:
                whole = sum(weight or 1 for weight in weights.values()) or len(weights)
                for code, weight in weights.items():
                    done[code] += tax * ((weight or 1) if len(weights) == 1 else (weight or 0)) / whole
    return done, left


def _weights(found: list[Let], month: str, areas: dict[tuple[str, str], float | None]) -> dict[str, float | None]:
    """Area × days by building in a month, None where an area is unknown."""
    begins, ends = month_days(month)
    result: dict[str, float | None] = {}
    for let in found:
        days = (min(let.last, ends) - max(let.first, begins)).days + 1
        if days <= 0:
            continue
        area = areas[let.unit] if let.area is None else let.area
        before = result.get(let.unit[0], 0.0)
        result[let.unit[0]] = None if area is None or before is None else before + area * days
    return result
