"""Webhooks on their way: events queued for each subscription, sent as its account may see them then, tried again.

An attempt is counted before it is made, so that one that was cut off is not repeated at once; what was taken but not
yet noted as taken comes again with the same id. Receivers do not wait for each other.
"""

import datetime as dt
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, Final

from standardwebhooks import Webhook

from buildings import parameters
from buildings.access import clock
from buildings.access.principals import Principal
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Session
from buildings.errors import InvalidValue
from buildings.operations import attempts, deliveries, posting, targets
from buildings.operations import webhooks as known
from buildings.operations.attempts import Pace
from buildings.operations.deliveries import Delivery
from buildings.operations.posting import Outcome, Trouble
from buildings.operations.targets import Rules
from buildings.operations.webhooks import State, Subscription
from buildings.register import feed
from buildings.workflows import following, reading, webhooks

AT_ONCE: Final = 4  # receivers that are sent to beside each other
QUEUED_AT_ONCE: Final = 500  # events
TEST: Final = "webhook.test"
GONE: Final = 410


@dataclass(frozen=True)
class Means:
    """What delivering needs: the database, how patient it is, where it may send; whether it is to stop."""

    engine: Engine
    pace: Pace
    rules: Rules
    timeout_s: float
    keep: dt.timedelta
    moment: Callable[[], dt.datetime] = clock.now
    stopped: Callable[[], bool] = field(default=lambda: False)


@dataclass(frozen=True)
class Letter:
    """One attempt: what is sent where. Neither its address nor its signature is ever printed."""

    delivery_id: int
    subscription_id: int
    url: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    body: str = field(repr=False)


def means(engine: Engine, stopped: Callable[[], bool] = lambda: False) -> Means:
    """What parameters and settings say today."""
    pace = Pace(
        dt.timedelta(seconds=_number("access.webhook_first_retry_seconds")),
        dt.timedelta(hours=_number("access.webhook_longest_retry_hours")),
        dt.timedelta(hours=_number("access.webhook_give_up_hours")),
    )
    keep = dt.timedelta(days=_number("access.webhook_kept_days"))
    return Means(engine, pace, webhooks.rules(), _number("access.webhook_timeout_seconds"), keep, stopped=stopped)


def _number(slug: str) -> int:
    return int(parameters.resolve(slug, clock.today()).value)


def everything_due(by: Means) -> int:
    """Queue what happened, send all that is due; how many attempts were made."""
    queue(by)
    with work.reading(by.engine) as session:
        due = attempts.due(session, by.moment())
    return sum(_beside_each_other(partial(serve, by), due))


def _beside_each_other(do: Callable[[int], int], subjects: Sequence[int]) -> list[int]:
    """Do it for each, a few at a time, in threads that hold up no process that ends."""
    ahead: SimpleQueue[int] = SimpleQueue()
    for one in subjects:
        ahead.put(one)
    done: list[int] = []
    failed: list[Exception] = []

    def go_on() -> None:
        while not failed:
            try:
                done.append(do(ahead.get_nowait()))
            except Empty:
                return
            except Exception as error:  # noqa: BLE001 - raised again where everybody is waited for
                failed.append(error)

    threads = [threading.Thread(target=go_on, daemon=True) for _ in range(min(AT_ONCE, len(subjects)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return done


def queue(by: Means) -> None:
    """Let events wait for every subscription whose account may see them; others are passed over, as in the feed."""
    with work.reading(by.engine) as session:
        newest = feed.newest(session)
        late = deliveries.behind(session, newest)
    for subscription_id, after in late:
        place: int | None = after
        while place is not None and not by.stopped():
            place = _queue_more(by, subscription_id, place)


def _queue_more(by: Means, subscription_id: int, after: int) -> int | None:
    """Queue some events; where to go on from, None when there are no more."""
    with work.reading(by.engine) as session:
        row = session.get(Subscription, subscription_id)
        who = None if row is None else webhooks.reader(session, row, clock.today())
        if row is None or who is None or webhooks.resting(who) is not None:
            return None
        news = feed.after(session, _eyes(who), after, row.kinds, QUEUED_AT_ONCE)
    events = [one.id for one in news.events if one.id is not None]
    wait = partial(_wait, subscription_id=subscription_id, events=events, newest=news.newest, now=by.moment())
    work.keeping(by.engine, wait)
    return news.newest if news.more else None


def _wait(session: Session, **said: Any) -> None:  # noqa: ANN401 - passed on
    deliveries.queue(session, **said)


def serve(by: Means, subscription_id: int) -> int:
    """Send a subscription what is due, one after another, about as long as one attempt may take; how many."""
    count, until = 0, time.monotonic() + by.timeout_s
    while time.monotonic() < until and not by.stopped():
        letter = work.keeping(by.engine, partial(_next, by, subscription_id))
        if letter is None:
            break
        count += 1
        outcome = _sent(by, letter)
        work.keeping(by.engine, partial(_noted, by, letter, outcome))
        if outcome.status == GONE:
            webhooks.gone(by.engine, subscription_id)
    return count


def _next(by: Means, subscription_id: int, session: Session) -> Letter | None:
    """What is sent next, as its account may see it at this moment; counted as an attempt. None when nothing is due."""
    now, row = by.moment(), session.get(Subscription, subscription_id)
    who = None if row is None else webhooks.reader(session, row, clock.today())
    if row is None or who is None or row.voided_at is not None or row.state != State.ACTIVE:
        return None
    while (waiting := attempts.first_due(session, subscription_id, now)) is not None:
        said = _said(session, row, who, waiting)
        if said is None:
            attempts.leave_out(session, waiting, now)
        elif attempts.claim(session, waiting, by.pace, now):
            return _letter(session, row, waiting, said, now)
    return None


def _said(session: Session, row: Subscription, who: Principal, waiting: Delivery) -> dict[str, Any] | None:
    """The content of a message; None when it is not for this subscription (any more)."""
    if waiting.event_id is None:
        return {"type": TEST, "timestamp": waiting.queued_at.isoformat(), "data": {}}
    if webhooks.resting(who) is not None:
        return None
    told = following.told(feed.one(session, _eyes(who), waiting.event_id))
    if not told or (row.kinds and told[0]["kind"] not in row.kinds):
        return None
    return {"type": f"{told[0]['kind']}.{told[0]['action']}", "timestamp": told[0]["at"], "data": told[0]}


def _eyes(who: Principal) -> following.Eyes:
    return following.eyes(reading.held_by(who), who.account_id)


def _letter(session: Session, row: Subscription, waiting: Delivery, said: dict[str, Any], now: dt.datetime) -> Letter:
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    headers = {
        "content-type": "application/json",
        "user-agent": "louyu-webhooks/1",
        "webhook-id": waiting.message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signed(known.secrets_of(session, row, now), waiting.message, now, body),
    }
    return Letter(waiting.id or 0, row.key, row.url, headers, body)


def signed(secrets: Sequence[str], message: str, at: dt.datetime, body: str) -> str:
    """Signatures of a message (``webhook-signature`` of Standard Webhooks), one for each secret."""
    return " ".join(Webhook(secret).sign(message, at, body) for secret in secrets)


def _sent(by: Means, letter: Letter) -> Outcome:
    """The attempt itself, outside any transaction."""
    try:
        target = targets.parsed(letter.url, by.rules)
        addresses = targets.resolved(target, by.rules)
    except InvalidValue:
        return Outcome(trouble=Trouble.NO_ADDRESS)
    return posting.post(target, addresses, letter.headers, letter.body.encode(), by.timeout_s)


def _noted(by: Means, letter: Letter, outcome: Outcome, session: Session) -> None:
    if outcome.good:
        attempts.succeeded(session, letter.delivery_id, outcome, by.moment())
    else:
        attempts.failed(session, letter.delivery_id, outcome, by.pace, by.moment())


def sweep(by: Means) -> None:
    """Forget what came to its end long ago, and former secrets that do not sign any more."""

    def forget(session: Session) -> None:
        attempts.sweep(session, by.moment() - by.keep)
        known.forget_former(session, by.moment())

    work.keeping(by.engine, forget)
