"""My account: who I am, my password, my keys."""

import datetime as dt
from typing import Annotated, Any

from fastapi import Depends, Form, Path, Request
from fastapi.responses import HTMLResponse, Response

from api.auth import WhoNow
from api.dependencies import LanguageNow
from api.house import House, HouseNow
from api.limits import address_of
from api.pages import html
from api.pages.door import enter
from api.permissions import known, signed_in
from api.routers import Router
from api.statuses import status_of, told
from buildings.access.accounts import LEAST_LENGTH
from buildings.access.grants import Held
from buildings.access.keys import AccessKey, Asked
from buildings.access.principals import Principal
from buildings.access.roles import Permission
from buildings.audience import Role
from buildings.errors import DomainError, InvalidValue
from buildings.quantities import local_text
from buildings.words import Language, label, sentence, text
from buildings.workflows import accounts, doors, keyring

router = Router(prefix="/account", include_in_schema=False)
OWN = [Depends(signed_in)]
ALSO_TEMPORARY = [Depends(known)]
Public = Annotated[str, Path(max_length=20)]
Text = Annotated[str, Form()]


@router.get("", dependencies=ALSO_TEMPORARY)
def account(request: Request, house: HouseNow, who: WhoNow, language: LanguageNow) -> HTMLResponse:
    """Who I am, my password, my keys."""
    return _page(request, house, who, language)


def _page(
    request: Request,
    house: House,
    who: Principal,
    language: Language,
    *,
    error: DomainError | None = None,
    **context: object,
) -> HTMLResponse:
    around: dict[str, Any] = {
        "has_password": accounts.one(house.engine, who.username).has_password,
        "keys": keyring.of(house.engine, who.username),
        "roles": sorted(who.roles),
        "asks_purpose": who.may(Permission.SEE_ENTERPRISE_TAX),
        "back_to": "/account",
        "least": LEAST_LENGTH,
        "most_days": keyring.most_days(),
        "said": "" if error is None else sentence(error, language),
        "done": "",
        "secret": "",
    } | _words(language)
    made = html.page(request, "account.html", language, **(around | context))
    made.headers["cache-control"] = "no-store"
    if error is not None:
        made.status_code = status_of(error)
        made.headers.update(told(error))
    return made


def _words(language: Language) -> dict[str, Any]:
    """How the template says roles, scopes and instants."""

    def role(one: Role) -> str:
        return label("role", one.value, language)

    def scope(one: Held) -> str:
        return text("edge", f"scope_{one.kind.value}", language, scope=one.scope)

    def key_roles(key: AccessKey) -> str:
        return "、".join(label("role", one, language) for one in key.roles)

    def when(instant: dt.datetime | None) -> str:
        return "" if instant is None else local_text(instant.isoformat())

    return {"role": role, "scope": scope, "key_roles": key_roles, "when": when}


@router.post("/password", dependencies=ALSO_TEMPORARY)
def change_password(  # noqa: PLR0913, PLR0917 - each is a part of the form
    request: Request,
    house: HouseNow,
    who: WhoNow,
    language: LanguageNow,
    old: Text = "",
    new: Text = "",
    again: Text = "",
) -> Response:
    """A new password of my own; I stay in here and am out everywhere else."""
    try:
        if new != again:
            raise InvalidValue("passwords_differ")
        token, fresh = doors.change_password(house.engine, who, old, new, address=address_of(request))
    except DomainError as error:
        return _page(request, house, who, language, error=error)
    request.state.who = fresh
    said = text("edge", "password_changed", language)
    return enter(_page(request, house, fresh, language, done=said), token)


@router.post("/keys", dependencies=OWN)
def make_key(  # noqa: PLR0913, PLR0917 - each is a part of the form
    request: Request,
    house: HouseNow,
    who: WhoNow,
    language: LanguageNow,
    name: Text = "",
    days: Annotated[int, Form()] = 0,
    roles: Annotated[list[Role] | None, Form()] = None,
    writes: Annotated[bool, Form()] = False,
) -> HTMLResponse:
    """A new key, shown this once."""
    try:
        _, secret = keyring.make_own(house.engine, who, Asked(name, days, roles or (), not writes))
    except DomainError as error:
        return _page(request, house, who, language, error=error)
    return _page(request, house, who, language, secret=secret)


@router.post("/keys/{public}/rotate", dependencies=OWN)
def rotate_key(request: Request, house: HouseNow, who: WhoNow, language: LanguageNow, public: Public) -> HTMLResponse:
    """A new key in place of one of mine."""
    _, secret = keyring.rotate_own(house.engine, who, public)
    return _page(request, house, who, language, secret=secret, done=text("edge", "key_rotated", language))


@router.post("/keys/{public}/revoke", dependencies=OWN)
def revoke_key(request: Request, house: HouseNow, who: WhoNow, language: LanguageNow, public: Public) -> HTMLResponse:
    """End a key of mine."""
    keyring.revoke_own(house.engine, who, public, text("edge", "revoked_by_owner", language))
    return _page(request, house, who, language, done=text("edge", "key_revoked", language))
