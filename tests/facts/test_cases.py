"""Named hard cases an official can read, on the kernel and by the slow way."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import yaml

from buildings.facts.kernel.compute import compute
from buildings.quantities import parse_month
from buildings.settings import ROOT
from tests.facts.as_inputs import as_inputs
from tests.facts.compare import differences, keyed
from tests.facts.oracle import Table
from tests.facts.oracle_months import facts
from tests.facts.plain import Area, Building, District, Lease, Link, Outage, Part, Split, Tax, Unit, default_columns

Case = dict[str, Any]
FOLDER = ROOT / "tests" / "cases" / "facts"
FIRST, LAST = parse_month("2023-10"), parse_month("2024-12")
AREAS = {
    "lettable": "lettable_dm2", "let": "let_dm2", "own": "own_dm2", "out": "out_dm2", "committed": "committed_dm2",
    "walt": "walt_dm2", "walt_days": "walt_dm2_days", "ends_3": "ends_3_dm2", "ends_6": "ends_6_dm2",
    "ends_12": "ends_12_dm2", "open_ended": "open_ended_dm2", "largest": "largest_dm2", "largest5": "largest5_dm2",
}  # fmt: skip


def cases(name: str) -> list[Any]:
    found: list[Case] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    assert found
    return [pytest.param(case, id=case["name"]) for case in found]


def hundredths(value: object) -> int:
    scaled = Decimal(str(value)) * 100
    assert scaled == int(scaled)
    return int(scaled)


def day(value: object) -> dt.date | None:
    assert value is None or isinstance(value, dt.date)
    return value


class Told:
    """A district as a case tells it."""

    def __init__(self, case: Case) -> None:
        self.district = District(FIRST, LAST, default_columns())
        self.rooms: dict[str, int] = {}
        self.homes: dict[str, int] = {}
        self.firms: dict[str, int] = {}
        for room, area in case["rooms"].items():
            self.room(room, area)
        for outage in case.get("outages", ()):
            gone = Outage(outage["from"], day(outage.get("to")), hundredths(outage["area"]))
            self.district.units[self.rooms[outage["room"]] - 1].outages.append(gone)
        for lease in case.get("leases", ()):
            self.lease(lease)
        for firm in dict.fromkeys([*self.firms, *case.get("unlinked", ())]):
            key = self.firm(firm)
            self.district.taxpayers[key] = firm in case.get("central", ())
            if firm not in case.get("unlinked", ()):
                self.district.links.append(Link(key, key))
        for split in case.get("splits", ()):
            parts = [(self.homes.get(home), weight) for home, weight in split["weights"].items()]
            months = parse_month(str(split["from"])), parse_month(str(split["to"]))
            self.district.splits.append(Split(self.firm(split["firm"]), *months, parts))
        for tax in case.get("tax", ()):
            self.tax(tax)

    def firm(self, name: str) -> int:
        key = self.firms.setdefault(name, len(self.firms) + 1)
        if key not in self.district.enterprises:
            self.district.enterprises.append(key)
        return key

    def room(self, name: str, area: object) -> None:
        code = name.partition("/")[0]
        if code not in self.homes:
            self.homes[code] = len(self.homes) + 1
            self.district.buildings.append(Building(self.homes[code], code, [(None, None)]))
        self.rooms[name] = len(self.rooms) + 1
        measured = Area(None, None, None if area is None else hundredths(area))
        self.district.units.append(Unit(self.rooms[name], self.homes[code], areas=[measured]))

    def lease(self, told: Case) -> None:
        key = len(self.district.leases) + 1
        self.district.leases.append(
            Lease(
                key,
                self.firm(told["firm"]),
                own=told.get("kind") == "own",
                signed=day(told.get("signed")),
                early=day(told.get("early")),
                renews=told.get("renews"),
            )
        )
        area = hundredths(told["area"]) if "area" in told else None
        self.district.parts.append(Part(key, key, self.rooms[told["room"]], told["from"], day(told.get("to")), area))

    def tax(self, told: Case) -> None:
        month = parse_month(str(told["month"]))
        if month not in self.district.files:
            self.district.files.append(month)
        kept = hundredths(told["retained"]) if "retained" in told else None
        self.district.taxes.append(Tax(month, self.firm(told["firm"]), told["column"], hundredths(told["yuan"]), kept))

    def facts(self) -> dict[str, Table]:
        found = {name: keyed(name, table) for name, table in compute(as_inputs(self.district)).items()}
        assert differences(found, facts(self.district)) == []
        return found


@pytest.mark.parametrize("case", cases("attribution"))
def test_attribution(case: Case) -> None:
    told = Told(case)
    found, expected = told.facts(), case["expected"]
    nothing = {"amount_fen": 0, "retained_fen": 0, "retained_estimated": 0}
    for row in expected.get("buildings", ()):
        key = told.homes[row["building"]], parse_month(str(row["month"])), row["column"]
        got = found["fact_building_month_taxes"].get(key, nothing)
        assert got["amount_fen"] == hundredths(row["yuan"]), row
        if "retained" in row:
            assert (got["retained_fen"], bool(got["retained_estimated"])) == (
                hundredths(row["retained"]),
                row["estimated"],
            ), row
    for row in expected.get("months", ()):
        got = found["fact_building_months"][told.homes[row["building"]], parse_month(str(row["month"]))]
        assert (got["tax_fen"], got["fee_fen"]) == (hundredths(row["tax"]), hundredths(row["fees"])), row
    lost = {
        (parse_month(str(row["month"])), told.firm(row["firm"]), row["column"], row["reason"]): hundredths(row["yuan"])
        for row in expected.get("unattributed", ())
    }
    assert {key: row["amount_fen"] for key, row in found["fact_unattributed"].items()} == lost


@pytest.mark.parametrize("case", cases("ledger"))
def test_ledger(case: Case) -> None:
    told = Told(case)
    months = told.facts()["fact_building_months"]
    for row in case["expected"]:
        got = months[told.homes[row["building"]], parse_month(str(row["month"]))]
        wanted = {name: value for name, value in row.items() if name not in {"building", "month"}}
        for name, value in wanted.items():
            column = AREAS.get(name, name)
            assert got[column] == (hundredths(value) if name in AREAS else value), (row, name)
