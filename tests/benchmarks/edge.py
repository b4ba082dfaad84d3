"""The edge against bare routes behind the same doors: ``python -m tests.benchmarks.edge --seconds 8``.

list      all buildings of a month against the same rows through FastAPI's own ``response_model``; also zipped
geojson   the same points against a route that returns constant bytes
patch     one change of a lease against the same without guards: no version, key, scope, event; facts kept in both

The demonstration (S); requests in turn over one connection, on a server in a process of its own.
"""

import argparse
import http.client
import itertools
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from http.client import HTTPMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI, Response
from pydantic import BaseModel

from api.app import create_app
from api.auth import WhoNow
from api.house import House
from api.models.figures import LevelRows
from api.permissions import requires
from buildings.access.grants import ScopeKind
from buildings.access.roles import Permission
from buildings.audience import PUBLIC, Role
from buildings.database import work
from buildings.database.engine import Engine, connect
from buildings.database.work import Changes
from buildings.facts import refresh
from buildings.kinds import Origin
from buildings.quantities import first_day
from buildings.register import leases
from buildings.register.tables.leases import Lease
from tests.benchmarks import edits, scale
from tests.builders.accounts import key_of
from tests.load.server import UNLIMITED, serving

LIST, POINTS = "/api/v1/buildings", "/api/v1/geo/buildings.geojson"
SEES, WRITES = (Depends(requires(one)) for one in (Permission.SEE_FIGURES, Permission.REPORT_TENANCY))
KEPT = "kept-answers.json"
PLAIN = {"accept_encoding": "identity"}


class Rent(BaseModel):
    """What the bare route changes."""

    rent_fen: int
    rent_unit: str


def beside(url: str) -> FastAPI:
    """The application, and bare routes beside its own. What they return is in a file by the database."""
    engine = connect(url)
    app = create_app(House(engine, PUBLIC, Origin.DEMONSTRATION, requests_per_minute=UNLIMITED))
    file = Path(url.removeprefix("sqlite:///")).with_name(KEPT)
    kept: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {LIST: {}, POINTS: {}}
    points = json.dumps(kept[POINTS], ensure_ascii=False, separators=(",", ":")).encode()

    @app.get("/bare/list", response_model=LevelRows, dependencies=[SEES])
    def rows(_: WhoNow) -> Any:  # noqa: ANN401 - checked by the response model
        return kept[LIST]

    @app.get("/bare/points", dependencies=[SEES])
    def constant(_: WhoNow) -> Response:
        return Response(points, media_type="application/geo+json")

    @app.patch("/bare/leases/{code}", dependencies=[WRITES])
    def change(who: WhoNow, code: str, asked: Rent) -> dict[str, Any]:
        def do(changes: Changes) -> dict[str, Any]:
            row = leases.by_code(changes.session, code)
            leases.change(changes, row, asked.model_dump())
            return {"code": row.code, "version": row.version, "rent_fen": row.rent_fen}

        return work.run(
            engine, do, actor=who.actor, action="bare", origin=Origin.DEMONSTRATION, refresh=refresh.refresh
        )

    return app


class Client:
    """One connection that stays open."""

    def __init__(self, address: str, key: str) -> None:
        self._line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self._headers = {"authorization": f"Bearer {key}", "accept-encoding": "gzip"}

    def __call__(self, method: str, path: str, body: object = None, **headers: str) -> tuple[bytes, HTTPMessage]:
        """Body and headers of an answer that must be 200."""
        sent = (
            self._headers
            | {name.replace("_", "-"): one for name, one in headers.items()}
            | ({} if body is None else {"content-type": "application/json"})
        )
        self._line.request(method, path, None if body is None else json.dumps(body).encode(), sent)
        answer = self._line.getresponse()
        content = answer.read()
        assert answer.status == http.client.OK, (path, answer.status, content[:300])
        return content, answer.headers


def in_turn(ways: Mapping[str, Callable[[], object]], seconds: float) -> dict[str, float]:
    """Median seconds of each way; they take turns for so long."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            found[name].append(time.perf_counter() - start)
    print(f"  {min(len(took) for took in found.values())} requests of each")
    return {name: statistics.median(took[2:]) for name, took in found.items()}


def told(what: str, middle: Mapping[str, float]) -> None:
    """The figures, and ours over the bare way: above 1 ours is quicker."""
    (bare, its), (ours, own) = middle.items()
    print(f"{what}: {bare} {its * 1000:.2f} ms, {ours} {own * 1000:.2f} ms: {its / own:.2f} ×", flush=True)


def without_nulls(value: Any) -> Any:  # noqa: ANN401 - JSON
    """The same without what is null: a response model writes what was left out."""
    if isinstance(value, dict):
        return {name: without_nulls(one) for name, one in value.items() if one is not None}
    return [without_nulls(one) for one in value] if isinstance(value, list) else value


def patches(ask: Client, mine: str, bare: str) -> dict[str, Callable[[], object]]:
    """A change of a lease by the bare route, and of another by ours: upon its version, with a key of its own."""
    path, count = f"/api/v1/leases/{mine}", itertools.count()
    tags = [ask("GET", path)[1]["etag"]]

    def ours() -> None:
        number = next(count)
        upon = {"if-match": tags[-1], "idempotency-key": f"k{number}"}
        tags.append(ask("PATCH", path, _rent(number), **upon)[1]["etag"])

    return {"bare": lambda: ask("PATCH", f"/bare/leases/{bare}", _rent(next(count))), "ours": ours}


def _rent(fen: int) -> dict[str, object]:
    return {"rent_fen": 5000 + fen % 4000, "rent_unit": "m2_month"}


def main() -> None:
    """All three on a copy of the demonstration."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=8)
    seconds = asked.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder:
        file = shutil.copyfile(scale.prepared("S").database, Path(folder) / "edge.db")
        url = f"sqlite:///{file}"
        engine = connect(url)
        key = key_of(engine, "bench", Role.PROMOTER, scope=(ScopeKind.DISTRICT, ""), read_only=False)
        codes = _running(engine)
        with serving(url, beside) as address:
            ask = Client(address, key)
            kept = {path: json.loads(ask("GET", path, **PLAIN)[0]) for path in (LIST, POINTS)}
        file.with_name(KEPT).write_text(json.dumps(kept), "utf-8")
        with serving(url, beside) as address:
            ask = Client(address, key)
            for what, bare, own in (("list", "/bare/list", LIST), ("geojson", "/bare/points", POINTS)):
                ways = {name: partial(ask, "GET", path, **PLAIN) for name, path in (("bare", bare), ("ours", own))}
                assert without_nulls(json.loads(ways["bare"]()[0])) == without_nulls(json.loads(ways["ours"]()[0]))
                told(what, in_turn(ways, seconds))
            zipped = {name: partial(ask, "GET", path) for name, path in (("bare", "/bare/list"), ("ours", LIST))}
            told("list, to clients that take gzip, as most do", in_turn(zipped, seconds))
            told("patch", in_turn(patches(ask, *codes), seconds))
        engine.dispose()


def _running(engine: Engine) -> list[str]:
    """Two leases of the demonstration that run through the newest month, of firms in one building each."""
    day = first_day(scale.Scale("S", Path()).month)
    with work.reading(engine) as session:
        keys = edits.fit(session, day, day, at_home=True)[:2]
        return [str(session.get_one(Lease, key).code) for key in keys]


if __name__ == "__main__":
    main()
