"""Who looks: the audience decides what the gate lets through."""

from dataclasses import dataclass
from enum import StrEnum


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
        """Name for files and logs, e.g. ``promoter``, ``leader+promoter`` or ``subdistrict-350102001``."""
        roles = "+".join(sorted(self.roles)) or Role.PUBLIC.value
        return "-".join((roles, *sorted(self.subdistrict_codes)))

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
