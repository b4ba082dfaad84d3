"""Exact splitting of whole fen: largest remainder, and shares rounded half up. Nothing overflows."""

from collections.abc import Sequence

import numpy as np

from buildings.portfolio import Flags, Ints

_SAFE = 3_037_000_499  # its square still fits into 63 bits
_PAIR = 2
_MOST = np.iinfo(np.int64).max


def apportion(amounts: Ints, weights: Ints) -> Ints:
    """Split each |amount| in proportion to its row of weights by largest remainder, then restore the sign.

    Parameters
    ----------
    amounts
        (n,) whole fen of either sign.
    weights
        (n, k) not negative, at least one positive in a row. Ties go to the earlier column.

    Returns
    -------
    (n, k) whole fen; every row adds up to its amount.
    """
    if not weights.size:
        return np.zeros(weights.shape, np.int64)
    large = weights.sum(axis=1, dtype=np.float64) >= _SAFE
    if not large.any():
        return _vectorised(amounts, weights)
    result = np.empty(weights.shape, np.int64)
    result[~large] = _vectorised(amounts[~large], weights[~large])
    result[large] = _reduced(amounts[large], weights[large])
    return result


def _reduced(amounts: Ints, weights: Ints) -> Ints:
    """Large weights, first divided by what they have in common."""
    smaller = weights // np.gcd.reduce(weights, axis=1)[:, None]
    large = smaller.sum(axis=1, dtype=np.float64) >= _SAFE
    result = np.empty(weights.shape, np.int64)
    result[~large] = _vectorised(amounts[~large], smaller[~large])
    for row in np.flatnonzero(large).tolist():
        result[row] = one_by_one(int(amounts[row]), smaller[row].tolist())
    return result


def _vectorised(amounts: Ints, weights: Ints) -> Ints:
    total = weights.sum(axis=1)
    whole, rest = np.divmod(np.abs(amounts), total)
    product = rest[:, None] * weights  # below total², so below 2^63
    share, remainder = np.divmod(product, total[:, None])
    share += whole[:, None] * weights
    left = np.abs(amounts) - share.sum(axis=1)
    if weights.shape[1] == _PAIR:  # at most one is left over
        first = remainder[:, 0] >= remainder[:, 1]
        share[:, 0] += left * first
        share[:, 1] += left * ~first
        return np.where(amounts[:, None] < 0, -share, share)
    order = np.argsort(-remainder, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.broadcast_to(np.arange(weights.shape[1]), order.shape), axis=1)
    share += rank < left[:, None]
    return np.where(amounts[:, None] < 0, -share, share)


def one_by_one(amount: int, weights: Sequence[int]) -> list[int]:
    """The same for one amount, in Python integers of any size."""
    total = sum(weights)
    products = [abs(amount) * weight for weight in weights]
    shares = [product // total for product in products]
    order = sorted(range(len(weights)), key=lambda place: (-(products[place] % total), place))
    for place in order[: abs(amount) - sum(shares)]:
        shares[place] += 1
    return [-share for share in shares] if amount < 0 else shares


def share_of(amounts: Ints, numerator: Ints, denominator: Ints) -> Ints:
    """|amount| × numerator ÷ denominator, rounded half up once, sign restored; all arrays (n,)."""
    if not len(amounts):
        return amounts.copy()
    size = np.abs(amounts)
    large: Flags = np.zeros(0, bool)
    if 2.0 * float(size.max()) * float(numerator.max()) + float(denominator.max()) >= _MOST / 2:
        large = size * 2.0 * numerator + denominator >= _MOST / 2
        size = np.where(large, 0, size)
    shares = (2 * size * numerator + denominator) // (2 * denominator)
    for row in np.flatnonzero(large).tolist():
        up, down = int(numerator[row]), int(denominator[row])
        shares[row] = (2 * abs(int(amounts[row])) * up + down) // (2 * down)
    return np.where(amounts < 0, -shares, shares)
