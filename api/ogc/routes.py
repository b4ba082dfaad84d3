"""OGC API – Features, Part 1: Core, GeoJSON and OpenAPI 3.0, for QGIS, GDAL and other map programs."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any

from fastapi import Depends, Path, Request

from api.auth import WhoNow
from api.dependencies import Looking, LookingNow, beside_of
from api.models import places
from api.models.answers import GeoJson, JsonSchema, OpenApi30
from api.models.answers import answers as answering
from api.ogc import answers, asking, description
from api.ogc.answers import GEOJSON
from api.ogc.asking import Asked
from api.ogc.collections import COLLECTIONS, Collection, Field, loaded
from api.permissions import requires
from api.routers import Router
from buildings.access.principals import Principal
from buildings.access.roles import Permission
from buildings.audience import PUBLIC
from buildings.database.engine import Engine
from buildings.disclosure import plain
from buildings.errors import NotFound
from buildings.workflows import figures as figures_workflow
from buildings.workflows.figures import Beside

router = Router(prefix="/ogc", tags=["ogc"], dependencies=[Depends(requires(Permission.SEE_FIGURES))])
MONTH = "month"  # asked for by datetime
FEATURES = {"response_class": GeoJson, **answering(places.FeaturePage)}
FEATURE = {"response_class": GeoJson, **answering(places.LinkedFeature)}
Name = Annotated[str, Path(description="buildings, zones or roads")]


@router.get("", **answering(places.Landing))
def ogc_landing(request: Request) -> dict[str, Any]:
    """Landing page of OGC API – Features."""
    asking.once(request.query_params, ())
    return answers.landing(request)


@router.get("/conformance", **answering(places.Conformance))
def ogc_conformance(request: Request) -> dict[str, Any]:
    """Conformance classes: Core, GeoJSON, OpenAPI 3.0."""
    asking.once(request.query_params, ())
    return {"conformsTo": answers.CONFORMS}


@router.get("/api", response_class=OpenApi30, **answering(places.Definition))
def ogc_api(request: Request, looking: LookingNow) -> OpenApi30:
    """The definition of this part in OpenAPI 3.0, as its standard demands."""
    asking.once(request.query_params, ())
    fields = {name: _fields(looking, one) for name, one in COLLECTIONS.items()}
    return OpenApi30(_json(description.document(answers.root(request), fields)))


@router.get("/collections", **answering(places.OgcCollections))
def ogc_collections(request: Request, looking: LookingNow) -> dict[str, Any]:
    """The collections: buildings, zones, roads."""
    asking.once(request.query_params, ())
    return answers.collections(request, figures_workflow.months(looking.engine, looking.origin))


@router.get("/collections/{collection}", **answering(places.OgcCollection))
def ogc_collection(request: Request, looking: LookingNow, collection: Name) -> dict[str, Any]:
    """One collection with its extent in space and time."""
    asking.once(request.query_params, ())
    return answers.collection(request, _named(collection), figures_workflow.months(looking.engine, looking.origin))


@router.get("/collections/{collection}/schema", response_class=JsonSchema, **answering(places.Definition))
def ogc_schema(request: Request, looking: LookingNow, collection: Name) -> JsonSchema:
    """Types, titles and units of a collection's properties as JSON Schema."""
    asking.once(request.query_params, ())
    one = _named(collection)
    properties = {name: field.schema() for name, field in _fields(looking, one).items()}
    return JsonSchema(_json(answers.schema(request, one, properties)))


@router.get("/collections/{collection}/items", openapi_extra=description.ITEMS, **FEATURES)
def ogc_items(request: Request, looking: LookingNow, who: WhoNow, collection: Name) -> GeoJson:
    """Features of a collection, filtered and by page; figures as the gate lets this audience see them."""
    one = _named(collection)
    fields = _fields(looking, one)
    asked = asking.asked(request.query_params, [name for name in fields if name != MONTH])
    month, beside = _figures(request, looking, who, one, asked)
    if one.level and beside is None:  # no month meets the datetime: nothing matches
        return GeoJson(_json({**answers.nothing(request, one), "features": []}))
    about, sent = answers.features(request, one, loaded(one.name, beside), asked, month)
    imprint = {} if beside is None else plain.imprint(beside.figures)
    head = json.dumps({**about, **imprint}, ensure_ascii=False, separators=(",", ":")).encode()
    return GeoJson(b"".join([head[:-1], b',"features":[', b",".join(sent), b"]}"]))


@router.get("/collections/{collection}/items/{feature}", openapi_extra=description.ITEM, **FEATURE)
def ogc_item(
    request: Request,
    looking: LookingNow,
    who: WhoNow,
    collection: Name,
    feature: str,
) -> GeoJson:
    """One feature; 404 when there is none of that id."""
    one = _named(collection)
    given = asking.once(request.query_params, ("datetime",))
    asked = Asked(span=asking.span(given["datetime"]) if "datetime" in given else None)
    _, beside = _figures(request, looking, who, one, asked)
    body = loaded(one.name, beside).by_id(feature) if beside is not None or not one.level else None
    if body is None:
        raise NotFound(code=feature)
    here = f"{answers.root(request)}/collections/{one.name}"
    links = [
        answers.link(str(request.url), "self", GEOJSON, feature),
        answers.link(here, "collection", answers.JSON, one.title),
    ]
    return GeoJson(_json({**body, "links": links}))


def _figures(
    request: Request, looking: Looking, who: Principal, one: Collection, asked: Asked
) -> tuple[int | None, Beside | None]:
    """The month that is asked for and its figures for who looks; neither where there is none."""
    if not one.level:
        return None, None
    month = asking.month_in(figures_workflow.months(looking.engine, looking.origin), asked.span)
    if month is None:
        return None, None
    return month, beside_of(looking, month, who.actor, request.url.path)


def _named(name: str) -> Collection:
    if name not in COLLECTIONS:
        raise NotFound("no_such_collection", code=name, known=" ".join(COLLECTIONS))
    return COLLECTIONS[name]


def _fields(looking: Looking, one: Collection) -> Mapping[str, Field]:
    """Properties of a collection: the same for every audience, so they are taken from what all may see."""
    known = figures_workflow.months(looking.engine, looking.origin) if one.level else ()
    return _fields_in(looking.engine, looking.origin, one.name, known[0].month if known else None)


@lru_cache(maxsize=16)
def _fields_in(engine: Engine, origin: str, name: str, month: int | None) -> Mapping[str, Field]:
    public = Looking(engine, PUBLIC, origin)
    beside = None if month is None else beside_of(public, month, "", "")
    return loaded(name, beside).fields


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
