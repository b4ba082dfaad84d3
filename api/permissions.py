"""What a route asks of who calls it; a test lists every route with its permission."""

from collections.abc import Callable

from api.dependencies import Looking
from buildings.access.roles import Permission, allowed
from buildings.errors import Forbidden


def requires(permission: Permission) -> Callable[[Looking], None]:
    """A dependency that refuses an audience without the permission; Forbidden otherwise."""

    def check(looking: Looking) -> None:
        if not allowed(looking.audience, permission):
            raise Forbidden(permission=permission)

    check.permission = permission  # type: ignore[attr-defined]  # read by the test of all routes
    return check
