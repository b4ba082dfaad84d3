"""Imports as a test runs them, and the whole content of a database, to be compared."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine, select
from sqlmodel import SQLModel

from buildings.database import work
from buildings.database.work import Changes
from buildings.errors import FileRejected
from buildings.facts import refresh
from buildings.imports import desk
from buildings.imports.desk import Outcome
from buildings.imports.issues import Issue
from buildings.kinds import Origin
from buildings.operations import stamp


def load(engine: Engine, *paths: Path, demonstration: bool = False, facts: bool = False) -> tuple[Outcome, ...]:
    """Import files in one unit of work; the database is stamped first when asked."""
    books = desk.read_all(paths)

    def do(changes: Changes) -> tuple[Outcome, ...]:
        if demonstration:
            stamp.claim(changes, stamp.ORIGIN, Origin.DEMONSTRATION.value)
        return desk.write_all(changes, books)

    return work.run(engine, do, actor="cli:tester", action="import", refresh=refresh.refresh if facts else None)


def refused(engine: Engine, *paths: Path) -> Sequence[Issue]:
    """Issues of a refused import; AssertionError when it was not refused, or left a trace."""
    before = dump(engine)
    try:
        load(engine, *paths)
    except FileRejected as error:
        assert dump(engine) == before
        issues: Sequence[Issue] = error.details["issues"]  # type: ignore[assignment]
        assert issues
        for issue in issues:
            assert paths[-1].name in issue.say()
            assert issue.say("en")
        return issues
    raise AssertionError("nothing was refused")


def dump(engine: Engine, *without: str) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with engine.connect() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in SQLModel.metadata.sorted_tables
            if table.name not in without
        }


def count(engine: Engine, table: str) -> int:
    """How many rows a table has."""
    return len(dump(engine)[table])
