"""The feed of changes for somebody."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from buildings.access.grants import Held
from buildings.access.principals import Principal
from buildings.audience import Role
from buildings.database import work
from buildings.database.engine import Engine
from buildings.register import feed, scopes
from buildings.register.feed import KINDS, Eyes, News
from buildings.workflows import reading

__all__ = ["KINDS", "Eyes", "News", "changes", "eyes", "told"]


def changes(engine: Engine, who: Principal, since: int, kinds: Collection[str], most: int) -> tuple[News, int]:
    """What changed after an event, as far as somebody may know; and where to go on from."""
    with work.reading(engine) as session:
        theirs = eyes(reading.held_by(who), who.account_id)
        news = feed.after(session, theirs, since, kinds, most)
        return news, feed.place(session, theirs, since, news)


@lru_cache(maxsize=256)
def eyes(held: tuple[Held, ...], account_id: int | None) -> Eyes:
    """What roles follow; the same for the same roles."""
    staff = [one for one in held if one.role is not Role.LANDLORD]
    return Eyes(scopes.of(held), scopes.of(staff), account_id)


def told(news: News) -> list[dict[str, Any]]:
    """Events as JSON, the same in the feed and in what its subscribers are sent."""
    return [
        {
            "id": one.id,
            "at": one.at.isoformat(),
            "kind": one.kind,
            "action": one.action,
            "code": one.code,
            "version": one.version,
            "building": one.building_code,
            "units": list(news.units.get(one.id or 0, ())),
        }
        for one in news.events
    ]
