"""The complementary rule: what is hidden must not follow from what is shown beside it, in any month's view.

Variables are numbered: buildings, sets of buildings as they stood in some months (a set that changed is several
variables of one cell), industries. A relation says that a parent is the sum of its children. Interim rule of the domain
contract: a shown parent with a hidden child hides at least two, smallest first; where only one could be hidden the
parent goes too. After that, an exact check of the linear system, month by month: no hidden building and no sensitive
parent may follow from shown sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from buildings.disclosure.elimination import alone
from buildings.portfolio import Flags, Ints

TWO = 2
NO_CELL = -1


@dataclass(frozen=True)
class Relation:
    """``parent`` = Σ ``children``; parent NO_CELL: a sum on show that no cell holds, of the ``months`` said."""

    parent: int
    children: Ints
    months: Flags | None = None


@dataclass(frozen=True)
class System:
    """All sums on show, over variables.

    ``size`` Σ|x| of the last rolling 12, ``guarded`` (buildings: must not follow), ``cell`` of each variable, and
    ``active`` (months, variables): whether there may be anything at all, ``views`` (variables, views): in which views a
    set stands so, ``covers`` (views, months): which months the windows of a view take in, ``holds`` (variables,
    buildings): whose sum a variable is. Buildings are the first variables. ``preferred``: further sums that the interim
    rule looks at.
    """

    relations: tuple[Relation, ...]
    size: Ints
    guarded: Flags
    cell: Ints
    active: Flags
    views: Flags
    covers: Flags
    holds: Flags
    preferred: tuple[Relation, ...] = ()


def standing(relations: Sequence[Relation], size: Ints) -> System:
    """A system of cells that never change, all of which are guarded."""
    count = len(size)
    every = np.ones((1, count), dtype=bool)
    return System(
        tuple(relations), size, every[0], np.arange(count), every, every.T, every[:, :1], np.eye(count, dtype=bool)
    )


@dataclass(frozen=True)
class Mask:
    """``hidden`` cells (cells,), in every view; and single views in which a cell is ``quiet`` (cells, views)."""

    hidden: Flags
    quiet: Flags

    def copy(self) -> "Mask":
        """One that may change on its own."""
        return Mask(self.hidden.copy(), self.quiet.copy())


def secrets(system: System, mask: Mask) -> Flags:
    """Variables of which a month's amount is not on show in any view although there may be one; (months, variables)."""
    told = ((system.views & ~mask.quiet[system.cell]).astype(np.int64) @ system.covers.astype(np.int64)) > 0
    told &= ~mask.hidden[system.cell][:, None]
    flags: Flags = system.active & ~told.T
    return flags


def _hide_more(relation: Relation, hidden: Flags, system: System) -> bool:
    """Apply the rule to one relation; whether anything changed."""
    cells, size = system.cell[relation.children], system.size[relation.children]
    inside = hidden[cells]
    parent = NO_CELL if relation.parent == NO_CELL else int(system.cell[relation.parent])
    lonely_parent = parent != NO_CELL and bool(hidden[parent]) and not inside.any()
    if not inside.any() and not lonely_parent:
        return False
    need = (1 if lonely_parent else TWO) - int((inside & (size > 0)).sum())
    if need <= 0:
        return False
    free = np.flatnonzero(~inside & (size > 0))
    chosen = free[np.lexsort((cells[free], size[free]))][:need]
    hidden[cells[chosen]] = True
    parent_too = len(chosen) < need and parent != NO_CELL and not hidden[parent]
    if parent_too:
        hidden[parent] = True
    return bool(len(chosen)) or parent_too


def interim(system: System, mask: Mask) -> Mask:
    """Repeat the interim rule over all relations, children of buildings first, until nothing changes."""
    found, changed = mask.copy(), True
    while changed:
        # a list, not a generator: every relation is looked at in every round
        changed = any([_hide_more(one, found.hidden, system) for one in (*system.relations, *system.preferred)])  # noqa: C419
    return found


def _matrix(relations: Sequence[Relation], variables: int) -> Ints:
    found = np.zeros((len(relations), variables), dtype=np.int64)
    for row, relation in enumerate(relations):
        found[row, relation.children] = 1
        if relation.parent != NO_CELL:
            found[row, relation.parent] = -1
    return found


def _classes(system: System, more: Sequence[Relation]) -> tuple[Ints, Ints]:
    """Variables that stand in the same relations are told apart by none: (relations, classes), class of each."""
    matrix, class_of = np.unique(_matrix((*system.relations, *more), len(system.cell)), axis=1, return_inverse=True)
    return matrix, class_of.reshape(-1)


def leaks(system: System, mask: Mask, more: Sequence[Relation] = ()) -> Flags:
    """Secret variables that follow exactly from what is shown, month by month; (months, variables)."""
    secret = secrets(system, mask)
    found = np.zeros_like(secret)
    matrix, class_of = _classes(system, more)
    counts = np.zeros((len(secret), matrix.shape[1]), dtype=np.int64)
    months, variables = np.nonzero(secret)
    np.add.at(counts, (months, class_of[variables]), 1)
    alive = np.ones((len(secret), len(matrix)), dtype=bool)
    for row, relation in enumerate(more, start=len(system.relations)):
        if relation.months is not None:
            alive[:, row] = relation.months
    same = np.unique(np.hstack([np.minimum(counts, TWO), alive]), axis=0, return_inverse=True)[1].reshape(-1)
    for group in range(int(same.max(initial=-1)) + 1):
        alike = np.flatnonzero(same == group)
        one = alike[0]
        columns = np.flatnonzero(counts[one])
        single = columns[alone(matrix[np.ix_(alive[one], columns)])]
        single = single[counts[one, single] == 1]
        found[alike] = secret[alike] & np.isin(class_of, single)
    return found


def complement(system: System, primary: Mask, wishes: Sequence[Relation] = ()) -> Mask:
    """All that is to be hidden: the sensitive, what the interim rule adds, and more until nothing guarded follows.

    ``wishes`` (sums worth hiding a building more for, never a parent) are given up together where that is not enough.
    """
    found = settled(system, primary, primary.hidden)
    if not wishes:
        return found
    wished = found
    while True:
        leaking = _guarded(system, leaks(system, wished, wishes), primary.hidden)
        if not leaking.any():
            return wished
        mates = _mates(system, wished, leaking, wishes)
        if not len(mates):
            return found
        wished = wished.copy()
        wished.hidden[system.cell[mates]] = True
        wished = settled(system, wished, primary.hidden)


def _guarded(system: System, leaking: Flags, primary: Flags) -> Flags:
    flags: Flags = leaking & (system.guarded | primary[system.cell])
    return flags


def settled(system: System, mask: Mask, primary: Flags) -> Mask:
    """What the interim rule adds to a mask, and more until nothing guarded follows.

    First, buildings that stand in the same sums as one that would follow. Else single views of a set that it entered or
    left. Else the smallest set that it stands in.
    """
    found = interim(system, mask)
    while (leaking := _guarded(system, leaks(system, found), primary)).any():
        found = found.copy()
        mates = _mates(system, found, leaking)
        if len(mates):
            found.hidden[system.cell[mates]] = True
        elif not _hush(system, found, leaking) and not _hide_parent(system, found, leaking):
            return found
        found = interim(system, found)
    return found


def _smallest(variables: Ints, size: Ints) -> int:
    return int(variables[np.lexsort((variables, size[variables]))[0]])


def _mates(system: System, mask: Mask, leaking: Flags, more: Sequence[Relation] = ()) -> Ints:
    """For each building that would follow, the smallest shown one in the same sums that was not empty either."""
    class_of = _classes(system, more)[1]
    found = set()
    for variable in np.flatnonzero(leaking.any(axis=0) & system.guarded):
        # the one that has something in most of the months helps most
        there = (system.active & leaking[:, [variable]]).sum(axis=0)
        same = system.guarded & ~mask.hidden[system.cell] & (class_of == class_of[variable]) & (there > 0)
        near = np.flatnonzero(same & (there == np.max(there, where=same, initial=0)))
        if len(near):
            found.add(_smallest(near, system.size))
    return np.array(sorted(found), dtype=np.int64)


def _hush(system: System, mask: Mask, leaking: Flags) -> bool:
    """Hide views of the sets that a building entered or left: those with it, or those without, whichever are fewer."""
    changed = False
    for building in np.flatnonzero(leaking.any(axis=0) & system.guarded):
        telling = (system.covers & leaking[:, building]).any(axis=1)
        for cell in np.unique(system.cell[~system.guarded & ~mask.hidden[system.cell]]):
            mine = np.flatnonzero(system.cell == cell)
            views = np.asarray(system.views[mine] & telling & ~mask.quiet[cell], dtype=bool)
            holds = system.holds[mine, building]
            sides = [np.logical_or.reduce(views[side], axis=0) for side in (~holds, holds)]
            if all(side.any() for side in sides):
                mask.quiet[cell] |= min(sides, key=lambda side: int(side.sum()))
                changed = True
    return changed


def _hide_parent(system: System, mask: Mask, leaking: Flags) -> bool:
    """Hide the smallest set on show that something stands in that would follow; any, if there is none."""
    shown = [one for one in system.relations if one.parent != NO_CELL and not mask.hidden[system.cell[one.parent]]]
    touched = np.asarray(leaking.any(axis=0), dtype=bool)
    buildings = touched[: system.holds.shape[1]] & system.guarded[: system.holds.shape[1]]
    near = [
        one.parent for one in shown if touched[one.children].any() or (system.holds[one.parent] & buildings).any()
    ] or [one.parent for one in shown]
    if near:
        mask.hidden[system.cell[_smallest(np.array(sorted(set(near))), system.size)]] = True
    return bool(near)
