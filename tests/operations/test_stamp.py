"""Stamps and batches: demonstration data go only into a database that was empty when they came."""

import pytest
from sqlalchemy import Engine

from buildings.database import work
from buildings.errors import WrongOrigin
from buildings.kinds import Origin
from buildings.operations import batches, stamp
from buildings.register import records
from tests.builders.register import again, edit, make_building, make_subdistrict


def claim(changes: work.Changes) -> None:
    stamp.claim(changes, stamp.ORIGIN, Origin.DEMONSTRATION)
    stamp.claim(changes, "demonstration", "seed=1")


def test_an_empty_database_is_claimed_once_and_says_so(engine: Engine) -> None:
    with work.reading(engine) as session:
        assert stamp.origin(session) == Origin.REAL
    edit(engine, claim)
    edit(engine, make_building)
    edit(engine, claim)
    with work.reading(engine) as session:
        assert stamp.origin(session) == stamp.read(session, stamp.ORIGIN) == Origin.DEMONSTRATION
    with pytest.raises(WrongOrigin):
        edit(engine, lambda c: stamp.claim(c, "demonstration", "seed=2"))
    edit(engine, lambda c: stamp.claim(c, "later", "yes"))


@pytest.mark.parametrize("voided", [False, True])
def test_a_database_with_any_record_refuses(engine: Engine, voided: bool) -> None:
    row = edit(engine, make_subdistrict)
    if voided:
        edit(engine, lambda c: records.void(c, again(c, row), "误"))
    with pytest.raises(WrongOrigin):
        edit(engine, claim)
    with work.reading(engine) as session:
        assert stamp.read(session, stamp.ORIGIN) is None
        with pytest.raises(WrongOrigin):
            stamp.may_claim(session)


def test_batches_are_noted_and_found(engine: Engine) -> None:
    def note(changes: work.Changes) -> None:
        for number, month in enumerate((None, 24_300, 24_301)):
            batches.record(changes, "taxes", f"{number}.xlsx", f"{number}", counts={"new": number}, month=month)

    edit(engine, note)
    with work.reading(engine) as session:
        newest, of_month = batches.latest(session, "taxes"), batches.latest(session, "taxes", 24_300)
        assert batches.latest(session, "leases") is None
    assert newest is not None
    assert of_month is not None
    assert (newest.filename, of_month.filename, of_month.counts) == ("2.xlsx", "1.xlsx", {"new": 1})
