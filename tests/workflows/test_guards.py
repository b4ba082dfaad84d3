"""One guard for all months: what is hidden in one month's view is hidden in all, and looking keeps it."""

from pathlib import Path

import numpy as np
import pytest

from buildings.audience import PROMOTER
from buildings.database import work
from buildings.database.engine import connect
from buildings.disclosure.figures import State
from buildings.kinds import Origin
from buildings.workflows import figures, guards

pytestmark = pytest.mark.usefixtures("loopback")
STEP = 4


def test_the_same_buildings_are_hidden_in_every_month(demo_sqlite: Path) -> None:
    engine = connect(f"sqlite:///{demo_sqlite}")
    filed = [info.month for info in figures.months(engine, Origin.DEMONSTRATION) if info.has_file]
    found = []
    for month in (*filed[::STEP], filed[-1]):
        table = figures.figures(engine, month, PROMOTER, Origin.DEMONSTRATION).tables["building"]
        found.append([table.columns[slug].states == State.HIDDEN for slug in ("tax_month", "tax_12", "tax_ytd")])
    everywhere = np.any(found, axis=(0, 1))
    assert everywhere.any()
    assert not everywhere.all()
    for one in found:
        for column in one:
            assert (column == everywhere).all()
    with work.reading(engine) as session:
        guard = guards.current(engine, session, Origin.DEMONSTRATION)
        assert guard is not None
        assert guard is guards.current(engine, session, Origin.DEMONSTRATION)
    engine.dispose()


def test_a_month_before_the_first_file_shows_no_tax(demo_sqlite: Path) -> None:
    engine = connect(f"sqlite:///{demo_sqlite}")
    early = next(info.month for info in figures.months(engine, Origin.DEMONSTRATION) if not info.has_file)
    for table in figures.figures(engine, early, PROMOTER, Origin.DEMONSTRATION).tables.values():
        for column in table.columns.values():
            if column.metric.derives_from == "tax" and column.metric.slug != "upgrade":  # due by rules that are shown
                assert not (column.states == State.SHOWN).any()
    engine.dispose()


def test_a_register_without_tax_files_needs_none(real_sqlite: Path) -> None:
    engine = connect(f"sqlite:///{real_sqlite}")
    with work.reading(engine) as session:
        assert guards.current(engine, session, Origin.REAL) is None
    engine.dispose()
