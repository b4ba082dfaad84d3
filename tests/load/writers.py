"""Writers upon the same few rooms: report, change, end, void, each request with a key of its own; then all of it again.

Afterwards: nobody was told of a lock, no change was lost, no room is over-let, and what was done, sent again with its
key, is answered as before and changes nothing. The suite asserts it after a short storm, ``tests.load.run`` tells it
after a long one.
"""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2
from sqlalchemy import Engine

from buildings.access.grants import ScopeKind
from buildings.audience import Role
from buildings.database import work
from buildings.facts import verify as verifying
from buildings.register import capacity
from tests.builders.accounts import key_of
from tests.builders.tenancy import Json, on

MEANT = {200, 201, 404, 409, 412, 422}
"""What a writer may be told: done, gone, taken, moved on, not so."""
DONE = {200, 201}
WAIT_S = 120


@dataclass(frozen=True)
class Told:
    """A request as it was sent, and its answer."""

    method: str
    path: str
    body: Json
    headers: dict[str, str]
    status: int
    answer: bytes
    took: float


@dataclass
class Common:
    """What all writers see: the rooms, the leases that somebody reported, and when to stop."""

    rooms: Sequence[str]
    until: float
    leases: list[str] = field(default_factory=list)


class Writer(threading.Thread):
    """Somebody with an account of his own who writes until it is time."""

    def __init__(self, address: str, key: str, common: Common, seed: int) -> None:
        super().__init__(daemon=True)
        self._talking = httpx2.Client(base_url=address, timeout=WAIT_S, headers=said(key))
        self._common, self._chance, self._name = common, random.Random(seed), f"w{seed}"  # noqa: S311 - draws deeds, no secret
        self.told: list[Told] = []
        self.failed: Exception | None = None

    def run(self) -> None:
        """Write until it is time."""
        try:
            with self._talking:
                while time.monotonic() < self._common.until:
                    self._one()
        except Exception as error:  # noqa: BLE001 - told by the storm
            self.failed = error

    def _one(self) -> None:
        deed = self._chance.choice((self._report, self._report, self._change, self._change, self._end, self._void))
        deed()

    def _report(self) -> None:
        start = self._chance.randrange(-300, 300, 10)
        part: Json = {"unit": self._chance.choice(self._common.rooms), "starts_on": on(start)}
        part |= {
            "ends_on": on(start + self._chance.randrange(200)),
            "area_m2": self._chance.choice([20, 35.5, 60]),
        }
        told = self._send("POST", "/api/v1/leases", {"tenant": {"name": f"公司{self._name}"}, "units": [part]})
        if told.status == httpx2.codes.CREATED:
            self._common.leases.append(httpx2.Response(201, content=told.answer).json()["code"])

    def _upon(self, verb: str, body: Json, method: str = "POST") -> None:
        """A change of a lease as it was just read."""
        if not self._common.leases:
            return
        path = f"/api/v1/leases/{self._chance.choice(self._common.leases)}"
        tag = self._talking.get(path).headers.get("etag")
        if tag is not None:
            self._send(method, path + verb, body, {"if-match": tag})

    def _change(self) -> None:
        self._upon("", {"rent_fen": self._chance.randrange(10_000_000), "rent_unit": "m2_month"}, "PATCH")

    def _end(self) -> None:
        self._upon("/end", {"last_on": on(self._chance.randrange(-300, 300))})

    def _void(self) -> None:
        self._upon("/void", {"reason": "登记有误"})

    def _send(self, method: str, path: str, body: Json, headers: dict[str, str] | None = None) -> Told:
        sent = {"idempotency-key": f"{self._name}-{len(self.told)}", **(headers or {})}
        start = time.perf_counter()
        answer = self._talking.request(method, path, json=body, headers=sent)
        told = Told(method, path, body, sent, answer.status_code, answer.content, time.perf_counter() - start)
        self.told.append(told)
        return told


def said(key: str) -> dict[str, str]:
    """Headers of a tax officer who says why."""
    return {"authorization": f"Bearer {key}", "louyu-purpose": "check"}


def accounts(engine: Engine, count: int) -> list[str]:
    """Keys of so many members of the staff who change everything at once."""
    place = (ScopeKind.DISTRICT, "")
    return [key_of(engine, f"writer{at}", Role.TAX_OFFICER, scope=place, read_only=False) for at in range(count)]


def storm(address: str, keys: Sequence[str], rooms: Sequence[str], seconds: float) -> list[list[Told]]:
    """What each writer was told."""
    common = Common(rooms, time.monotonic() + seconds)
    writers = [Writer(address, key, common, at) for at, key in enumerate(keys)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(seconds + 2 * WAIT_S)
        assert not writer.is_alive(), "a writer was never answered"
        if writer.failed is not None:
            raise writer.failed
    return [writer.told for writer in writers]


def refused(told: Sequence[Sequence[Told]]) -> list[tuple[int, bytes]]:
    """Answers that no writer may get."""
    return [(one.status, one.answer[:300]) for each in told for one in each if one.status not in MEANT]


def lost(told: Sequence[Sequence[Told]]) -> list[tuple[str, str]]:
    """Leases of which two changes were made upon the same version, with that version."""
    done = Counter(
        ("/".join(one.path.split("/")[:5]), one.headers["if-match"])
        for each in told
        for one in each
        if one.status == httpx2.codes.OK and "if-match" in one.headers
    )
    return [upon for upon, count in done.items() if count > 1]


def gone(address: str, keys: Sequence[str], told: Sequence[Sequence[Told]]) -> list[tuple[str, int]]:
    """Leases that do not stand in the newest version that somebody was told of, with that version."""
    newest: dict[str, int] = {}
    voided = set()
    for one in (one for each in told for one in each if one.status in DONE):
        answer = json.loads(one.answer)
        newest[answer["code"]] = max(newest.get(answer["code"], 0), answer.get("version", 0))
        voided |= {answer["code"]} if one.path.endswith("/void") else set()
    with httpx2.Client(base_url=address, timeout=WAIT_S, headers=said(keys[0])) as talking:
        found = {code: talking.get(f"/api/v1/leases/{code}").headers.get("etag") for code in set(newest) - voided}
    return [(code, newest[code]) for code, tag in found.items() if tag != f'"{newest[code]}"']


def unsound(engine: Engine) -> list[Any]:
    """Rooms that are over-let, and facts that are not those of a rebuild."""
    with work.reading(engine) as session:
        return [*capacity.check(session), *verifying.verify(session)]


def again(address: str, keys: Sequence[str], told: Sequence[Sequence[Told]]) -> list[Told]:
    """Send everything that was done again, with its key; what is answered otherwise.

    A refusal is not kept: the same may be asked again under its key when the room is free.
    """
    wrong = []
    for key, each in zip(keys, told, strict=True):
        with httpx2.Client(base_url=address, timeout=WAIT_S, headers=said(key)) as talking:
            for one in each:
                if one.status in DONE:
                    answer = talking.request(one.method, one.path, json=one.body, headers=one.headers)
                    same = (answer.status_code, answer.content) == (one.status, one.answer)
                    wrong.extend([] if same else [one])
    return wrong
