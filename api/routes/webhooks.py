"""推送: webhooks of whoever asks, which are told what the feed would show him; and an administrator's sight of all."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from fastapi import Depends, Header, Path, Query, Response

from api.auth import WhoNow
from api.deeds import WriteNow, done, etag
from api.house import HouseNow
from api.models.answers import answers, nothing
from api.models.webhooks import (
    ForeignWebhook,
    ForeignWebhooks,
    MessageAnswer,
    MessagePage,
    NewWebhook,
    NewWebhookAnswer,
    SecretAnswer,
    Sent,
    Stopping,
    WebhookAnswer,
    WebhookChange,
    WebhookList,
)
from api.permissions import requires, signed_in
from api.routers import Router
from buildings.access.roles import Permission
from buildings.database.changes import Changes
from buildings.errors import InvalidValue
from buildings.workflows import webhooks
from buildings.workflows.deeds import Done
from buildings.workflows.webhooks import Asked, Delivery, Stage, State, WebhookSeen, code_of

BASE: Final = "/api/v1/webhooks"
ACCEPTED: Final = 202
router = Router(tags=["changes"])
sent = Router(tags=["changes"])  # described, never served: what receivers are sent
own = [Depends(signed_in)]
admins = [Depends(requires(Permission.MANAGE_ACCOUNTS))]
Code = Annotated[str, Path(max_length=20, description="`code` of the webhook")]
Message = Annotated[str, Path(max_length=60, description="`id` of the message")]
Limit = Annotated[int, Query(ge=1, le=200, description="rows of a page")]
Cursor = Annotated[str | None, Query(max_length=20, description="`next` of the page before")]


@router.get(BASE, dependencies=own, **answers(WebhookList))
def list_webhooks(house: HouseNow, who: WhoNow) -> dict[str, Any]:
    """My webhooks, without their secrets."""
    return {"items": [_shape(one) for one in webhooks.own(house.engine, who)], "next": None}


@router.post(
    BASE,
    status_code=201,
    dependencies=[Depends(requires(Permission.SEE_TENANCY))],
    **answers(NewWebhookAnswer, status=201),
)
def create_webhook(write: WriteNow, who: WhoNow, asked: NewWebhook) -> Response:
    """Be told from now on; the secret is shown this once."""
    webhooks.reachable(asked.url)

    def make(changes: Changes) -> Done:
        row, secret = webhooks.create(changes, who, Asked(asked.url, asked.kinds))
        content = _shape(webhooks.seen(changes.session, row))
        said: dict[str, Any] = {"status": 201, "version": row.version, "location": f"{BASE}/{code_of(row)}"}
        kept = done({**content, "secret": None}, **said).answer
        return Done(done({**content, "secret": secret}, **said).answer, kept=kept)

    return write(make, webhooks.CREATE)


@router.get(f"{BASE}/{{code}}", dependencies=own, **answers(WebhookAnswer))
def read_webhook(house: HouseNow, who: WhoNow, code: Code, response: Response) -> dict[str, Any]:
    """One of my webhooks, without its secret."""
    found = webhooks.one(house.engine, who, code)
    response.headers["etag"] = etag(found.row.version)
    return _shape(found)


@router.patch(f"{BASE}/{{code}}", dependencies=own, **answers(WebhookAnswer))
def change_webhook(write: WriteNow, who: WhoNow, code: Code, asked: WebhookChange) -> Response:
    """Other kinds, a pause, or its end."""
    state = None if asked.state is None else State(asked.state)

    def change(changes: Changes) -> Done:
        row = webhooks.change(changes, who, code, write.upon, kinds=asked.kinds, state=state)
        return done(_shape(webhooks.seen(changes.session, row)), version=row.version)

    return write(change, webhooks.CHANGE)


@router.delete(f"{BASE}/{{code}}", status_code=204, dependencies=own, **nothing())
def delete_webhook(write: WriteNow, who: WhoNow, code: Code) -> Response:
    """End one of my webhooks: its secret and the list of its messages are gone."""

    def end(changes: Changes) -> Done:
        webhooks.end(changes, who, code, write.upon)
        return done(None, status=204)

    return write(end, webhooks.END)


@router.post(f"{BASE}/{{code}}/secret", dependencies=own, **answers(SecretAnswer))
def renew_webhook_secret(write: WriteNow, who: WhoNow, code: Code) -> Response:
    """A new secret, shown this once; the former one signs beside it for a while."""

    def renew(changes: Changes) -> Done:
        row, secret, until = webhooks.renew(changes, who, code)
        said = {"code": code_of(row), "secret": secret, "former_until": until.isoformat()}
        return Done(done(said).answer, kept=done({**said, "secret": None}).answer)

    return write(renew, webhooks.RENEW)


@router.post(f"{BASE}/{{code}}/test", status_code=202, dependencies=own, **answers(MessageAnswer, status=ACCEPTED))
def test_webhook(write: WriteNow, who: WhoNow, code: Code) -> Response:
    """Send a message without content; the list of messages says what became of it."""
    return write(lambda changes: _queued(webhooks.test(changes, who, code)), webhooks.TEST)


@router.get(f"{BASE}/{{code}}/deliveries", dependencies=own, **answers(MessagePage))
def list_webhook_deliveries(
    house: HouseNow,
    who: WhoNow,
    code: Code,
    state: Annotated[Stage | None, Query(description="only these")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """What was sent and what waits, newest first."""
    found = webhooks.messages(house.engine, who, code, state=state, below=_number(cursor), most=limit + 1)
    following = str(found[limit - 1].id) if len(found) > limit else None
    return {"items": [_message(one) for one in found[:limit]], "next": following}


@router.post(
    f"{BASE}/{{code}}/deliveries/{{msg}}/repeat",
    status_code=202,
    dependencies=own,
    **answers(MessageAnswer, status=ACCEPTED),
)
def repeat_webhook_delivery(write: WriteNow, who: WhoNow, code: Code, msg: Message) -> Response:
    """Send a message again at once, with the same id, if the account may still see it."""
    return write(lambda changes: _queued(webhooks.repeat(changes, who, code, msg)), webhooks.REPEAT)


@router.get(f"{BASE}:all", dependencies=admins, **answers(ForeignWebhooks))
def list_all_webhooks(house: HouseNow, limit: Limit = 50, cursor: Cursor = None) -> dict[str, Any]:
    """Webhooks of everybody, in the order they were made: that they are there, never what they are told."""
    found = webhooks.everybodys(house.engine, after=_number(cursor) or 0, most=limit + 1)
    following = str(found[limit - 1].row.key) if len(found) > limit else None
    return {"items": [_foreign(one) for one in found[:limit]], "next": following}


@router.post(f"{BASE}/{{code}}/stop", dependencies=admins, **answers(ForeignWebhook))
def stop_webhook(write: WriteNow, code: Code, asked: Stopping) -> Response:
    """Let nothing more be sent, whoever's it is: its account can only end it."""

    def stop(changes: Changes) -> Done:
        row = webhooks.stop(changes, code, asked.reason)
        return done(_foreign(webhooks.seen(changes.session, row)))

    return write(stop, webhooks.STOP)


@sent.post("change", operation_id="receive_change")
def receive_change(
    body: Sent,
    webhook_id: Annotated[str, Header(description="the same whenever a message is sent again: take it once")],
    webhook_timestamp: Annotated[int, Header(description="seconds since 1970, of this attempt")],
    webhook_signature: Annotated[
        str, Header(description="`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`; several after a renewal")
    ],
) -> None:
    """What a receiver is sent, as Standard Webhooks 1.0.0 has it; any 2xx says that it was taken."""


def _alike(seen: WebhookSeen) -> dict[str, Any]:
    row, progress = seen.row, seen.progress
    failing = None if progress is None or progress.failing_since is None else progress
    return {
        "code": code_of(row),
        "version": row.version,
        "kinds": row.kinds,
        "state": row.state,
        "reason": row.reason,
        "resting": seen.resting,
        "made_by": row.made_by,
        "made_at": row.made_at.isoformat(),
        "waiting": seen.waiting,
        "given_up": seen.given_up,
        "failing_since": None if failing is None else _said(failing.failing_since),
        "rest_until": None if failing is None else _said(failing.rest_until),
    }


def _shape(seen: WebhookSeen) -> dict[str, Any]:
    return {**_alike(seen), "url": seen.row.url, "roles": seen.row.roles}


def _foreign(seen: WebhookSeen) -> Mapping[str, Any]:
    return {**_alike(seen), "account": seen.account, "host": urlsplit(seen.row.url).hostname or ""}


def _message(row: Delivery) -> dict[str, Any]:
    return {
        "id": row.message,
        "event": row.event_id,
        "state": row.state,
        "attempts": row.attempts,
        "queued_at": _said(row.queued_at),
        "first_at": _said(row.first_at),
        "last_at": _said(row.last_at),
        "last_status": row.last_status,
        "last_error": row.last_error,
        "next_at": _said(row.next_at),
    }


def _queued(row: Delivery) -> Done:
    return done(_message(row), status=ACCEPTED)


def _said(instant: dt.datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _number(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 15:  # noqa: PLR2004 - more than any key
        raise InvalidValue(field="cursor", value=cursor)
    return int(cursor)
