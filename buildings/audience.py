"""Who looks: the audience decides what the gate lets through."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_DIGITS: Final = 12  # of a digest: as good as unique among the landlords of a district


class Role(StrEnum):
    """The seven audiences of the domain contract."""

    TAX_OFFICER = "tax_officer"
    PROMOTER = "promoter"
    SUBDISTRICT = "subdistrict"
    LEADER = "leader"
    PUBLIC = "public"
    LANDLORD = "landlord"
    ADMIN = "admin"


@dataclass(frozen=True)
class Audience:
    """Roles of the person who looks, with the scope they hold in.

    Two roles see the union. ``subdistrict_codes`` narrows ``subdistrict``, ``building_codes`` narrows ``landlord``;
    ``purpose`` is required of a tax officer who looks at one enterprise.
    """

    roles: frozenset[Role]
    subdistrict_codes: frozenset[str] = frozenset()
    building_codes: frozenset[str] = frozenset()
    purpose: str | None = None

    @property
    def slug(self) -> str:
        """Name for files and logs: no two audiences that may see different things share one.

        ``promoter``, ``leader+promoter``, ``subdistrict-350102001``; a landlord's buildings are digested, since there
        may be many: ``landlord-2-5f0c9a1be7d3``.
        """
        roles = "+".join(sorted(self.roles)) or Role.PUBLIC.value
        codes = sorted(self.building_codes)
        told = hashlib.sha256("\n".join(codes).encode()).hexdigest()[:_DIGITS]
        return "-".join((roles, *sorted(self.subdistrict_codes), *([f"{len(codes)}-{told}"] if codes else [])))

    @property
    def is_public(self) -> bool:
        """Whether it sees what anybody may see, and no more."""
        return self.roles <= {Role.PUBLIC}

    def has(self, *roles: Role) -> bool:
        """Whether any of the roles is held."""
        return not self.roles.isdisjoint(roles)


def audience(*roles: Role, purpose: str | None = None) -> Audience:
    """An audience without a narrower scope."""
    return Audience(frozenset(roles), purpose=purpose)


PUBLIC = audience(Role.PUBLIC)
PROMOTER = audience(Role.PROMOTER)
