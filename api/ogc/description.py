"""The definition of the OGC part in OpenAPI 3.0: the rest of the API is described in 3.1, which the standard is not."""

from collections.abc import Mapping
from typing import Any, Final

from api.ogc.asking import LIMIT, MOST, OFFSET_MOST
from api.ogc.collections import COLLECTIONS, Field

Json = dict[str, Any]
VERSION: Final = "3.0.3"
GEO: Final = "application/geo+json"
PROBLEM: Final = "application/problem+json"

BBOX: Final[Json] = {
    "name": "bbox",
    "in": "query",
    "description": "west,south,east,north in degrees of CRS84 (six numbers with heights are taken too)",
    "schema": {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
    "style": "form",
    "explode": False,
}
DATETIME: Final[Json] = {
    "name": "datetime",
    "in": "query",
    "description": (
        "指标月份。Month of the figures: a month (2026-10), a day, an RFC 3339 instant, or an interval of two of them "
        "(.. = open). Features are those of the newest month with figures that it meets; none when it meets none. "
        "Days and months are those of Asia/Shanghai. Without it: the newest month with a tax file."
    ),
    "schema": {"type": "string"},
    "style": "form",
    "explode": False,
}
LIMITED: Final[Json] = {
    "name": "limit",
    "in": "query",
    "description": f"features of a page; more than {MOST} is taken as {MOST}",
    "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT},
    "style": "form",
    "explode": False,
}
OFFSET: Final[Json] = {
    "name": "offset",
    "in": "query",
    "description": "features to pass over; follow the `next` links rather than counting",
    "schema": {"type": "integer", "minimum": 0, "maximum": OFFSET_MOST, "default": 0},
    "style": "form",
    "explode": False,
}
ITEMS: Final[Json] = {"parameters": [BBOX, DATETIME, LIMITED, OFFSET]}
ITEM: Final[Json] = {"parameters": [DATETIME]}

LINK: Final[Json] = {
    "type": "object",
    "required": ["href", "rel"],
    "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "title")},
}
LINKS: Final[Json] = {"type": "array", "items": LINK}
FEATURE: Final[Json] = {
    "type": "object",
    "required": ["type", "geometry", "properties"],
    "properties": {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"type": "string"},
        "geometry": {"type": "object", "nullable": True},
        "properties": {"type": "object", "nullable": True},
        "links": LINKS,
    },
}
SCHEMAS: Final[Json] = {
    "link": LINK,
    "landing": {
        "type": "object",
        "required": ["links"],
        "properties": {"title": {"type": "string"}, "description": {"type": "string"}, "links": LINKS},
    },
    "conformance": {
        "type": "object",
        "required": ["conformsTo"],
        "properties": {"conformsTo": {"type": "array", "items": {"type": "string"}}},
    },
    "collections": {
        "type": "object",
        "required": ["links", "collections"],
        "properties": {
            "links": LINKS,
            "collections": {"type": "array", "items": {"$ref": "#/components/schemas/collection"}},
        },
    },
    "collection": {
        "type": "object",
        "required": ["id", "links"],
        "properties": {
            **{name: {"type": "string"} for name in ("id", "title", "description", "itemType")},
            "extent": {"type": "object"},
            "crs": {"type": "array", "items": {"type": "string"}},
            "links": LINKS,
        },
    },
    "feature": FEATURE,
    "features": {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": {"$ref": "#/components/schemas/feature"}},
            "links": LINKS,
            "timeStamp": {"type": "string", "format": "date-time"},
            "numberMatched": {"type": "integer", "minimum": 0},
            "numberReturned": {"type": "integer", "minimum": 0},
        },
    },
    "problem": {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            **{name: {"type": "string"} for name in ("type", "title", "detail")},
            "status": {"type": "integer"},
        },
    },
}


def document(home: str, fields: Mapping[str, Mapping[str, Field]]) -> Json:
    """The whole definition; paths are below the landing page."""
    paths: Json = {
        "/": _get("landingPage", "Landing page", "landing"),
        "/conformance": _get("conformance", "Conformance classes", "conformance"),
        "/collections": _get("collections", "The collections", "collections"),
    }
    for one in COLLECTIONS.values():
        here = f"/collections/{one.name}"
        filters = [_filter(field) for field in fields[one.name].values() if field.name != "month"]
        paths[here] = _get(f"describe_{one.name}", one.title, "collection")
        paths[f"{here}/items"] = _get(
            f"list_{one.name}", one.description, "features", GEO, [*ITEMS["parameters"], *filters]
        )
        identified = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
        paths[f"{here}/items/{{featureId}}"] = _get(
            f"read_{one.name}", f"{one.title}: one feature", "feature", GEO, [identified, DATETIME]
        )
    return {
        "openapi": VERSION,
        "info": {"title": "楼宇 louyu · OGC API – Features", "version": "1"},
        "servers": [{"url": home}],
        "security": [{}, {"key": []}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "louyu_… access key"}},
        },
    }


def _get(name: str, summary: str, schema: str, kind: str = "application/json", parameters: Any = ()) -> Json:  # noqa: ANN401 - parts of a definition
    refused = {
        "description": "RFC 9457 problem",
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/problem"}}},
    }
    answered = {
        "description": summary,
        "content": {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": list(parameters),
            "responses": {"200": answered, "400": refused, "401": refused, "404": refused},
        }
    }


def _filter(field: Field) -> Json:
    return {
        "name": field.name,
        "in": "query",
        "description": f"{field.title}: features of exactly this value",
        "schema": {"type": field.kind},
        "style": "form",
        "explode": False,
    }
