"""Rooms and leases of who reports them: what is let and empty, the rent roll down, and up again by way of a preview."""

import hashlib
import json
from typing import Annotated, Any, Final

from fastapi import Depends, File, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse

from api import rolls
from api.auth import WhoNow
from api.deeds import Write
from api.dependencies import LanguageNow
from api.house import House, HouseNow
from api.kept_uploads import MINUTES, Kept
from api.pages import html
from api.pages.roll_words import words
from api.permissions import requires
from api.routers import Router
from api.statuses import status_of, told
from api.uploads import Upload, name_of
from buildings.access import clock
from buildings.access.principals import Principal
from buildings.access.roles import Permission
from buildings.errors import DomainError, InvalidValue, NotSignedIn, StaleVersion
from buildings.imports.issues import Issue
from buildings.kinds import Origin
from buildings.operations import idempotency
from buildings.words import Language, sentence
from buildings.workflows import proposals, tenancy_figures
from buildings.workflows.deeds import Deed
from buildings.workflows.roll_answer import Wanted

router = Router(prefix="/tenancy", include_in_schema=False, dependencies=[Depends(requires(Permission.REPORT_TENANCY))])
MOST_ROOMS: Final = 300
MOST_SHOWN: Final = 300
MOST_REASON: Final = 500
Text = Annotated[str, Form(max_length=2_000)]


@router.get("")
def tenancy(
    request: Request,
    house: HouseNow,
    who: WhoNow,
    language: LanguageNow,
    building: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """What is let, empty and about to end; the way to the rent roll."""
    return _page(request, house, who, language, building=building)


def _page(
    request: Request, house: House, who: Principal, language: Language, *, building: str = "", **context: object
) -> HTMLResponse:
    if who.account_id is None:
        raise NotSignedIn
    day = clock.today()
    every = tenancy_figures.of(house.engine, who, house.origin, day)
    chosen = tenancy_figures.of(house.engine, who, house.origin, day, [building]) if building else every
    around: dict[str, Any] = {
        "held": chosen,
        "latest": proposals.latest(house.engine, who, house.origin),
        "known": {code: name for code, (name, _) in every.buildings.items()},
        "building": building,
        "listed": len(chosen.rooms) <= MOST_ROOMS,
        **words(language),
    }
    return html.page(request, "tenancy.html", language, **(around | context))


@router.post("/preview")
def preview(
    request: Request,
    house: HouseNow,
    who: WhoNow,
    language: LanguageNow,
    file: Annotated[UploadFile | None, File()] = None,
    reason: Text = "",
) -> HTMLResponse:
    """What a file would change; nothing is changed."""
    named, content = ("", b"") if file is None else (file.filename or "", file.file.read())
    upload = Upload(name_of(named), content, {})
    if not upload.content:
        return _refused(request, language, InvalidValue("no_sheet"))
    return _tried(request, house, who, language, (upload, reason.strip()[:MOST_REASON]))


def _tried(
    request: Request,
    house: House,
    who: Principal,
    language: Language,
    sent: tuple[Upload, str],
    error: DomainError | None = None,
) -> HTMLResponse:
    upload, reason = sent
    deed = Deed(house.engine, Origin(house.origin), _somebody(who), "", dry_run=True)
    try:
        found = _answer(deed, upload, Wanted(reason or None, language=language, dry_run=True))
    except DomainError as refused:
        return _refused(request, language, refused, reason)
    token = _kept(request).keep(who.account_id or 0, upload)
    made = _result(request, language, found, reason=reason, token=token, error=error)
    if error is not None:
        made.status_code = status_of(error)
    return made


@router.post("/confirm")
def confirm(  # noqa: PLR0913, PLR0917 - each is a part of the form
    request: Request,
    house: HouseNow,
    who: WhoNow,
    language: LanguageNow,
    token: Text = "",
    difference: Text = "",
    reason: Text = "",
) -> HTMLResponse:
    """Write the file that was previewed, if it still does what the preview said; once, however often it is sent."""
    key = _somebody(who).account_id or 0
    upload = _kept(request).get(key, token)
    if upload is None:
        return _refused(request, language, InvalidValue("sheet_gone", minutes=MINUTES))
    why = reason.strip()[:MOST_REASON]
    asked = idempotency.request(key, f"tenancy-{_short(token, difference, why)}", upload.content, why.encode())
    deed = Deed(house.engine, Origin(house.origin), who, "", asked)
    try:
        found = _answer(deed, upload, Wanted(why or None, difference, language))
    except StaleVersion as moved:
        return _tried(request, house, who, language, (upload, why), moved)
    except DomainError as refused:
        return _refused(request, language, refused, why)
    return _result(request, language, found)


def _short(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _somebody(who: Principal) -> Principal:
    if who.account_id is None:
        raise NotSignedIn
    return who


def _kept(request: Request) -> Kept:
    found: Kept = request.app.state.uploads
    return found


def _answer(deed: Deed, upload: Upload, wanted: Wanted) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bytes(rolls.carry_out(Write(deed, None), upload, wanted).body))
    return found


def _result(
    request: Request,
    language: Language,
    found: dict[str, Any],
    *,
    reason: str = "",
    token: str = "",
    error: DomainError | None = None,
) -> HTMLResponse:
    around: dict[str, Any] = {
        "found": found,
        "shown": found["leases"][:MOST_SHOWN],
        "more": max(len(found["leases"]) - MOST_SHOWN, 0),
        "token": token,
        "reason": reason,
        "minutes": MINUTES,
        "said": "" if error is None else sentence(error, language),
        **words(language),
    }
    return html.page(request, "tenancy_result.html", language, **around)


def _refused(request: Request, language: Language, error: DomainError, reason: str = "") -> HTMLResponse:
    """What is wrong with a file, cell by cell, and the form to send it again."""
    issues = error.details.get("issues")
    listed = [one for one in issues if isinstance(one, Issue)] if isinstance(issues, tuple) else []
    made = html.page(
        request,
        "tenancy_refused.html",
        language,
        said=sentence(error, language),
        issues=listed[:MOST_SHOWN],
        count=len(listed),
        reason=reason,
        **words(language),
    )
    made.status_code = status_of(error)
    made.headers.update(told(error))
    return made
