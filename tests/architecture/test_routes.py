"""Every route with its permission and the roles that carry it, written down: a change of who may is seen in review."""

from collections.abc import Iterator
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy import create_engine

from api.app import create_app
from api.house import House
from buildings.access.roles import PERMISSIONS, Permission
from buildings.audience import PUBLIC, Role
from tests.architecture.test_edge import dependants

LIST = Path(__file__).with_name("routes.txt")
ACCOUNT = "own_account"
ANYBODY = "anybody"


def routes(app: FastAPI) -> Iterator[tuple[str, str, str]]:
    """Method, path and permissions of every route."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            marks = {
                str(mark) for one in dependants(context.dependant) if (mark := getattr(one.call, "permission", None))
            }
            for method in sorted(route.methods or ()):
                yield method, str(context.path), "+".join(sorted(marks)) or ANYBODY


def who_may(permission: str) -> str:
    """Roles that carry a permission, in words of the list."""
    if permission == ACCOUNT:
        return "any account"
    if permission == ANYBODY:
        return "anybody"
    roles = [role.value for role in Role if Permission(permission) in PERMISSIONS[role]]
    return "anybody" if set(roles) == set(Role) else " ".join(roles)


def written(app: FastAPI) -> str:
    """The list as it should be."""
    rows = sorted((path, method, needs) for method, path, needs in routes(app))
    return "".join(f"{method:7}{path:56}{needs:22}{who_may(needs)}\n" for path, method, needs in rows)


def test_every_route_is_listed_with_its_roles() -> None:
    """After a change on purpose: ``python -m tests.architecture.test_routes > tests/architecture/routes.txt``."""
    app = create_app(House(create_engine("sqlite://"), PUBLIC, "real"))
    assert LIST.read_text("utf-8") == written(app)


if __name__ == "__main__":
    print(written(create_app(House(create_engine("sqlite://"), PUBLIC, "real"))), end="")  # noqa: T201
