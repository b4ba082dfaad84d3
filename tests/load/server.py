"""The application in a process of its own, so that those who ask take no time from it."""

import multiprocessing
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx2
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.house import House
from buildings.audience import PUBLIC
from buildings.database.engine import connect
from buildings.kinds import Origin

UNLIMITED = 100_000_000
"""Requests a minute: what one account may is tried elsewhere."""


def plain(url: str) -> FastAPI:
    """The application itself."""
    return create_app(House(connect(url), PUBLIC, Origin.REAL, requests_per_minute=UNLIMITED))


def _serve(url: str, taken: socket.socket, build: Callable[[str], FastAPI]) -> None:
    os.environ["LOUYU_DATABASE_URL"] = url
    app = build(url)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[taken])


@contextmanager
def serving(url: str, build: Callable[[str], FastAPI] = plain) -> Iterator[str]:
    """Address of a server of the database; gone when done. ``build`` is known by its name in its module."""
    made = socket.create_server(("127.0.0.1", 0), backlog=512)  # those who ask early wait here
    taken = socket.socket(fileno=made.detach())
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(url, taken, build), daemon=True)
    process.start()
    address = f"http://127.0.0.1:{taken.getsockname()[1]}"
    try:
        httpx2.get(f"{address}/api/v1/me", timeout=60)
        yield address
    finally:
        process.terminate()
        process.join(20)
        taken.close()
