"""What a route asks of who calls it; a test lists every route with its permission."""

from collections.abc import Callable

from api.dependencies import LookingNow
from buildings.access.roles import Permission, allowed
from buildings.errors import Forbidden


def requires(permission: Permission) -> Callable[[LookingNow], None]:
    """A dependency that refuses an audience without the permission; Forbidden otherwise."""

    def check(looking: LookingNow) -> None:
        if not allowed(looking.audience, permission):
            raise Forbidden(permission=permission)

    check.permission = permission  # type: ignore[attr-defined]  # read by the test of all routes
    return check
