"""Pages for people: the start page, the layout map, the files of a month."""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Query, Request
from fastapi import Path as PathParameter
from fastapi.responses import FileResponse, HTMLResponse, Response

import maps
from api import demo_accounts, files, headers
from api.auth import WhoNow
from api.dependencies import BesideNow, LanguageNow, Looking, LookingNow, beside_of, month_of_request
from api.pages import html
from api.pages.cards import cards
from api.permissions import requires
from api.routers import Router
from buildings.access.principals import Principal
from buildings.access.roles import Permission
from buildings.audience import Audience
from buildings.database.engine import Engine
from buildings.disclosure.figures import Sheet
from buildings.disclosure.show import mark
from buildings.errors import NotFound
from buildings.kinds import Origin
from buildings.quantities import format_month, local_text, parse_month
from buildings.settings import settings
from buildings.words import Language, label
from buildings.workflows import doors, opening
from buildings.workflows import figures as figures_workflow
from buildings.workflows.figures import Beside
from buildings.workflows.programme import ON_MAPS, with_programme

router = Router(include_in_schema=False)

see_figures = Depends(requires(Permission.SEE_FIGURES))
see_files = Depends(requires(Permission.SEE_FILES))


@router.get("/", dependencies=[see_figures])
def start(
    request: Request,
    looking: LookingNow,
    who: WhoNow,
    language: LanguageNow,
    month: Annotated[str | None, Query(max_length=20)] = None,
) -> Response:
    """The start page: headline, map, report and files of a month."""
    known = figures_workflow.months(looking.engine, looking.origin)
    if not known:
        return html.page(request, "empty.html", language)
    chosen = month_of_request(looking, month or None)
    beside = beside_of(looking, chosen, who.actor, "/")
    figures = beside.figures
    gaps = figures.gaps_real or figures.sheets["gaps"]
    context: dict[str, Any] = {
        "figures": figures,
        "month": format_month(chosen),
        "months": [(format_month(info.month), info.has_file) for info in known],
        "audience": roles(figures.audience, language),
        "cards": cards(figures, language),
        "files": written(looking, chosen),
        "none_for_you": none_for_who_looks(looking, chosen),
        "gaps": kinds_of_gaps(gaps, language),
        "gaps_unseen": bool(gaps.unseen),
        "real_buildings": 0 if beside.real is None else len(beside.real.tables["building"]),
        "data_date": local_text(figures.data_date),
        **coming_in(looking, who, language),
    }
    return html.page(request, "start.html", language, **context)


def coming_in(looking: Looking, who: Principal, language: Language) -> dict[str, Any]:
    """What a visitor is told of signing in, and a tax officer of the purpose."""
    visitor = who.account_id is None and doors.has_accounts(looking.engine)
    return {
        "visitor": visitor,
        "asks_purpose": who.account_id is not None and who.may(Permission.SEE_ENTERPRISE_TAX),
        "back_to": "/",
        **(demo_accounts.listed(looking.engine, language) if visitor else {"demonstrations": [], "demo_file": ""}),
    }


def kinds_of_gaps(sheet: Sheet, language: Language) -> list[tuple[str, str]]:
    """Each kind of gap by its label with the number of buildings that have it, most frequent first.

    A number that is not the whole, or may not be told, carries the mark of what is not for who looks.
    """
    place = sheet.headers.index("gap")
    counts = Counter(str(row[place]) for row in sheet.rows)
    marks = {slug: mark(state, language) for slug, state in sheet.unseen}
    found = [(slug, f"{count} {marks.get(slug, '')}".strip()) for slug, count in counts.most_common()]
    found += [(slug, said) for slug, said in marks.items() if slug not in counts]
    return [(label("gap", slug, language), said) for slug, said in found]


def roles(audience: Audience, language: Language) -> str:
    """Who looks, in words."""
    return "、".join(label("role", role.value, language) for role in sorted(audience.roles))


def written(looking: Looking, month: int) -> list[tuple[str, str]]:
    """Name and address of the files written for this audience."""
    found = files.of_audience(settings().out_dir, month, looking.audience)
    return [(path.name, f"/files/{format_month(month)}/{quote(path.name)}") for path in found]


def none_for_who_looks(looking: Looking, month: int) -> bool:
    """Whether a month without files for this audience is so because ``run`` writes for another, or wrote for others."""
    return looking.audience.slug != opening.AUDIENCES[Origin(looking.origin)].slug or files.any_written(
        settings().out_dir, month
    )


@router.get("/map", dependencies=[see_figures])
def layout_map(looking: LookingNow, beside: BesideNow, language: LanguageNow) -> HTMLResponse:
    """The layout map of a month, with linked local assets."""
    text, policy = _map(looking.engine, beside, language)
    return HTMLResponse(text, headers=policy)


@lru_cache(maxsize=8)
def _map(engine: Engine, beside: Beside, language: Language) -> tuple[str, dict[str, str]]:
    """Drawn once for the same figures: they are compared by identity, and new whenever the record is."""
    whole = with_programme(engine, beside, ON_MAPS)
    text = maps.build(whole.figures, real=whole.real, language=language, mode="link")
    return text, headers.for_drawing(text)


@router.get("/files/{month}/{name}", dependencies=[see_files])
def file(looking: LookingNow, who: WhoNow, month: str, name: Annotated[str, PathParameter(max_length=200)]) -> Response:
    """A file written for this audience; 404 for any other."""
    known: Mapping[str, Path] = {
        path.name: path for path in files.of_audience(settings().out_dir, parse_month(month), looking.audience)
    }
    if name not in known:
        raise NotFound("no_such_file", code=name)
    what = f"/files/{month}/{name}"
    figures_workflow.note_look(looking.engine, parse_month(month), looking.audience, what=what, actor=who.actor)
    if not name.endswith(".html"):
        return FileResponse(known[name], filename=name)
    text = known[name].read_bytes().decode()  # exactly what is sent: its policy names the hashes of what stands in it
    disposition = {"content-disposition": f"inline; filename*=utf-8''{quote(name)}"}
    return HTMLResponse(text, headers=headers.for_drawing(text) | disposition)
