"""Figures of a month as JSON: buildings, zones, sub-districts, industries, district, metrics."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from api import shapes
from api.dependencies import FiguresNow, LanguageNow, LookingNow
from api.models.answers import answers
from api.models.figures import LevelRows, MetricList, MonthList, OneRow
from api.permissions import requires
from buildings.access.roles import Permission
from buildings.disclosure import plain
from buildings.errors import NotFound
from buildings.quantities import format_month
from buildings.workflows import figures as figures_workflow

router = APIRouter(prefix="/api/v1", tags=["figures"], dependencies=[Depends(requires(Permission.SEE_FIGURES))])


@router.get("/months", **answers(MonthList))
def list_months(looking: LookingNow) -> dict[str, Any]:
    """MonthList with figures, newest first."""
    found = figures_workflow.months(looking.engine, looking.origin)
    return {
        "months": [
            {"month": format_month(info.month), "has_tax_file": info.has_file, "closed": info.closed} for info in found
        ]
    }


@router.get("/metrics", **answers(MetricList))
def list_metrics(figures: FiguresNow, language: LanguageNow) -> dict[str, Any]:
    """Every metric of a month's figures with unit, period and definition, in display order."""
    columns = {**figures.tables["building"].columns, **figures.tables["district"].columns}
    return {**plain.imprint(figures), "metrics": [shapes.metric(column, language) for column in columns.values()]}


@router.get("/buildings", **answers(LevelRows))
def list_buildings(figures: FiguresNow) -> dict[str, Any]:
    """All buildings with their figures."""
    return shapes.rows(figures, "building")


@router.get("/buildings/{code}", **answers(OneRow))
def read_building(figures: FiguresNow, code: Annotated[str, Path(max_length=40)]) -> dict[str, Any]:
    """One building with its figures; 404 when there is none of that code."""
    table = figures.tables["building"]
    index = next((position for position, known in enumerate(table.codes) if known == code), None)
    if index is None:
        raise NotFound(code=code)
    return {**plain.imprint(figures), **shapes.row(table, index)}


@router.get("/zones", **answers(LevelRows))
def list_zones(figures: FiguresNow) -> dict[str, Any]:
    """The zones of the layout; they overlap, so their figures do not add up."""
    return shapes.rows(figures, "zone")


@router.get("/subdistricts", **answers(LevelRows))
def list_subdistricts(figures: FiguresNow) -> dict[str, Any]:
    """The sub-districts, and a row for buildings whose sub-district is unknown."""
    return shapes.rows(figures, "subdistrict")


@router.get("/industries", **answers(LevelRows))
def list_industries(figures: FiguresNow) -> dict[str, Any]:
    """Industries by section of GB/T 4754-2017, and a row for unknown ones."""
    return shapes.rows(figures, "industry")


@router.get("/district", **answers(LevelRows))
def read_district(figures: FiguresNow) -> dict[str, Any]:
    """The district as a whole: its buildings in scope."""
    return shapes.rows(figures, "district")
