"""Changes of tenancy on their way in and out: one shape of request, one shape of answer."""

from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import Path, Response
from pydantic import BaseModel

from api.auth import WhoNow
from api.deeds import Write, done, etag
from api.house import House
from api.models.answers import answers
from api.models.tenancy import ProposalsItem
from buildings.database.changes import Changes
from buildings.workflows import tenancy, tenancy_doing, tenancy_seen
from buildings.workflows.deeds import Done
from buildings.workflows.tenancy_doing import Made, Wish
from buildings.workflows.tenancy_verbs import Verb

API: Final = "/api/v1"
Code = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9._-]+$", description="public code")]


def carry_out(write: Write, verb: Verb, subject: str, body: BaseModel, version: int | None = None) -> Response:
    """Do what is asked of a thing (``""``: something new) and answer."""
    wish = Wish(verb, subject, body, version)
    return answered(write, lambda changes: tenancy_doing.carry_out(changes, write.deed.who, wish), verb.slug)


def answered(write: Write, make: Callable[[Changes], Made], action: str) -> Response:
    """Do it in one transaction and answer with what was made."""

    def change(changes: Changes) -> Done:
        made = make(changes)
        location = None if made.path is None else f"{API}/{made.path}"
        return done(made.content, status=made.status, version=made.version, location=location, news=made.news)

    return write(change, action)


def one(house: House, who: WhoNow, noun: str, code: str, response: Response) -> dict[str, Any]:
    """A thing as the asker sees it, with the ETag that a change is made upon."""
    found = tenancy_seen.read(house.engine, tenancy.asker(who), noun, code, house.origin)
    response.headers["etag"] = etag(int(found["version"]))
    return found


def changed(model: type[BaseModel], *, status: int = 200) -> dict[str, Any]:
    """Arguments of a route that changes something at once (200, 201) or stages a proposal (202)."""
    described = answers(model, status=status)
    described["responses"][202] = {"model": ProposalsItem, "description": "Staged as a proposal: somebody else decides"}
    return described | ({"status_code": status} if status != 200 else {})  # noqa: PLR2004 - the usual one
