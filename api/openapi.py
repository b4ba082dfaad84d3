"""The OpenAPI document: what FastAPI derives from the routes, completed with every problem a route can answer."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from api import queries
from api.auth import COOKIE
from api.deeds import write
from api.dependencies import month_of_request
from api.kept import asks, asks_table
from api.models.problems import Problem
from buildings.access.roles import Permission
from buildings.words import text

Json = dict[str, Any]
PROBLEM: Final = "application/problem+json"
OGC: Final = "/ogc"
EVERYBODY: Final = {Permission.SEE_FIGURES, Permission.SEE_FILES}
CHANGES: Final = {"put", "patch", "delete", "post"}
BEARER, SESSION = "key", "session"
MONTHLY: Final = {month_of_request, asks, asks_table}  # there may be no figures of the month

INTRO: Final = ("who", "writes", "problems", "values", "limits", "webhooks", "landlords")
TAGS: Final = (
    *("figures", "flags", "warnings", "types", "places", "ogc", "register", "tenancy", "ratings", "projects"),
    *("changes", "me", "accounts", "audit"),
)


def both(slug: str) -> str:
    """A text of the description in both languages, Chinese first."""
    return f"{text('openapi', slug, 'zh')} {text('openapi', slug, 'en')}"


def install(app: FastAPI) -> None:
    """Let the application describe itself with this."""

    def described() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = document(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def document(app: FastAPI) -> Json:
    """The whole description."""
    found = get_openapi(
        title=app.title,
        version=app.version,
        description="\n".join([both("intro"), "", *(f"- {both(f'intro_{one}')}" for one in INTRO)]),
        routes=app.routes,
        webhooks=app.webhooks.routes,
        tags=_tags(app),
        servers=[{"url": "/", "description": both("server")}],
    )
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and str(context.path) in found["paths"]:
            for method, operation in found["paths"][str(context.path)].items():
                if method.upper() in (route.methods or ()):
                    _complete(operation, method, str(context.path), context.dependant)
    for message in found.get("webhooks", {}).values():
        for operation in message.values():
            operation["summary"] = _summary(operation)
            operation["responses"] = {"2XX": {"description": both("webhook_taken")}}
    parts = found.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    schemas |= {"Problem": Problem.model_json_schema(ref_template="#/components/schemas/{model}")}
    schemas |= schemas["Problem"].pop("$defs", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    parts["securitySchemes"] = {
        BEARER: {"type": "http", "scheme": "bearer", "description": both("key")},
        SESSION: {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": both("session")},
    }
    return found


def _tags(app: FastAPI) -> list[Json]:
    """Described tags in their order, then others as they come."""
    used: dict[str, None] = dict.fromkeys(TAGS)
    for context in iter_route_contexts(app.routes):
        used |= dict.fromkeys(str(tag) for tag in getattr(context.original_route, "tags", ()))
    return [{"name": name} | ({"description": both(f"tag_{name}")} if name in TAGS else {}) for name in used]


def _language(operation: Json, path: str) -> None:
    """The one parameter that every operation of the API knows."""
    named = {one["name"] for one in operation.get("parameters", ())}
    if path.startswith(queries.API) and not named & set(queries.EVERYWHERE):
        schema = {"type": "string", "enum": ["zh", "en"]}
        said = {"name": "lang", "in": "query", "required": False, "description": both("list_lang"), "schema": schema}
        operation.setdefault("parameters", []).append(said)


def _complete(operation: Json, method: str, path: str, dependant: Dependant) -> None:
    """Add what the route can answer beside its success, and who may call it."""
    _language(operation, path)
    calls = [one.call for one in _all(dependant)]
    asked = {str(getattr(call, "permission", "")) for call in calls} - {""}
    operation["summary"] = _summary(operation)
    answers = operation["responses"]
    answers.pop("422", None)
    for answer in answers.values():
        for content in answer.get("content", {}).values():
            if "$ref" in content.get("schema", {}):  # a response class of our own is taken for text
                content["schema"].pop("type", None)
    for status in sorted(_statuses(method, path, calls)):
        answers.setdefault(str(status), problem(status))
    operation["security"] = [*([{}] if asked <= EVERYBODY else []), {BEARER: []}, {SESSION: []}]


def _summary(operation: Json) -> str:
    """Chinese first; what the route says of itself where the words are missing."""
    name = operation["operationId"]
    try:
        return f"{text('operations', name, 'zh')} · {text('operations', name, 'en')}"
    except KeyError:
        return str(operation.get("description", name)).partition("\n")[0]


def _statuses(method: str, path: str, calls: list[Any]) -> Iterator[int]:
    yield from (401, 403, 429, 503)  # whoever may ask: not by a temporary password
    changes, named = method in CHANGES, "{" in path
    if named or MONTHLY & set(calls) or write in calls:  # what a body names may not be there
        yield 404
    if path.startswith(OGC):
        yield 400
    else:
        yield 422  # a parameter that is not known, at the least
    if changes:
        yield from (409, 413)
    if write in calls:
        yield 412  # upon a version that never was, too
    if write in calls and named:
        yield 428


def _all(one: Dependant) -> Iterator[Dependant]:
    yield one
    for below in one.dependencies:
        yield from _all(below)


def problem(status: int) -> Json:
    """A problem as a response of the description."""
    found: Json = {
        "description": both(f"problem_{status}"),
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in {429, 503}:
        found["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": both("retry_after")}}
    return found
