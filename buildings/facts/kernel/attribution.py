"""Split every row of the tax files over its targets, in whole fen, total and retained apart."""

from dataclasses import dataclass

import numpy as np

from buildings.errors import InvalidValue
from buildings.facts.kernel.arrays import Calendar
from buildings.facts.kernel.inputs import Inputs
from buildings.facts.kernel.occupancies import Occupancies, Parties
from buildings.facts.kernel.split import apportion, share_of
from buildings.facts.kernel.targets import MANUAL_OUTSIDE, Groups, Targets, groups, targets
from buildings.portfolio import UNKNOWN, Flags, Ints


@dataclass(frozen=True)
class Rows:
    """Tax rows with their retained amounts, delivered or estimated."""

    group: Ints
    column: Ints
    fen: Ints
    retained: Ints
    estimated: Flags


@dataclass(frozen=True)
class Pieces:
    """What each row gives to each of its targets."""

    row: Ints
    target: Ints
    fen: Ints
    retained: Ints


@dataclass(frozen=True)
class Sums:
    """What each target got over all file columns; retained and the mark of estimates are those of taxes."""

    tax_fen: Ints
    retained_fen: Ints
    fee_fen: Ints
    retained_estimated: Ints
    kept: Flags  # got anything


@dataclass(frozen=True)
class Attribution:
    """Everything about where the tax went."""

    groups: Groups
    targets: Targets
    rows: Rows
    pieces: Pieces  # to buildings; not one is nothing
    lost: Pieces  # to no building; target: number of the reason
    sums: Sums  # by target


def attribution(inputs: Inputs, months: Calendar, everybody: Parties, held: Occupancies) -> Attribution:
    """Attribute all rows; InvalidValue when their sum could not be held exactly."""
    if float(np.abs(inputs.taxes.fen).sum(dtype=np.float64)) >= float(1 << 62):
        raise InvalidValue("out_of_range")
    asked, of_row = groups(inputs, months, everybody)
    where = targets(inputs, months, everybody, held, asked)
    rows = _rows(inputs, months, of_row)
    pieces = _pieces(where, rows)
    inside = where.building[pieces.target] < len(inputs.buildings.id)
    outside = _take(pieces, ~inside)
    homeless = np.flatnonzero((where.reason[rows.group] >= 0) & ((rows.fen != 0) | (rows.retained != 0)))
    lost = Pieces(
        np.concatenate([homeless, outside.row]),
        np.concatenate([where.reason[rows.group[homeless]], np.full(len(outside.row), MANUAL_OUTSIDE)]),
        np.concatenate([rows.fen[homeless], outside.fen]),
        np.concatenate([rows.retained[homeless], outside.retained]),
    )
    pieces = _take(pieces, inside) if not inside.all() else pieces
    return Attribution(asked, where, rows, pieces, lost, _sums(inputs, rows, pieces, len(where.group)))


def _rows(inputs: Inputs, months: Calendar, of_row: Ints) -> Rows:
    taxes, columns = inputs.taxes, inputs.columns
    estimated = taxes.retained == UNKNOWN
    at = (taxes.month - months.first) * len(columns.key) + taxes.column
    numerator, denominator = (np.take(shares.reshape(-1), at) for shares in (columns.numerator, columns.denominator))
    free = columns.central[taxes.column] & taxes.central[taxes.taxpayer]
    numerator[free] = 0
    retained = np.where(estimated, share_of(taxes.fen, numerator, denominator), taxes.retained)
    return Rows(of_row, taxes.column, taxes.fen, retained, estimated)


def _take(pieces: Pieces, chosen: Flags) -> Pieces:
    return Pieces(pieces.row[chosen], pieces.target[chosen], pieces.fen[chosen], pieces.retained[chosen])


def _pieces(where: Targets, rows: Rows) -> Pieces:
    """Rows whose group has one target go there whole; the others are split, groups of one size at a time."""
    counts = np.diff(where.begins)
    sizes = counts[rows.group]
    amounts = rows.fen, rows.retained
    whole = np.flatnonzero((sizes == 1) & ((rows.fen != 0) | (rows.retained != 0)))
    found = [(whole, where.begins[rows.group[whole]], *(amount[whole] for amount in amounts))]
    several = [size for size in np.flatnonzero(np.bincount(counts)).tolist() if size > 1]
    found += [_split(where, rows, np.flatnonzero(sizes == size), size) for size in several]
    return Pieces(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _split(where: Targets, rows: Rows, some: Ints, size: int) -> tuple[Ints, Ints, Ints, Ints]:
    place = where.begins[rows.group[some]][:, None] + np.arange(size)[None, :]
    weights = where.weight[place]
    fen, retained = (apportion(amount[some], weights).reshape(-1) for amount in (rows.fen, rows.retained))
    real = (fen != 0) | (retained != 0)
    return np.repeat(some, size)[real], place.reshape(-1)[real], fen[real], retained[real]


def _sums(inputs: Inputs, rows: Rows, pieces: Pieces, size: int) -> Sums:
    tax_fen, retained_fen, fee_fen, marks = (np.zeros(size, np.int64) for _ in range(4))
    kept = np.zeros(size, bool)
    kept[pieces.target] = True
    counts = inputs.columns.counts[rows.column[pieces.row]]
    np.add.at(tax_fen, pieces.target, np.where(counts, pieces.fen, 0))
    np.add.at(retained_fen, pieces.target, np.where(counts, pieces.retained, 0))
    fees = np.flatnonzero(~counts)
    np.add.at(fee_fen, pieces.target[fees], pieces.fen[fees])
    marks[pieces.target[counts & rows.estimated[pieces.row]]] = 1
    return Sums(tax_fen, retained_fen, fee_fen, marks, kept)
