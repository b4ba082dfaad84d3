"""下滑: a year's tax against the year before in comparable scope, or occupancy in percentage points, falls far."""

from buildings.flags import reading
from buildings.flags.flag import Edges, Flag, Measure, Parameters, Reading
from buildings.kinds import Derives, Rule
from buildings.metrics import compare
from buildings.metrics.metric import Unit
from buildings.portfolio import Portfolio


def _tax(by: Parameters) -> Edges:
    return Edges(-float(by["decline.tax"]), -float(by["decline.due_tax"]), -float(by["decline.clear_tax"]))


def _occupancy(by: Parameters) -> Edges:
    names = ("decline.occupancy", "decline.due_occupancy", "decline.clear_occupancy")
    return Edges(*(-float(by[name]) for name in names))


def _read(portfolio: Portfolio) -> Reading:
    """Either fall is enough. Of a building that runs, an occupancy without a year before it cannot be told."""
    by = portfolio.parameters
    (tax, taxed, tax_asked), sums = reading.value(portfolio, "tax_12_yoy_comparable"), _tax(by)
    (points, told, asked), falls = reading.value(portfolio, "occupancy_yoy"), _occupancy(by)
    names = ("watch", "due")
    watch, due = (
        (taxed & (tax <= getattr(sums, name))) | (told & (points <= getattr(falls, name) + reading.EXACTLY))
        for name in names
    )
    untold = ~tax_asked & compare.no_files_before(portfolio)
    tax_asked = tax_asked | untold
    whole = (taxed | ~tax_asked) & (told | ~asked)
    steady = (~taxed | (tax > sums.clear)) & (~told | (points > falls.clear + reading.EXACTLY))
    return Reading(
        known=watch | whole,
        watch=watch,
        due=due,
        clear=whole & steady & ~watch,
        values=(tax, points),
        guards={"not_operating": ~asked & ~tax_asked},
        missing={"tax_12_yoy_comparable": tax_asked & ~taxed, "occupancy_yoy": asked & ~told},
    )


DECLINE = Flag(
    Rule.DECLINE,
    "3",
    Derives.TAX,
    (
        Measure("tax_12_yoy_comparable", Unit.CHANGE, False, _tax),
        Measure("occupancy_yoy", Unit.POINTS, False, _occupancy),
    ),
    ("tax_12_yoy_comparable", "occupancy_yoy", "status"),
    _read,
)
