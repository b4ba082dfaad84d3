"""Cut units and leases into segments over which area and lettability stand still."""

from dataclasses import dataclass

import numpy as np

from buildings.facts.kernel.arrays import disjoint, match, pointers
from buildings.facts.kernel.inputs import FAR_DAY, Inputs, Parts, Units
from buildings.portfolio import UNKNOWN, Flags, Ints


@dataclass(frozen=True)
class Pieces:
    """A unit while its area and lettability stand still, sorted by unit and first day; they cover each unit's life."""

    unit: Ints
    building: Ints
    first: Ints
    last: Ints
    dm2: Ints  # or UNKNOWN
    lettable: Flags
    begins: Ints  # pointers by unit

    @property
    def ledger(self) -> Flags:
        """Whether the piece counts in the ledger: lettable, and its area known."""
        counts: Flags = self.lettable & (self.dm2 != UNKNOWN)
        return counts


@dataclass(frozen=True)
class Segments:
    """What one part of a lease takes of one piece."""

    part: Ints
    lease: Ints
    piece: Ints
    building: Ints
    party: Ints
    own: Flags
    first: Ints
    last: Ints
    dm2: Ints  # or UNKNOWN
    piece_dm2: Ints  # of the whole unit, or UNKNOWN
    ledger: Flags  # in a lettable unit of known area

    def take(self, chosen: Flags | Ints) -> "Segments":
        """Some of them."""
        return Segments(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def pieces(units: Units) -> Pieces:
    """Pieces of all units; days of a unit's life without a dated area are of unknown area and lettable."""
    areas = units.areas
    owner = areas.owner
    first = np.maximum(areas.first, units.first[owner])
    last = np.minimum(areas.last, units.last[owner])
    alive = np.flatnonzero(first <= last)
    order, first, last = disjoint(owner[alive], first[alive], last[alive])
    order = alive[order]
    unit = owner[order]
    gap_unit, gap_first, gap_last = _gaps(units, unit, first, last)
    all_units = np.concatenate([unit, gap_unit])
    all_first = np.concatenate([first, gap_first])
    final = np.lexsort((all_first, all_units))
    unknown = np.full(len(gap_unit), UNKNOWN)
    sorted_units = all_units[final]
    return Pieces(
        unit=sorted_units,
        building=units.building[sorted_units],
        first=all_first[final],
        last=np.concatenate([last, gap_last])[final],
        dm2=np.concatenate([areas.value[order], unknown])[final],
        lettable=np.concatenate([units.lettable[order], np.ones(len(gap_unit), bool)])[final],
        begins=pointers(sorted_units, len(units.building)),
    )


def _gaps(units: Units, unit: Ints, first: Ints, last: Ints) -> tuple[Ints, Ints, Ints]:
    """Periods of the units' lives that no dated area covers: before each area, and after a unit's last one."""
    begins = pointers(unit, len(units.building))
    opening = np.concatenate(([True], np.diff(unit) != 0))[: len(unit)]
    before_first = np.where(opening, units.first[unit], np.concatenate(([0], last[:-1] + 1))[: len(unit)])
    everyone = np.arange(len(units.building))
    covered = begins[1:] > begins[:-1]
    after_first = units.first.copy()
    after_first[covered] = last[begins[1:][covered] - 1] + 1
    gap_unit = np.concatenate([unit, everyone])
    gap_first = np.concatenate([before_first, after_first])
    gap_last = np.concatenate([first - 1, units.last])
    real = gap_first <= gap_last
    return gap_unit[real], gap_first[real], gap_last[real]


def begun(inputs: Inputs) -> Parts:
    """Parts cut to early ends and to the life of their unit; those that never began end before they begin."""
    parts, units = inputs.parts, inputs.units
    early = np.minimum(parts.last, inputs.leases.early[parts.lease])
    return Parts(
        unit=parts.unit,
        lease=parts.lease,
        first=np.maximum(parts.first, units.first[parts.unit]),
        last=np.where(
            (early >= FAR_DAY) & (units.last[parts.unit] >= FAR_DAY),
            FAR_DAY,
            np.minimum(early, units.last[parts.unit]),
        ),
        dm2=parts.dm2,
    )


def segments(inputs: Inputs, parts: Parts, cut: Pieces) -> Segments:
    """Segments of all begun parts, whenever they run."""
    part, piece = match(parts.unit, cut.begins)
    first = np.maximum(parts.first[part], cut.first[piece])
    last = np.minimum(parts.last[part], cut.last[piece])
    real = first <= last
    part, piece = part[real], piece[real]
    lease = parts.lease[part]
    own_area = parts.dm2[part]
    return Segments(
        part=part,
        lease=lease,
        piece=piece,
        building=cut.building[piece],
        party=inputs.leases.party[lease],
        own=inputs.leases.own[lease],
        first=first[real],
        last=last[real],
        dm2=np.where(own_area == UNKNOWN, cut.dm2[piece], own_area),
        piece_dm2=cut.dm2[piece],
        ledger=cut.ledger[piece],
    )
