"""GeoJSON (EPSG:4326) of buildings with figures, zones, roads and the district."""

from fastapi import APIRouter, Depends

from api.dependencies import FiguresNow
from api.models.answers import GeoJson, answers
from api.models.places import FeatureCollection
from api.permissions import requires
from buildings.access.roles import Permission
from maps import geojson

router = APIRouter(prefix="/api/v1/geo", tags=["places"], dependencies=[Depends(requires(Permission.SEE_FIGURES))])
COLLECTION = {"response_class": GeoJson, **answers(FeatureCollection)}


@router.get("/buildings.geojson", **COLLECTION)
def buildings_geojson(figures: FiguresNow) -> GeoJson:
    """Buildings as points (null geometry when the place is unknown) with their figures and states."""
    return GeoJson(geojson.buildings(figures))


@router.get("/zones.geojson", **COLLECTION)
def zones_geojson(figures: FiguresNow) -> GeoJson:
    """The zones of the layout; schematic 示意."""
    return GeoJson(geojson.zones(figures))


@router.get("/roads.geojson", **COLLECTION)
def roads_geojson() -> GeoJson:
    """Main roads, centrelines with source and accuracy."""
    return GeoJson(geojson.roads())


@router.get("/district.geojson", **COLLECTION)
def district_geojson() -> GeoJson:
    """Outline of the district with source and accuracy."""
    return GeoJson(geojson.district())
