"""Pages for people: the start page, the layout map, the files of a month."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends
from fastapi import Path as PathParameter
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

import maps
from api import files
from api.dependencies import FiguresNow, LanguageNow, Looking, LookingNow, figures_now
from api.permissions import requires
from buildings.access.roles import Permission
from buildings.disclosure.figures import Column, Figures, Table
from buildings.disclosure.show import large, show
from buildings.errors import NotFound
from buildings.quantities import format_month, parse_month
from buildings.settings import settings
from buildings.words import Language, label, text
from buildings.workflows import figures as figures_workflow

router = APIRouter(include_in_schema=False)
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
HEADLINE = (
    "tax_12",
    "tax_month",
    "tax_month_yoy",
    "tax_ytd",
    "tax_yield",
    "occupancy_rate",
    "vacancy_rate",
    "available_area",
    "passing_rent",
)
MOST_GAPS = 8

see_figures = Depends(requires(Permission.SEE_FIGURES))
see_files = Depends(requires(Permission.SEE_FILES))


@dataclass(frozen=True)
class Card:
    """One headline figure as text, with what belongs to it."""

    label: str
    value: str
    notes: tuple[str, ...]
    definition: str


@router.get("/", dependencies=[see_figures])
def start(looking: LookingNow, language: LanguageNow, month: str | None = None) -> HTMLResponse:
    """The start page: headline, map, report and files of a month."""
    known = figures_workflow.months(looking.engine, looking.origin)
    if not known:
        return HTMLResponse(TEMPLATES.get_template("empty.html").render(_words(language)))
    wanted = None if not month else parse_month(month)
    chosen = figures_workflow.month_or_latest(looking.engine, looking.origin, wanted)
    figures = figures_now(looking, chosen)
    context: dict[str, Any] = {
        **_words(language),
        "figures": figures,
        "month": format_month(chosen),
        "months": [format_month(info.month) for info in known],
        "audience": label("role", figures.audience.slug, language),
        "cards": cards(figures.tables["district"], language),
        "files": links(looking, chosen),
        "gaps": figures.gaps_real or (None if figures.demonstration else figures.sheets["gaps"]),
        "most_gaps": MOST_GAPS,
    }
    return HTMLResponse(TEMPLATES.get_template("start.html").render(context))


def cards(table: Table, language: Language) -> list[Card]:
    """The headline figures of the district, as far as the audience has them."""
    found = []
    for slug in HEADLINE:
        column = table.columns.get(slug)
        if column is None or not len(table):
            continue
        metric, notes = column.metric, []
        if column.coverage is not None and column.value(0) is not None:
            notes.append(f"{text('edge', 'coverage', language)} {column.coverage[0]:.0%}")
        if slug in table.counted:
            counts = {"counted": int(table.counted[slug][0]), "left_out": int(table.left_out[slug][0])}
            notes.append(text("edge", "buildings_counted", language, **counts))
        found.append(Card(metric.label(language), _said(column, language), tuple(notes), metric.definition(language)))
    return found


def _said(column: Column, language: Language) -> str:
    value = column.value(0)
    if value is not None and column.metric.unit == "fen":
        return large(int(value), language)
    return show(value, column.metric.unit, column.state(0), language, with_unit=True)


def links(looking: Looking, month: int) -> list[tuple[str, str]]:
    """Name and address of the files written for this audience."""
    found = files.of_audience(settings().out_dir, month, looking.audience)
    return [(path.name, f"/files/{format_month(month)}/{quote(path.name)}") for path in found]


def _words(language: Language) -> dict[str, Any]:
    def say(slug: str, **details: object) -> str:
        return text("edge", slug, language, **details)

    return {"say": say, "language": language, "other": "en" if language == "zh" else "zh"}


@router.get("/map", dependencies=[see_figures])
def layout_map(looking: LookingNow, figures: FiguresNow, language: LanguageNow) -> HTMLResponse:
    """The layout map of a month, with linked local assets."""
    return HTMLResponse(_map(_Same(figures), looking, language))


@dataclass(frozen=True, eq=False)
class _Same:
    """Figures compared by identity, so that the page of the same figures is drawn once."""

    figures: Figures

    def __hash__(self) -> int:
        return id(self.figures)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.figures is self.figures


@lru_cache(maxsize=8)
def _map(same: _Same, looking: Looking, language: Language) -> str:
    figures = same.figures
    real = figures_workflow.real_beside(looking.engine, figures.month, looking.audience, looking.origin)
    return maps.build(figures, real=real, language=language, mode="link")


@router.get("/files/{month}/{name}", dependencies=[see_files])
def file(looking: LookingNow, month: str, name: Annotated[str, PathParameter(max_length=120)]) -> FileResponse:
    """A file written for this audience; 404 for any other."""
    known: Mapping[str, Path] = {
        path.name: path for path in files.of_audience(settings().out_dir, parse_month(month), looking.audience)
    }
    if name not in known:
        raise NotFound("no_such_file", code=name)
    disposition = "inline" if name.endswith(".html") else "attachment"
    return FileResponse(known[name], filename=name, content_disposition_type=disposition)
