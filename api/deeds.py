"""How a route writes: its idempotency key, its If-Match, its dry run, and the answer as it was made."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request, Response

from api.auth import WhoNow
from api.house import HouseNow
from api.uploads import sent
from buildings.database.changes import Changes
from buildings.errors import NotSignedIn, StaleVersion, VersionMissing
from buildings.kinds import Origin
from buildings.operations import idempotency
from buildings.operations.events import News
from buildings.operations.idempotency import Answer
from buildings.workflows import deeds
from buildings.workflows.deeds import Deed, Done

_ETAG = re.compile(r'(?:W/)?"(\d{1,18})"')
JSON = "application/json"


@dataclass(frozen=True)
class Write:
    """One change of a request; ``version`` is what If-Match says, None when it says nothing."""

    deed: Deed
    version: int | None

    def __call__(self, change: Callable[[Changes], Done], action: str) -> Response:
        """Do it and answer."""
        deed = Deed(self.deed.engine, self.deed.origin, self.deed.who, action, self.deed.request, self.deed.dry_run)
        answer = deeds.do(deed, change)
        return as_response(replace(answer, headers=()) if deed.dry_run else answer)  # no version or address came to be

    @property
    def upon(self) -> int:
        """The version a change was made upon; VersionMissing when the request does not say."""
        if self.version is None:
            raise VersionMissing
        return self.version


def write(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request,
    house: HouseNow,
    who: WhoNow,
    body: Annotated[bytes, Depends(sent)],
    dry_run: Annotated[bool, Query(description="check everything, change nothing")] = False,
    idempotency_key: Annotated[
        str | None, Header(description="any text of up to 200 characters, one per change")
    ] = None,
    if_match: Annotated[str | None, Header(description="the ETag the change was made upon")] = None,
) -> Write:
    """What a route needs to write; NotSignedIn without an account."""
    if who.account_id is None:
        raise NotSignedIn
    asked = None
    if idempotency_key is not None:
        address = f"{request.method} {request.url.path}?{request.url.query}"
        asked = idempotency.request(who.account_id, idempotency_key, address.encode(), (if_match or "").encode(), body)
    return Write(Deed(house.engine, Origin(house.origin), who, "", asked, dry_run), _version(if_match))


WriteNow = Annotated[Write, Depends(write)]


def _version(if_match: str | None) -> int | None:
    if if_match is None:
        return None
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:  # a tag this server never gave
        raise StaleVersion("version_unknown", value=if_match[:40])
    return int(found[1])


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def done(
    content: Mapping[str, Any] | None,
    *,
    status: int = 200,
    version: int | None = None,
    location: str | None = None,
    news: Sequence[News] = (),
) -> Done:
    """The outcome of a change as JSON."""
    headers = [("etag", etag(version))] if version is not None else []
    headers += [("location", location)] if location is not None else []
    body = "" if content is None else json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Done(Answer(status, body, tuple(headers)), news)


def as_response(answer: Answer) -> Response:
    """A kept or new answer on its way out."""
    kind = JSON if answer.body else None
    return Response(answer.body or None, answer.status, dict(answer.headers), media_type=kind)
