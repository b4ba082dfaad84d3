"""A building recorded by mistake: it goes whole, with its facts, and never while anything leans on it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest
import shapely
from sqlalchemy import Engine, func, select, text
from sqlmodel import SQLModel

from buildings.access import grants
from buildings.access.grants import Held, ScopeKind
from buildings.audience import Role
from buildings.database import work
from buildings.database.work import Changes
from buildings.errors import DomainError, InvalidValue
from buildings.facts import horizon, verify
from buildings.facts.refresh import refresh
from buildings.imports import real
from buildings.operations import evidence
from buildings.operations.proposals import Proposal
from buildings.quantities import parse_month
from buildings.register import (
    buildings,
    enterprises,
    leases,
    owners,
    photos,
    projects,
    ratings,
    records,
    splits,
    successions,
    taxpayers,
    types,
    units,
)
from buildings.register.leases import Lease
from buildings.register.splits import ManualSplit
from buildings.register.tables.ratings import RatingAnswer, RatingStep
from buildings.stages import Step
from buildings.workflows import accounts, voiding
from tests.builders.accounts import make_account
from tests.builders.imported import refused
from tests.builders.pictures import checked_picture
from tests.builders.register import (
    make_building,
    make_enterprise,
    make_lease,
    make_tax_file,
    make_taxpayer,
    make_unit,
    make_zone,
)
from tests.builders.workbooks import building_row, make_workbook

JUNE = parse_month("2026-06")
CODE, OTHER, FIRM = "GL-0901", "GL-0902", "E-000777"
FIRST = dt.date(2026, 1, 1)


def edited(engine: Engine, do: Callable[[Changes], object]) -> None:
    def whole(changes: Changes) -> None:
        do(changes)
        horizon.ensure_month(changes, JUNE)

    work.run(engine, whole, refresh=refresh, actor="test", action="test")


def before(changes: Changes) -> None:
    """What stands beside the mistake."""
    make_building(changes, code=OTHER)
    make_zone(changes)
    make_enterprise(changes, code=FIRM)


def mistaken(changes: Changes) -> None:
    """A building with one of everything that can hang on it and on its rooms, but no lease."""
    home = make_building(changes, code=CODE, point=shapely.Point(119.305, 26.085))
    firm = enterprises.by_code(changes.session, FIRM)
    buildings.set_area(changes, home, "gross", 100)
    buildings.set_operator(changes, home, firm.key)
    buildings.add_event(changes, home, "completion", FIRST)
    star = ratings.record(changes, home.key, "star", "2021", {"grade": "4", "granted_on": FIRST})
    ratings.score(changes, star, "lobby", 7)
    evidence.keep(changes, home.key, checked_picture())
    assessed = records.create(changes, RatingAnswer, {"rating_id": star.key, "question": "fire", "answer": "no"})
    step = {"rating_id": star.key, "status": "applied", "effective_on": FIRST, "taken_by": "cli:tester"}
    assert records.create(changes, RatingStep, step).key
    assert assessed.key
    project = projects.create(changes, home, {"title": "外立面改造"})
    projects.set_step(changes, project, Step("planned", latest=FIRST))
    projects.set_funding(changes, project, {"区财政": 1_000_000})
    photos.set_link(changes, project, "https://example.org/before.jpg", {"kind": "before"})
    types.state(changes, home, "specialty", "finance")
    room = make_unit(changes, home, label="1")
    owners.own(changes, room, [owners.Share(firm.key, None)])
    owners.manage(changes, room, "custody")
    units.take_out(changes, room, FIRST)
    successions.split(changes, room, [("1A", 4_000), ("1B", 6_000)], dt.date(2026, 3, 1))


def both(changes: Changes) -> None:
    before(changes)
    mistaken(changes)


def standing(engine: Engine) -> dict[str, int]:
    """How many records stand, by table."""
    tables = [table for table in SQLModel.metadata.sorted_tables if "voided_at" in table.c]
    with engine.connect() as connection:
        return {
            table.name: connection.execute(
                select(func.count()).select_from(table).where(table.c.voided_at.is_(None))
            ).scalar_one()
            for table in tables
            if not table.name.endswith("_history")
        }


def months_of(engine: Engine, code: str) -> int:
    """How many months of facts a building has."""
    query = "select count(*) from fact_building_months f join buildings b on b.id = f.building_id where b.code = :code"
    with engine.connect() as connection:
        found: int = connection.execute(text(query), {"code": code}).scalar_one()
        return found


def sound(engine: Engine) -> bool:
    """Whether the kept facts are what a rebuild would give."""
    with work.reading(engine) as session:
        return list(verify.verify(session)) == []


def void(engine: Engine, reason: str = "录错") -> int:
    return voiding.building(engine, CODE, reason, actor="cli:tester")


def kept(engine: Engine) -> DomainError:
    """Why it cannot go; nothing changed by the attempt."""
    there = standing(engine)
    with pytest.raises(DomainError) as refusal:
        void(engine)
    assert standing(engine) == there
    return refusal.value


def test_it_goes_with_all_that_hangs_on_it_and_nothing_else(engine: Engine) -> None:
    edited(engine, before)
    stood = standing(engine)
    edited(engine, mistaken)
    there = standing(engine)
    assert {name for name in there if there[name] > stood[name]} == {
        *("buildings", "building_areas", "building_states", "building_events", "building_operators", "ratings"),
        *("units", "unit_areas", "outages", "ownerships", "managements", "unit_successions", "zone_memberships"),
        *("rating_scores", "rating_answers", "rating_steps", "evidence_files", "building_types"),
        *("upgrade_projects", "project_steps", "funding_lines", "project_links"),
    }
    assert months_of(engine, CODE) > 0
    assert void(engine) == sum(there.values()) - sum(stood.values())
    assert standing(engine) == stood
    assert (months_of(engine, CODE), sound(engine)) == (0, True)
    assert months_of(engine, OTHER) > 0


def test_no_table_that_hangs_on_a_building_is_forgotten() -> None:
    """Each is voided along (see the test above), or stops the voiding; a claim of sources is voided too."""
    tables = [table for table in SQLModel.metadata.sorted_tables if "voided_at" in table.c]
    above = {"buildings", "units", "ratings", "upgrade_projects"}
    hanging = {table.name for table in tables if above & {key.column.table.name for key in table.foreign_keys}}
    along = {
        *("building_areas", "building_states", "building_events", "building_operators", "building_claims", "ratings"),
        *("units", "unit_areas", "outages", "ownerships", "managements", "unit_successions", "zone_memberships"),
        *("rating_scores", "rating_answers", "rating_steps", "evidence_files", "building_types"),
        *("upgrade_projects", "project_steps", "funding_lines", "project_links"),
    }
    assert hanging == along | {"lease_units", "manual_split_parts", "proposals"}


def test_who_voided_it_and_why_is_kept(engine: Engine) -> None:
    edited(engine, both)
    void(engine, " 与 GL-0902 重复 ")
    with engine.connect() as connection:
        gone = "select voided_by, void_reason, version from {} where voided_at is not null"
        for table in ("buildings", "units", "building_areas"):
            for row in connection.execute(text(gone.format(table))):
                assert row[:2] == ("cli:tester", "与 GL-0902 重复")
                assert row[2] > 1
        entry = connection.execute(text("select actor, action, details from audit_entries order by id desc")).first()
    assert entry is not None
    assert entry[:2] == ("cli:tester", "void_building")
    assert CODE in str(entry[2])
    assert kept(engine).name == "code_voided"


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_needed(engine: Engine, reason: str) -> None:
    edited(engine, both)
    there = standing(engine)
    with pytest.raises(DomainError, match="reason_missing"):
        void(engine, reason)
    assert standing(engine) == there


def test_leases_are_in_the_way_and_tax_goes_elsewhere_with_them(engine: Engine) -> None:
    """Also a lease that ended long ago: its months' tax is attributed by it."""
    made: list[Lease] = []

    def let(changes: Changes) -> None:
        before(changes)
        mistaken(changes)
        firm = enterprises.by_code(changes.session, FIRM)
        room = units.by_label(changes.session, buildings.by_code(changes.session, CODE), "1B")
        days = {"starts_on": dt.date(2026, 3, 1), "ends_on": dt.date(2026, 4, 30)}
        made.append(make_lease(changes, [room], enterprise_id=firm.key, landlord="业主甲", number="Z-1", **days))
        payer = make_taxpayer(changes, firm)
        make_tax_file(changes, JUNE - 2, [(payer.key, "zzs", 700, None)])

    edited(engine, let)
    error = kept(engine)
    assert (error.name, error.details["named"], error.details["count"]) == ("building_let", "业主甲 Z-1", 1)
    edited(engine, lambda changes: leases.void(changes, changes.session.get_one(Lease, made[0].key), "录错"))
    void(engine)
    assert sound(engine)
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from fact_attributions")).scalar_one() == 0
        assert connection.execute(text("select sum(amount_fen) from fact_unattributed")).scalar_one() == 700


def test_a_manual_split_is_in_the_way_until_it_is_taken_back(engine: Engine) -> None:
    def split(changes: Changes) -> None:
        before(changes)
        mistaken(changes)
        home = buildings.by_code(changes.session, CODE)
        splits.record(changes, taxpayers.ensure(changes, "T1"), (JUNE - 1, JUNE), {home.key: 1}, "合同")
        splits.record(changes, taxpayers.ensure(changes, "T2"), (JUNE, JUNE), {None: 1}, "区外")

    edited(engine, split)
    error = kept(engine)
    assert (error.name, error.details["named"]) == ("building_split", "2026-05–2026-06")

    def back(changes: Changes) -> None:
        for row in changes.session.execute(records.standing(ManualSplit)).scalars().all():
            splits.void(changes, row, "改")

    edited(engine, back)
    void(engine)
    assert sound(engine)


def test_a_proposal_is_in_the_way_until_it_is_decided(engine: Engine) -> None:
    def propose(changes: Changes) -> None:
        before(changes)
        mistaken(changes)
        account = make_account(changes)
        home = buildings.by_code(changes.session, CODE)
        values = {"code": "P-0000001", "account_id": account.key, "building_id": home.key, "kind": "building"}
        more = {"subject": CODE, "why_staged": "building_attribute", "reason": "改名"}
        records.create(changes, Proposal, values | more)

    edited(engine, propose)
    error = kept(engine)
    assert (error.name, error.details["named"]) == ("building_proposed", "P-0000001")

    def decide(changes: Changes) -> None:
        row = records.by_code(changes.session, Proposal, "P-0000001")
        records.update(changes, row, {"state": "rejected"})

    edited(engine, decide)
    assert void(engine) > 1


@pytest.mark.parametrize(
    ("kind", "scope", "last", "stops"),
    [
        (ScopeKind.BUILDING, CODE, None, True),
        (ScopeKind.UNIT, f"{CODE}/1B", None, True),
        (ScopeKind.BUILDING, CODE, dt.date(2020, 12, 31), False),
        (ScopeKind.BUILDING, OTHER, None, False),
        (ScopeKind.UNIT, f"{CODE}0/1", None, False),
    ],
)
def test_a_running_grant_is_in_the_way(
    engine: Engine, kind: ScopeKind, scope: str, last: dt.date | None, stops: bool
) -> None:
    def grant(changes: Changes) -> None:
        before(changes)
        mistaken(changes)
        held = Held(Role.LANDLORD, kind, scope, dt.date(2020, 1, 1), last)
        grants.give(changes, make_account(changes, username="wang"), held)

    edited(engine, grant)
    if stops:
        error = kept(engine)
        assert (error.name, error.details["named"]) == ("building_granted", f"wang ({scope})")
    else:
        assert void(engine) > 1


Deed = Callable[[Changes], object]


def at_once(engine: Engine, first: Deed, second: Deed) -> tuple[str, str]:
    """Both at the same moment, the second beginning when the first is done and not yet committed: what refused each."""
    done, go, found = Event(), Event(), ["", ""]

    def slow(changes: Changes) -> None:
        first(changes)
        done.set()
        assert go.wait(10)

    def run(place: int, do: Deed) -> None:
        try:
            work.run(engine, do, actor="test", action="test")
        except DomainError as error:
            found[place] = error.name

    threads = [Thread(target=run, args=(0, slow)), Thread(target=run, args=(1, second))]
    threads[0].start()
    assert done.wait(10)
    threads[1].start()
    threads[1].join(1)
    assert threads[1].is_alive(), "the second does not wait for the first"
    go.set()
    for thread in threads:
        thread.join(30)
    return found[0], found[1]


@pytest.mark.parametrize(("kind", "scope"), [(ScopeKind.BUILDING, CODE), (ScopeKind.UNIT, f"{CODE}/1B")])
@pytest.mark.parametrize("granted_first", [True, False])
def test_no_grant_outlives_a_building_that_goes_at_that_moment(
    engine: Engine, kind: ScopeKind, scope: str, granted_first: bool
) -> None:
    def set_up(changes: Changes) -> None:
        both(changes)
        make_account(changes, username="wang")

    def grant(changes: Changes) -> None:
        accounts.grant(changes, "wang", Held(Role.LANDLORD, kind, scope))

    def go(changes: Changes) -> None:
        voiding._building(changes, CODE, "重复登记")

    edited(engine, set_up)
    if granted_first:
        assert at_once(engine, grant, go) == ("", "building_granted")
    else:
        assert at_once(engine, go, grant) == ("", "no_such_scope")


def test_its_code_is_not_used_again(engine: Engine, tmp_path: Path) -> None:
    edited(engine, both)
    void(engine)
    (issue,) = refused(engine, make_workbook(tmp_path, "buildings", [building_row(1, code=CODE)]))
    assert (issue.slug, issue.row, issue.column) == ("code_voided", 2, "楼宇编码")
    assert "新的编码" in issue.say()


def test_twice_says_that_it_went_before(engine: Engine) -> None:
    edited(engine, both)
    void(engine)
    with pytest.raises(InvalidValue) as caught:
        void(engine)
    assert (caught.value.name, caught.value.details["value"]) == ("code_voided", CODE)


def test_a_named_building_that_was_voided_does_not_come_back(engine: Engine) -> None:
    work.run(engine, real.load, actor="test", action=real.ACTION)
    stood = standing(engine)["buildings"]
    voiding.building(engine, "GL-0001", "不是楼宇", actor="test")
    work.run(engine, real.load, actor="test", action=real.ACTION)
    assert standing(engine)["buildings"] == stood - 1
    left = "select count(*) from building_claims c join buildings b on b.id = c.building_id {}"
    with engine.connect() as connection:
        assert connection.execute(text(left.format("where b.voided_at is not null"))).scalar_one() > 0
        orphans = "where b.voided_at is not null and c.voided_at is null"
        assert connection.execute(text(left.format(orphans))).scalar_one() == 0
    with work.reading(engine) as session:
        assert "GL-0001" not in real.untouched(session)
    with pytest.raises(DomainError, match="code_voided"):
        voiding.building(engine, "GL-0001", "再来", actor="test")
