"""What several metrics need is computed once per portfolio, and kept with it like a cached property."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from buildings.portfolio import Portfolio

Found = TypeVar("Found")


def once(compute: Callable[[Portfolio], Found]) -> Callable[[Portfolio], Found]:
    """Remember a function's answer in the portfolio it was asked about."""
    name = f"{compute.__module__}.{compute.__qualname__}"

    @wraps(compute)
    def answer(portfolio: Portfolio) -> Found:
        kept = vars(portfolio)
        if name not in kept:
            kept[name] = compute(portfolio)
        found: Found = kept[name]
        return found

    return answer
