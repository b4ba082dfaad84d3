"""What a route asks of who calls it; a test lists every route with its permission."""

from collections.abc import Awaitable, Callable

from fastapi import Depends, Request

from api.auth import WhoNow, meant
from api.queries import only_known
from buildings.access.principals import Principal
from buildings.access.roles import Permission
from buildings.errors import Forbidden, NotSignedIn, TemporaryPassword


def requires(permission: Permission, *, at_the_door: bool = False) -> Callable[[Request, Principal], Awaitable[None]]:
    """A dependency that refuses who has no role with the permission, a change not meant, a parameter not known.

    NotSignedIn for somebody without an account, Forbidden for others. Who came in with a temporary password gets no
    further than what is ``at_the_door``: TemporaryPassword.
    """

    async def check(request: Request, who: WhoNow, _: None = Depends(meant)) -> None:
        if not at_the_door:
            _own_password(who)
        if not who.may(permission):
            raise (NotSignedIn if who.account_id is None else Forbidden)(permission=permission)
        only_known(request)

    check.permission = permission  # type: ignore[attr-defined]  # read by the test of all routes
    return check


def _own_password(who: Principal) -> None:
    if who.temporary:
        raise TemporaryPassword


async def known(who: WhoNow, _: None = Depends(meant)) -> None:
    """NotSignedIn without an account; a temporary password will do, since here it is changed."""
    if who.account_id is None:
        raise NotSignedIn


async def signed_in(request: Request, who: WhoNow, _: None = Depends(meant)) -> None:
    """NotSignedIn without an account: for what concerns the account itself, whatever its roles; TemporaryPassword."""
    await known(who)
    _own_password(who)
    only_known(request)


known.permission = signed_in.permission = "own_account"  # type: ignore[attr-defined]
