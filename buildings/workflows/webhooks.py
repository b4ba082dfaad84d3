"""Webhooks of an account: who may have them told what changed, where to; an administrator sees that they are there."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from buildings import parameters
from buildings.access import clock, grants, keys
from buildings.access.accounts import Account
from buildings.access.principals import Principal, Via
from buildings.access.roles import Permission
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes, Session
from buildings.errors import Conflict, InvalidValue, NotSignedIn
from buildings.operations import deliveries, targets
from buildings.operations import webhooks as known
from buildings.operations.deliveries import Delivery, Following, Stage
from buildings.operations.targets import Rules
from buildings.operations.webhooks import Asked, State, Subscription, code_of
from buildings.register import feed
from buildings.settings import settings

__all__ = ["Asked", "Delivery", "Resting", "Stage", "State", "WebhookSeen", "code_of"]

CREATE, CHANGE, END, STOP = "create_webhook", "change_webhook", "delete_webhook", "stop_webhook"
RENEW, TEST, REPEAT = "renew_webhook_secret", "test_webhook", "repeat_webhook_delivery"  # as the audit calls them
GONE: Final = "410 Gone"


class Resting(StrEnum):
    """Why nothing is sent, though the webhook is active."""

    ACCOUNT_DISABLED = "account_disabled"
    NO_PERMISSION = "no_permission"  # the account may not read the feed any more


@dataclass(frozen=True)
class WebhookSeen:
    """A subscription with what became of its messages."""

    row: Subscription
    account: str
    resting: Resting | None
    waiting: int
    given_up: int
    progress: Following | None


# who it is


def reader(session: Session, row: Subscription, day: dt.date) -> Principal | None:
    """Who the feed is read for, with the roles of a day; None while the account does not work."""
    account = session.get(Account, row.account_id)
    if account is None or not account.enabled or account.voided_at is not None:
        return None
    held = grants.held_on(session, account.key, day)
    return Principal(
        actor=f"webhook:{account.username}/{code_of(row)}",
        held=tuple(one for one in held if not row.roles or one.role.value in row.roles),
        account_id=account.key,
        name=account.name,
        via=Via.WEBHOOK,
        read_only=True,
    )


def resting(who: Principal | None) -> Resting | None:
    """Why somebody is not told anything; None when he is."""
    if who is None:
        return Resting.ACCOUNT_DISABLED
    return None if who.may(Permission.SEE_TENANCY) else Resting.NO_PERMISSION


def rules() -> Rules:
    """Where webhooks may be sent, as the settings say; this machine itself while it answers nobody else."""
    chosen = settings()
    return targets.rules(chosen.webhook_hosts, local=not chosen.public_url)


def reachable(url: str) -> None:
    """InvalidValue for a URL that may not be sent to; outside any transaction, since names are looked up."""
    allowed = rules()
    targets.resolved(targets.parsed(url, allowed), allowed)


# what is known


def own(engine: Engine, who: Principal) -> list[WebhookSeen]:
    """Webhooks of whoever asks, the oldest first."""
    with work.reading(engine) as session:
        return _seen(session, known.of(session, _account(who)))


def one(engine: Engine, who: Principal, code: str) -> WebhookSeen:
    """One of them; NotFound."""
    with work.reading(engine) as session:
        return seen(session, known.by_code(session, code, _account(who)))


def everybodys(engine: Engine, *, after: int, most: int) -> list[WebhookSeen]:
    """Webhooks of all accounts, from after a key on."""
    with work.reading(engine) as session:
        return _seen(session, known.listed(session, after=after, most=most))


def messages(
    engine: Engine, who: Principal, code: str, *, state: Stage | None, below: int | None, most: int
) -> Sequence[Delivery]:
    """What was sent and what waits, newest first."""
    with work.reading(engine) as session:
        row = known.by_code(session, code, _account(who))
        return deliveries.of(session, row.key, state=state, below=below, most=most)


def seen(session: Session, row: Subscription) -> WebhookSeen:
    """A subscription with what became of its messages."""
    return _seen(session, [row])[0]


def _seen(session: Session, rows: Sequence[Subscription]) -> list[WebhookSeen]:
    numbers = [row.key for row in rows]
    counts, progress = deliveries.counts(session, numbers), deliveries.progress_of(session, numbers)
    day, found = clock.today(), []
    for row in rows:
        account = session.get(Account, row.account_id)
        name = "" if account is None else account.username
        why = resting(reader(session, row, day))
        found.append(WebhookSeen(row, name, why, *counts.get(row.key, (0, 0)), progress.get(row.key)))
    return found


# what its account does


def create(changes: Changes, who: Principal, asked: Asked) -> tuple[Subscription, str]:
    """Subscribe from the newest event on; the secret is shown this once.

    A key that is narrowed to roles makes a webhook that is narrowed to the same.
    """
    most = int(parameters.resolve("access.webhooks_of_account", clock.today()).value)
    narrowed = replace(asked, roles=_roles(changes.session, who))
    row, secret = known.create(changes, _account(who), narrowed, most=most)
    deliveries.follow(changes.session, row.key, feed.newest(changes.session), changes.at)
    return row, secret


def change(
    changes: Changes, who: Principal, code: str, version: int, *, kinds: Collection[str] | None, state: State | None
) -> Subscription:
    """Other kinds, a pause or its end: what happened meanwhile is then sent."""
    row = _upon(changes, who, code, version)
    begins = state is State.ACTIVE and row.state != State.ACTIVE
    known.change(changes, row, kinds=kinds, state=state)
    if begins:
        deliveries.wake(changes.session, row.key, changes.at)
    return row


def end(changes: Changes, who: Principal, code: str, version: int) -> None:
    """End it: nothing is sent any more, its secret and its list of messages are gone."""
    row = _upon(changes, who, code, version)
    known.end(changes, row, "")
    deliveries.forget(changes.session, row.key)


def renew(changes: Changes, who: Principal, code: str) -> tuple[Subscription, str, dt.datetime]:
    """A new secret, shown this once; the former one signs beside it for a while."""
    overlap = dt.timedelta(hours=int(parameters.resolve("access.key_overlap_hours", clock.today()).value))
    row = known.by_code(changes.session, code, _account(who))
    return row, *known.renew(changes, row, overlap)


def test(changes: Changes, who: Principal, code: str) -> Delivery:
    """A message without content, sent at once; Conflict while nothing is sent, or one is waiting already."""
    row = _sent_to(changes, who, code)
    if deliveries.test_waits(changes.session, row.key):
        raise Conflict("webhook_test_waiting", code=code)
    return deliveries.queue_test(changes.session, row.key, changes.at)


def repeat(changes: Changes, who: Principal, code: str, message: str) -> Delivery:
    """A message once more, sent at once if the account may still see it; Conflict while nothing is sent."""
    row = _sent_to(changes, who, code)
    found = deliveries.by_message(changes.session, row.key, message)
    deliveries.repeat(changes.session, found, changes.at)
    return found


# what an administrator does


def stop(changes: Changes, code: str, reason: str) -> Subscription:
    """Send nothing more, whoever's it is: its account can only end it."""
    if not reason.strip():
        raise InvalidValue("reason_missing")
    row = known.by_code(changes.session, code, None)
    known.hold(changes, row, State.STOPPED, reason.strip())
    return row


# the receiver says that it is gone


def gone(engine: Engine, subscription_id: int) -> None:
    """Pause a webhook whose receiver wants nothing any more."""

    def pause(changes: Changes) -> None:
        row = changes.session.get(Subscription, subscription_id)
        if row is not None and row.voided_at is None and row.state == State.ACTIVE:
            known.hold(changes, row, State.PAUSED, GONE)

    work.run(engine, pause, actor="webhooks", action=CHANGE)


def _account(who: Principal) -> int:
    if who.account_id is None:
        raise NotSignedIn
    return who.account_id


def _upon(changes: Changes, who: Principal, code: str, version: int) -> Subscription:
    row = known.by_code(changes.session, code, _account(who))
    known.fresh(row, version)
    return row


def _sent_to(changes: Changes, who: Principal, code: str) -> Subscription:
    row = known.by_code(changes.session, code, _account(who))
    if row.state != State.ACTIVE or resting(reader(changes.session, row, clock.today())) is not None:
        raise Conflict("webhook_not_active", code=code)
    return row


def _roles(session: Session, who: Principal) -> Sequence[str]:
    """Roles that a key is narrowed to; none: all of the account's, whatever they become."""
    if who.via is not Via.KEY or who.token is None:
        return ()
    return keys.by_public(session, who.account_id, who.token).roles
