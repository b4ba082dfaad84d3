"""What a route asks of who calls it; a test lists every route with its permission."""

from collections.abc import Awaitable, Callable

from fastapi import Depends

from api.auth import WhoNow, meant
from buildings.access.principals import Principal
from buildings.access.roles import Permission
from buildings.errors import Forbidden, NotSignedIn


def requires(permission: Permission) -> Callable[[Principal], Awaitable[None]]:
    """A dependency that refuses who has no role with the permission, and a change that was not meant.

    NotSignedIn for somebody without an account, Forbidden for others.
    """

    async def check(who: WhoNow, _: None = Depends(meant)) -> None:
        if not who.may(permission):
            raise (NotSignedIn if who.account_id is None else Forbidden)(permission=permission)

    check.permission = permission  # type: ignore[attr-defined]  # read by the test of all routes
    return check


async def signed_in(who: WhoNow, _: None = Depends(meant)) -> None:
    """NotSignedIn without an account: for what concerns the account itself, whatever its roles."""
    if who.account_id is None:
        raise NotSignedIn


signed_in.permission = "own_account"  # type: ignore[attr-defined]
