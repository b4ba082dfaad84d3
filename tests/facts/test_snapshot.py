"""From kept facts to a portfolio: frames as at the month's end, scope, months before the horizon, long tables."""

import datetime as dt
from fractions import Fraction

import numpy as np
import shapely

from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes
from buildings.facts import horizon, snapshot
from buildings.facts.frames import scope, texts
from buildings.facts.refresh import refresh
from buildings.kinds import Origin
from buildings.portfolio import UNKNOWN, Portfolio
from buildings.quantities import parse_month
from buildings.register import buildings, enterprises, links, memberships, parties, ratings
from tests.builders.register import (
    make_building,
    make_enterprise,
    make_layout,
    make_lease,
    make_party,
    make_subdistrict,
    make_tax_file,
    make_taxpayer,
    make_unit,
    make_zone,
)

JUNE = parse_month("2026-06")
START = dt.date(2024, 1, 1)


def taken(
    engine: Engine, do: "object", month: int = JUNE, origin: Origin = Origin.REAL, also: tuple[str, ...] = ()
) -> Portfolio:
    """The portfolio after one unit of work; its tables are read at once."""
    assert callable(do)

    def whole(changes: Changes) -> None:
        do(changes)
        horizon.ensure_month(changes, JUNE)

    work.run(engine, whole, refresh=refresh, actor="test", action="test", origin=origin)
    with work.reading(engine) as session:
        portfolio = snapshot.snapshot(session, month, origin)
        for name in ("attributions", "occupancies", "taxes", "unattributed", "industries", *also):
            getattr(portfolio, name)
        dict(portfolio.facts)
        portfolio.load["files"]()
    return portfolio


def test_scope_counts_what_is_known_to_count_and_names_what_cannot_be_told() -> None:
    use = texts(["office", "mixed_use", "other", "unknown", "office", "office", "other"])
    status = texts(["in_operation", "in_operation", "in_operation", "in_operation", None, "closed", None])
    gross = np.array([500_000, UNKNOWN, 900_000, 900_000, 900_000, 900_000, UNKNOWN])
    counted, unclear = scope(use, status, gross, Fraction(5000))
    assert counted.tolist() == [True, True, False, False, False, False, False]
    assert unclear.tolist() == [False, False, False, True, True, False, False]
    assert scope(use[:1], status[:1], gross[:1] - 1, Fraction(5000))[0].tolist() == [False]


def test_a_building_stands_as_at_the_month_end(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        make_subdistrict(changes)
        home = make_building(
            changes, code="GL-0002", subdistrict_code="350102001", point=shapely.Point(119.305, 26.085)
        )
        buildings.set_area(changes, home, "office", 100, valid_to=dt.date(2026, 5, 31))
        buildings.set_area(changes, home, "office", 200, valid_from=dt.date(2026, 6, 1))
        buildings.set_status(changes, home, "closed", valid_from=dt.date(2026, 7, 1))
        star = {"grade": "4", "granted_on": dt.date(2025, 1, 1), "valid_until": dt.date(2026, 6, 30)}
        ratings.record(changes, home.key, "star", "2021", star)
        make_building(changes, code="GL-0001")
        core, belt = make_zone(changes, make_layout(changes)), make_zone(changes, make_layout(changes), kind="belt")
        for zone in (core, belt):
            memberships.record(changes, home, [zone])

    portfolio = taken(engine, do)
    frame = portfolio.buildings
    assert frame.code.tolist() == ["GL-0001", "GL-0002"]
    assert frame.office_dm2.tolist() == [UNKNOWN, 200]
    assert frame.office_dm2_by_month[-2].tolist() == [UNKNOWN, 100]
    assert frame.status.tolist() == ["in_operation", "in_operation"]
    assert (frame.star.tolist(), frame.star_valid_until.tolist()) == ([None, "4"], [None, "2026-06-30"])
    assert frame.subdistrict.tolist() == [None, "350102001"]
    assert np.isnan(frame.lon).tolist() == [True, False]
    assert portfolio.zones.primary[0] == -2
    assert portfolio.subdistricts.code.tolist() == ["350102001"]


def test_months_before_the_horizon_and_without_a_file_are_unknown(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        firm = make_enterprise(changes)
        unit = make_unit(changes)
        make_lease(changes, [unit], enterprise_id=firm.key, starts_on=START)
        payer = make_taxpayer(changes, firm)
        make_tax_file(changes, JUNE - 1, [(payer.key, "zzs", 100, None), (payer.key, "jyffj", 7, None)])

    portfolio = taken(engine, do)
    tax = portfolio.facts["tax_fen"][:, 0]
    assert tax[-1] == UNKNOWN
    assert tax[-2] == 100
    assert portfolio.files[-2:].tolist() == [True, False]
    assert portfolio.at("let_dm2").tolist() == [10_000]
    assert portfolio.at("let_dm2", JUNE - 13).tolist() == [10_000]
    assert portfolio.at("let_dm2", JUNE - 14).tolist() == [UNKNOWN]
    assert portfolio.at("let_dm2", JUNE + 1).tolist() == [UNKNOWN]
    assert portfolio.attributions["enterprise"].tolist() == portfolio.occupancies["party"].tolist()[:1]
    assert portfolio.attributions["section"].tolist() == ["?"]
    with work.reading(engine) as session:
        assert snapshot.snapshot(session, JUNE - 1, Origin.REAL).taxes["amount_fen"].sum() == 107


def test_residents_are_registered_paying_and_new(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        home = make_building(changes)
        old, new, silent = (make_enterprise(changes) for _ in range(3))
        enterprises.register_in_district(changes, old, "yes")
        for firm, begin in ((old, START), (new, dt.date(2026, 5, 2)), (silent, START)):
            make_lease(changes, [make_unit(changes, home)], enterprise_id=firm.key, starts_on=begin)
        reported = make_party(changes)
        make_lease(changes, [make_unit(changes, home)], reported_party_id=reported.key, starts_on=START)
        payers = [make_taxpayer(changes, firm) for firm in (old, new)]
        make_tax_file(changes, JUNE, [(payers[0].key, "zzs", 100, None), (payers[1].key, "jyffj", 7, None)])

    table = taken(engine, do).occupancies
    now = np.flatnonzero(table["month"] == snapshot.MONTHS - 1)
    found = {
        int(table["party"][row]): tuple(table[name][row] for name in ("registered", "paying", "newly_arrived"))
        for row in now
    }
    old, new, silent = sorted(key for key in found if key > 0)
    assert found[old] == ("yes", 1, 0)
    assert found[new] == ("unknown", 0, 1)
    assert found[silent] == ("unknown", UNKNOWN, 0)
    assert found[min(found)] == ("unknown", UNKNOWN, 0)


def test_the_file_is_in_buildings_or_unattributed(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        firm, gone = make_enterprise(changes), make_enterprise(changes)
        make_lease(changes, enterprise_id=firm.key, starts_on=START)
        payers = [make_taxpayer(changes, firm), make_taxpayer(changes, gone), make_taxpayer(changes)]
        links.decide(changes, payers[0], None, dt.date(2026, 6, 30))
        make_tax_file(changes, JUNE, [(payer.key, "zzs", 101, None) for payer in payers])

    portfolio = taken(engine, do)
    file = portfolio.load["files"]()
    zzs = file["column_key"] == "zzs"
    assert file["amount_fen"][zzs].tolist() == [303]
    assert file["retained_fen"][zzs].tolist() == [75]
    assert len(portfolio.taxes["month"]) == 0
    assert sorted(portfolio.unattributed["reason"].tolist()) == ["never_leased", "unknown_code", "unknown_code"]


def test_origins_never_meet(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        firm = make_enterprise(changes)
        make_lease(changes, enterprise_id=firm.key, starts_on=START)
        make_tax_file(changes, JUNE, [(make_taxpayer(changes, firm).key, "zzs", 100, None)])

    assert taken(engine, do).at("tax_fen").tolist() == [100]
    other = taken(engine, make_building, origin=Origin.DEMONSTRATION)
    assert other.at("tax_fen").tolist() == [UNKNOWN]
    assert not other.files.any()
    assert len(other.occupancies["party"]) == 0


def test_a_reported_party_counts_as_its_enterprise_once_linked(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        firm = make_enterprise(changes)
        reported = make_party(changes)
        make_lease(changes, reported_party_id=reported.key, starts_on=START)
        parties.link(changes, reported, firm)

    assert min(taken(engine, do).occupancies["party"].tolist()) > 0
