"""The workbooks: 楼宇、房间、企业、租赁、改造项目台账, 星级评分表, 手工分摊, 一月一份税收; each with 说明."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from buildings import outfiles, tables, words
from buildings.demo.codes import REGION
from buildings.demo.composition import KEYS, RETAINED
from buildings.demo.model import EMPTY, District, TaxMonth
from buildings.demo.plan import FULL, VERSION, Plan
from buildings.quantities import day_of, format_month
from buildings.tables import NOTES_SHEET, RETAINED_SUFFIX, Column, Map, Properties, Sheet

MARK: Final = "示范数据"
OUTSIDE: Final = "区外"
_FROZEN: Final = 2
_AMOUNT: Final = "#,##0.00"
_NUMBER_FORMATS: Final = {
    "area": _AMOUNT,
    "rent": "0.00",
    "amount": _AMOUNT,
    "degrees": "0.000000",
    "date": "yyyy-mm-dd",
}


@dataclass(frozen=True)
class Stamp:
    """What every workbook says of its making."""

    seed: int
    months: int
    last_month: int
    buildings: int

    @classmethod
    def of(cls, plan: Plan) -> "Stamp":
        """Stamp of a plan."""
        return cls(plan.seed, plan.months, plan.last_month, plan.buildings)

    def rows(self) -> list[list[object]]:
        """Lines of the sheet 说明 below its mark."""
        return [
            [
                "本文件全部内容由程序生成，纯属虚构，不含任何真实企业、楼宇的数据。",
                "Synthetic and fictional throughout.",
            ],
            ["随机种子 seed", self.seed],
            ["生成器版本 generator", VERSION],
            ["月份 months", f"{format_month(self.last_month - self.months + 1)} — {format_month(self.last_month)}"],
            ["楼宇数 buildings", self.buildings],
            ["完整规模 full size", FULL],
            ["代码 codes", f"统一社会信用代码的行政区划位为 {REGION}，该代码未被分配；校验位有效。"],
        ]

    def properties(self, title: str) -> Properties:
        """Document properties."""
        return Properties(title, MARK, f"{MARK}：synthetic, seed {self.seed}, generator {VERSION}")


def _cell(column: Column) -> Callable[[object], object]:
    """How a value of a column's type is written."""
    if column.type.startswith("enum:"):
        labels = words.labels(column.type.removeprefix("enum:"))
        if column.type == "enum:industry_section":
            return lambda value: value
        return lambda value: labels[str(value)]
    return _BY_TYPE.get(column.type, lambda value: value)


def _hundredth(value: object) -> object:
    return float(Decimal(int(str(value))).scaleb(-2))


def _listed(value: object) -> object:
    return "；".join(value) if isinstance(value, list) else value


_BY_TYPE: Final[dict[str, Callable[[object], object]]] = {
    "area": _hundredth,
    "rent": _hundredth,
    "amount": _hundredth,
    "date": lambda value: day_of(int(str(value))),
    "list": _listed,
    "yes_no": lambda value: "是" if value else "否",
    "month": lambda value: format_month(int(str(value))),
}


def _rows(columns: Sequence[Column], records: Sequence[object]) -> Iterator[list[object]]:
    cells = [(column.field, _cell(column)) for column in columns]
    for record in records:
        values = ((getattr(record, field), write) for field, write in cells)
        yield [None if value is None else write(value) for value, write in values]


def _notes(stamp: Stamp, cases: dict[str, list[str]]) -> Sheet:
    """The sheet 说明: A1 is the mark; hard cases follow, one a line, with the codes where they are found."""
    rows = stamp.rows()
    if cases:
        rows += [[], ["情形", "代号", "所在（编码）"]]
        labels = words.labels("demo_case")
        rows += [[labels[case], case, *codes] for case, codes in sorted(cases.items())]
    width = max(2, *(len(row) for row in rows))
    return Sheet(NOTES_SHEET, [MARK] + [""] * (width - 1), rows)


def register(folder: Path, plan: Plan, kind: str, district: District) -> Path:
    """Write one of the registers; the building register also lists where the hard cases are."""
    one = tables.maps()[kind]
    records: dict[str, Sequence[object]] = {
        "buildings": district.houses,
        "rooms": district.rooms,
        "enterprises": district.firms,
        "leases": district.leases,
        "projects": district.projects,
        "scores": district.scores,
        "splits": district.splits,
    }
    formats = {column.header: _NUMBER_FORMATS[column.type] for column in one.columns if column.type in _NUMBER_FORMATS}
    rows = _rows(one.columns, records[kind])
    if kind == "splits":
        rows = ([OUTSIDE if value is None else value for value in row] for row in rows)
    sheet = Sheet(one.sheet, one.headers, rows, formats, _FROZEN)
    stamp = Stamp.of(plan)
    cases = district.cases if kind == "buildings" else {}
    return _written(folder / one.filename, [sheet, _notes(stamp, cases)], stamp.properties(one.sheet))


def tax_file(folder: Path, stamp: Stamp, month: TaxMonth) -> Path:
    """Write the tax file of a month."""
    one = tables.maps()["taxes"]
    title = one.filename.replace("{month}", format_month(month.month))
    delivered = bool((month.retained != EMPTY).any())
    sheet = Sheet(one.sheet, _tax_headers(one, delivered=delivered), _tax_rows(month, delivered=delivered), {}, _FROZEN)
    return _written(folder / title, [sheet, _notes(stamp, {})], stamp.properties(title.removesuffix(".xlsx")))


def _written(path: Path, sheets: Sequence[Sheet], properties: Properties) -> Path:
    """Write a workbook that is whole or not there: what is stopped midway would pass for one with fewer rows."""
    with outfiles.beside(path, private=False) as partial:
        tables.write(partial, sheets, properties)
    return path


def _tax_headers(one: Map, *, delivered: bool) -> list[str]:
    names = {column.key: column.name for column in tables.tax_columns()}
    kept = [names[key] + RETAINED_SUFFIX for key in RETAINED] if delivered else []
    return [*one.headers, *(names[key] for key in KEYS), *kept, names["zj"]]


def _tax_rows(month: TaxMonth, *, delivered: bool) -> Iterator[list[object]]:
    """Rows of a month; every other file gives its month as a number."""
    text = format_month(month.month).replace("-", "")
    label: object = int(text) if month.month % 2 else text
    totals = np.where(month.amounts == EMPTY, 0, month.amounts).sum(axis=1) / 100
    amounts = _yuan(month.amounts)
    kept = _yuan(month.retained) if delivered else [[] for _ in month.codes]
    rows = zip(month.codes, month.names, amounts, kept, totals.tolist(), strict=True)
    for code, name, paid, stays, total in rows:
        yield [code, name, label, *paid, *stays, total]


def _yuan(fen: NDArray[np.int64]) -> list[list[float | None]]:
    """Yuan of fen, None for an empty cell."""
    empty = (fen == EMPTY).tolist()
    return [
        [None if no else value for no, value in zip(blank, row, strict=True)]
        for blank, row in zip(empty, (fen / 100).tolist(), strict=True)
    ]
