"""What is hidden together must not be sensitive together.

A shown set less its shown parts is the sum of its hidden ones. Where one firm is nearly all of that sum, it is bounded
from above although two or more buildings are hidden.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from buildings.disclosure.complement import NO_CELL, Mask, settled
from buildings.disclosure.plan import Plan
from buildings.disclosure.primary import Judge
from buildings.portfolio import Flags, Ints


@dataclass(frozen=True)
class _Rest:
    """What a shown cell tells besides what is shown in it: its hidden buildings, of the buildings to choose from."""

    cell: int
    scope: Flags
    hidden: Flags


def united(plan: Plan, judge: Judge, primary: Flags, mask: Mask) -> Mask:
    """Hide more buildings until the hidden ones of no shown set are sensitive together.

    The smallest building that makes them safe is added, else the largest; where none is left the set goes.
    """
    found = mask
    while (more := _more(plan, judge, found)).any():
        found = settled(plan.system, Mask(found.hidden | more, found.quiet), primary)
    return found


def _rests(plan: Plan, mask: Mask) -> Iterator[_Rest]:
    """Of every set as it stood, and of every sum of sets of which some are hidden."""
    system, buildings = plan.system, plan.versions.member.shape[1]
    scopes = list(zip(plan.versions.cell.tolist(), plan.versions.member, strict=True))
    for relation in system.relations:
        if relation.parent != NO_CELL and relation.children.min(initial=buildings) >= buildings:
            gone = relation.children[mask.hidden[system.cell[relation.children]]]
            scopes.append((int(system.cell[relation.parent]), np.logical_or.reduce(system.holds[gone], axis=0)))
    for cell, scope in scopes:
        hidden = scope & mask.hidden[:buildings]
        if hidden.any() and not mask.hidden[cell]:
            yield _Rest(cell, scope, hidden)


def _more(plan: Plan, judge: Judge, mask: Mask) -> Flags:
    """Cells to be hidden now: one for each set whose hidden buildings are sensitive together."""
    more, rests = np.zeros_like(mask.hidden), list(_rests(plan, mask))
    if not rests:
        return more
    count = len(rests[0].scope)
    for at in np.flatnonzero(judge.sets(np.array([rest.hidden for rest in rests]))):
        rest = rests[at]
        if (more[:count] & rest.scope).any():
            continue  # one was just added here: judge again
        free = np.flatnonzero(rest.scope & ~rest.hidden & (plan.system.size[:count] > 0))
        more[_safest(judge, rest.hidden, free, plan.system.size) if len(free) else rest.cell] = True
    return more


def _safest(judge: Judge, hidden: Flags, free: Ints, size: Ints) -> int:
    """The smallest building with which the hidden ones are safe, else the largest."""
    ordered = free[np.lexsort((free, size[free]))]
    tried = np.repeat(hidden[None], len(ordered), axis=0)
    tried[np.arange(len(ordered)), ordered] = True
    safe = ordered[~judge.sets(tried)]
    return int(safe[0] if len(safe) else ordered[-1])
