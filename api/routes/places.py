"""GeoJSON (EPSG:4326) of buildings with figures, zones, roads and the district."""

from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response

from api import kept, sending
from api.kept import Ask
from api.models.answers import GeoJson
from api.models.answers import kept as kept_by_clients
from api.models.places import FeatureCollection
from api.permissions import requires
from api.routers import Router
from buildings.access.roles import Permission
from maps import geojson

router = Router(prefix="/api/v1/geo", tags=["places"], dependencies=[Depends(requires(Permission.SEE_FIGURES))])
COLLECTION: Final[dict[str, Any]] = {"response_class": GeoJson, **kept_by_clients(FeatureCollection)}
AskNow = Annotated[Ask, Depends(kept.asks)]


def _packed(body: bytes) -> sending.Packed:
    return sending.pack(body, str(GeoJson.media_type), level=9)


@router.get("/buildings.geojson", **COLLECTION)
def buildings_geojson(ask: AskNow) -> Response:
    """Buildings as points (null geometry when the place is unknown) with their figures and states."""
    return ask.answer(("buildings.geojson",), lambda figures: _packed(geojson.buildings(figures)))


@router.get("/zones.geojson", **COLLECTION)
def zones_geojson(ask: AskNow) -> Response:
    """The zones of the layout; schematic 示意."""
    return ask.answer(("zones.geojson",), lambda figures: _packed(geojson.zones(figures)))


@router.get("/roads.geojson", **COLLECTION)
def roads_geojson(request: Request) -> Response:
    """Main roads, centrelines with source and accuracy."""
    return kept.fixed(request, "roads.geojson", lambda: _packed(geojson.roads()))


@router.get("/district.geojson", **COLLECTION)
def district_geojson(request: Request) -> Response:
    """Outline of the district with source and accuracy."""
    return kept.fixed(request, "district.geojson", lambda: _packed(geojson.district()))
