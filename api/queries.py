"""What an address may ask for: a parameter that is not known, or that comes twice, is refused by name."""

from collections import Counter
from collections.abc import Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from buildings.errors import InvalidValue

API = "/api/v1"
EVERYWHERE = ("lang",)
MOST_SHOWN = 60  # characters of a name that somebody sent


def only_known(request: Request) -> None:
    """InvalidValue for what the operation would not heed; lists and map programs' requests are read where they go."""
    route = request.scope.get("route")
    if not request.scope["query_string"] or not request.url.path.startswith(API) or not isinstance(route, APIRoute):
        return
    if reads_itself(route):
        return
    allowed = {*parameters(route.dependant), *EVERYWHERE}
    given = Counter(name for name, _ in request.query_params.multi_items())
    unknown = tuple(name[:MOST_SHOWN] for name in given if name not in allowed)
    if unknown:
        raise InvalidValue("unknown_parameter", parameter=unknown, known=" ".join(sorted(allowed)))
    twice = tuple(name for name, times in given.items() if times > 1)
    if twice:
        raise InvalidValue("given_twice", parameter=twice)


def reads_itself(route: APIRoute) -> bool:
    """Whether an operation declares its parameters apart, and refuses others by itself."""
    return "parameters" in (route.openapi_extra or {})


def parameters(one: Dependant) -> Iterator[str]:
    """Names of the parameters of an operation and of all that it leans on."""
    yield from (field.alias for field in one.query_params)
    for below in one.dependencies:
        yield from parameters(below)
