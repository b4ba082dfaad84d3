"""Which buildings a taxpayer's month belongs to, and by which weights: the five cases, in order."""

from dataclasses import dataclass

import numpy as np

from buildings.facts.kernel.arrays import Calendar, latest, match, pointers
from buildings.facts.kernel.inputs import Inputs
from buildings.facts.kernel.occupancies import Occupancies, Parties
from buildings.portfolio import Flags, Ints

RULES = ("manual", "single", "area", "days", "earlier")
MANUAL, SINGLE, AREA, DAYS, EARLIER = range(5)
REASONS = ("never_leased", "left_earlier", "unknown_code", "area_unknown", "manual_outside")
NEVER_LEASED, LEFT_EARLIER, UNKNOWN_CODE, AREA_UNKNOWN, MANUAL_OUTSIDE = range(5)


@dataclass(frozen=True)
class Groups:
    """Taxpayer-months that have rows in a file, and the party each belongs to."""

    month: Ints  # row of the grids
    taxpayer: Ints
    party: Ints  # −1: no link at the month's end


@dataclass(frozen=True)
class Targets:
    """Buildings of each group, in code order (outside the district last, numbered as one more building)."""

    begins: Ints  # pointers by group
    group: Ints
    building: Ints
    weight: Ints
    rule: Ints  # of each group
    reason: Ints  # of each group; −1: attributed


@dataclass(frozen=True)
class _Space:
    """What each party holds in each month; (months, parties)."""

    buildings: Ints
    unknown: Flags
    dm2_days: Ints


def groups(inputs: Inputs, months: Calendar, everybody: Parties) -> tuple[Groups, Ints]:
    """The groups of the tax rows, and the group of each row."""
    taxes = inputs.taxes
    count = max(len(taxes.taxpayers), 1)
    key = (taxes.month - months.first) * count + taxes.taxpayer
    if len(key) and np.all(np.diff(key) >= 0):
        fresh = np.concatenate(([True], np.diff(key) > 0))
        found, of_row = key[fresh], np.cumsum(fresh) - 1
    else:
        found, of_row = np.unique(key, return_inverse=True)
    month, taxpayer = found // count, found % count
    links = taxes.links
    linked = latest(
        (len(months), count), links.owner, months.held(links.first, links.last), everybody.number(links.value)
    )
    return Groups(month, taxpayer, linked[month, taxpayer]), of_row


def targets(inputs: Inputs, months: Calendar, everybody: Parties, held: Occupancies, asked: Groups) -> Targets:
    """Targets, rule and reason of every group."""
    space = _space(len(months), max(len(everybody.key), 1), held)
    split = _manual(inputs, months, asked)
    when = _nearest(inputs, space.buildings > 0, asked)
    there = (when >= 0) & (split < 0)
    here = np.maximum(when, 0), np.maximum(asked.party, 0)
    several = there & (space.buildings[here] > 1)
    unclear = several & space.unknown[here]
    by_area = space.dm2_days[here] > 0
    rule = np.select([split >= 0, when < asked.month, ~several, by_area], [MANUAL, EARLIER, SINGLE, AREA], DAYS)
    reason = np.where(unclear, AREA_UNKNOWN, -1)
    without = (split < 0) & (when < 0)
    reason[without] = _why(months, everybody, asked)[without]
    chosen = np.flatnonzero(there & ~unclear)
    group, building, weight = _weights(held, asked, (chosen, when[chosen], by_area[chosen]), everybody)
    manual_group, manual_building, manual_weight = _manual_weights(inputs, split)
    if len(manual_group):
        order = np.lexsort((manual_building, manual_group))
        group = np.concatenate([group, manual_group[order]])
        building = np.concatenate([building, manual_building[order]])
        weight = np.concatenate([weight, manual_weight[order]])
        order = np.argsort(group, kind="stable")
        group, building, weight = group[order], building[order], weight[order]
    begins = np.concatenate(([0], np.cumsum(np.bincount(group, minlength=len(asked.month)))))
    return Targets(begins, group, building, weight, rule, reason)


def _space(months: int, count: int, held: Occupancies) -> _Space:
    order = held.by_party
    begins = pointers(held.party[order], count)
    filled = np.flatnonzero(np.diff(begins))

    def by_party(grid: Ints | Flags) -> Ints:
        result = np.zeros((months, count), np.int64)
        if len(filled):
            result[:, filled] = np.add.reduceat(grid[:, order], begins[filled], axis=1, dtype=np.int64)
        return result

    unknown = by_party(held.grids["unknown_unit_days"]) > 0
    return _Space(by_party(held.grids["unit_days"] > 0), unknown, by_party(held.grids["dm2_days"]))


def _manual(inputs: Inputs, months: Calendar, asked: Groups) -> Ints:
    """Manual split of each group, −1 = none."""
    periods = inputs.splits.periods
    start = np.clip(periods.first - months.first, 0, len(months))
    stop = np.clip(periods.last - months.first + 1, start, len(months))
    shape = (len(months), max(len(inputs.taxes.taxpayers), 1))
    return latest(shape, periods.owner, (start, stop), np.arange(len(start)))[asked.month, asked.taxpayer]


def _nearest(inputs: Inputs, there: Flags, asked: Groups) -> Ints:
    """The month itself or the nearest one before, within the look-back, in which the party had any space; −1 = none."""
    when = np.full(len(asked.month), -1)
    allowed = inputs.lookback_months[asked.month]
    linked = asked.party >= 0
    for back in range(int(inputs.lookback_months.max(initial=0)) + 1):
        month = asked.month - back
        todo = np.flatnonzero(linked & (when < 0) & (month >= 0) & (back <= allowed))
        found = todo[there[month[todo], asked.party[todo]]]
        when[found] = month[found]
    return when


def _why(months: Calendar, everybody: Parties, asked: Groups) -> Ints:
    """Reason of groups without space in reach."""
    if not len(everybody.key):
        return np.full(len(asked.month), UNKNOWN_CODE)
    earlier = everybody.first[np.maximum(asked.party, 0)] < months.starts[asked.month]
    return np.where(asked.party < 0, UNKNOWN_CODE, np.where(earlier, LEFT_EARLIER, NEVER_LEASED))


def _weights(
    held: Occupancies, asked: Groups, chosen: tuple[Ints, Ints, Flags], everybody: Parties
) -> tuple[Ints, Ints, Ints]:
    """Group, building and weight for the groups that go by space: area × days, or unit-days where there is no area."""
    group, when, by_area = chosen
    order = held.by_party
    row, place = match(asked.party[group], pointers(held.party[order], len(everybody.key)))
    pair = order[place]
    month = when[row]
    days = held.grids["unit_days"][month, pair]
    weight = np.where(by_area[row], held.grids["dm2_days"][month, pair], days)
    real = days > 0
    row = row[real]
    single = np.bincount(row, minlength=len(group))[row] == 1
    return group[row], held.building[pair[real]], np.where(single, 1, weight[real])


def _manual_weights(inputs: Inputs, split: Ints) -> tuple[Ints, Ints, Ints]:
    splits = inputs.splits
    group = np.flatnonzero(split >= 0)
    order = np.argsort(splits.split, kind="stable")
    row, place = match(split[group], pointers(splits.split[order], len(splits.periods.owner)))
    building = splits.building[order[place]]
    return group[row], np.where(building < 0, len(inputs.buildings.id), building), splits.weight[order[place]]
