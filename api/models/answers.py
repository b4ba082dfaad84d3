"""How a route says what it answers, without paying for a validation of each answer."""

from typing import Any

from fastapi import Response
from pydantic import BaseModel


class GeoJson(Response):
    """GeoJSON as bytes."""

    media_type = "application/geo+json"


class OpenApi30(Response):
    """A definition in OpenAPI 3.0."""

    media_type = "application/vnd.oai.openapi+json;version=3.0"


class JsonSchema(Response):
    """A JSON Schema."""

    media_type = "application/schema+json"


def answers(model: type[BaseModel], *, status: int = 200, said: str = "OK") -> dict[str, Any]:
    """Arguments of a route that answers with a model: described by it, never validated against it."""
    return {"response_model": None, "responses": {status: {"model": model, "description": said}}}


def nothing(said: str = "No Content") -> dict[str, Any]:
    """Arguments of a route that answers that it is done and nothing else."""
    return {"response_model": None, "responses": {204: {"description": said}}}
