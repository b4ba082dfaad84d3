"""Databases that many tests begin with: filled once per process, then copied."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Engine

from tests.builders import small, tenancy, world

FILL: Final[Mapping[str, Callable[[Engine], Any]]] = {
    "town": lambda engine: tenancy.settle_to_copy(engine, filed=True),
    "town_unfiled": lambda engine: tenancy.settle_to_copy(engine, filed=False),
    "world": world.build,
    "ready": small.fill,
    "starred": small.starred,
}


def fill(stock: str, engine: Engine) -> None:
    """Fill a migrated, empty database; KeyError for a stock nobody described."""
    FILL[stock](engine)
