"""Where the tax belongs, one taxpayer's month at a time, in fractions; no code shared with the kernel."""

from collections import defaultdict
from fractions import Fraction
from typing import Any

from tests.facts.oracle import Oracle, Row, Table, last_day, month_days, runs
from tests.facts.plain import Column, District, Tax

Weights = list[tuple[int | None, int]]


def apportion(amount: int, weights: Weights) -> dict[int | None, int]:
    """Largest remainder of the absolute amount; ties to the one named first; sign restored."""
    total = sum(weight for _, weight in weights)
    exact = [Fraction(abs(amount) * weight, total) for _, weight in weights]
    shares = [share.numerator // share.denominator for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda place: (shares[place] - exact[place], place))
    for place in by_remainder[: abs(amount) - sum(shares)]:
        shares[place] += 1
    return {key: (-share if amount < 0 else share) for (key, _), share in zip(weights, shares, strict=True)}


def retained(column: Column, tax: Tax, central: bool) -> int:
    """Delivered, or |amount| × share rounded half up, sign restored."""
    if tax.retained is not None:
        return tax.retained
    share = Fraction(0) if column.central and central else column.share
    size = abs(tax.fen) * share + Fraction(1, 2)
    rounded = size.numerator // size.denominator
    return -rounded if tax.fen < 0 else rounded


class TaxOracle:
    """Attributes the tax of a district whose occupancies are known."""

    def __init__(self, oracle: Oracle, occupancies: Table) -> None:
        self.oracle = oracle
        self.district: District = oracle.district
        self.columns = {column.key: column for column in self.district.columns}
        self.codes = {building.id: building.code for building in self.district.buildings}
        self.space: dict[tuple[int, int], dict[int, Row]] = defaultdict(dict)
        for (building, month, party), row in occupancies.items():
            self.space[party, month][building] = row
        self.attributions: Table = {}
        self.unattributed: Table = {}
        self.by_column: Table = {}
        for tax in self.district.taxes:
            self._attribute(tax)

    def linked(self, taxpayer: int, month: int) -> int | None:
        for link in self.district.links:
            if link.taxpayer == taxpayer and runs(link.first, link.last, last_day(month)):
                return link.enterprise
        return None

    def decide(self, taxpayer: int, month: int) -> tuple[str, Weights]:
        """(rule, weights by building in code order) or (reason, nothing)."""
        for split in self.district.splits:
            if split.taxpayer == taxpayer and split.first <= month <= split.last:
                inside = [(building, weight) for building, weight in split.parts if building is not None]
                outside = [part for part in split.parts if part[0] is None]
                return "manual", [*sorted(inside, key=lambda part: self.codes[part[0] or 0]), *outside]
        enterprise = self.linked(taxpayer, month)
        if enterprise is None:
            return "unknown_code", []
        for back in range(self.district.lookback + 1):
            space = self.space.get((enterprise, month - back))
            if space:
                rule, weights = self._by_space(space)
                return ("earlier" if back and weights else rule), weights
        before = any(
            self.oracle.begins(part)
            and self.oracle.party(self.oracle.leases[part.lease]) == enterprise
            and self.oracle.first(part) < month_days(month)[0]
            for part in self.district.parts
        )
        return ("left_earlier" if before else "never_leased"), []

    def _by_space(self, space: dict[int, Row]) -> tuple[str, Weights]:
        order = sorted(space, key=lambda building: self.codes[building])
        if len(order) == 1:
            return "single", [(order[0], 1)]
        if any(row["unknown_unit_days"] for row in space.values()):
            return "area_unknown", []
        if any(row["dm2_days"] for row in space.values()):
            return "area", [(building, space[building]["dm2_days"]) for building in order]
        return "days", [(building, space[building]["unit_days"]) for building in order]

    def _attribute(self, tax: Tax) -> None:
        column = self.columns[tax.column]
        kept = retained(column, tax, self.district.taxpayers[tax.taxpayer])
        estimated = tax.retained is None
        rule, weights = self.decide(tax.taxpayer, tax.month)
        if not weights:
            self._lose(tax, rule, (tax.fen, kept))
            return
        amounts, parts = apportion(tax.fen, weights), apportion(kept, weights)
        for building, _ in weights:
            fen, part = amounts[building], parts[building]
            if building is None:
                self._lose(tax, "manual_outside", (fen, part))
            elif fen or part:
                self._give(tax, building, (fen, part), rule)
                key = building, tax.month, tax.column
                row = self.by_column.setdefault(key, {"amount_fen": 0, "retained_fen": 0, "retained_estimated": 0})
                row["amount_fen"] += fen
                row["retained_fen"] += part
                row["retained_estimated"] |= estimated

    def _lose(self, tax: Tax, reason: str, amounts: tuple[int, int]) -> None:
        if any(amounts):
            self.unattributed[tax.month, tax.taxpayer, tax.column, reason] = {
                "amount_fen": amounts[0],
                "retained_fen": amounts[1],
                "retained_estimated": int(tax.retained is None),
            }

    def _give(self, tax: Tax, building: int, amounts: tuple[int, int], rule: str) -> None:
        row: dict[str, Any] = self.attributions.setdefault(
            (building, tax.month, tax.taxpayer),
            {
                "enterprise_id": self.linked(tax.taxpayer, tax.month),
                "rule": rule,
                "tax_fen": 0,
                "retained_fen": 0,
                "fee_fen": 0,
                "retained_estimated": 0,
            },
        )
        if self.columns[tax.column].counts:
            row["tax_fen"] += amounts[0]
            row["retained_fen"] += amounts[1]
            row["retained_estimated"] |= tax.retained is None
        else:
            row["fee_fen"] += amounts[0]
