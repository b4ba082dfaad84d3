"""Turns of writers: in order, one at a time, and nobody who left is waited for."""

import threading
import time

import pytest

from buildings.database import work
from buildings.database.engine import connect
from buildings.database.turns import Turns, turn, turns_of
from buildings.errors import Busy

SOON, LONG = 0.05, 20.0


def waiting(turns: Turns, count: int) -> None:
    """Wait until so many are in the queue."""
    end = time.monotonic() + LONG
    while len(turns._waiting) != count:
        assert time.monotonic() < end
        time.sleep(0.001)


def test_turns_are_had_in_the_order_in_which_they_were_asked_for() -> None:
    turns, had, inside = Turns(), list[int](), list[int]()

    def one(number: int) -> None:
        with turns.turn(LONG):
            inside.append(number)
            assert len(inside) == 1
            had.append(number)
            inside.pop()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    with turns.turn(LONG):
        for place, thread in enumerate(threads):
            thread.start()
            waiting(turns, place + 2)
    for thread in threads:
        thread.join()
    assert had == list(range(8))


def test_who_waits_too_long_is_told_and_nobody_waits_for_him() -> None:
    turns, had = Turns(), list[str]()

    def patient() -> None:
        with turns.turn(LONG):
            had.append("patient")

    with turns.turn(LONG):
        with pytest.raises(Busy), turns.turn(SOON):
            had.append("never")
        thread = threading.Thread(target=patient)
        thread.start()
        waiting(turns, 2)
    thread.join()
    assert had == ["patient"]
    with turns.turn(SOON):
        had.append("free")
    assert had == ["patient", "free"]


def test_a_turn_ends_with_its_failure() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="mine"), turns.turn(SOON):
        raise ValueError("mine")
    with turns.turn(SOON):
        pass


def test_postgresql_queues_by_itself() -> None:
    engine = connect("postgresql+psycopg://nobody@localhost/none")
    with turn(engine), turn(engine):
        pass
    other = connect("sqlite://")
    with turn(other), turn(connect("sqlite://")):
        pass


def test_every_writer_of_a_sqlite_file_has_a_turn(sqlite_url: str) -> None:
    engine = connect(sqlite_url)
    turns = turns_of(engine)
    for write in (
        lambda: work.run(engine, lambda _: None, actor="cli:tester", action="test"),
        lambda: work.keeping(engine, lambda _: None),
    ):
        thread = threading.Thread(target=write)
        with turn(engine):
            thread.start()
            waiting(turns, 2)
        thread.join()
    engine.dispose()
