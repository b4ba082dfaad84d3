"""One edit with its facts: the only way a change of the register becomes true."""

from collections.abc import Callable
from typing import TypeVar

from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes
from buildings.facts import refresh

T = TypeVar("T")


def apply(engine: Engine, do: Callable[[Changes], T], *, actor: str, action: str, **details: object) -> T:
    """Run ``do`` in one unit of work, refresh the facts it made dirty, commit; what ``do`` returned."""
    return work.run(engine, do, actor=actor, action=action, refresh=refresh.refresh, details=details)
