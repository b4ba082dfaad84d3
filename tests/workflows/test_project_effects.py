"""The effect of an upgrade before each audience: what derives from tax passes the gate, peers and all."""

import datetime as dt
import re
from dataclasses import asdict, replace
from typing import Final

import pytest
from sqlalchemy import Engine

from buildings.audience import PUBLIC, Audience, Role, audience
from buildings.database import work
from buildings.database.work import Changes
from buildings.disclosure.explain import peers_said
from buildings.errors import Forbidden, NotFound
from buildings.facts.refresh import refresh
from buildings.kinds import Origin
from buildings.quantities import dm2_of, first_day, parse_month
from buildings.register import buildings, projects
from buildings.stages import Step
from buildings.words import Language
from buildings.workflows import project_effects, project_lists
from buildings.workflows.project_effects import Measure, Told
from tests.builders.register import (
    make_building,
    make_enterprise,
    make_lease,
    make_subdistrict,
    make_tax_file,
    make_taxpayer,
    make_unit,
)

FIRST, STARTED, LAST = parse_month("2024-01"), parse_month("2025-01"), parse_month("2026-01")
COUNT, PAYERS, SINGLE = 9, 4, 8
"""Buildings; payers in each but the last, which has one tenant: its tax is that tenant's."""
OFFICER: Final = audience(Role.TAX_OFFICER, purpose="核对成效")
BARE: Final = Told("UP-0001", "GL-0001", "楼", "2026-01", "leader", False, None, None, None, ())
STREET: Final = Audience(frozenset({Role.SUBDISTRICT}), frozenset({"350102001"}))


def stock(changes: Changes) -> None:
    """Every building half let; in the first, whose works last one month, tax doubles and another room is let."""
    due: dict[int, int] = {}
    for place in range(COUNT):
        street = make_subdistrict(changes, code=f"35010200{1 + place % 2}", name=f"街道{place % 2}")
        home = make_building(changes, code=f"GL-{place + 1:04d}", subdistrict_code=street.code)
        buildings.set_area(changes, home, "gross", dm2_of(8_000))
        buildings.set_area(changes, home, "office", dm2_of(400))
        payers = 1 if place == SINGLE else PAYERS
        for number in range(payers):
            firm = make_enterprise(changes)
            room = make_unit(changes, home, label=str(number), area_dm2=20_000 // payers)
            rent = {"rent_fen": 6_000, "rent_unit": "m2_month"}
            make_lease(changes, [room], enterprise_id=firm.key, starts_on=first_day(FIRST - 1), **rent)
            due[make_taxpayer(changes, firm).key] = place
        empty = make_unit(changes, home, label="空", area_dm2=20_000)
        if place == 0:
            make_lease(changes, [empty], starts_on=first_day(STARTED + 1), rent_fen=6_000, rent_unit="m2_month")
    for month in range(FIRST, LAST + 1):
        more = {key: 2 if place == 0 and month > STARTED else 1 for key, place in due.items()}
        make_tax_file(changes, month, [(key, "zzs", 100_000 * more[key], None) for key in due])


def record(changes: Changes) -> None:
    for place in (0, SINGLE, 1):
        home = buildings.by_code(changes.session, f"GL-{place + 1:04d}")
        row = projects.create(changes, home, {"title": "改造"})
        if place == 1:
            continue
        begun = first_day(STARTED)
        projects.set_step(changes, row, Step("started", None, begun, begun))
        done = begun + dt.timedelta(days=20)
        projects.set_step(changes, row, Step("finished", None, done, done))


@pytest.fixture
def district(engine: Engine) -> Engine:
    for do in (stock, record):
        work.run(engine, do, refresh=refresh, actor="test", action="test", origin=Origin.REAL)
    return engine


def told(engine: Engine, who: Audience, code: str = "UP-0001", month: int = LAST) -> Told:
    return project_effects.told(engine, code, month, who, "real")


def measures(found: Told) -> dict[str, Measure]:
    return {one.metric: one for one in found.measures}


def test_a_tax_officer_sees_all_of_it(district: Engine) -> None:
    found = told(district, OFFICER)
    assert (found.before, found.after) == (("2024-01", "2024-12"), ("2025-02", "2026-01"))
    seen = measures(found)
    assert {one.state for one in seen.values()} == {"shown"}
    assert seen["occupancy_rate"].effect == pytest.approx(0.5)
    assert seen["passing_rent"].effect == pytest.approx(0)
    assert seen["tax_yield"].before == pytest.approx(12 * PAYERS * 1_000 / 400)
    assert seen["tax_yield"].effect == pytest.approx(12 * PAYERS * 1_000 / 400)
    peers = [f"GL-000{number}" for number in range(2, COUNT)]  # the one with works of its own is none
    assert [one.code for one in seen["tax_yield"].peers] == peers
    assert [one.code for one in seen["occupancy_rate"].peers] == peers


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.LEADER])
def test_yield_is_hidden_where_the_building_is_and_told_among_visible_peers_elsewhere(
    district: Engine, role: Role
) -> None:
    mine = measures(told(district, audience(role)))
    full = measures(told(district, OFFICER))
    assert mine["occupancy_rate"] == full["occupancy_rate"]
    assert mine["tax_yield"].state == "shown"
    assert set(mine["tax_yield"].peers) <= set(full["tax_yield"].peers)
    hidden = measures(told(district, audience(role), "UP-0002"))["tax_yield"]
    nothing = Measure("tax_yield", "yuan_per_m2", "tax", "hidden", suppressed=True)
    assert hidden == nothing
    assert measures(told(district, OFFICER, "UP-0002"))["tax_yield"].state == "shown"


def test_no_named_peer_is_one_whose_tax_is_hidden(district: Engine) -> None:
    def quieter(changes: Changes) -> None:
        row = projects.by_code(changes.session, "UP-0002")
        projects.void(changes, row, "录错")

    work.run(district, quieter, refresh=refresh, actor="test", action="test", origin=Origin.REAL)
    single = f"GL-{SINGLE + 1:04d}"
    assert single in {one.code for one in measures(told(district, OFFICER))["tax_yield"].peers}
    seen = measures(told(district, audience(Role.PROMOTER)))
    assert seen["tax_yield"].state == "shown"
    assert single not in {one.code for one in seen["tax_yield"].peers}
    assert single in {one.code for one in seen["occupancy_rate"].peers}


def test_space_of_unknown_area_leaves_coverage_unknown_and_not_low(district: Engine) -> None:
    def unmeasured(changes: Changes) -> None:
        home = buildings.by_code(changes.session, "GL-0001")
        room = make_unit(changes, home, label="未量", area_dm2=None)
        make_lease(changes, [room], starts_on=first_day(FIRST - 1))

    work.run(district, unmeasured, refresh=refresh, actor="test", action="test", origin=Origin.REAL)
    mine = measures(told(district, OFFICER))["tax_yield"]
    assert (mine.state, mine.reason, mine.effect) == ("unknown", "before_coverage", None)


def test_a_subdistrict_sees_its_own_against_its_own(district: Engine) -> None:
    seen = measures(told(district, STREET))
    assert {one.code for one in seen["occupancy_rate"].peers} <= {f"GL-000{number}" for number in (3, 5, 7, 9)}
    assert {one.reason for one in seen.values()} == {"too_few"}
    other = replace(STREET, subdistrict_codes=frozenset({"350102002"}))
    for one in measures(told(district, other)).values():
        assert (one.state, one.suppressed, one.before, one.peers, one.effect) == ("hidden", True, None, (), None)


def test_sentences_name_the_first_peers_or_all_of_them(district: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    found = told(district, OFFICER)
    whole = list(project_lists.effect_lines(found, "zh"))
    assert whole == list(project_lists.effect_lines(found, "zh", everybody=True))
    assert "改造前 2024-01–2024-12，改造后 2025-02–2026-01" in whole[0]
    assert "50.0% → 100.0%；同类（全区，7 栋）50.0% → 50.0%；成效 +50.0百分点" in whole[1]
    assert "GL-0008）" in whole[1]
    monkeypatch.setattr(project_lists, "MOST_NAMED", 2)
    shorter = list(project_lists.effect_lines(found, "en"))
    assert ("GL-0003" in shorter[1], "GL-0004" in shorter[1], shorter[1].endswith("…")) == (True, False, True)
    hidden = list(project_lists.effect_lines(told(district, audience(Role.PROMOTER), "UP-0002"), "zh"))
    assert hidden[2] == "单位面积税收：＊"


@pytest.mark.parametrize("group", ["district", "specialty:finance", "star:4"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_peers_are_called_what_the_upgrade_rules_call_them(group: str, language: Language) -> None:
    one = Measure("occupancy_rate", "ratio", "tenancy", "shown", group=group, before=0.5, after=0.6, effect=0.1)
    (line,) = project_lists.effect_lines(replace(BARE, measures=(one,)), language)
    assert re.search(rf"[（(]{peers_said(group, language)}[，,]", line), line


def test_who_sees_no_projects_sees_no_effect_and_a_month_too_early_says_so(district: Engine) -> None:
    for who in (PUBLIC, audience(Role.LANDLORD), audience(Role.ADMIN)):
        with pytest.raises(Forbidden) as refusal:
            told(district, who)
        assert refusal.value.name == "projects_unpublished"
    early = told(district, OFFICER, month=LAST - 1)
    assert (early.reason, early.measures, early.after) == ("too_early", (), ("2025-02", "2026-01"))
    assert told(district, OFFICER, "UP-0003").reason == "not_started"
    with pytest.raises(NotFound):
        told(district, OFFICER, "UP-0009")
    assert asdict(early)["building"] == "GL-0001"
