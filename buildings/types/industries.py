"""Which industries make a specialty, and which there are at all: dated data, by section or by divisions of one."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import yaml

from buildings.kinds import Specialty
from buildings.settings import DATA
from buildings.types.residents import UNKNOWN_SECTION, Resident, Residents

FILE: Final = DATA / "parameters" / "specialties" / "gbt4754.yaml"


@dataclass(frozen=True)
class Industry:
    """A section, or some of its divisions (none named: all of it)."""

    section: str
    divisions: frozenset[str] = frozenset()

    def has(self, firm: Resident) -> bool | None:
        """Whether a firm is of it; None: its section or division is not known."""
        if firm.section == UNKNOWN_SECTION:
            return None
        if firm.section != self.section or not self.divisions:
            return firm.section == self.section
        return firm.division in self.divisions if firm.division else None


@cache
def _entries() -> tuple[Mapping[str, Any], ...]:
    return tuple(sorted(yaml.safe_load(FILE.read_text("utf-8")), key=lambda one: one["from"]))


@cache
def of_specialties(day: dt.date) -> Mapping[str, tuple[Industry, ...]]:
    """Industries of each specialty as valid on a day."""
    found: dict[str, tuple[dt.date, tuple[Industry, ...]]] = {}
    for one in _entries():
        slug, since = Specialty(one["specialty"]).value, one["from"]
        industry = Industry(one["section"], frozenset(one.get("divisions", ())))
        if since <= day:
            before = found.get(slug)
            same = before is not None and before[0] == since
            found[slug] = (since, (*(before[1] if before is not None and same else ()), industry))
    return {slug: industries for slug, (_, industries) in found.items()}


def among(firms: Residents) -> tuple[Industry, ...]:
    """The sections of some firms, "?" where none is known: no other section can have a larger share than these."""
    return tuple(Industry(one) for one in sorted({one.section for one in firms} - {UNKNOWN_SECTION}) or ["?"])
