"""Lines of the tenancy schedule from stays, with numbers, signatures, breaks and rents that meet the published mean."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from buildings.demo.draws import Chance
from buildings.demo.model import Firm, House, LeaseRow, Room, Slot, Stay, Term
from buildings.demo.plan import YEAR, Plan
from buildings.demo.rooms import DESKS
from buildings.quantities import day_of

_RENT_YUAN: Final = 101.0
_HALF_YUAN: Final = 50
_LONG: Final = 2 * YEAR
_LATE_DAYS: Final = (20, 70)
_CHAIN: Final = 3


@dataclass(slots=True)
class Draft:
    """A line before its rent is scaled to the district's mean."""

    row: LeaseRow
    yuan: float | None
    area: int


class Schedule:
    """Writes the tenancy schedule."""

    def __init__(self, plan: Plan, houses: list[House], rooms: list[Room], slots: list[Slot]) -> None:
        self.plan, self.houses, self.slots = plan, houses, slots
        self.chance: Chance = plan.chance("leases")
        self._areas = {(room.building_code, room.label): room.area for room in rooms}
        self._numbers: Counter[str] = Counter()
        self._drafts: list[Draft] = []

    def rows(self, stays: list[Stay], firms: list[Firm]) -> list[LeaseRow]:
        """All lines, by building and first day, rents scaled."""
        order = sorted(stays, key=lambda stay: (self.slots[stay.slot].house, stay.first, stay.slot))
        for stay in order:
            self._stay(stay, firms[stay.firm])
        self._never_began(order, firms)
        self._scale()
        return [draft.row for draft in self._drafts]

    def _number(self, house: House, day: int) -> str:
        self._numbers[house.code] += 1
        return f"{house.code}-{day_of(day).year}-{self._numbers[house.code]:03d}"

    def _stay(self, stay: Stay, firm: Firm) -> None:
        slot = self.slots[stay.slot]
        house = self.houses[slot.house]
        alone = len(stay.terms) == 1 and len(slot.units) == 1 and bool(slot.area)
        before: str | None = None
        if len(stay.terms) >= _CHAIN:
            self.plan.note("renewal_chain", house.code)
        level = 0.85 + 0.30 * self.chance.random()
        for place, term in enumerate(stay.terms):
            unnumbered = alone and term.starts_on <= self.plan.end and self.chance.hit(0.04)
            number = None if unnumbered else self._number(house, term.starts_on)
            if number is None:
                self.plan.note("lease_without_number", f"{house.code}/{slot.units[0][0] or ''}")
            elif place:
                self._note_renewal(number, stay.terms[place - 1], term)
            self._lease(slot, firm, term, (number, before), level)
            before = number

    def _note_renewal(self, number: str, old: Term, new: Term) -> None:
        if new.area_share < old.area_share:
            self.plan.note("renewal_smaller", number)
        if old.ends_on is not None and new.starts_on > old.ends_on + 1:
            self.plan.note("renewal_gap", number)
        if new.starts_on > self.plan.end:
            self.plan.note("renewal_ahead", number)

    def _lease(self, slot: Slot, firm: Firm, term: Term, numbers: tuple[str | None, str | None], level: float) -> None:
        """One lease as one line per unit; here and there a unit is handed over later than the others."""
        house = self.houses[slot.house]
        signed, broken = self._signed(term, numbers[0]), self._break(term)
        yuan = self._yuan(house, slot, term, level)
        late = self.chance.randint(*_LATE_DAYS) if len(slot.units) > 1 and self.chance.hit(0.06) else 0
        last = term.ended_early_on or term.ends_on
        if late and last is not None and last < term.starts_on + 2 * late:
            late = 0
        daily = self.chance.hit(0.12)
        for place, (label, part) in enumerate(slot.units):
            size = part if part is not None else self._areas.get((house.code, label or ""))
            written, area = self._area(size, part, term.area_share)
            row = LeaseRow(
                landlord=slot.landlord,
                number=numbers[0],
                kind=slot.kind,
                building_code=house.code,
                unit_label=label,
                enterprise_code=None if firm.trait_reported else firm.code,
                party_name=firm.name if firm.trait_reported else None,
                party_code=firm.trait_code_given if firm.trait_reported else None,
                area=written,
                starts_on=term.starts_on + (late if place else 0),
                ends_on=term.ends_on,
                ended_early_on=term.ended_early_on,
                signed_on=signed,
                break_on=broken,
                rent=None,
                rent_unit=None if yuan is None else ("m2_day" if daily else "m2_month"),
                renewal_of=numbers[1],
            )
            self._drafts.append(Draft(row, yuan, area))
        if numbers[0] is not None:
            self._note(slot, term, numbers[0], late=bool(late))

    def _area(self, size: int | None, part: int | None, share: float) -> tuple[int | None, int]:
        """Area as written (None: the whole unit) and as it weighs."""
        if size is None or not size:
            return None, 0
        taken = round(size * share)
        whole = part is None and taken == size
        return (None if whole and self.chance.hit(0.6) else taken), taken

    def _note(self, slot: Slot, term: Term, number: str, *, late: bool) -> None:
        running = term.starts_on <= self.plan.end
        facts = {
            "future_lease": not running,
            "open_end": term.ends_on is None and running,
            "early_end": term.ended_early_on is not None and term.ended_early_on <= self.plan.end,
            "early_end_ahead": term.ended_early_on is not None and term.ended_early_on > self.plan.end,
            "several_units": len(slot.units) > 1 and running,
            "late_handover": late,
            "desk_lease": slot.units[0][0] == DESKS,
        }
        for case, holds in facts.items():
            if holds:
                self.plan.note(case, number)

    def _signed(self, term: Term, number: str | None) -> int | None:
        if term.starts_on > self.plan.end:
            if self.chance.hit(0.12):
                self.plan.note("future_unsigned", number or "")
                return None
            return self.plan.end - self.chance.randint(1, 60)
        return None if self.chance.hit(0.03) else term.starts_on - self.chance.randint(3, 60)

    def _break(self, term: Term) -> int | None:
        if term.ends_on is None or term.ends_on - term.starts_on < _LONG or not self.chance.hit(0.12):
            return None
        return term.starts_on + self.chance.randint(YEAR, _LONG - 1)

    def _yuan(self, house: House, slot: Slot, term: Term, level: float) -> float | None:
        if slot.kind == "owner_occupied" or not slot.area or self.chance.hit(0.03):
            return None
        years = (self.plan.end - term.starts_on) / YEAR
        return max(1 + 0.16 * house.trait_quality, 0.4) * level * float(1.01**years)

    def _never_began(self, stays: list[Stay], firms: list[Firm]) -> None:
        """Leases ended before their first day, on space that stands empty."""
        busy = {stay.slot for stay in stays if stay.last(self.plan.end) >= self.plan.end - YEAR}
        empty = [number for number, slot in enumerate(self.slots) if slot.vacant and slot.area and number not in busy]
        tenants = sorted({stay.firm for stay in stays if not firms[stay.firm].trait_reported})
        for number in self.chance.sample(empty, min(len(empty), self.plan.share(10))):
            slot, start = self.slots[number], self.plan.end - self.chance.randint(20, 200)
            term = Term(start, start + _LONG, start - self.chance.randint(1, 20))
            lease = self._number(self.houses[slot.house], start)
            self._lease(slot, firms[self.chance.choice(tenants)], term, (lease, None), 1.0)
            self.plan.note("never_began", lease)

    def _scale(self) -> None:
        """Bring the mean rent of the area let on the last day to the published one."""
        running = [draft for draft in self._drafts if draft.yuan is not None and self._runs(draft.row)]
        area = sum(draft.area for draft in running)
        mean = sum(draft.area * (draft.yuan or 0) for draft in running) / area if area else _RENT_YUAN
        for draft in self._drafts:
            if draft.yuan is None:
                continue
            fen = draft.yuan * _RENT_YUAN / mean * 100
            month = max(_HALF_YUAN, round(fen / _HALF_YUAN) * _HALF_YUAN)
            draft.row.rent = round(month * 12 / YEAR) if draft.row.rent_unit == "m2_day" else month

    def _runs(self, row: LeaseRow) -> bool:
        last = row.ended_early_on or row.ends_on
        return row.starts_on <= self.plan.end and (last is None or last >= self.plan.end)
