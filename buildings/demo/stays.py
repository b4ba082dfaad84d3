"""Who could sit where and when: leases, renewals and gaps of every slot, drawn backwards from the last day."""

from typing import Final

from buildings.demo.draws import Chance
from buildings.demo.model import House, Slot, Stay, Term
from buildings.demo.plan import YEAR, Plan
from buildings.demo.stock import UNBUILT
from buildings.quantities import day_number, day_of

FOREVER: Final = 10**7
_YEARS: Final = (1, 2, 3, 5)
_YEAR_SHARES: Final = (0.08, 0.20, 0.42, 0.30)
_STAY_DAYS: Final = 2_000  # about how long a tenant stays, renewals included
_BEFORE_DAYS: Final = 130  # history before the first month: the look-back of attribution and a little more
_SOON_DAYS: Final = 240
_LATEST_START: Final = 330
_LEAP_DAY: Final = (2, 29)


def years_after(day: int, years: int) -> int:
    """The same day some years later (29 February: the 28th)."""
    date = day_of(day)
    leap = (date.month, date.day) == _LEAP_DAY
    return day_number(date.replace(year=date.year + years, day=date.day - leap))


def month_start(day: int) -> int:
    """First day of the day's month."""
    return day_number(day_of(day).replace(day=1))


class Stays:
    """Draws the stays of all slots."""

    def __init__(self, plan: Plan, houses: list[House], slots: list[Slot]) -> None:
        self.plan, self.houses, self.slots = plan, houses, slots
        self.chance: Chance = plan.chance("stays")
        self.all: list[Stay] = []
        self._empty()
        for number, slot in enumerate(slots):
            if houses[slot.house].trait_role in UNBUILT:
                self._ahead(number, 0.15)
            elif slot.fixed is not None:
                self._occupier(number, slot)
            else:
                self._timeline(number, slot)

    def _empty(self) -> None:
        """Choose the slots that stand empty on the last day, so that each building's vacancy is met by area."""
        by_house: dict[int, list[Slot]] = {}
        for slot in self.slots:
            if slot.fixed is None and slot.area and slot.window[1] is None and not slot.unknown:
                by_house.setdefault(slot.house, []).append(slot)
        for position, slots in by_house.items():
            house = self.houses[position]
            wanted = house.trait_vacancy * house.trait_lettable
            order = list(slots)
            self.chance.shuffle(order)
            for slot in order:
                if slot.area < 1.3 * wanted:
                    slot.vacant = True
                    wanted -= slot.area

    def _gap(self, slot: Slot) -> int:
        vacancy = min(max(self.houses[slot.house].trait_vacancy, 0.03), 0.7)
        return self.chance.days(min(_STAY_DAYS * vacancy / (1 - vacancy), 1_400))

    def _occupier(self, number: int, slot: Slot) -> None:
        opened = self.houses[slot.house].status_from
        start = self.plan.begin - self.chance.randint(200, 2_500)
        if opened is not None and self.houses[slot.house].trait_role == "opened":
            start = opened
        own = slot.kind == "owner_occupied"
        end = None if own or self.chance.hit(0.3) else years_after(month_start(start), 12) - 1
        self.all.append(Stay(number, [Term(month_start(start), end)], slot.fixed or 0))

    def _timeline(self, number: int, slot: Slot) -> None:
        earliest, latest = slot.window
        house = self.houses[slot.house]
        if house.trait_role == "opened" and house.status_from is not None:
            earliest = house.status_from
        reference = min(self.plan.end, self.plan.end if latest is None else latest)
        if slot.vacant:
            day = reference - self._gap(slot)
            self._ahead(number, 0.07)
        else:
            stay = self._running(number, slot, reference, earliest)
            self._renew(stay, slot)
            self.all.append(stay)
            day = stay.first - 1 - self._gap(slot)
        while day > max(self.plan.begin - _BEFORE_DAYS, earliest or 0):
            stay = self._ended(number, slot, day, earliest)
            self.all.append(stay)
            day = stay.first - 1 - self._gap(slot)

    def _term_years(self) -> int:
        return self.chance.choices(_YEARS, _YEAR_SHARES)[0]

    def _running(self, number: int, slot: Slot, day: int, earliest: int | None) -> Stay:
        """A stay that is under way on a day."""
        years = self._term_years()
        start = day - self.chance.randrange(years * YEAR)
        if self.chance.hit(0.6):
            start = month_start(start)
        start = start if earliest is None else max(start, earliest)
        end: int | None = years_after(start, years) - 1
        if slot.window[1] is not None:
            end = slot.window[1]
        elif not slot.area or self.chance.hit(0.045):
            end = None
        term = Term(start, None if end is None else max(end, day))
        if end is not None and end > self.plan.end + _SOON_DAYS and self.chance.hit(0.02):
            term.ended_early_on = self.plan.end + self.chance.randint(10, _SOON_DAYS)
        return Stay(number, self._before(slot, term, earliest))

    def _ended(self, number: int, slot: Slot, day: int, earliest: int | None) -> Stay:
        """A stay whose last day is about the day given, never later."""
        if self.chance.hit(0.5):
            day = month_start(day) - 1
        years = self._term_years()
        start = years_after(day + 1, -years)
        end, early = day, None
        if self.chance.hit(0.16):
            start += self.chance.randrange(years * YEAR - 30)
            end, early = max(years_after(start, years) - 1, day), day
        if earliest is not None:
            start = max(start, earliest)
        start = min(start, day)
        return Stay(number, self._before(slot, Term(start, end, early), earliest))

    def _before(self, slot: Slot, term: Term, earliest: int | None) -> list[Term]:
        """The chain of leases that a lease renews, the oldest first."""
        chain = [term]
        while chain[0].starts_on > self.plan.begin - _BEFORE_DAYS and slot.area and self.chance.hit(0.52):
            gap = self.chance.randint(9, 40) if self.chance.hit(0.07) else 0
            end = chain[0].starts_on - 1 - gap
            start = years_after(end + 1, -self._term_years())
            if earliest is not None and start < earliest:
                break
            chain.insert(0, Term(start, end))
        if len(chain) > 1 and len(slot.units) == 1 and self.chance.hit(0.06):
            chain[-1].area_share = round(self.chance.between(0.5, 0.85), 2)
        return chain

    def _renew(self, stay: Stay, slot: Slot) -> None:
        """A renewal that is signed before the running lease ends, sometimes for less space."""
        last = stay.terms[-1]
        ends = last.ends_on
        soon = ends is not None and self.plan.end <= ends < self.plan.end + _SOON_DAYS and slot.window[1] is None
        if ends is None or not soon or not self.chance.hit(0.4):
            return
        share = last.area_share
        if len(slot.units) == 1 and slot.area and self.chance.hit(0.2):
            share = round(share * self.chance.between(0.5, 0.8), 2)
        years = self._term_years()
        stay.terms.append(Term(ends + 1, years_after(ends + 1, years) - 1, None, share))

    def _ahead(self, number: int, probability: float) -> None:
        """A lease of empty space that begins after the last day: 预租."""
        if not self.slots[number].area or not self.chance.hit(probability):
            return
        start = self.plan.end + self.chance.randint(5, _LATEST_START)
        self.all.append(Stay(number, [Term(start, years_after(start, self._term_years()) - 1)]))
