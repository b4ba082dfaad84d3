"""Who I am, and my own keys."""

from typing import Annotated, Any

from fastapi import Depends, Path, Response

from api.auth import WhoNow
from api.deeds import WriteNow, done
from api.house import HouseNow
from api.models.accounts import KeyList, Me, NewKey, NewKeyAnswer, Reason, Rotation
from api.models.answers import answers, nothing
from api.permissions import signed_in
from api.routers import Router
from api.routes import keys
from buildings.access.keys import Asked
from buildings.access.roles import Permission
from buildings.database.changes import Changes
from buildings.workflows import doors, keyring
from buildings.workflows.deeds import Done

router = Router(prefix="/api/v1/me", tags=["me"], dependencies=[Depends(signed_in)])
Public = Annotated[str, Path(max_length=20, description="`id` of the key")]


@router.get("", **answers(Me))
def read_me(house: HouseNow, who: WhoNow) -> dict[str, Any]:
    """Who asks, with the roles of today."""
    return {
        "username": who.username,
        "name": who.name,
        "via": who.via.value,
        "read_only": who.read_only,
        "purpose": who.purpose,
        "roles": [
            {
                "role": one.role.value,
                "scope_kind": one.kind.value,
                "scope": one.scope,
                "valid_from": one.first,
                "valid_to": one.last,
            }
            for one in who.held
        ],
        "permissions": sorted(one.value for one in Permission if who.may(one)),
        "audience": doors.audience(house.engine, who).slug,
    }


@router.get("/keys", **answers(KeyList))
def list_my_keys(house: HouseNow, who: WhoNow) -> dict[str, Any]:
    """My keys, without their secrets."""
    return {"items": [keys.shape(one) for one in keyring.of(house.engine, who.username)], "next": None}


@router.post("/keys", status_code=201, **answers(NewKeyAnswer, status=201))
def make_my_key(write: WriteNow, who: WhoNow, asked: NewKey) -> Response:
    """A new key of mine; its secret is shown this once. People make theirs signed in, not by another key."""
    wanted = Asked(asked.name, asked.days or keyring.most_days(), asked.roles, asked.read_only)
    return write(lambda changes: keys.shown_once(keyring.make(changes, who, who.username, wanted)), keyring.MAKE)


@router.post("/keys/{public}/rotate", status_code=201, **answers(NewKeyAnswer, status=201))
def rotate_my_key(write: WriteNow, who: WhoNow, public: Public, asked: Rotation) -> Response:
    """A new key like this one, which goes on for a while so that a program can be changed over."""
    return write(
        lambda changes: keys.shown_once(keyring.rotate(changes, who, who.username, public, asked.days)), keyring.ROTATE
    )


@router.post("/keys/{public}/revoke", status_code=204, **nothing())
def revoke_my_key(write: WriteNow, who: WhoNow, public: Public, asked: Reason) -> Response:
    """End a key of mine at once."""

    def revoke(changes: Changes) -> Done:
        keyring.revoke(changes, who, who.username, public, asked.reason)
        return done(None, status=204)

    return write(revoke, keyring.REVOKE)
