"""The audit for administrators, and for tax officers their own looks: who did what when, with before and after."""

import datetime as dt
from typing import Annotated, Any

from fastapi import Depends, Path, Query

from api.auth import WhoNow
from api.house import HouseNow
from api.models.answers import answers
from api.models.figures import AuditEntries, AuditPage
from api.permissions import requires
from api.routers import Router
from buildings.access.roles import Permission
from buildings.errors import InvalidValue
from buildings.quantities import SHANGHAI
from buildings.workflows import auditing
from buildings.workflows.auditing import Listed, Version, Wanted

router = Router(prefix="/api/v1", tags=["audit"], dependencies=[Depends(requires(Permission.SEE_AUDIT))])
LONGEST_DAY = dt.timedelta(days=1) - dt.timedelta(microseconds=1)
EARLIEST = dt.date(1970, 1, 1)  # before any entry
Limit = Annotated[int, Query(ge=1, le=200, description="entries of a page")]
Cursor = Annotated[str | None, Query(max_length=100, description="`next` of the page before")]


@router.get("/audit", **answers(AuditEntries))
def list_audit(  # noqa: PLR0913, PLR0917 - each is a filter
    house: HouseNow,
    who: WhoNow,
    account: Annotated[
        str | None, Query(max_length=80, pattern=r"^[\w:./@-]+$", description="account name, or an actor as written")
    ] = None,
    action: Annotated[str | None, Query(max_length=40, pattern="^[a-z_]+$")] = None,
    since: Annotated[dt.date | None, Query(description="first day, Asia/Shanghai")] = None,
    until: Annotated[dt.date | None, Query(description="last day, Asia/Shanghai")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """Who did what, newest first: all entries for an administrator, one's own for others."""
    wanted = Wanted(account, action, _instant(since), _instant(until, LONGEST_DAY))
    found = auditing.listed(house.engine, wanted, who=who, below=_number(cursor), most=limit + 1)
    items = [_item(one) for one in found[:limit]]
    return {"items": items, "next": str(items[-1]["entry"]) if len(found) > limit else None}


@router.get("/audit/{entry}", **answers(AuditPage))
def read_audit(
    house: HouseNow,
    who: WhoNow,
    entry: Annotated[int, Path(ge=1, le=2**53)],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """One entry with the versions of records it wrote, before and after; values only for who may see them."""
    listed, versions = auditing.one(house.engine, entry, who, above=_place(cursor), most=limit + 1)
    following = None
    if len(versions) > limit:
        last = versions[limit - 1][0]
        following = f"{last.table}.{last.key}.{last.version}"
    return {**_item(listed), "items": [_version(*one) for one in versions[:limit]], "next": following}


def _item(listed: Listed) -> dict[str, Any]:
    entry = listed.entry
    return {
        "entry": entry.key,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "purpose": entry.purpose,
        "details": entry.details if listed.told else None,
        "wrote": listed.wrote,
        "seal": listed.seal,
    }


def _version(version: Version, shown: bool) -> dict[str, Any]:
    return {
        "table": version.table,
        "key": version.key,
        "code": version.after.get("code"),
        "version": version.version,
        "action": version.action,
        "fields": version.fields,
        "values_shown": shown,
        "before": auditing.shown(version.before) if shown else None,
        "after": auditing.shown(version.after) if shown else None,
    }


def _instant(day: dt.date | None, later: dt.timedelta = dt.timedelta(0)) -> dt.datetime | None:
    return None if day is None else dt.datetime.combine(max(day, EARLIEST), dt.time(), SHANGHAI) + later


def _number(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 15:  # noqa: PLR2004 - longer than any number
        raise InvalidValue(field="cursor", value=cursor)
    return int(cursor)


def _place(cursor: str | None) -> tuple[str, int, int]:
    if cursor is None:
        return "", 0, 0
    table, _, rest = cursor.partition(".")
    key, _, version = rest.partition(".")
    return table, _number(key) or 0, _number(version) or 0
