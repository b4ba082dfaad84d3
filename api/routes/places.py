"""GeoJSON (EPSG:4326) of buildings with figures, zones, roads and the district."""

from fastapi import APIRouter, Depends, Response

from api.dependencies import FiguresNow
from api.permissions import requires
from buildings.access.roles import Permission
from maps import geojson

router = APIRouter(prefix="/api/v1/geo", tags=["places"], dependencies=[Depends(requires(Permission.SEE_FIGURES))])
GEOJSON = "application/geo+json"


@router.get("/buildings.geojson", response_class=Response)
def buildings_geojson(figures: FiguresNow) -> Response:
    """Buildings as points (null geometry when the place is unknown) with their figures and states."""
    return Response(geojson.buildings(figures), media_type=GEOJSON)


@router.get("/zones.geojson", response_class=Response)
def zones_geojson(figures: FiguresNow) -> Response:
    """The zones of the layout; schematic 示意."""
    return Response(geojson.zones(figures), media_type=GEOJSON)


@router.get("/roads.geojson", response_class=Response)
def roads_geojson() -> Response:
    """Main roads, centrelines with source and accuracy."""
    return Response(geojson.roads(), media_type=GEOJSON)


@router.get("/district.geojson", response_class=Response)
def district_geojson() -> Response:
    """Outline of the district with source and accuracy."""
    return Response(geojson.district(), media_type=GEOJSON)
