"""Webhooks as they come in and go out, and what is sent to them."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.models.accounts import Strict, Text
from api.models.changes import ChangeEvent
from buildings.audience import Role
from buildings.operations.deliveries import Stage
from buildings.operations.posting import Trouble
from buildings.operations.webhooks import State
from buildings.workflows.webhooks import Resting

Kind = Literal["building", "lease", "outage", "party", "proposal", "unit"]
Kinds = Annotated[list[Kind], Field(max_length=10, description="kinds of events; empty: all")]


class NewWebhook(Strict):
    """Where to and of what one wants to be told."""

    url: Annotated[
        str,
        Field(
            min_length=8,
            max_length=2_000,
            description="https to a public address, without name and password in it",
            examples=["https://hooks.example.com/louyu"],
        ),
    ]
    kinds: Kinds = Field(default_factory=list)


class WebhookChange(Strict):
    """What changes; what is left out stays."""

    kinds: Kinds | None = None
    state: Literal["active", "paused"] | None = Field(None, description="what happens during a pause is sent after it")


class Stopping(Strict):
    """Why an administrator stops it; its account reads this."""

    reason: Text


class _Webhook(Strict):
    """What an account and an administrator are told alike."""

    code: Annotated[str, Field(examples=["W-0000001"])]
    version: int
    kinds: list[Kind]
    state: State
    reason: str | None = Field(description="why it is not active")
    resting: Resting | None = Field(description="why nothing is sent although it is active")
    made_by: str
    made_at: dt.datetime
    waiting: int = Field(description="messages that wait")
    given_up: int = Field(description="messages given up that are still listed")
    failing_since: dt.datetime | None = Field(description="first of the failures since the last success")
    rest_until: dt.datetime | None = Field(description="nothing is sent before, since the receiver failed")


class WebhookAnswer(_Webhook):
    """A webhook without its secret."""

    url: str
    roles: list[Role] = Field(description="of the account's, as the key that made it was narrowed; empty: all")


class NewWebhookAnswer(WebhookAnswer):
    """A new webhook with its secret, which is shown this once; null when the same request is answered again."""

    secret: Annotated[str | None, Field(examples=["whsec_…"])]


class SecretAnswer(Strict):
    """A new secret, shown this once; null when the same request is answered again."""

    code: str
    secret: Annotated[str | None, Field(examples=["whsec_…"])]
    former_until: dt.datetime = Field(description="messages are signed with the former one too until then")


class WebhookList(Strict):
    """Webhooks of whoever asks."""

    items: list[WebhookAnswer]
    next: None


class ForeignWebhook(_Webhook):
    """A webhook as an administrator sees it: of its address only the host, and nothing of what it is told."""

    account: str
    host: str


class ForeignWebhooks(Strict):
    """Webhooks of everybody."""

    items: list[ForeignWebhook]
    next: str | None


class MessageAnswer(Strict):
    """A message and its attempts; its content is not kept."""

    id: Annotated[str, Field(description="webhook-id", examples=["msg_6dQ3…"])]
    event: int | None = Field(description="`id` in the feed; null for a test")
    state: Stage
    attempts: int
    queued_at: dt.datetime
    first_at: dt.datetime | None
    last_at: dt.datetime | None
    last_status: int | None = Field(description="HTTP status of the last answer")
    last_error: Trouble | None
    next_at: dt.datetime | None = Field(description="next attempt at the earliest; null when there is none")


class MessagePage(Strict):
    """Messages of a webhook, newest first."""

    items: list[MessageAnswer]
    next: str | None


class Sent(BaseModel):
    """What is sent: the event as the feed has it (`data`), or nothing in a test (`webhook.test`)."""

    model_config = ConfigDict(extra="forbid")

    type: Annotated[str, Field(examples=["lease.changed"])]
    timestamp: dt.datetime = Field(description="when it happened")
    data: ChangeEvent
