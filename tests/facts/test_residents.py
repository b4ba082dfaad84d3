"""Who is resident and registered here, at the month ends that warnings compare; on both engines."""

import datetime as dt
from fractions import Fraction
from functools import partial

import pytest
from sqlalchemy import Engine

from buildings import parameters
from buildings.database import work
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.facts import horizon, snapshot
from buildings.facts.refresh import refresh
from buildings.kinds import Origin
from buildings.quantities import last_day, parse_month
from buildings.register import enterprises, records
from buildings.register.tables.enterprises import Enterprise
from buildings.warnings import falls
from tests.builders.register import make_building, make_enterprise, make_lease, make_party, make_unit

DECEMBER = parse_month("2026-12")
D = dt.date
Counts = dict[int, tuple[int, int, int]]
"""Yes, no and unknown by months back."""


def fill(changes: Changes) -> None:
    """Five who stay, one who leaves in October, one who comes in November, and one whom only a landlord names."""
    home = make_building(changes, code="GL-0001")
    make_building(changes, code="GL-0002")
    spans: dict[str, tuple[dt.date, dt.date | None]] = {name: (D(2024, 1, 1), None) for name in "甲乙丙丁戊"}
    spans |= {"己": (D(2024, 1, 1), D(2026, 10, 31)), "庚": (D(2026, 11, 1), None)}
    for name, (first, last) in spans.items():
        firm = make_enterprise(changes, name=name)
        room = make_unit(changes, home)
        make_lease(changes, [room], enterprise_id=firm.key, starts_on=first, ends_on=last)
        if name in "甲乙己":
            enterprises.register_in_district(changes, firm, "yes", valid_from=D(2020, 1, 1))
    party = make_party(changes, name="辛")
    make_lease(changes, [make_unit(changes, home)], reported_party_id=party.key, starts_on=D(2024, 1, 1))
    horizon.ensure_month(changes, DECEMBER)


def register(changes: Changes, name: str, answer: str, since: dt.date) -> None:
    named = records.standing(Enterprise, table_of(Enterprise).c.name == name)
    row = changes.session.execute(named).scalar_one()
    enterprises.register_in_district(changes, row, answer, valid_from=since)


def ran(engine: Engine, *todo: partial[None]) -> None:
    for do in todo:
        work.run(engine, do, refresh=refresh, actor="test", action="test", origin=Origin.REAL)


def pairs(engine: Engine) -> dict[tuple[int, int], tuple[int, int, int]]:
    """Yes, no and unknown of the first building by years of the pair and months before December 2026."""
    with work.reading(engine) as session:
        portfolio = snapshot.snapshot(session, DECEMBER, Origin.REAL)
        assert portfolio.buildings.code[0] == "GL-0001"
        table = portfolio.registrations
        columns = (table[name].tolist() for name in ("building", "years", "month", "yes", "no", "unknown"))
        rows = list(zip(*columns, strict=True))
    assert {building for building, *_ in rows} == {0}
    found = {(years, portfolio.month - portfolio.first - month): tuple(rest) for _, years, month, *rest in rows}
    assert len(found) == len(rows)
    return found


def counts(engine: Engine) -> Counts:
    """The same where no month stands in two pairs."""
    found = pairs(engine)
    assert len({month for _, month in found}) == len(found)
    return {month: counted for (_, month), counted in found.items()}


@pytest.fixture
def home(engine: Engine) -> Engine:
    ran(engine, partial(fill))
    return engine


def test_each_month_that_is_compared_counts_who_was_there_and_what_was_known(home: Engine) -> None:
    found = counts(home)
    assert set(found) == {
        back for pair in parameters.compared_months(parameters.values(last_day(DECEMBER))) for back in pair
    }
    assert found[0] == (2, 0, 5)  # 己 has left, 庚 came: nothing is known of 庚
    assert found[3] == (3, 0, 4)
    assert found[24] == (3, 0, 4)
    assert found[27] == (3, 0, 4)


def test_other_months_are_read_where_falls_look_at_others(home: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = parameters.values(last_day(DECEMBER))
    shorter = {**whole, parameters.SPAN: Fraction(2), parameters.SEASONS: Fraction(1)}
    monkeypatch.setattr(parameters, "values", lambda _: shorter)
    assert set(counts(home)) == {0, 2, 12, 14}


def test_a_month_of_two_pairs_counts_in_each_by_what_is_known_in_that_pair(
    home: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = parameters.values(last_day(DECEMBER))
    years = {**whole, parameters.SPAN: Fraction(12)}
    monkeypatch.setattr(parameters, "values", lambda _: years)
    ran(home, partial(register, name="丙", answer="no", since=D(2025, 6, 1)))
    found = pairs(home)
    assert set(found) == {(0, 0), (0, 12), (1, 12), (1, 24), (2, 24)}  # nobody was there 36 months ago
    assert (found[0, 0], found[0, 12]) == ((2, 1, 4), (3, 1, 3))
    assert found[1, 12] == (3, 0, 4)  # unknown of 丙 a year before that
    with work.reading(home) as session:
        portfolio = snapshot.snapshot(session, DECEMBER, Origin.REAL)
        assert falls._answers(portfolio, DECEMBER - 12, 0)[0][0] == 3
        assert falls._firms(portfolio)[0] == 1  # 己 left; 丙 had moved by then


def test_an_answer_that_was_found_since_is_no_move(home: Engine) -> None:
    ran(home, partial(register, name="丙", answer="no", since=D(2026, 11, 15)))
    ran(home, partial(register, name="丁", answer="yes", since=D(2026, 11, 15)))
    found = counts(home)
    assert (found[0], found[3]) == ((2, 0, 5), (3, 0, 4))  # unknown in September, so unknown of the pair


def test_who_moves_or_comes_counts_as_what_is_known(home: Engine) -> None:
    ran(home, partial(register, name="乙", answer="no", since=D(2026, 12, 31)))
    ran(home, partial(register, name="庚", answer="no", since=D(2026, 11, 1)))
    found = counts(home)
    assert (found[0], found[3]) == ((1, 2, 4), (3, 0, 4))


def test_an_answer_known_in_both_months_counts_in_both_and_not_in_years_before(home: Engine) -> None:
    ran(home, partial(register, name="戊", answer="no", since=D(2026, 9, 30)))
    found = counts(home)
    assert (found[0], found[3]) == ((2, 1, 4), (3, 1, 3))
    assert (found[12], found[15]) == ((3, 0, 4), (3, 0, 4))
