"""How a route says what it answers, without paying for a validation of each answer."""

from typing import Any, Final

from fastapi import Response
from pydantic import BaseModel

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


def kept(model: type[BaseModel], *kinds: str) -> dict[str, Any]:
    """Arguments of a route whose answer clients keep; ``kinds`` are the files it can be, too."""
    found = answers(model)
    responses: dict[int, dict[str, Any]] = found["responses"]
    responses[200]["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "for If-None-Match"}}
    if kinds:
        responses[200]["content"] = {kind: {"schema": {"type": "string"}} for kind in kinds}
    responses[304] = {"description": "Not Modified: what If-None-Match names is current"}
    return found


def tables(model: type[BaseModel]) -> dict[str, Any]:
    """Arguments of a route that answers as JSON, .csv or .xlsx."""
    return kept(model, CSV, XLSX)
