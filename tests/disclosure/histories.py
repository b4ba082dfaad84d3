"""Random districts over several months: buildings open, enter and leave the scope, and move between zones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st

from buildings.portfolio import UNKNOWN, Portfolio
from tests.builders.portfolio import Tables, Zone, make_portfolio
from tests.disclosure.districts import SUBDISTRICTS, Payment

MONTHS = 14
VIEWS = (9, 10, 11, 12, 13)  # positions of the months with a file: June to October


@dataclass(frozen=True)
class History:
    """Who pays what; and for each view the buildings in scope and in the zones."""

    subdistricts: Sequence[int]
    areas: Sequence[int | None]
    payments: Sequence[Payment]
    in_scope: Sequence[Sequence[bool]]  # (views, buildings)
    zones: Sequence[Sequence[frozenset[int]]]  # (views, zones)

    def held(self, building: int, month: int) -> bool:
        """Whether somebody was there: everybody who was, paid."""
        return any(one.building == building and one.month == month for one in self.payments)

    def offer(self) -> list[Portfolio]:
        """A portfolio as at each view."""
        count = len(self.subdistricts)
        rows = [
            {"subdistrict": SUBDISTRICTS[place], "office_dm2": UNKNOWN if area is None else area}
            for place, area in zip(self.subdistricts, self.areas, strict=True)
        ]
        there = {(month, one): int(self.held(one, month)) for month in range(MONTHS) for one in range(count)}
        found = []
        for view, last in enumerate(VIEWS):
            whole = make_portfolio(
                rows,
                Tables(tax=[one.row() for one in self.payments]),
                months=MONTHS,
                zones=[Zone(f"Z{row}", sorted(inside)) for row, inside in enumerate(self.zones[view])],
                subdistricts=SUBDISTRICTS,
                files=[month in VIEWS for month in range(MONTHS)],
                facts={"parties": there},
            )
            frame = replace(whole.buildings, in_scope=np.array(self.in_scope[view], dtype=bool))
            found.append(
                replace(
                    whole,
                    month=whole.first + last,
                    buildings=frame,
                    files=whole.files[: last + 1],
                    facts={name: column[: last + 1] for name, column in whole.facts.items()},
                )
            )
        return found


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Four to nine buildings in two sub-districts and two zones; a few of them change."""
    count = draw(st.integers(4, 9))
    numbers = range(count)
    payments = []
    opened = [draw(st.sampled_from([0, 0, 0, 0, 2, 3])) for _ in numbers]
    for building in numbers:
        for payer in range(draw(st.sampled_from([5, 5, 4, 1, 1, 2]))):
            amount = draw(st.integers(100_000, 160_000))
            payments += [
                Payment(building, 100 + building * 10 + payer, month, amount + 13 * month + payer)
                for month in VIEWS[opened[building] :]
            ]
    # a building may enter a month before or after its first tax; another may leave
    enters = [max(0, one + draw(st.sampled_from([0, 0, 0, -1, 1]))) for one in opened]
    leaves = [draw(st.sampled_from([9] * 8 + [3])) for _ in numbers]
    in_scope = [[enters[one] <= view < leaves[one] for one in numbers] for view in range(len(VIEWS))]
    zones = [draw(st.frozensets(st.sampled_from(list(numbers)))) for _ in range(2)]
    moved = draw(st.sampled_from(list(numbers)))
    later = [zones[0] ^ {moved} if draw(st.booleans()) else zones[0], zones[1]]
    return History(
        draw(st.lists(st.sampled_from([0, 0, 1]), min_size=count, max_size=count)),
        draw(st.lists(st.sampled_from([None, 10_000, 20_000, 30_000]), min_size=count, max_size=count)),
        payments,
        in_scope,
        [zones if view < 3 else later for view in range(len(VIEWS))],
    )
