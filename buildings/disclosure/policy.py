"""Which audience may see what, by what it derives from; whether tax cells must still pass the gate comes after."""

from dataclasses import dataclass

import numpy as np

from buildings.assessment.whole import Assessment
from buildings.audience import Audience, Role
from buildings.kinds import Derives
from buildings.portfolio import Flags

ABOVE = (Role.PROMOTER, Role.LEADER)


def through_the_gate(audience: Audience) -> bool:
    """Whether tax of buildings reaches an audience, and not all of it: whoever they are, and whatever is hidden."""
    return audience.has(*ABOVE, Role.SUBDISTRICT) and not audience.has(Role.TAX_OFFICER)


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

    def whole(self, level: str, derives: Derives) -> bool:
        """Whether every row of a level may be seen, whatever rows it has: a district without zones has none of them."""
        if derives is Derives.PUBLIC or self.audience.has(Role.TAX_OFFICER, *ABOVE):
            return True
        theirs = level == "district" if derives is Derives.TAX else level != "building"
        return theirs and self.audience.has(Role.SUBDISTRICT)

    def tenancy(self, level: str, *, identity: bool = False) -> Flags:
        """Rows whose tenancy figures may be seen; names of tenants stand in no row of any level.

        Of a building that holds one tenant, a figure of ``identity`` would tell its landlord what staff know of him.
        """
        whole = self.whole(level, Derives.TENANCY)
        if level == "building" and not whole:
            own = self._own_buildings()
            return own if identity else own | self._operated_buildings()
        return self._all(level, whole)

    def tax(self, level: str) -> Flags:
        """Rows whose tax figures may be seen, gated unless ``full_tax``."""
        whole = self.whole(level, Derives.TAX)
        if whole or not self.audience.has(Role.SUBDISTRICT):
            return self._all(level, whole)
        if level == "building":
            return self._own_buildings()
        if level == "subdistrict":
            codes = self.assessment.levels[level].cells.codes.astype(str)
            own: Flags = np.isin(codes, sorted(self.audience.subdistrict_codes))
            return own
        return self._all(level, False)

    def rows(self, level: str, derives: Derives) -> Flags:
        """Rows of a level whose figures of this derivation may be seen."""
        if derives is Derives.TAX:
            return self.tax(level)
        if derives is Derives.PUBLIC:
            return self._all(level, True)
        return self.tenancy(level, identity=derives is Derives.IDENTITY)
