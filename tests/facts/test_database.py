"""Through the database: what is kept is what the slow way says, on both engines, and both keep the same."""

from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, given, settings

from buildings.database import work
from buildings.database.engine import Engine, connect
from buildings.database.work import Changes
from buildings.facts import horizon
from buildings.facts.refresh import refresh
from buildings.facts.verify import verify
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
