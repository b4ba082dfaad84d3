"""Which audience may see what, by what it derives from; whether tax cells must still pass the gate comes after."""

from dataclasses import dataclass

import numpy as np

from buildings.assessment.whole import Assessment
from buildings.audience import Audience, Role
from buildings.kinds import Derives
from buildings.portfolio import Flags

ABOVE = (Role.PROMOTER, Role.LEADER)


@dataclass(frozen=True)
class Policy:
    """Rights of an audience over the rows of each level. A right to tax below ``full_tax`` is a right to gated tax."""

    assessment: Assessment
    audience: Audience

    @property
    def full_tax(self) -> bool:
        """Whether tax passes without suppression."""
        return self.audience.has(Role.TAX_OFFICER)

    def _all(self, level: str, answer: bool) -> Flags:
        return np.full(len(self.assessment.levels[level].cells.codes), answer)

    def _own_buildings(self) -> Flags:
        """Buildings of the sub-districts held."""
        if not self.audience.has(Role.SUBDISTRICT):
            return self._all("building", False)
        own: Flags = np.isin(
            self.assessment.portfolio.buildings.subdistrict.astype(str), sorted(self.audience.subdistrict_codes)
        )
        return own

    def _operated_buildings(self) -> Flags:
        """Buildings a landlord reports for as a whole."""
        if not self.audience.has(Role.LANDLORD):
            return self._all("building", False)
        codes = self.assessment.portfolio.buildings.code.astype(str)
        own: Flags = np.isin(codes, sorted(self.audience.building_codes))
        return own

    def tenancy(self, level: str) -> Flags:
        """Rows whose tenancy figures may be seen; names of tenants stand in no row of any level."""
        if self.audience.has(Role.TAX_OFFICER, *ABOVE):
            return self._all(level, True)
        if level == "building":
            return self._own_buildings() | self._operated_buildings()
        return self._all(level, self.audience.has(Role.SUBDISTRICT))

    def tax(self, level: str) -> Flags:
        """Rows whose tax figures may be seen, gated unless ``full_tax``."""
        if self.audience.has(Role.TAX_OFFICER, *ABOVE):
            return self._all(level, True)
        if not self.audience.has(Role.SUBDISTRICT):
            return self._all(level, False)
        if level == "building":
            return self._own_buildings()
        if level == "subdistrict":
            codes = self.assessment.levels[level].cells.codes.astype(str)
            own: Flags = np.isin(codes, sorted(self.audience.subdistrict_codes))
            return own
        return self._all(level, level == "district")

    def rows(self, level: str, derives: Derives) -> Flags:
        """Rows of a level whose figures of this derivation may be seen."""
        if derives is Derives.TAX:
            return self.tax(level)
        return self.tenancy(level) if derives is Derives.TENANCY else self._all(level, True)
