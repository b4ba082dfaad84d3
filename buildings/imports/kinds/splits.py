"""手工分摊: a taxpayer's weights over buildings for some months; rows of one taxpayer and period are one split."""

from typing import Any, Final

from buildings.imports.cells import OUTSIDE, OUTSIDE_WORD
from buildings.imports.kinds import common
from buildings.imports.kinds.common import Session
from buildings.imports.plans import Plan, Ref, Subject, grouped
from buildings.imports.workbook import Workbook
from buildings.imports.writing import narrow
from buildings.quantities import format_month
from buildings.register import lookup
from buildings.register.tables.buildings import Building
from buildings.register.tables.taxes import ManualSplit, ManualSplitPart, Taxpayer

FIELDS: Final = ("taxpayer_code", "month_from", "month_to", "building_code", "weight", "reason")
Period = tuple[int, int, int]


class Recorded:
    """The register as far as manual splits are concerned."""

    def __init__(self, session: Session, origin: str) -> None:
        self.taxpayers = {row.code: row.id for row in lookup.rows(session, Taxpayer)}
        self.codes = {key: code for code, key in self.taxpayers.items()}
        self.buildings: dict[str, int | None] = {
            row.code: row.id for row in lookup.rows(session, Building, origin=origin)
        }
        self.splits = {
            (row.taxpayer_id, row.month_from, row.month_to): row for row in lookup.rows(session, ManualSplit)
        }
        self.parts = grouped(lookup.rows(session, ManualSplitPart), "split_id")


def check(session: Session, book: Workbook) -> Plan:
    """Compare the splits with the register by taxpayer and period; periods of one taxpayer never overlap."""
    plan, recorded = Plan(book.kind), Recorded(session, book.origin)
    groups: dict[Period, list[tuple[int, dict[str, Any]]]] = {}
    for number, record in common.records(book, FIELDS):
        code = narrow(record["taxpayer_code"]).upper()
        taxpayer = common.known(book, number, "taxpayer_code", code, recorded.taxpayers)
        ordered = common.in_order(book, number, ("month_from", record["month_from"]), ("month_to", record["month_to"]))
        if record["weight"] <= 0:
            book.log.add("weight_not_positive", number, book.header("weight"), record["weight"])
        elif taxpayer is not None and ordered and _place(book, number, record, recorded):
            groups.setdefault((taxpayer, record["month_from"], record["month_to"]), []).append((number, record))
    for period, rows in groups.items():
        _split(book, plan, period, rows, recorded)
    _overlaps(book, groups, recorded)
    plan.absent = sorted(_text(recorded, period) for period in recorded.splits if period not in groups)
    return plan


def _place(book: Workbook, number: int, record: dict[str, Any], recorded: Recorded) -> bool:
    code = record["building_code"]
    if code == OUTSIDE:
        return True
    return common.known(book, number, "building_code", code, recorded.buildings) is not None


def _text(recorded: Recorded, period: Period) -> str:
    return f"{recorded.codes[period[0]]} {format_month(period[1])} – {format_month(period[2])}"


def _split(
    book: Workbook, plan: Plan, period: Period, rows: list[tuple[int, dict[str, Any]]], recorded: Recorded
) -> None:
    number, head = rows[0]
    current = recorded.splits.get(period)
    subject = Subject(plan, _text(recorded, period), number)
    values = {"reason": head["reason"]}
    if current is None:
        values |= dict(zip(("taxpayer_id", "month_from", "month_to"), period, strict=True))
    ref: Ref = subject.base(ManualSplit, current, values)
    standing = {part.building_id: part for part in recorded.parts.get(0 if current is None else current.id, [])}
    placed: dict[int | None, int] = {}
    for row, record in rows:
        building = None if record["building_code"] == OUTSIDE else recorded.buildings[record["building_code"]]
        if building in placed:
            code = record["building_code"]
            book.log.add(
                "key_twice", row, book.header("building_code"), code, first=placed[building], right="key_twice"
            )
            continue
        placed[building] = row
        if record["reason"] != head["reason"]:
            book.log.add("split_reasons_differ", row, book.header("reason"), record["reason"], first=number)
        weight = {"weight": record["weight"]}
        if building in standing:
            subject.compare(ManualSplitPart, standing[building], weight)
        else:
            part = {"split_id": ref, "building_id": building} | weight
            subject.add(ManualSplitPart, part, "building_code", record["building_code"])
    codes = {key: code for code, key in recorded.buildings.items()}
    for building, part in standing.items():
        if building not in placed:
            subject.differ("building_code", codes.get(building, OUTSIDE_WORD), None)
            plan.void(ManualSplitPart, part.id, book.name)
    subject.close()


def _overlaps(book: Workbook, groups: dict[Period, list[tuple[int, dict[str, Any]]]], recorded: Recorded) -> None:
    others = sorted({*groups, *recorded.splits})
    for period, rows in groups.items():
        for other in others:
            if other[0] == period[0] and other != period and other[1] <= period[2] and period[1] <= other[2]:
                code = rows[0][1]["taxpayer_code"]
                book.log.add(
                    "splits_overlap", rows[0][0], book.header("month_from"), code, other=_text(recorded, other)
                )
                break
