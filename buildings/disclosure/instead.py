"""What the office holds at all, in no building and no month on offer: a fact about the office, which all may know.

Where it holds nothing, a figure is unknown to everybody, and who may not see such figures is told just that. One datum
of the whole district, in whichever month, ends it for all rows of all months at once: no answer ever hangs on a
building, a month or an enterprise, and to look at another month tells nothing.
"""

from buildings.kinds import Derives
from buildings.metrics.metric import State
from buildings.portfolio import Portfolio


def of(portfolio: Portfolio, derives: Derives) -> State:
    """What stands in place of figures that are not for an audience: hidden, or cannot tell where nothing is held."""
    data = Derives.TENANCY if derives is Derives.IDENTITY else derives
    return State.HIDDEN if data is Derives.PUBLIC or data in portfolio.held else State.UNKNOWN
