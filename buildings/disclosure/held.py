"""What the office holds at all, in no building and no month of the window: a fact about the office, which all may know.

Where it holds nothing, a figure is unknown to everybody, and who may not see such figures is told just that. One datum
of the whole district ends it, for all rows at once: no answer ever hangs on a building, a month or an enterprise.
"""

from typing import Final

from buildings.kinds import Derives
from buildings.metrics.metric import State
from buildings.metrics.once import once
from buildings.portfolio import Portfolio

_TRACES: Final = ("lettable_dm2", "parties", "all_dm2_days")  # of known space, of who is there, of who was there


def instead(portfolio: Portfolio, derives: Derives) -> State:
    """What stands in place of figures that are not for an audience: hidden, or cannot tell where nothing is held."""
    held = {Derives.TAX: _tax, Derives.TENANCY: _tenancy}.get(derives)
    return State.UNKNOWN if held is not None and not held(portfolio) else State.HIDDEN


@once
def _tax(portfolio: Portfolio) -> bool:
    """Whether any month of the window has a tax file."""
    return bool(portfolio.files.any())


@once
def _tenancy(portfolio: Portfolio) -> bool:
    """Whether there is a register of rooms, known space or an occupant anywhere in the window."""
    return bool(portfolio.buildings.room_register.any()) or any(
        bool((portfolio.facts[name] > 0).any()) for name in _TRACES
    )
