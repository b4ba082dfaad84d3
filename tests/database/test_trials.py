"""What was tried is kept as if it had been done at once, or undone as if it had never been tried."""

import dataclasses
from typing import Any

from sqlalchemy import Engine

from buildings.database import work
from buildings.database.trials import Trial
from buildings.kinds import Origin
from buildings.register.tables.buildings import Building
from tests.database.test_work import add, count


def state(changes: work.Changes) -> dict[str, Any]:
    """Everything that the unit of work will go by."""
    found = {one.name: getattr(changes, one.name) for one in dataclasses.fields(changes)}
    return {name: value.copy() if isinstance(value, (set, list)) else value for name, value in found.items()}


def before(_: work.Changes) -> None:
    """Done last for what was not tried."""


def never(_: work.Changes) -> None:
    raise AssertionError


def spoil(changes: work.Changes) -> None:
    """Write, and change all that a unit of work goes by."""
    add(changes, "350102002")
    changes.origin = Origin.DEMONSTRATION
    changes.everything = True
    changes.wrote.add(Building)
    for keys in (changes.parties, changes.taxpayers, changes.buildings):
        keys.add(9)
    changes.last.append(never)


def test_what_is_undone_leaves_nothing(engine: Engine) -> None:
    def do(changes: work.Changes) -> None:
        add(changes)
        changes.parties.add(7)
        changes.last.append(before)
        stood = state(changes)
        trial = Trial(changes)
        spoil(changes)
        assert all(
            state(changes)[name] != stood[name] for name in stood.keys() - {"session", "actor", "at", "audit_id"}
        )
        trial.undo()
        assert state(changes) == stood

    work.run(engine, do, actor="t", action="t")
    assert count(engine) == 1


def test_what_is_kept_stays(engine: Engine) -> None:
    def do(changes: work.Changes) -> dict[str, Any]:
        trial = Trial(changes)
        add(changes)
        changes.everything = True
        changes.last.append(before)
        trial.keep()
        return state(changes)

    found = work.run(engine, do, actor="t", action="t")
    assert (found["everything"], found["last"], count(engine)) == (True, [before], 1)
