"""Keys of accounts for administrators: made for machines, revoked for anybody."""

from typing import Annotated, Any

from fastapi import Depends, Path, Response

from api.auth import WhoNow
from api.deeds import WriteNow, done
from api.house import HouseNow
from api.models.accounts import KeyList, NewKey, NewKeyAnswer, Reason, Rotation
from api.models.answers import answers, nothing
from api.permissions import requires
from api.routers import Router
from api.routes import keys
from buildings.access.keys import Asked
from buildings.access.roles import Permission
from buildings.database.changes import Changes
from buildings.workflows import keyring
from buildings.workflows.deeds import Done

router = Router(
    prefix="/api/v1/accounts/{username}/keys",
    tags=["accounts"],
    dependencies=[Depends(requires(Permission.MANAGE_ACCOUNTS))],
)
Username = Annotated[str, Path(max_length=40)]
Public = Annotated[str, Path(max_length=20, description="`id` of the key")]


@router.get("", **answers(KeyList))
def list_keys(house: HouseNow, username: Username) -> dict[str, Any]:
    """Keys of an account that were not revoked, without their secrets."""
    return {"items": [keys.shape(one) for one in keyring.of(house.engine, username)], "next": None}


@router.post("", status_code=201, **answers(NewKeyAnswer, status=201))
def make_key(write: WriteNow, who: WhoNow, username: Username, asked: NewKey) -> Response:
    """A key of a machine, shown this once. People make their own."""
    wanted = Asked(asked.name, asked.days or keyring.most_days(), asked.roles, asked.read_only)
    return write(lambda changes: keys.shown_once(keyring.make(changes, who, username, wanted)), keyring.MAKE)


@router.post("/{public}/rotate", status_code=201, **answers(NewKeyAnswer, status=201))
def rotate_key(write: WriteNow, who: WhoNow, username: Username, public: Public, asked: Rotation) -> Response:
    """A new key like this one, which goes on for a while so that the machine can be changed over."""
    return write(
        lambda changes: keys.shown_once(keyring.rotate(changes, who, username, public, asked.days)), keyring.ROTATE
    )


@router.post("/{public}/revoke", status_code=204, **nothing())
def revoke_key(write: WriteNow, who: WhoNow, username: Username, public: Public, asked: Reason) -> Response:
    """End a key at once, whoever's it is."""

    def revoke(changes: Changes) -> Done:
        keyring.revoke(changes, who, username, public, asked.reason)
        return done(None, status=204)

    return write(revoke, keyring.REVOKE)
