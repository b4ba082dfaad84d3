"""By hand: ``python -m tests.load.run writers --engine pg --writers 64 --seconds 30``, ``… patches --clients 16``.

writers   a storm upon five rooms: what was told and done, and everything again with its keys
patches   so many clients, each changing leases of its own: how long the slowest hundredth takes against the middle
"""

import argparse
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from buildings.database.engine import connect
from buildings.database.migrate import upgrade
from tests.builders import tenancy
from tests.builders.tenancy import Town
from tests.fixtures.postgres import Cluster, server_folder
from tests.load import writers
from tests.load.server import serving

WARM_UP = 3
"""Requests of each client that do not count."""


@contextmanager
def database(kind: str) -> Iterator[str]:
    """Address of an empty database of its own."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'load.db'}"
        return
    programs = server_folder()
    assert programs is not None, "PostgreSQL with PostGIS is missing"
    cluster = Cluster(programs)
    cluster.start()
    try:
        cluster.execute("create database load")
        yield cluster.url("load")
    finally:
        cluster.stop()


@contextmanager
def town(kind: str) -> Iterator[tuple[Town, str]]:
    """The small town, and the address of its server."""
    with database(kind) as url:
        upgrade(url)
        built = tenancy.build(connect(url))
        with serving(url) as address:
            yield built, address
        built.engine.dispose()


def middle_and_slow(took: list[float]) -> tuple[float, float]:
    """The middle and the slowest hundredth of ascending times."""
    assert took, "nothing was answered in time: ask for more seconds"
    return statistics.median(took), took[int(len(took) * 0.99)]


def storm(kind: str, count: int, seconds: float) -> None:
    """What so many writers were told, and whether it is so."""
    with town(kind) as (built, address):
        keys = writers.accounts(built.engine, count)
        told = writers.storm(address, keys, list(built.rooms.values()), seconds)
        each = [one for by in told for one in by]
        print(
            f"{kind}, {count} writers, {seconds} s: {len(each)} requests, {dict(Counter(one.status for one in each))}"
        )
        took = sorted(one.took for one in each)
        middle, slow = middle_and_slow(took)
        print(f"  middle {middle:.3f} s, 99 % below {slow:.3f} s, most {took[-1]:.3f} s")
        print(f"  refused by a lock or fault: {writers.refused(told)[:3]}, changes lost: {writers.lost(told)[:3]}")
        print(f"  told and not there: {writers.gone(address, keys, told)[:3]}")
        print(f"  answered otherwise when sent again: {len(writers.again(address, keys, told))}")
        print(f"  rooms over-let, facts that differ from a rebuild: {writers.unsound(built.engine)[:3]}")


def patches(kind: str, clients: int, seconds: float) -> None:
    """The slowest hundredth of changes against the middle, so many clients at once."""
    with town(kind) as (built, address):
        keys = writers.accounts(built.engine, clients)
        leases = [built.lease("101", area_m2=1, starts_on=tenancy.on(-400))["code"] for _ in range(clients)]
        took: list[list[float]] = [[] for _ in keys]
        until = time.monotonic() + seconds

        def change(at: int) -> None:
            headers = writers.said(keys[at])
            with httpx2.Client(base_url=address, timeout=writers.WAIT_S, headers=headers) as talking:
                path = f"/api/v1/leases/{leases[at]}"
                tag = talking.get(path).headers["etag"]
                while time.monotonic() < until:
                    start = time.perf_counter()
                    sent = {"if-match": tag, "idempotency-key": f"{at}-{len(took[at])}"}
                    rent = {"rent_fen": len(took[at]), "rent_unit": "m2_month"}
                    answer = talking.patch(path, json=rent, headers=sent)
                    assert answer.status_code == httpx2.codes.OK, answer.text
                    tag = answer.headers["etag"]
                    took[at].append(time.perf_counter() - start)

        threads = [threading.Thread(target=change, args=(at,), daemon=True) for at in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        warm = sorted(one for each in took for one in each[WARM_UP:])
        middle, slow = middle_and_slow(warm)
        print(f"{kind}, {clients} clients, {len(warm)} changes: p50 {middle:.4f} s, p99 {slow:.4f} s")
        print(f"  p99 is {slow / middle:.2f} × p50")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("what", choices=("writers", "patches"))
    asked.add_argument("--engine", choices=("sqlite", "pg"), default="pg")
    asked.add_argument("--writers", "--clients", type=int, default=16)
    asked.add_argument("--seconds", type=float, default=30)
    said = asked.parse_args()
    (storm if said.what == "writers" else patches)(said.engine, said.writers, said.seconds)
