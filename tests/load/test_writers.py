"""A short storm of writers on each engine; the long one is run by hand (``python -m tests.load.run``)."""

import pytest
from sqlalchemy import Engine

from buildings.database import version, work
from tests.builders.tenancy import Town
from tests.load import writers
from tests.load.server import serving

WRITERS, SECONDS = 8, 6


@pytest.mark.stocked("town")
def test_many_writers_on_the_same_rooms(town: Town, db_url: str) -> None:
    with serving(db_url) as address:
        keys = writers.accounts(town.engine, WRITERS)
        told = writers.storm(address, keys, list(town.rooms.values()), SECONDS)
        done = sum(one.status in writers.DONE for each in told for one in each)
        assert done > WRITERS
        assert writers.refused(told) == []
        assert writers.lost(told) == []
        assert writers.gone(address, keys, told) == []
        before = state(town.engine)
        assert writers.again(address, keys, told) == []
        assert state(town.engine) == before
    assert writers.unsound(town.engine) == []


def state(engine: Engine) -> str:
    with work.reading(engine) as session:
        return version.version(session)
