"""下滑: a year's tax against the year before in comparable scope, or occupancy in percentage points, falls far."""

import numpy as np

from buildings.flags import reading
from buildings.flags.flag import Flag, Reading
from buildings.kinds import Derives
from buildings.metrics.metric import Unit
from buildings.portfolio import Portfolio


def _read(portfolio: Portfolio) -> Reading:
    by = portfolio.parameters
    tax, taxed, tax_asked = reading.value(portfolio, "tax_12_yoy_comparable")
    points, told, asked = reading.value(portfolio, "occupancy_yoy")

    def falls(limit_tax: str, limit_points: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        lost = taxed & (tax <= -float(by[limit_tax]))
        emptied = told & (points <= -float(by[limit_points]) + reading.EXACTLY)
        return lost | emptied

    watch, due = falls("decline.tax", "decline.occupancy"), falls("decline.due_tax", "decline.due_occupancy")
    guarded = ~tax_asked & ~asked
    whole = (taxed | ~tax_asked) & (told | ~asked)
    steady = (~taxed | (tax > -float(by["decline.clear_tax"]))) & (
        ~told | (points > -float(by["decline.clear_occupancy"]) + reading.EXACTLY)
    )
    return Reading(
        known=watch | whole,
        watch=watch,
        due=due,
        clear=whole & steady & ~watch,
        value=tax,
        guarded=guarded,
        missing={"tax_12_yoy_comparable": tax_asked & ~taxed, "occupancy_yoy": asked & ~told},
    )


DECLINE = Flag("decline", "1", Derives.TAX, Unit.CHANGE, ("tax_12_yoy_comparable", "occupancy_yoy"), _read)
