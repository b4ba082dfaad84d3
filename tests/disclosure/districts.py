"""Small random districts for the gate's properties, and figures as plain values to compare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from buildings.disclosure.figures import Figures, State
from buildings.portfolio import UNKNOWN, Portfolio
from tests.builders.portfolio import Tables, Zone, make_portfolio

MONTHS = 14
SUBDISTRICTS = ("350102001", "350102002", "350102003")
SECTIONS = "AJ?"
LAST = MONTHS - 1


@dataclass(frozen=True)
class Payment:
    """What an enterprise pays in a building in a month, in fen."""

    building: int
    enterprise: int
    month: int
    tax_fen: int

    def row(self) -> Mapping[str, Any]:
        section = SECTIONS[self.enterprise % len(SECTIONS)]
        return {
            "building": self.building,
            "enterprise": self.enterprise,
            "month": self.month,
            "tax_fen": self.tax_fen,
            "retained_fen": self.tax_fen // 4,
            "fee_fen": self.tax_fen // 10,
            "section": section,
        }


@dataclass(frozen=True)
class District:
    """Buildings with a sub-district, zones and an area, and who pays what in them."""

    subdistricts: Sequence[int | None]
    zones: Sequence[frozenset[int]]
    areas: Sequence[int | None]
    payments: Sequence[Payment]

    def portfolio(self, payments: Sequence[Payment] | None = None) -> Portfolio:
        paid = self.payments if payments is None else payments
        held = {one.building for one in paid}
        rows = [
            {
                "subdistrict": None if place is None else SUBDISTRICTS[place],
                "office_dm2": UNKNOWN if area is None else area,
                "parties": int(number in held),
            }
            for number, (place, area) in enumerate(zip(self.subdistricts, self.areas, strict=True))
        ]
        residents = sorted({(one.building, one.enterprise) for one in paid})
        occupancies = [
            {
                "building": building,
                "party": party,
                "month": LAST,
                "let_dm2": 100,
                "present": 1,
                "paying": 1,
                "registered": "yes",
            }
            for building, party in residents
        ]
        return make_portfolio(
            rows,
            Tables(tax=[one.row() for one in paid], occupancies=occupancies),
            months=MONTHS,
            zones=[Zone(f"Z{row}", sorted(inside)) for row, inside in enumerate(self.zones)],
            subdistricts=SUBDISTRICTS,
            files=[month in MONTHS_WITH_FILES for month in range(MONTHS)],
        )


MONTHS_WITH_FILES = (LAST - 13, LAST - 12, LAST - 1, LAST)


@st.composite
def districts(draw: st.DrawFn, largest: int = 14) -> District:
    """Three to fourteen buildings in up to three sub-districts and two overlapping zones; some without an area."""
    count = draw(st.integers(3, largest))
    numbers = list(range(count))
    zones = draw(st.lists(st.frozensets(st.sampled_from(numbers)), min_size=2, max_size=2))
    payments = []
    for building in numbers:
        payers = draw(st.sampled_from([5, 4, 6, 5, 4, 3, 1, 0]))
        for payer in range(payers):
            own = 100 + building * 10 + payer
            enterprise = draw(st.sampled_from([own, own, own, own, own, 1]))
            amount = draw(st.integers(100_000, 160_000)) * draw(st.sampled_from([1] * 11 + [40]))
            payments += [
                Payment(building, enterprise, month, amount + draw(st.integers(0, 999))) for month in MONTHS_WITH_FILES
            ]
    return District(
        draw(st.lists(st.sampled_from([0, 0, 1, 1, 2, None]), min_size=count, max_size=count)),
        zones,
        draw(st.lists(st.sampled_from([None, 10_000, 20_000, 30_000, 40_000]), min_size=count, max_size=count)),
        payments,
    )


def cells(figures: Figures) -> dict[tuple[str, ...], Any]:
    """Every cell of every table and sheet, and what stands beside it, as plain comparable values."""
    found: dict[tuple[str, ...], Any] = {}
    for level, table in figures.tables.items():
        for slug, column in table.columns.items():
            for row, code in enumerate(table.codes):
                beside = [getattr(column, name) for name in ("coverage", "months", "low", "high")]
                more = [table.counted.get(slug), table.left_out.get(slug)]
                found[level, slug, code] = (
                    State(int(column.states[row])).name,
                    column.value(row),
                    *(None if one is None or np.isnan(one[row]) else one[row].item() for one in (*beside, *more)),
                )
    for slug, sheet in figures.sheets.items():
        for number, line in enumerate(sheet.rows):
            for header, cell in zip(sheet.headers, line, strict=True):
                found["sheet", slug, str(number), header] = cell
    return found
