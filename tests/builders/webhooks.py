"""Webhooks of the people of a town, and delivering at a moment of the test's choosing."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from buildings.access import clock
from buildings.operations.attempts import Pace
from buildings.operations.targets import Rules
from buildings.workflows import delivering
from buildings.workflows.delivering import Means
from tests.builders.tenancy import Json, Person

PACE = Pace(dt.timedelta(seconds=30), dt.timedelta(hours=12), dt.timedelta(hours=72), spread=0)
LOCAL = Rules(local=True)


@dataclass
class Post:
    """Delivers, by a clock that is set forward by hand."""

    engine: Engine
    at: dt.datetime = field(default_factory=clock.now)
    rules: Rules = LOCAL
    timeout_s: float = 5

    @property
    def means(self) -> Means:
        """What delivering needs."""
        return Means(self.engine, PACE, self.rules, self.timeout_s, dt.timedelta(days=30), moment=lambda: self.at)

    def later(self, **time: float) -> None:
        """Set the clock forward."""
        self.at += dt.timedelta(**time)

    def round(self) -> int:
        """Once all that is due; how many attempts."""
        self.at = max(self.at, clock.now())
        return delivering.everything_due(self.means)

    def go(self) -> int:
        """Until nothing is due."""
        total = 0
        while count := self.round():
            total += count
        return total


def hook(who: Person, address: str, **said: object) -> Json:
    """A new webhook."""
    return who.ask("POST", "webhooks", 201, None, {"url": address, **said})


def messages(who: Person, made: Json, **query: object) -> list[dict[str, Any]]:
    """Its list of messages, newest first."""
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    found: list[dict[str, Any]] = who.get(f"webhooks/{made['code']}/deliveries?{asked}")["items"]
    return found


def seen(who: Person, made: Json) -> Json:
    """The webhook as it is now."""
    return who.get(f"webhooks/{made['code']}")


def states(who: Person, made: Json) -> list[str]:
    """States of its messages, oldest first."""
    return [one["state"] for one in reversed(messages(who, made))]


def feed(who: Person, since: int = 0, kinds: str = "") -> list[dict[str, Any]]:
    """What the feed shows somebody."""
    narrowed = f"&kinds={kinds}" if kinds else ""
    found: list[dict[str, Any]] = who.get(f"changes?since={since}&limit=500{narrowed}")["items"]
    return found
