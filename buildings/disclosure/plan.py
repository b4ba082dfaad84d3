"""What is on show in all months together: cells, the sets behind them as they stood month by month, and their sums."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from buildings.assessment import cells
from buildings.assessment.cells import Cells
from buildings.disclosure.complement import NO_CELL, Relation, System
from buildings.disclosure.primary import MEASURES, occupied
from buildings.metrics import industries
from buildings.metrics.industries import SECTIONS
from buildings.metrics.metric import Window
from buildings.metrics.windows import YEAR, filed, months, or_zero
from buildings.portfolio import Flags, Ints, Portfolio, Texts

SETS = {
    "subdistrict": cells.subdistricts,
    "zone": cells.zones,
    "primary": cells.primary,
    "district": cells.district,
}
OF_BUILDINGS = ("subdistrict", "zone", "primary")
LEVELS = ("building", *SETS, "industry")
REACH = 2 * YEAR
"""Months that the figures of one view speak of: rolling 12 months, and what they are compared with."""

Offer = Sequence[Portfolio]
"""One portfolio for each month on offer, oldest first, with the same buildings and the same first month."""


def keys(portfolio: Portfolio, level: str, codes: Texts) -> list[str]:
    """Names of rows that last: a zone of another layout is another zone."""
    layout = f"{portfolio.zones.layout_code}/" if level in {"zone", "primary"} else ""
    return [f"{layout}{code}" for code in codes]


def told_apart(portfolio: Portfolio) -> bool:
    """Industries are on show only where the attributions say whose section is whose."""
    return "section" in portfolio.attributions


@dataclass(frozen=True)
class Versions:
    """Sets of buildings as they stood: rows are variables behind the buildings; ``of`` their level."""

    of: Sequence[str]
    cell: Ints
    member: Flags  # (versions, buildings)
    views: Flags  # (versions, views)


@dataclass(frozen=True)
class Plan:
    """Numbers of all cells by level and key, and the system of sums on show."""

    numbers: Mapping[tuple[str, str], int]
    versions: Versions
    system: System
    places: Ints  # positions of the months with a file

    def number(self, level: str, key: str) -> int:
        """Number of a cell; −1 where it stands in no view on offer."""
        return self.numbers.get((level, key), -1)


def _rows(offer: Offer) -> Iterator[tuple[int, str, Cells]]:
    for view, portfolio in enumerate(offer):
        for level, rows in SETS.items():
            yield view, level, rows(portfolio)


def _numbers(offer: Offer) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], None] = {("building", code): None for code in offer[-1].buildings.code}
    for view, level, rows in sorted(_rows(offer), key=lambda one: LEVELS.index(one[1])):
        found |= dict.fromkeys((level, key) for key in keys(offer[view], level, rows.codes))
    found |= {("industry", section): None for section in SECTIONS}
    return {key: number for number, key in enumerate(found)}


def _versions(offer: Offer, numbers: Mapping[tuple[str, str], int]) -> tuple[Versions, list[dict[str, list[int]]]]:
    """Distinct memberships of each set, and which of them each view shows by level."""
    found: dict[tuple[int, bytes], int] = {}
    of: list[str] = []
    cell, member, seen = [], [], []
    shown: list[dict[str, list[int]]] = [{} for _ in offer]
    for view, level, rows in _rows(offer):
        for key, inside in zip(keys(offer[view], level, rows.codes), rows.member, strict=True):
            number = numbers[level, key]
            row = found.setdefault((number, inside.tobytes()), len(found))
            if row == len(of):
                of.append(level)
                cell.append(number)
                member.append(inside)
            seen.append((row, view))
            shown[view].setdefault(level, []).append(row)
    views = np.zeros((len(of), len(offer)), dtype=bool)
    views[tuple(np.array(seen).T)] = True
    return Versions(of, np.array(cell, dtype=np.int64), np.array(member), views), shown


def _relations(versions: Versions, shown: Sequence[Mapping[str, Sequence[int]]], count: int) -> list[Relation]:
    """Sets of buildings, and the district as sum of its sub-districts and of its primary zones."""
    found = [
        Relation(count + row, np.flatnonzero(inside))
        for row, (level, inside) in enumerate(zip(versions.of, versions.member, strict=True))
        if level in OF_BUILDINGS and inside.any()
    ]
    sums = {(one["district"][0], *one[name]): None for one in shown for name in ("subdistrict", "primary")}
    return found + [Relation(count + whole, count + np.array(rows)) for whole, *rows in sums]


def _active(portfolio: Portfolio, places: Ints) -> Flags:
    """Where there may be tax: somebody pays, or holds space; (months, buildings)."""
    found = occupied(portfolio)[places]
    for name in MEASURES.values():
        found = found | (or_zero(portfolio.facts[name])[places] != 0)
    return found


def _covers(offer: Offer, places: Ints) -> Flags:
    ago = np.array([portfolio.month - offer[-1].first for portfolio in offer])[:, None] - places
    flags: Flags = (ago >= 0) & (ago < REACH)
    return flags


def _moved(versions: Versions, told: Flags, active: Flags) -> Iterator[Relation]:
    """What entered or left a set from one standing to the next, where something could be told of it."""
    for cell in np.unique(versions.cell):
        mine = np.flatnonzero(versions.cell == cell)
        order = mine[np.argsort(versions.views[mine].argmax(axis=1), kind="stable")]
        for one, other in pairwise(order):
            moved = versions.member[one] ^ versions.member[other]
            children = np.flatnonzero(moved & active[told[one] & told[other]].any(axis=0))
            if len(children):
                yield Relation(NO_CELL, children)


def _industry_sizes(portfolio: Portfolio) -> Ints:
    return np.abs(industries.add_up(portfolio, "tax_fen", filed(portfolio, months(Window.ROLLING_12, portfolio.month))))


def plan_of(offer: Offer, preferred: Sequence[Relation] = ()) -> Plan:
    """Number the cells and state every sum that is on show in any view; ``preferred`` go to the interim rule too."""
    newest, numbers = offer[-1], _numbers(offer)
    versions, shown = _versions(offer, numbers)
    count, sets, sections = len(newest.buildings), len(versions.of), len(SECTIONS)
    relations = _relations(versions, shown, count)
    wholes = np.flatnonzero(np.array(versions.of) == "district") if told_apart(newest) else np.zeros(0, dtype=np.int64)
    relations += [
        Relation(int(count + whole), count + sets + row * sections + np.arange(sections))
        for row, whole in enumerate(wholes)
    ]
    places = np.flatnonzero(newest.files)
    active, covers = _active(newest, places), _covers(offer, places)
    size = or_zero(newest.at("gate_r_sum"))
    member = versions.member.astype(np.int64)
    by_section = np.repeat(versions.member[wholes], sections, axis=0)
    holds = np.vstack([np.eye(count, dtype=bool), versions.member, by_section])
    alive = (active.astype(np.int64) @ holds.T.astype(np.int64)) > 0
    first = numbers["industry", SECTIONS[0]]
    system = System(
        relations=tuple(relations),
        size=np.concatenate([size, member @ size, np.tile(_industry_sizes(newest), len(wholes))]),
        guarded=np.arange(len(holds)) < count,
        cell=np.concatenate([np.arange(count), versions.cell, np.tile(first + np.arange(sections), len(wholes))]),
        active=alive,
        views=np.vstack(
            [np.ones((count, len(offer)), bool), versions.views, np.repeat(versions.views[wholes], sections, axis=0)]
        ),
        covers=covers,
        holds=holds,
        preferred=(
            *_moved(versions, (versions.views.astype(np.int64) @ covers.astype(np.int64)) > 0, active),
            *preferred,
        ),
    )
    return Plan(numbers, versions, system, places)
