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
class Attribution:
    """Everything about where the tax went."""

    groups: Groups
    targets: Targets
    rows: Rows
    pieces: Pieces  # to buildings; not one is nothing
    lost: Pieces  # to no building; target: number of the reason


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
    return Attribution(asked, where, rows, _take(pieces, inside), lost)


def _rows(inputs: Inputs, months: Calendar, of_row: Ints) -> Rows:
    taxes, columns = inputs.taxes, inputs.columns
    estimated = taxes.retained == UNKNOWN
    at = taxes.month - months.first, taxes.column
    numerator = np.where(columns.central[taxes.column] & taxes.central[taxes.taxpayer], 0, columns.numerator[at])
    retained = np.where(estimated, 0, taxes.retained)
    todo = np.flatnonzero(estimated)
    retained[todo] = share_of(taxes.fen[todo], numerator[todo], columns.denominator[at][todo])
    return Rows(of_row, taxes.column, taxes.fen, retained, estimated)


def _take(pieces: Pieces, chosen: Flags) -> Pieces:
    return Pieces(pieces.row[chosen], pieces.target[chosen], pieces.fen[chosen], pieces.retained[chosen])


def _pieces(where: Targets, rows: Rows) -> Pieces:
    """Rows whose group has one target go there whole; the others are split, groups of one size at a time."""
    sizes = np.diff(where.begins)[rows.group]
    amounts = rows.fen, rows.retained
    whole = np.flatnonzero(sizes == 1)
    found = [(whole, where.begins[rows.group[whole]], *(amount[whole] for amount in amounts))]
    for size in np.unique(sizes[sizes > 1]).tolist():
        some = np.flatnonzero(sizes == size)
        place = where.begins[rows.group[some]][:, None] + np.arange(size)[None, :]
        weights = where.weight[place]
        shares = (apportion(amount[some], weights).reshape(-1) for amount in amounts)
        found.append((np.repeat(some, size), place.reshape(-1), *shares))
    row, target, fen, retained = (np.concatenate(column) for column in zip(*found, strict=True))
    real = (fen != 0) | (retained != 0)
    return Pieces(row[real], target[real], fen[real], retained[real])
