"""Every route has a permission and every refusal a status."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy import create_engine
from starlette.routing import Mount, Route

from api.app import create_app
from api.house import House
from api.statuses import STATUS
from buildings.audience import PUBLIC
from tests.architecture.test_errors import refusals

OPEN = {  # what says nothing about a building: the icon, the form of the API, the vendored scripts
    "/favicon.ico",
    "/sign-in",
    "/api/v1/openapi.json",
    "/static",
    "/static/vendor",
}


@pytest.fixture
def app() -> FastAPI:
    return create_app(House(create_engine("sqlite://"), PUBLIC, "real"))


def dependants(one: Dependant) -> Iterator[Dependant]:
    yield one
    for below in one.dependencies:
        yield from dependants(below)


def permissions(app: FastAPI) -> dict[str, set[str]]:
    """Path of every route with the permissions its dependencies carry (those made by ``api.permissions.requires``)."""
    found: dict[str, set[str]] = {}
    for context in iter_route_contexts(app.routes):
        asked = found.setdefault(str(context.path), set())
        if isinstance(context.original_route, APIRoute):
            marks = [getattr(one.call, "permission", None) for one in dependants(context.dependant)]
            asked |= {str(mark) for mark in marks if mark is not None}
    return found


def test_every_route_has_a_permission(app: FastAPI) -> None:
    asked = permissions(app)
    assert set(app.openapi()["paths"]) <= set(asked)
    assert [path for path, needs in asked.items() if not needs and path not in OPEN] == []


def test_a_route_without_a_permission_is_seen(app: FastAPI) -> None:
    app.add_api_route("/bare", lambda: None)
    assert permissions(app)["/bare"] == set()


def test_every_refusal_has_a_status() -> None:
    assert [one.__name__ for one in refusals() if one not in STATUS] == []
    assert all(400 <= status < 600 for status in STATUS.values())


def test_routes_are_served_as_they_were_written(app: FastAPI) -> None:
    """A router that is included derives each of its routes anew at the first request."""
    assert {type(route) for route in app.routes} == {APIRoute, Mount, Route}
