"""变更通知: the feed of changes, for programs that keep up with the register."""

import json
from typing import Annotated

from fastapi import Depends, Query, Response

from api.auth import WhoNow
from api.house import HouseNow
from api.models.answers import answers
from api.models.changes import ChangeFeed
from api.permissions import requires
from api.routers import Router
from buildings.access.roles import Permission
from buildings.errors import InvalidValue
from buildings.workflows import following

router = Router(prefix="/api/v1", tags=["changes"], dependencies=[Depends(requires(Permission.SEE_TENANCY))])


@router.get("/changes", **answers(ChangeFeed))
def list_changes(
    house: HouseNow,
    who: WhoNow,
    since: Annotated[int, Query(ge=0, le=2**53, description="`next` of the answer before; 0 = from the beginning")] = 0,
    limit: Annotated[int, Query(ge=1, le=500, description="events at once")] = 100,
    kinds: Annotated[str | None, Query(max_length=100, description="only these, separated by commas")] = None,
) -> Response:
    """What changed after an event, in the order it became true; only what concerns who asks."""
    wanted = [] if kinds is None else kinds.split(",")
    for one in wanted:
        if one not in following.KINDS:
            raise InvalidValue("no_such_kind", value=one, known=" ".join(following.KINDS))
    news, place = following.changes(house.engine, who, since, wanted, limit)
    content = {"items": following.told(news), "next": place, "more": news.more}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Response(text, media_type="application/json")
