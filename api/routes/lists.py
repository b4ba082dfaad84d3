"""The register as lists: a route for each declared noun, by page or as a file."""

import json
from typing import Any, Final

from fastapi import Depends, Request, Response

from api import sending
from api.auth import WhoNow
from api.dependencies import LanguageNow
from api.house import HouseNow
from api.models.answers import CSV, XLSX, tables
from api.models.lists import page_of
from api.openapi import problem
from api.permissions import requires
from api.routers import Router
from api.routes.list_parameters import parameters
from buildings.register.views import asking
from buildings.register.views.catalogue import NOUNS
from buildings.register.views.noun import Noun
from buildings.reports import extract
from buildings.words import Language, label
from buildings.workflows import reading
from buildings.workflows.reading import Desk, Page

router = Router(prefix="/api/v1", tags=["register"])
JSON: Final = "application/json"
FILES: Final = {
    "csv": (CSV, extract.csv_file),
    "xlsx": (XLSX, extract.xlsx_file),
}


def _add(noun: Noun) -> None:
    """The route of a noun."""

    def listed(request: Request, house: HouseNow, who: WhoNow, language: LanguageNow) -> Response:
        asked = asking.parse(noun, request.query_params.multi_items(), staff=reading.sees_as_staff(who))
        with reading.opened(house.engine, who, house.origin, noun, asked) as desk:
            state = sending.tag(desk.state, language)
            held = sending.known(request, state)
            if held is not None:
                return held
            packed, headers = _page(desk) if asked.format == "json" else _file(desk, language)
        return sending.send(request, packed, state, headers)

    described = tables(page_of(noun))
    described["responses"][413] = problem(413)
    router.add_api_route(
        noun.path,
        listed,
        name=f"list_{noun.slug}",
        dependencies=[Depends(requires(noun.permission))],
        openapi_extra={"parameters": parameters(noun)},
        **described,
    )


def _page(desk: Desk) -> tuple[sending.Packed, dict[str, str]]:
    page, sight = desk.page(), desk.sight
    content: dict[str, Any] = {"items": items(desk.noun, page), "next": page.following}
    if page.total is not None:
        content["total"] = page.total
    content |= {
        "as_of": sight.day.isoformat(),
        "known_at": None if sight.known_at is None else sight.known_at.isoformat(),
        "demonstration": desk.demonstration,
    }
    return sending.pack(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), JSON), {}


def items(noun: Noun, page: Page) -> list[dict[str, Any]]:
    """Rows as JSON has them, those below each inside it."""
    found = [{one.name: one.plain(row[one.name]) for one in page.columns} for row in page.rows]
    if noun.nested is not None and page.below:
        for item, row in zip(found, page.rows, strict=True):
            below = page.below[row["key"]]
            item[noun.nested.name] = [
                {one.name: one.plain(part[one.name]) for one in noun.nested.columns} for part in below
            ]
    return found


def _file(desk: Desk, language: Language) -> tuple[sending.Packed, dict[str, str]]:
    kind, write = FILES[desk.asked.format]
    content = reading.extract(desk, desk.whole(), language)
    parts = [content.title, desk.sight.day.isoformat()]
    if desk.demonstration:
        parts.append(label("file_mark", "demonstration", language))
    return sending.pack(write(content), kind), sending.attached(f"{' '.join(parts)}.{desk.asked.format}")


for one in NOUNS.values():
    _add(one)
