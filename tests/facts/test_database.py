"""Through the database: what is kept is what the slow way says, on both engines, and both keep the same."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, given, settings

from buildings.database import work
from buildings.database.engine import Engine, connect
from buildings.database.work import Changes
from buildings.facts import horizon, snapshot
from buildings.facts.refresh import refresh
from buildings.facts.verify import verify
from buildings.kinds import Origin
from buildings.tables import tax_columns
from tests.facts.compare import differences
from tests.facts.districts import LAST, districts
from tests.facts.fill import kept, put
from tests.facts.oracle_months import facts
from tests.facts.plain import District
from tests.fixtures.database import MakeDatabase

WITHOUT_FILES = 36
BEFORE_FILES = 12


def covering(district: District) -> District:
    """The district over the months the horizon's rule gives it."""
    district.first = min(district.files) - BEFORE_FILES if district.files else LAST - WITHOUT_FILES
    district.last = LAST
    district.lookback, district.committed_months, district.newly_arrived = 3, 12, 3
    return district


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = connect(url)
    try:
        yield engine
    finally:
        engine.dispose()


def write(changes: Changes, district: District) -> None:
    put(changes, district)
    horizon.ensure_month(changes, LAST)
    changes.everything = True


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(district=districts())
def test_kept_facts_are_what_the_slow_way_says(make_database: MakeDatabase, district: District) -> None:
    covering(district)
    with opened(make_database()) as engine:
        work.run(engine, lambda changes: write(changes, district), refresh=refresh, actor="test", action="test")
        with work.reading(engine) as session:
            assert differences(kept(session), facts(district)) == []
            assert verify(session) == []
            assert horizon.covered(session) == (district.first, district.last)


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(district=districts())
def test_sums_of_tax_in_no_building_are_its_rows_added_up(make_database: MakeDatabase, district: District) -> None:
    covering(district)
    with opened(make_database()) as engine:
        work.run(engine, lambda changes: write(changes, district), refresh=refresh, actor="test", action="test")
        with work.reading(engine) as session:
            portfolio = snapshot.snapshot(session, district.last, Origin.DEMONSTRATION)
            rows, sums = portfolio.unattributed, portfolio.unattributed_sums
    taxes = {column.key for column in tax_columns() if column.counts_as_tax}
    added: dict[tuple[object, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    names = ("month", "taxpayer", "reason", "column_key", "amount_fen", "retained_fen")
    for *key, column, amount, retained in zip(*(rows[name].tolist() for name in names), strict=True):
        if key[0] > snapshot.MONTHS - 1 - 12:
            tax = column in taxes
            for place, fen in enumerate((amount, retained, 0) if tax else (0, 0, amount)):
                added[tuple(key)][place] += fen
    names = ("month", "taxpayer", "reason", "tax_fen", "retained_fen", "fee_fen")
    found = {tuple(row[:3]): list(row[3:]) for row in zip(*(sums[name].tolist() for name in names), strict=True)}
    assert found == dict(added)
