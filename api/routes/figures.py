"""Figures of a month as JSON or as files: buildings, zones, sub-districts, industries, district, metrics."""

from functools import partial
from typing import Annotated, Any, Final

from fastapi import Depends, Path, Response

from api import kept, sending, shapes
from api.dependencies import FiguresNow, LanguageNow, LookingNow
from api.kept import Ask
from api.models.answers import CSV, XLSX, answers, tables
from api.models.answers import kept as kept_by_clients
from api.models.figures import LevelRows, MetricList, MonthList, OneRow, ZoneRows
from api.permissions import requires
from api.routers import Router
from api.sending import Packed
from buildings.access.roles import Permission
from buildings.disclosure import plain
from buildings.disclosure.figures import Figures
from buildings.quantities import format_month
from buildings.reports import extract, figure_extract
from buildings.words import Language, label
from buildings.workflows import figures as figures_workflow

router = Router(prefix="/api/v1", tags=["figures"], dependencies=[Depends(requires(Permission.SEE_FIGURES))])
FILES: Final = {"csv": (CSV, extract.csv_file), "xlsx": (XLSX, extract.xlsx_file)}
AskNow = Annotated[Ask, Depends(kept.asks)]
TableNow = Annotated[Ask, Depends(kept.asks_table)]


@router.get("/months", **answers(MonthList))
def list_months(looking: LookingNow) -> dict[str, Any]:
    """MonthList with figures, newest first."""
    found = figures_workflow.months(looking.engine, looking.origin)
    return {
        "months": [
            {"month": format_month(info.month), "has_tax_file": info.has_file, "closed": info.closed} for info in found
        ]
    }


@router.get("/metrics", **kept_by_clients(MetricList))
def list_metrics(ask: AskNow, language: LanguageNow) -> Response:
    """Every metric of a month's figures with unit, period and definition, in display order."""
    return ask.answer(("metrics", language), partial(_metrics, language))


def _metrics(language: Language, figures: Figures) -> Packed:
    columns = {**figures.tables["building"].columns, **figures.tables["district"].columns}
    said = [shapes.metric(column, language, figures.month) for column in columns.values()]
    return kept.as_json({**plain.imprint(figures), "metrics": said})


@router.get("/buildings", **tables(LevelRows))
def list_buildings(ask: TableNow, language: LanguageNow) -> Response:
    """All buildings with their figures."""
    return _level(ask, "building", language)


@router.get("/buildings/{code}", **answers(OneRow))
def read_building(figures: FiguresNow, code: Annotated[str, Path(max_length=40)]) -> dict[str, Any]:
    """One building with its figures; 404 when there is none of that code."""
    table = figures.tables["building"]
    return {**plain.imprint(figures), **shapes.row(table, table.row_of(code))}


@router.get("/zones", **tables(ZoneRows))
def list_zones(ask: TableNow, language: LanguageNow) -> Response:
    """The zones of the layout; they overlap, so beside their figures stand the reconciliation and the overlaps."""
    return _level(ask, "zone", language)


@router.get("/subdistricts", **tables(LevelRows))
def list_subdistricts(ask: TableNow, language: LanguageNow) -> Response:
    """The sub-districts, and a row for buildings whose sub-district is unknown."""
    return _level(ask, "subdistrict", language)


@router.get("/industries", **tables(LevelRows))
def list_industries(ask: TableNow, language: LanguageNow) -> Response:
    """Industries by section of GB/T 4754-2017, and a row for unknown ones."""
    return _level(ask, "industry", language)


@router.get("/district", **tables(LevelRows))
def read_district(ask: TableNow, language: LanguageNow) -> Response:
    """The district as a whole: its buildings in scope."""
    return _level(ask, "district", language)


def _level(ask: Ask, level: str, language: Language) -> Response:
    if ask.format == "json":
        shape = shapes.zones if level == "zone" else partial(shapes.rows, level=level)
        return ask.answer((level,), lambda figures: kept.as_json(shape(figures)))
    kind, write = FILES[ask.format]

    def draw(figures: Figures) -> Packed:
        return sending.pack(write(figure_extract.extract(figures, level, language)), kind)

    def name(month: int, audience: str) -> str:
        mark = label("file_mark", "demonstration", language) if ask.house.demonstration else ""
        parts = (label("figure_table", level, language), format_month(month), audience, mark)
        return " ".join(part for part in parts if part) + f".{ask.format}"

    return ask.answer((level, ask.format, language), draw, name)
