"""What is asked for (seed, months, buildings), its days, its streams of chance, and the notes of hard cases."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from buildings.demo.draws import Chance
from buildings.errors import InvalidValue
from buildings.quantities import day_number, first_day, last_day

VERSION: Final = "2"
FULL: Final = 272  # buildings of the district as published
FEWEST: Final = 40  # below this the hard cases do not fit
NOTED: Final = 12  # codes kept per hard case
YEAR: Final = 365


@dataclass(frozen=True)
class Plan:
    """One demonstration district to be drawn."""

    seed: int
    months: int
    last_month: int
    buildings: int
    cases: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.buildings < FEWEST or self.months < 1:
            raise InvalidValue("demo_too_small", buildings=FEWEST)

    @property
    def first_month(self) -> int:
        """First month with a tax file."""
        return self.last_month - self.months + 1

    @property
    def begin(self) -> int:
        """First day of the first month."""
        return day_number(first_day(self.first_month))

    @property
    def end(self) -> int:
        """Last day of the last month."""
        return day_number(last_day(self.last_month))

    def chance(self, name: str) -> Chance:
        """Independent stream of draws: a change in one part leaves the others as they were."""
        return Chance(f"louyu demo {VERSION}/{self.seed}/{name}")

    def arrays(self, name: str) -> np.random.Generator:
        """The same for whole arrays."""
        return np.random.default_rng(list(f"louyu demo {VERSION}/{self.seed}/{name}".encode()))

    def share(self, at_full_size: int) -> int:
        """How many of something that the full district has so many of; at least one."""
        return max(1, round(at_full_size * self.buildings / FULL))

    def note(self, case: str, code: str) -> None:
        """Remember where a hard case is to be found."""
        found = self.cases.setdefault(case, [])
        if len(found) < NOTED and code not in found:
            found.append(code)
