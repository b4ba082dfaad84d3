"""Exact elimination modulo a prime: which unknowns a linear system determines."""

from collections.abc import Iterator

import numpy as np

from buildings.portfolio import Ints

PRIME = 2_147_483_629  # below 2^31, so that products stay in int64


def reduced(matrix: Ints) -> Iterator[Ints]:
    """Non-zero rows of the reduced row echelon form."""
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


def alone(matrix: Ints) -> Ints:
    """Columns (unknowns) that the rows (known sums of unknowns) determine."""
    if not matrix.size:
        return np.zeros(0, dtype=np.int64)
    rows = np.unique(matrix, axis=0)
    found = [int(np.flatnonzero(row)[0]) for row in reduced(rows) if np.count_nonzero(row) == 1]
    return np.array(found, dtype=np.int64)
