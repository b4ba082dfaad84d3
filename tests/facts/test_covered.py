"""Who holds space with a tax record, and whose tax is in no building: the tables below the building's facts."""

import datetime as dt

import numpy as np

from buildings.database.engine import Engine
from buildings.database.work import Changes
from buildings.register import links
from tests.builders.register import (
    make_building,
    make_enterprise,
    make_lease,
    make_party,
    make_tax_file,
    make_taxpayer,
    make_unit,
)
from tests.facts.test_snapshot import JUNE, START, taken


def test_the_parties_of_a_building_add_up_to_its_coverage(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        home, other = make_building(changes), make_building(changes)
        paying, late, silent = (make_enterprise(changes) for _ in range(3))
        for firm, begin in ((paying, START), (late, dt.date(2026, 5, 2)), (silent, START)):
            make_lease(changes, [make_unit(changes, home)], enterprise_id=firm.key, starts_on=begin)
        make_lease(changes, [make_unit(changes, other)], reported_party_id=make_party(changes).key, starts_on=START)
        one, two = make_taxpayer(changes, paying), make_taxpayer(changes, late)
        make_tax_file(changes, JUNE - 3, [(one.key, "zzs", 100, None)])
        make_tax_file(changes, JUNE, [(two.key, "zzs", 0, None)])  # a record of nothing is a record

    portfolio = taken(engine, do, also=("coverage",))
    table = portfolio.coverage
    assert sorted(table["covered"].tolist()) == [0, 0, 1, 1]
    for row in range(len(portfolio.buildings)):
        mine = table["building"] == row
        covered = mine & (table["covered"] == 1)
        assert table["dm2_days"][mine].sum() == portfolio.at("coverage_dm2_days")[row] > 0
        assert table["dm2_days"][covered].sum() == portfolio.at("covered_dm2_days")[row]
    assert set(table["section"]) == {"?"}


def test_unattributed_tax_carries_the_enterprise_of_its_month(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        make_building(changes)
        firm = make_enterprise(changes)
        payer, alone = make_taxpayer(changes, firm), make_taxpayer(changes)
        make_tax_file(changes, JUNE - 1, [(payer.key, "zzs", 100, None)])
        make_tax_file(changes, JUNE, [(payer.key, "zzs", 200, None), (alone.key, "zzs", 300, None)])
        links.decide(changes, payer, None, dt.date(2026, 6, 1))

    portfolio = taken(engine, do, also=("taxpayers",))
    table = portfolio.unattributed
    by_amount = {int(amount): row for row, amount in enumerate(table["amount_fen"])}
    assert table["enterprise"][by_amount[100]] > 0
    for amount in (200, 300):
        assert table["enterprise"][by_amount[amount]] == -table["taxpayer"][by_amount[amount]]
    listed = portfolio.taxpayers
    now = table["taxpayer"][table["month"] == portfolio.month - portfolio.first]
    assert np.array_equal(np.sort(listed["taxpayer"]), np.unique(now))
    assert all(listed["code"])
