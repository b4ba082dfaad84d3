"""What the upgrade rules say of every building at a month's end, as plain arrays: what is kept, carried and shown."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from buildings.kinds import Verdict

VALUES = ("value", "second", "third", "fourth")
"""Columns of the figures that a rule compares, in the order of its measures."""


@dataclass(frozen=True)
class Ruling:
    """One rule's answer with its memory and its evidence; shapes (n,).

    ``verdict`` and ``level`` hold ``Verdict``; ``former`` the verdict a month before, ``since`` the month in which the
    present one began. ``watch_for``,
    ``due_for`` and ``clear_for`` count the month-ends running at which each condition held. ``value`` to ``fourth``
    are the figures compared, NaN where there is none; ``edge`` and ``leave`` the thresholds that other buildings set
    (NaN: dated parameters do). ``missing`` names inputs that are not known, by slugs with a blank between them;
    ``peers`` the group it was compared with. ``guard`` says for what reasons the rule does not
    apply, in the same way. ``thin``: below a tax officer the
    coverage reads too low for a comparison.
    """

    verdict: NDArray[np.int64]
    former: NDArray[np.int64]
    since: NDArray[np.int64]
    level: NDArray[np.int64]
    watch_for: NDArray[np.int64]
    due_for: NDArray[np.int64]
    clear_for: NDArray[np.int64]
    value: NDArray[np.float64]
    second: NDArray[np.float64]
    third: NDArray[np.float64]
    fourth: NDArray[np.float64]
    edge: NDArray[np.float64]
    leave: NDArray[np.float64]
    thin: NDArray[np.bool_]
    guard: NDArray[np.object_]
    missing: NDArray[np.object_]
    peers: NDArray[np.object_]

    @classmethod
    def blank(cls, count: int) -> "Ruling":
        """Before the first month: nothing can be told."""
        made: dict[str, NDArray[Any]] = {one.name: np.zeros(count, np.int64) for one in fields(cls)}
        made |= {name: np.full(count, np.nan) for name in NUMBERS}
        made |= {name: np.full(count, "", object) for name in WORDS}
        made |= {name: np.zeros(count, bool) for name in ANSWERS}
        made["verdict"][:] = made["former"][:] = Verdict.CANNOT_TELL
        return cls(**made)


ANSWERS = ("thin",)
NUMBERS = (*VALUES, "edge", "leave")
WORDS = ("guard", "missing", "peers")

Findings = Mapping[str, Ruling]
"""By ``Rule``, ``upgrade`` among them."""


@dataclass(frozen=True)
class Outlook:
    """What may be compared below a tax officer; (n,).

    ``visible``: buildings whose tax the gate shows. ``thin``: those whose coverage, as it stands there, is too low.
    """

    visible: NDArray[np.bool_]
    thin: NDArray[np.bool_]
