"""Tax files month by month as real exports look: several rows of a firm, zeros, delivered retained amounts."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from buildings.demo.composition import COUNTS, PLACE, RETAINED, Floats
from buildings.demo.model import EMPTY, Firm, TaxMonth
from buildings.demo.plan import Plan

Ints = NDArray[np.int64]
_TWICE: Final = 0.02
_DELIVERED: Final = 0.18
_ZERO: Final = 0.006
_LEAST_FEN: Final = 100


def file(plan: Plan, firms: list[Firm], cells: Floats, place: int) -> TaxMonth:
    """The file of the n-th month from yuan per (firm, column, month)."""
    draw = plan.arrays(f"filing {place}")
    fen = np.rint(cells[:, :, place] * 100).astype(np.int64)
    fen[np.abs(fen) < _LEAST_FEN] = 0
    paying = np.flatnonzero((fen != 0).any(axis=1) | (draw.random(len(fen)) < _ZERO))
    order = draw.permutation(paying)
    table = np.where(fen[order] == 0, EMPTY, fen[order])
    nothing = (fen[order] == 0).all(axis=1)
    table[nothing, PLACE["zzs"]] = 0
    kept = _retained(plan, table, place, draw)
    _note(plan, firms, order, table)
    rows, table, kept = _several_rows(table, kept, draw)
    codes = [_code(firms[number]) for number in order[rows]]
    for number in order[rows[1:][rows[1:] == rows[:-1]]]:
        plan.note("several_rows", _code(firms[number]))
    partly = rows[:-1][(rows[1:] == rows[:-1]) & (kept[:-1] != EMPTY).any(axis=1)]
    for number in order[partly]:
        plan.note("retained_partly", _code(firms[number]))
    names = [firms[number].name for number in order[rows]]
    return TaxMonth(plan.first_month + place, codes, names, table, kept)


def _code(firm: Firm) -> str:
    """The code a firm pays under."""
    return firm.taxpayer_code or firm.uscc or firm.trait_code_given or ""


def _retained(plan: Plan, table: Ints, place: int, draw: np.random.Generator) -> Ints:
    """Delivered retained fen per (row, retained column); the first third of the months delivers none."""
    kept = np.full((len(table), len(RETAINED)), EMPTY)
    if place < plan.months // 3:
        return kept
    rows = draw.random(len(table)) < _DELIVERED
    for column, (key, share) in enumerate(RETAINED.items()):
        amounts = table[:, PLACE[key]]
        has = rows & (amounts != EMPTY)
        kept[has, column] = np.rint(amounts[has] * share).astype(np.int64)
    return kept


def _several_rows(table: Ints, kept: Ints, draw: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Some firms appear twice: amounts are divided, retained amounts stand in the first row only."""
    twice = draw.random(len(table)) < _TWICE
    rows = np.repeat(np.arange(len(table)), np.where(twice, 2, 1))
    doubled, doubled_kept = table[rows], kept[rows]
    second = np.flatnonzero(rows[1:] == rows[:-1]) + 1
    filled = doubled[second] != EMPTY
    part = np.where(filled, doubled[second] // 3, EMPTY)
    doubled[second - 1] = np.where(filled, doubled[second] - part, EMPTY)
    doubled[second] = part
    doubled_kept[second] = EMPTY
    return rows, doubled, doubled_kept


def _note(plan: Plan, firms: list[Firm], order: Ints, table: Ints) -> None:
    """Refunds, and refunds that outweigh what the firm paid that month."""
    tax = np.where(table == EMPTY, 0, table)
    vat = PLACE["zzs"]
    for row in np.flatnonzero(tax[:, vat] < 0)[:4]:
        plan.note("refund", _code(firms[order[row]]))
    for row in np.flatnonzero(tax[:, COUNTS].sum(axis=1) < 0)[:4]:
        plan.note("refund_exceeds_payments", _code(firms[order[row]]))
