"""Attempts to send: which message is next, counted before it is made, and what became of it."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Table, and_, delete, func, or_, select, update
from sqlmodel import Session

from buildings.database.history import table_of
from buildings.operations.deliveries import Delivery, Following, Stage
from buildings.operations.posting import Outcome
from buildings.operations.webhooks import Subscription, sent_to


@dataclass(frozen=True)
class Pace:
    """How often is tried again, and for how long. ``spread``: by what part a wait may be shorter or longer."""

    first: dt.timedelta
    longest: dt.timedelta
    give_up: dt.timedelta
    spread: float = 0.2

    def wait(self, attempts: int) -> dt.timedelta:
        """Wait after so many attempts: doubled each time, up to the longest, and not all at the same moment."""
        doubled = min(self.first * (1 << min(attempts - 1, 20)), self.longest)
        return doubled * random.uniform(1 - self.spread, 1 + self.spread)  # noqa: S311 - spreads load, no secret


_D: Final[Table] = Delivery.__table__  # type: ignore[attr-defined]
_F: Final[Table] = Following.__table__  # type: ignore[attr-defined]
_S: Final = table_of(Subscription).c
_DUE: Final = _D.c.state == Stage.WAITING.value


def due(session: Session, now: dt.datetime) -> Sequence[int]:
    """Subscriptions that something may be sent to now."""
    query = (
        select(_D.c.subscription_id)
        .join(_F, _F.c.subscription_id == _D.c.subscription_id)
        .join(Subscription, _S.id == _D.c.subscription_id)
        .where(sent_to(), _DUE, _D.c.next_at <= now, _F.c.rest_until <= now)
    )
    return session.execute(query.distinct().order_by(_D.c.subscription_id)).scalars().all()


def first_due(session: Session, subscription_id: int, now: dt.datetime) -> Delivery | None:
    """What is sent next: those tried least before others, then in the order of the feed."""
    ready = and_(_D.c.subscription_id == subscription_id, _DUE, _D.c.next_at <= now, _F.c.rest_until <= now)
    query = select(Delivery).join(_F, _F.c.subscription_id == _D.c.subscription_id).where(ready)
    found: Delivery | None = session.execute(query.order_by(_D.c.attempts, _D.c.id).limit(1)).scalar_one_or_none()
    return found


def claim(session: Session, row: Delivery, pace: Pace, now: dt.datetime) -> bool:
    """Count an attempt before it is made, and set when the next one would be; False when another was faster.

    Whatever happens between here and the receiver's answer, nobody tries it again before its time.
    """
    first = row.first_at or now
    last, later = first + pace.give_up, now + pace.wait(row.attempts + 1)
    values = {
        "attempts": row.attempts + 1,
        "first_at": first,
        "last_at": now,
        "next_at": min(later, last) if now < last else later,
    }
    mine = and_(_D.c.id == row.id, _DUE, _D.c.attempts == row.attempts)
    done = session.execute(update(_D).where(mine).values(**values).returning(_D.c.id)).all()
    return bool(done)


def leave_out(session: Session, row: Delivery, now: dt.datetime) -> None:
    """The account may not see it, or does not want its kind any more."""
    row.state, row.last_at, row.next_at = Stage.NOT_FOR_IT, now, None
    session.flush()


def succeeded(session: Session, delivery_id: int, outcome: Outcome, now: dt.datetime) -> None:
    """The receiver took it."""
    values = {"state": Stage.DELIVERED.value, "last_status": outcome.status, "last_error": None, "next_at": None}
    session.execute(update(_D).where(_D.c.id == delivery_id).values(**values))
    subscription = select(_D.c.subscription_id).where(_D.c.id == delivery_id).scalar_subquery()
    fresh = {"failures": 0, "failing_since": None, "rest_until": now}
    session.execute(update(_F).where(_F.c.subscription_id == subscription, _F.c.failures > 0).values(**fresh))


def failed(session: Session, delivery_id: int, outcome: Outcome, pace: Pace, now: dt.datetime) -> None:
    """The receiver did not: it rests, and what was tried long enough is given up.

    A receiver that failed all that time fails for everything that waited as long behind the attempt, too.
    """
    error = None if outcome.trouble is None else outcome.trouble.value
    said = {"last_status": outcome.status, "last_error": error}
    session.execute(update(_D).where(_D.c.id == delivery_id, _DUE).values(**said))
    row = session.get(Delivery, delivery_id)
    progress = None if row is None else session.get(Following, row.subscription_id)
    if row is None or progress is None:  # ended meanwhile
        return
    progress.failures, progress.failing_since = progress.failures + 1, progress.failing_since or now
    asked = dt.timedelta(seconds=outcome.retry_after_s)
    rest, last = now + max(pace.wait(progress.failures), min(asked, pace.longest)), (row.first_at or now) + pace.give_up
    progress.rest_until = min(rest, last) if now < last else rest  # no rest is so long that the last attempt is late
    session.flush()
    before = now - pace.give_up
    tried = and_(_D.c.id == delivery_id, _D.c.first_at <= before)
    long = and_(_D.c.subscription_id == row.subscription_id, _D.c.queued_at <= before)
    over = or_(tried, long) if progress.failing_since <= before else tried
    given_up = {"state": Stage.GIVEN_UP.value, "next_at": None, "last_error": func.coalesce(_D.c.last_error, error)}
    session.execute(update(_D).where(_DUE, over).values(**given_up))


def sweep(session: Session, before: dt.datetime) -> None:
    """Drop what came to its end before an instant."""
    over = func.coalesce(_D.c.last_at, _D.c.queued_at) < before
    session.execute(delete(_D).where(_D.c.state != Stage.WAITING.value, over))
