"""The complementary rule: what is hidden must not follow from what is shown beside it.

Cells are numbered; a relation says that a parent is the sum of its children. Interim rule of the domain contract: a
shown parent with a hidden child hides at least two, smallest first; where only one could be hidden the parent goes too.
After that, an exact check of the linear system: no hidden building and no sensitive parent may follow from shown sums.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from buildings.portfolio import Flags, Ints

PRIME = 2_147_483_629  # below 2^31, so that products stay in int64
TWO = 2
SHOWN = -1


@dataclass(frozen=True)
class Relation:
    """``parent`` = Σ ``children``; parent SHOWN: a sum that is on show without being a cell of its own."""

    parent: int
    children: Ints


@dataclass(frozen=True)
class System:
    """All sums on show; ``size`` (Σ|x| of the last rolling 12), ``guarded`` (buildings: must not follow) are (cells,).

    ``preferred``: sums of by-products (a yield's buildings) that the interim rule looks at too; ``wished``: those of
    them worth hiding one more building for. Where that is not enough, whoever asked for them hides the by-product.
    """

    relations: tuple[Relation, ...]
    size: Ints
    guarded: Flags
    preferred: tuple[Relation, ...] = ()
    wished: tuple[Relation, ...] = ()


def _hide_more(relation: Relation, hidden: Flags, size: Ints) -> bool:
    """Apply the rule to one relation; whether anything changed."""
    inside = hidden[relation.children]
    lonely_parent = _parent(relation, hidden) and not inside.any()
    if not inside.any() and not lonely_parent:
        return False
    protecting = int((inside & (size[relation.children] > 0)).sum())
    need = (1 if lonely_parent else TWO) - protecting
    if need <= 0:
        return False
    free = relation.children[~inside & (size[relation.children] > 0)]
    chosen = free[np.lexsort((free, size[free]))][:need]
    hidden[chosen] = True
    parent_too = len(chosen) < need and relation.parent != SHOWN and not hidden[relation.parent]
    if parent_too:
        hidden[relation.parent] = True
    return bool(len(chosen)) or parent_too


def interim(relations: Sequence[Relation], hidden: Flags, size: Ints) -> Flags:
    """Repeat the interim rule over all relations, children of buildings first, until nothing changes."""
    found = hidden.copy()
    changed = True
    while changed:
        # a list, not a generator: every relation is looked at in every round
        changed = any([_hide_more(relation, found, size) for relation in relations])  # noqa: C419
    return found


def _reduce(matrix: Ints) -> Iterator[Ints]:
    """Non-zero rows of the reduced row echelon form, modulo a prime."""
    rows = matrix % PRIME
    top = 0
    for column in range(rows.shape[1]):
        pivots = np.flatnonzero(rows[top:, column])
        if not len(pivots):
            continue
        pivot = top + int(pivots[0])
        rows[[top, pivot]] = rows[[pivot, top]]
        rows[top] = rows[top] * pow(int(rows[top, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(rows[:, column])
        others = others[others != top]
        rows[others] = (rows[others] - rows[others, column][:, None] * rows[top]) % PRIME
        top += 1
        if top == len(rows):
            break
    yield from rows[:top]


def _parent(relation: Relation, hidden: Flags) -> bool:
    return relation.parent != SHOWN and bool(hidden[relation.parent])


def determined(relations: Sequence[Relation], hidden: Flags) -> Ints:
    """Hidden cells that follow exactly from the shown ones."""
    active = [relation for relation in relations if _parent(relation, hidden) or hidden[relation.children].any()]
    columns = np.flatnonzero(hidden)
    if not active or not len(columns):
        return np.zeros(0, dtype=np.int64)
    place = np.full(len(hidden), -1, dtype=np.int64)
    place[columns] = np.arange(len(columns))
    matrix = np.zeros((len(active), len(columns)), dtype=np.int64)
    for row, relation in enumerate(active):
        matrix[row, place[relation.children[hidden[relation.children]]]] += 1
        if _parent(relation, hidden):
            matrix[row, place[relation.parent]] -= 1
    # cells that stand in the same relations are told apart by none of them: one column stands for all
    patterns, inverse, counts = np.unique(matrix, axis=1, return_inverse=True, return_counts=True)
    alone = [int(np.flatnonzero(row)[0]) for row in _reduce(patterns) if np.count_nonzero(row) == 1]
    single = [pattern for pattern in alone if counts[pattern] == 1]
    return columns[np.isin(inverse.reshape(-1), single)]


def _smallest(cells: Ints, size: Ints) -> int:
    return int(cells[np.lexsort((cells, size[cells]))[0]])


def _mates(relations: Sequence[Relation], cell: int, hidden: Flags, system: System) -> Ints:
    """Shown buildings that stand in the same relations as a cell: hidden too, neither can be told from the other."""
    same = system.guarded & ~hidden & (system.size > 0)
    for relation in relations:
        inside = np.zeros(len(hidden), dtype=bool)
        inside[relation.children] = True
        same &= inside == inside[cell]
    return np.flatnonzero(same)


def complement(system: System, primary: Flags) -> Flags:
    """All cells to hide: the sensitive, what the interim rule adds, and more until no guarded cell is determined.

    More is: a building that stands in the same sums as one that would follow; without one, a wish is given up; then the
    smallest sum that it stands in is hidden.
    """
    wishes = list(system.wished)
    ruled = [*system.relations, *system.preferred]
    hidden = interim(ruled, primary, system.size)
    while True:
        relations = [*system.relations, *wishes]
        leaking = determined(relations, hidden)
        leaking = leaking[system.guarded[leaking] | primary[leaking]]
        parents = [relation for relation in system.relations if not hidden[relation.parent]]
        if not len(leaking) or not (parents or wishes):
            return hidden
        mates = [int(mate) for cell in leaking for mate in _mates(relations, int(cell), hidden, system)]
        if mates:
            hidden[_smallest(np.array(mates), system.size)] = True
        elif wishes:
            wishes.clear()
        else:
            near = {relation.parent for relation in parents if np.isin(leaking, relation.children).any()}
            candidates = sorted(near) or [relation.parent for relation in parents]
            hidden[_smallest(np.array(candidates), system.size)] = True
        hidden = interim(ruled, hidden, system.size)
