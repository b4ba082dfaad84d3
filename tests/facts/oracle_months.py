"""All fact tables of a district by the slow way: windows, industries and the gate on top of days and taxes."""

from collections import defaultdict
from typing import Any

from tests.facts.oracle import Oracle, Row, Table, last_day, runs
from tests.facts.oracle_tax import TaxOracle
from tests.facts.plain import Building, District


def facts(district: District) -> dict[str, Table]:
    """Tables by name; rows by primary key."""
    oracle = Oracle(district)
    occupancies = oracle.occupancies()
    taxes = TaxOracle(oracle, occupancies)
    months = Months(oracle, occupancies, taxes)
    return {
        "fact_building_months": months.building_months(),
        "fact_occupancies": months.residents(),
        "fact_attributions": taxes.attributions,
        "fact_unattributed": taxes.unattributed,
        "fact_building_month_taxes": taxes.by_column,
        "fact_industry_months": months.industries(),
    }


class Months:
    """Building by building, month by month."""

    def __init__(self, oracle: Oracle, occupancies: Table, taxes: TaxOracle) -> None:
        self.oracle, self.occupancies, self.taxes = oracle, occupancies, taxes
        self.district = oracle.district
        self.recorded = {(taxes.linked(tax.taxpayer, tax.month), tax.month) for tax in self.district.taxes}
        self.rows: Table = {}

    def building_months(self) -> Table:
        for building in self.district.buildings:
            for month in self.oracle.months:
                self.rows[building.id, month] = self.oracle.ledger(building, month)
        for building in self.district.buildings:
            for month in self.oracle.months:
                self._flows(building, month)
                self._coverage(building, month)
                self._gate(building, month)
        return self.rows

    def _flows(self, building: Building, month: int) -> None:
        row = self.rows[building.id, month]
        mine = [part for key, part in self.taxes.attributions.items() if key[:2] == (building.id, month)]
        for name in ("tax_fen", "retained_fen", "fee_fen"):
            row[name] = sum(part[name] for part in mine) if month in self.district.files else None
        row["retained_estimated"] = int(any(part["retained_estimated"] for part in mine))
        row["all_dm2_days"] = sum(
            held["dm2_days"] for key, held in self.occupancies.items() if key[:2] == (building.id, month)
        )

    def _coverage(self, building: Building, month: int) -> None:
        row = self.rows[building.id, month]
        window = [
            one
            for one in range(month - 11, month + 1)
            if one in self.district.files and self.rows.get((building.id, one), {}).get("operated")
        ]
        row["window_months"] = len(window)
        for key, held in self.occupancies.items():
            if key[0] == building.id and key[1] in window:
                row["coverage_dm2_days"] += held["dm2_days"]
                if any((key[2], one) in self.recorded for one in window):
                    row["covered_dm2_days"] += held["dm2_days"]

    def _gate(self, building: Building, month: int) -> None:
        windows = {
            "m": [month],
            "y": range(month - month % 12, month + 1),
            "r": range(month - 11, month + 1),
        }
        for name, window in windows.items():
            net: dict[tuple[str, int], int] = defaultdict(int)
            for (where, when, taxpayer), part in self.taxes.attributions.items():
                if where == building.id and when in window:
                    enterprise = part["enterprise_id"]
                    who = ("taxpayer", taxpayer) if enterprise is None else ("enterprise", enterprise)
                    net[who] += part["tax_fen"] + part["fee_fen"]
            sizes = sorted((abs(amount) for amount in net.values() if amount), reverse=True)
            row = self.rows[building.id, month]
            row[f"gate_{name}_n"], row[f"gate_{name}_sum"] = len(sizes), sum(sizes)
            row[f"gate_{name}_x1"], row[f"gate_{name}_x2"] = sum(sizes[:1]), sum(sizes[1:2])

    def residents(self) -> Table:
        """What each holds, whether it pays, and whether it came lately."""
        for (_, month, party), row in self.occupancies.items():
            row["paying"] = self._paying(party, month)
            row["newly_arrived"] = int(
                not any(
                    held["present"] and who == party and when <= month - self.district.newly_arrived
                    for (_, when, who), held in self.occupancies.items()
                )
            )
        return self.occupancies

    def _paying(self, party: int, month: int) -> int | None:
        links = [link for link in self.district.links if link.enterprise == party]
        if not any(runs(link.first, link.last, last_day(month)) for link in links):
            return None
        counted = {column.key for column in self.district.columns if column.counts}
        year = [tax for tax in self.district.taxes if month - 11 <= tax.month <= month and tax.column in counted]
        return int(sum(tax.fen for tax in year if self.taxes.linked(tax.taxpayer, tax.month) == party) > 0)

    def section(self, party: int | None, month: int) -> str:
        for entry in self.district.classes:
            if entry.enterprise == party and runs(entry.first, entry.last, last_day(month)):
                return entry.section
        return "?"

    def industries(self) -> Table:
        names = ("dm2", "dm2_days", "enterprises", "tax_fen", "retained_fen", "fee_fen")
        table: dict[tuple[Any, ...], Row] = defaultdict(lambda: dict.fromkeys(names, 0))
        for (building, month, party), held in self.occupancies.items():
            row = table[building, month, self.section(party, month)]
            row["dm2"] += held["let_dm2"] + held["own_dm2"]
            row["dm2_days"] += held["dm2_days"]
            row["enterprises"] += held["present"]
        for (building, month, _), part in self.taxes.attributions.items():
            row = table[building, month, self.section(part["enterprise_id"], month)]
            for name in ("tax_fen", "retained_fen", "fee_fen"):
                row[name] += part[name]
        return dict(table)
