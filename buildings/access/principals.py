"""Who asks: an account with the roles it holds today, by whichever door it came in."""

from dataclasses import dataclass, field
from enum import StrEnum

from buildings.access.grants import Held, ScopeKind
from buildings.access.roles import PERMISSIONS, Permission
from buildings.audience import PUBLIC, Audience, Role


class Via(StrEnum):
    """By which door somebody came in."""

    NOBODY = "nobody"  # without an account
    SESSION = "session"
    KEY = "key"
    CONSOLE = "console"  # the command line of the machine itself
    WEBHOOK = "webhook"  # not at all: what an account is told without asking


@dataclass(frozen=True)
class Principal:
    """Somebody who asks. ``held`` are the roles of today, already narrowed to what a key may do."""

    actor: str
    held: tuple[Held, ...] = ()
    account_id: int | None = None
    name: str = ""
    via: Via = Via.NOBODY
    read_only: bool = False
    temporary: bool = False  # came in with a password set by somebody else: no role until it is changed
    purpose: str | None = None
    csrf: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)  # sha256 of the session's token, or public part of the key
    standing: Audience | None = None  # what anonymous people are shown

    @property
    def username(self) -> str:
        """Name of the account; of the console, of who sits there."""
        return self.actor.partition(":")[2].partition("/")[0]

    @property
    def roles(self) -> frozenset[Role]:
        """Roles held today."""
        return frozenset(one.role for one in self.held)

    def may(self, permission: Permission) -> bool:
        """Whether any role held carries a permission; those without an account have those of what they are shown."""
        roles = self.roles if self.account_id is not None else self.shown_as.roles
        return any(permission in PERMISSIONS[role] for role in roles or {Role.PUBLIC})

    @property
    def shown_as(self) -> Audience:
        """The audience of somebody without an account."""
        return self.standing or PUBLIC

    def scopes(self, role: Role, kind: ScopeKind) -> frozenset[str]:
        """Codes that a role reaches in one kind of scope."""
        return frozenset(one.scope for one in self.held if one.role is role and one.kind is kind)
