"""A server seals what was changed, goes on after trouble, and stops when it is told to."""

import threading
import time

import pytest
from sqlalchemy import Engine

from buildings.workflows import auditing, upkeep
from tests.builders.register import edit, make_building

SOON, LONG = 0.05, 20.0


def unsealed(engine: Engine) -> bool:
    return auditing.verify(engine).unsealed > 0


def until_sealed(engine: Engine) -> None:
    end = time.monotonic() + LONG
    while unsealed(engine):
        assert time.monotonic() < end
        time.sleep(SOON)


def test_changes_are_sealed_while_it_lasts_and_not_after(engine: Engine) -> None:
    edit(engine, make_building)
    with upkeep.beside(engine, SOON):
        until_sealed(engine)
        edit(engine, make_building)
        until_sealed(engine)
    assert "upkeep" not in {thread.name for thread in threading.enumerate()}
    edit(engine, make_building)
    time.sleep(4 * SOON)
    assert unsealed(engine)


def test_trouble_does_not_end_it(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    seal, tries = auditing.seal_if_quiet, []

    def once_in_trouble(engine: Engine) -> int:
        tries.append(1)
        if len(tries) == 1:
            raise ConnectionError
        return seal(engine)

    monkeypatch.setattr(auditing, "seal_if_quiet", once_in_trouble)
    edit(engine, make_building)
    with upkeep.beside(engine, SOON):
        until_sealed(engine)
    assert len(tries) > 1
