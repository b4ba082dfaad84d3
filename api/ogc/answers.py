"""Answers of OGC API – Features: landing page, conformance, collections, pages of features, with their links."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

import shapely
from fastapi import Request

from api.ogc.asking import Asked
from api.ogc.collections import COLLECTIONS, Collection, Loaded
from buildings import geofiles
from buildings.access import clock
from buildings.quantities import first_day, format_month, last_day
from buildings.settings import settings
from buildings.workflows.figures import MonthInfo

Json = dict[str, Any]
JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA: Final = "application/schema+json"
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CONFORMS: Final = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{one}" for one in ("core", "oas30", "geojson")
)
MARGIN_DEGREES: Final = 0.01  # a building may stand on the edge of the district's generalised outline
DESCRIBED: Final = ("describedby", "describedBy")  # as registered, and as GDAL 3.6 looks for it
TITLE: Final = "楼宇 louyu · OGC API – Features"


def root(request: Request) -> str:
    """Address of the landing page."""
    return f"{str(request.base_url).rstrip('/')}/ogc"


def link(href: str, rel: str, kind: str, title: str) -> Json:
    """A link with all that says what it leads to."""
    return {"href": href, "rel": rel, "type": kind, "title": title}


def landing(request: Request) -> Json:
    """The landing page."""
    home = root(request)
    return {
        "title": TITLE,
        "description": "楼宇、片区与道路。Buildings with their figures, zones and roads of the district.",
        "links": [
            link(home, "self", JSON, "this document"),
            link(f"{home}/api", "service-desc", OPENAPI, "the API definition"),
            link(f"{str(request.base_url).rstrip('/')}/docs", "service-doc", "text/html", "the API for people"),
            link(f"{home}/conformance", "conformance", JSON, "conformance classes"),
            link(f"{home}/collections", "data", JSON, "the collections"),
        ],
    }


def collections(request: Request, months: Sequence[MonthInfo]) -> Json:
    """All collections."""
    home = root(request)
    found = [collection(request, one, months) for one in COLLECTIONS.values()]
    return {"links": [link(f"{home}/collections", "self", JSON, "this document")], "collections": found}


def collection(request: Request, one: Collection, months: Sequence[MonthInfo]) -> Json:
    """One collection: where and when it is, and where its features are."""
    here = f"{root(request)}/collections/{one.name}"
    extent: Json = {"spatial": {"bbox": [list(_bounds())], "crs": CRS84}}
    if one.level and months:
        extent["temporal"] = {"interval": [_interval(months)]}
    return {
        "id": one.name,
        "title": one.title,
        "description": one.description,
        "extent": extent,
        "itemType": "feature",
        "crs": [CRS84],
        "links": [
            link(here, "self", JSON, "this document"),
            link(f"{here}/items", "items", GEOJSON, one.title),
            *(link(f"{here}/schema", rel, SCHEMA, "properties of its features") for rel in DESCRIBED),
        ],
    }


@cache
def _bounds() -> tuple[float, ...]:
    west, south, east, north = shapely.union_all(
        [one.geometry for one in geofiles.read(settings().district_file)]
    ).bounds
    edges = (west - MARGIN_DEGREES, south - MARGIN_DEGREES, east + MARGIN_DEGREES, north + MARGIN_DEGREES)
    return tuple(round(edge, 4) for edge in edges)


def _interval(months: Sequence[MonthInfo]) -> list[str]:
    known = sorted(info.month for info in months)
    first, last = first_day(known[0]), last_day(known[-1])
    return [f"{first.isoformat()}T00:00:00+08:00", f"{last.isoformat()}T23:59:59+08:00"]


def schema(request: Request, one: Collection, properties: Mapping[str, Json]) -> Json:
    """A collection's features as JSON Schema, so that a program need not guess types from the first of them."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{root(request)}/collections/{one.name}/schema",
        "title": one.title,
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "id": {"type": "string"},
            "geometry": {"type": "object"},
            "properties": {"type": "object", "properties": properties},
        },
    }


def features(
    request: Request, one: Collection, found: Loaded, asked: Asked, month: int | None
) -> tuple[Json, list[bytes]]:
    """One page: what is said of it, and its features as text."""
    places = found.matching(asked)
    page = places[asked.offset : asked.offset + asked.limit]
    pinned = {} if month is None else {"datetime": format_month(month)}
    links = []
    if asked.offset + asked.limit < len(places):
        links.append(_page(request, "next", asked.offset + asked.limit, pinned))
    if asked.offset:
        links.append(_page(request, "prev", max(asked.offset - asked.limit, 0), pinned))
    return _about(request, one, len(places), len(page), links), [found.sent[place] for place in page.tolist()]


def nothing(request: Request, one: Collection) -> Json:
    """A page without features."""
    return _about(request, one, 0, 0, [])


def _about(request: Request, one: Collection, matched: int, returned: int, links: Sequence[Json]) -> Json:
    return {
        "type": "FeatureCollection",
        "timeStamp": clock.now().isoformat(timespec="seconds").replace("+00:00", "Z"),
        "numberMatched": matched,
        "numberReturned": returned,
        "links": [
            link(str(request.url), "self", GEOJSON, "this page"),
            link(f"{root(request)}/collections/{one.name}", "collection", JSON, one.title),
            *links,
        ],
    }


def _page(request: Request, rel: str, offset: int, pinned: Mapping[str, str]) -> Json:
    """A neighbouring page of the same month, whatever has become the latest since."""
    address = request.url.include_query_params(offset=offset, **pinned)
    return link(str(address), rel, GEOJSON, f"{rel} page")
