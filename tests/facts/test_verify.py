"""What verify says of facts that were tampered with, and which months facts cover."""

import datetime as dt

import pytest
import sqlalchemy as sa

from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes
from buildings.facts import horizon, rebuild, store
from buildings.facts.refresh import refresh
from buildings.facts.verify import Difference, verify
from buildings.quantities import parse_month
from tests.builders.register import make_enterprise, make_lease, make_tax_file, make_taxpayer

MAY = parse_month("2026-05")


def run(engine: Engine, do: object) -> None:
    assert callable(do)
    work.run(engine, do, refresh=refresh, actor="test", action="test")


def begin(changes: Changes) -> None:
    firm = make_enterprise(changes)
    make_lease(changes, enterprise_id=firm.key, starts_on=dt.date(2026, 1, 1))
    make_tax_file(changes, MAY, [(make_taxpayer(changes, firm).key, "zzs", 100, None)])


@pytest.fixture
def filled(engine: Engine) -> Engine:
    run(engine, begin)
    return engine


def test_an_empty_database_has_no_facts_and_no_differences(engine: Engine) -> None:
    work.run(engine, lambda changes: rebuild.rebuild(changes.session), actor="test", action="test")
    with work.reading(engine) as session:
        assert (horizon.covered(session), verify(session)) == (None, [])


def test_each_difference_is_named(filled: Engine) -> None:
    months, taxes = store.TABLES["fact_building_months"], store.TABLES["fact_building_month_taxes"]

    def tamper(changes: Changes) -> None:
        changes.session.execute(sa.update(months).where(months.c.month == MAY).values(tax_fen=99))
        changes.session.execute(sa.delete(taxes))

    work.run(filled, tamper, actor="test", action="test")
    with work.reading(filled) as session:
        found = verify(session)
        key = session.execute(sa.select(months.c.building_id).distinct()).scalar_one()
    assert Difference("fact_building_months", (MAY, key), "tax_fen", 99, 100) in found
    assert Difference("fact_building_month_taxes", (MAY, key, "zzs"), "", None, (100, 25, True)) in found
    assert len(found) == 2
    work.run(filled, lambda changes: rebuild.rebuild(changes.session), actor="test", action="test")
    with work.reading(filled) as session:
        assert verify(session) == []


def test_a_later_month_is_covered_when_asked_for(filled: Engine) -> None:
    with work.reading(filled) as session:
        assert horizon.covered(session) == (MAY - 12, MAY)
        assert horizon.months(session, "real")[0] == (MAY, True, False)
        assert horizon.months(session, "demonstration")[0] == (MAY, False, False)
    run(filled, lambda changes: horizon.ensure_month(changes, MAY + 2))
    with work.reading(filled) as session:
        assert horizon.covered(session) == (MAY - 12, MAY + 2)
        assert verify(session) == []


def test_without_any_tax_file_three_years_are_covered(engine: Engine) -> None:
    run(engine, lambda changes: horizon.ensure_month(changes, MAY))
    with work.reading(engine) as session:
        assert horizon.covered(session) == (MAY - 36, MAY)
