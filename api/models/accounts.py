"""Accounts, roles and keys as they come in and go out."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from buildings.access.accounts import USERNAME, AccountKind
from buildings.access.grants import ScopeKind
from buildings.audience import Role

Text = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(max_length=80, strip_whitespace=True)]
Days = Annotated[int, Field(ge=1, le=10_000, description="days from now; as long as keys may be valid unless said")]
SCOPE = "code of the sub-district, enterprise or building, or building/room; empty for the district"


class Strict(BaseModel):
    """Nothing else may be sent or answered."""

    model_config = ConfigDict(extra="forbid")


class NewAccount(Strict):
    """A person or a machine that gets an account."""

    username: Annotated[
        str,
        Field(
            max_length=40,
            description="lower-case letters, digits, . _ -",
            examples=["wang"],
            json_schema_extra={"pattern": f"^{USERNAME.pattern}$"},
        ),
    ]
    name: Annotated[Name, Field(examples=["王"])]
    kind: AccountKind = AccountKind.PERSON


class OutsideSignIn(Strict):
    """Who vouches for a person (OpenID Connect), and under which subject."""

    issuer: Annotated[str, Field(min_length=8, max_length=200, pattern=r"^https?://\S+$")]
    subject: Annotated[str, Field(min_length=1, max_length=255, pattern=r"^\S+$")]


class AccountChange(Strict):
    """What changes; what is left out stays."""

    name: Name | None = None
    enabled: bool | None = None
    outside: OutsideSignIn | None = Field(None, description="null unlinks it")


class NewGrant(Strict):
    """A role in a scope, dated; both days count."""

    role: Role
    scope_kind: ScopeKind = ScopeKind.DISTRICT
    scope: Annotated[Code, Field(description=SCOPE)] = ""
    valid_from: dt.date | None = Field(None, description="today unless said")
    valid_to: dt.date | None = None
    reason: Annotated[str, Field(max_length=200)] = ""


class Withdrawal(Strict):
    """The end of a role."""

    last: dt.date | None = Field(None, description="last day; at once unless said")
    reason: Text


class Move(Strict):
    """Another scope for the same role."""

    scope_kind: ScopeKind
    scope: Annotated[Code, Field(description=SCOPE)] = ""
    valid_from: dt.date | None = Field(None, description="first day in the new scope; today unless said")
    valid_to: dt.date | None = Field(None, description="as before unless said")
    reason: Text


class NewKey(Strict):
    """What a key is for and may do."""

    name: Annotated[Name, Field(examples=["月度对账"])]
    days: Days | None = None
    roles: list[Role] = Field(default_factory=list, max_length=10, description="of the account's; empty: all of them")
    read_only: bool = True


class Rotation(Strict):
    """A new key in place of another."""

    days: Annotated[int, Field(ge=1, le=10_000)] | None = Field(
        None, description="days from now; as long as the key that it replaces was made for unless said"
    )


class Reason(Strict):
    """Why."""

    reason: Text


class GrantAnswer(Strict):
    """A role as it is granted."""

    code: Annotated[str, Field(examples=["G-0000001"])]
    version: int = Field(description="for If-Match when it is withdrawn or moved")
    role: Role
    scope_kind: ScopeKind
    scope: str
    valid_from: dt.date
    valid_to: dt.date | None
    reason: str


class AccountAnswer(Strict):
    """An account with its roles."""

    username: str
    name: str
    kind: AccountKind
    enabled: bool
    outside: OutsideSignIn | None
    password: Literal["none", "set", "temporary"]
    version: int
    grants: list[GrantAnswer]


class AccountPage(Strict):
    """Accounts by name."""

    items: list[AccountAnswer]
    next: str | None


class PasswordAnswer(Strict):
    """A password that was set; null when the same request is answered again."""

    username: str
    password: str | None
    temporary: bool


class KeyAnswer(Strict):
    """A key without its secret."""

    id: Annotated[str, Field(description="what names it in lists and in the audit", examples=["k3mbq7wx2p"])]
    name: str
    roles: list[Role]
    read_only: bool
    expires_at: dt.datetime
    last_used_at: dt.datetime | None
    replaces: str | None


class NewKeyAnswer(KeyAnswer):
    """A new key with its secret, which is shown this once; null when the same request is answered again."""

    key: Annotated[str | None, Field(examples=["louyu_k3mbq7wx2p_…"])]


class KeyList(Strict):
    """Keys of an account that were not revoked."""

    items: list[KeyAnswer]
    next: None


class HeldAnswer(Strict):
    """A role held today."""

    role: Role
    scope_kind: ScopeKind
    scope: str
    valid_from: dt.date | None
    valid_to: dt.date | None


class Me(Strict):
    """Who asks, as this server knows him."""

    username: str
    name: str
    via: Literal["session", "key"]
    read_only: bool
    purpose: str | None
    roles: list[HeldAnswer]
    permissions: list[str]
    audience: Annotated[str, Field(description="whose figures are shown", examples=["promoter"])]
