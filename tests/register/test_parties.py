"""Enterprises, taxpayers and reported parties: codes, former names, links, dated answers, versions."""

import datetime as dt
from functools import partial

import pytest
from sqlalchemy import Engine, select

from buildings.database import history, work
from buildings.errors import Conflict, InvalidValue, NotFound, StaleVersion
from buildings.quantities import parse_month
from buildings.register import enterprises, links, parties, records, taxpayers
from buildings.register.enterprises import Enterprise, IndustryClass, Registration
from buildings.register.parties import ReportedParty
from buildings.register.taxpayers import Taxpayer
from tests.builders.register import again, edit, make_enterprise, make_lease, make_party, make_taxpayer

D = dt.date
JUNE = D(2026, 6, 30)
VALID = "91110000600037341L"


@pytest.mark.parametrize("code", ["91110000600037341M", "9111000060003734", "I1110000600037341L", "x"])
def test_a_failing_code_is_refused_unless_a_reason_is_recorded(engine: Engine, code: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        edit(engine, lambda c: make_enterprise(c, uscc=code))
    assert refusal.value.name == "uscc_fails"
    with pytest.raises(InvalidValue):
        edit(engine, lambda c: make_enterprise(c, uscc=code, uscc_override_reason="  "))
    row = edit(engine, lambda c: make_enterprise(c, uscc=code, uscc_override_reason="执照如此"))
    assert row.uscc == code.upper()


def test_codes_are_made_and_a_credit_code_belongs_to_one(engine: Engine) -> None:
    first = edit(engine, lambda c: make_enterprise(c, uscc=f" {VALID.lower()} "))
    assert (first.code, first.uscc, first.version) == (f"E-{first.key:06d}", VALID, 1)
    with pytest.raises(Conflict) as refusal:
        edit(engine, lambda c: make_enterprise(c, uscc=VALID))
    assert refusal.value.details == {"uscc": VALID, "code": first.code}
    edit(engine, lambda c: enterprises.void(c, again(c, first), "重复"))
    assert edit(engine, lambda c: make_enterprise(c, uscc=VALID)).uscc == VALID


def test_a_new_name_keeps_the_former_one_and_its_code(engine: Engine) -> None:
    row = edit(engine, lambda c: make_enterprise(c, name="甲公司", uscc=VALID))
    assert edit(engine, lambda c: enterprises.update(c, again(c, row), {"name": "乙公司"}, on=D(2026, 3, 1)))
    assert edit(engine, lambda c: enterprises.update(c, again(c, row), {"uscc": None}))
    assert not edit(engine, lambda c: enterprises.update(c, again(c, row), {"name": "乙公司"}))
    with work.reading(engine) as session:
        former = enterprises.former_names(session, row)
        assert [(one.name, one.uscc, one.valid_to) for one in former] == [
            ("甲公司", VALID, D(2026, 2, 28)),
            ("乙公司", VALID, None),
        ]
        holder = enterprises.by_uscc(session, VALID)
        assert holder is not None
        assert holder.key == row.key


def test_a_change_upon_an_older_version_is_refused(engine: Engine) -> None:
    row = edit(engine, make_enterprise)
    edit(engine, lambda c: enterprises.update(c, again(c, row), {"name": "新"}, version=1))
    with pytest.raises(StaleVersion):
        edit(engine, lambda c: enterprises.update(c, again(c, row), {"name": "旧"}, version=1))


def test_void_keeps_the_row_and_says_who_and_why(engine: Engine) -> None:
    row = edit(engine, make_enterprise)
    with pytest.raises(InvalidValue):
        edit(engine, lambda c: enterprises.void(c, again(c, row), " "))
    edit(engine, lambda c: enterprises.void(c, again(c, row), "重复登记"))
    with work.reading(engine) as session:
        gone = session.get_one(Enterprise, row.key)
        assert (gone.voided_by, gone.void_reason, gone.version) == ("cli:tester", "重复登记", 2)
        with pytest.raises(NotFound):
            enterprises.by_code(session, row.code)
        before = history.known_at(Enterprise, row.recorded_at)
        assert session.execute(select(before.c.voided_at)).scalars().all() == [None]
    with pytest.raises(Conflict):
        edit(engine, lambda c: enterprises.update(c, again(c, row), {"name": "再"}))
    leased = edit(engine, make_lease)
    with pytest.raises(Conflict) as refusal:
        edit(engine, lambda c: enterprises.void(c, c.session.get_one(Enterprise, leased.enterprise_id), "误"))
    assert refusal.value.name == "still_referred_to"


def test_registration_and_industry_are_dated_and_never_overlap(engine: Engine) -> None:
    row = edit(engine, make_enterprise)

    def say(changes: work.Changes) -> list[bool]:
        held = again(changes, row)
        return [
            enterprises.register_in_district(changes, held, "no"),
            enterprises.register_in_district(changes, held, "yes", valid_from=D(2026, 4, 1), source="登记机关"),
            enterprises.register_in_district(changes, held, "yes", valid_from=D(2026, 4, 1), source="登记机关"),
            enterprises.classify(changes, held, "I", "65"),
            enterprises.classify(changes, held, "J", "66", valid_from=D(2026, 1, 1), valid_to=D(2026, 1, 31)),
        ]

    assert edit(engine, say) == [True, True, False, True, True]
    with work.reading(engine) as session:
        answers = session.execute(records.standing(Registration)).scalars().all()
        classes = session.execute(records.standing(IndustryClass)).scalars().all()
    assert [(one.in_district, one.valid_from, one.valid_to) for one in answers] == [
        ("no", None, D(2026, 3, 31)),
        ("yes", D(2026, 4, 1), None),
    ]
    assert sorted((one.valid_from or D.min, one.section) for one in classes) == [
        (D.min, "I"),
        (D(2026, 1, 1), "J"),
        (D(2026, 2, 1), "I"),
    ]
    for section, division in (("U", None), ("II", None), ("A", "1"), ("A", "ab")):
        with pytest.raises(InvalidValue):
            edit(engine, partial(classify, row, section, division))


def classify(row: Enterprise, section: str, division: str | None, changes: work.Changes) -> bool:
    return enterprises.classify(changes, again(changes, row), section, division)


def test_taxpayers_are_linked_by_code_whichever_comes_first(engine: Engine) -> None:
    early = edit(engine, lambda c: make_taxpayer(c, code=VALID))
    firm = edit(engine, lambda c: make_enterprise(c, uscc=VALID))
    assert linked(engine, early) == firm.key
    edit(engine, lambda c: enterprises.update(c, again(c, firm), {"uscc": None}))
    assert linked(engine, early) == firm.key
    lone = edit(engine, lambda c: make_taxpayer(c, code="X1"))
    assert linked(engine, lone) is None


def linked(engine: Engine, taxpayer: Taxpayer, day: D = JUNE) -> int | None:
    with work.reading(engine) as session:
        found = links.on(session, taxpayer, day)
    return None if found is None else found.key


def test_a_former_code_links_too(engine: Engine) -> None:
    firm = edit(engine, lambda c: make_enterprise(c, uscc=VALID))
    edit(engine, lambda c: enterprises.update(c, again(c, firm), {"uscc": None}))
    assert linked(engine, edit(engine, lambda c: make_taxpayer(c, code=VALID))) == firm.key


def test_a_decision_for_some_months_beats_the_code(engine: Engine) -> None:
    firm, other = edit(engine, lambda c: make_enterprise(c, uscc=VALID)), edit(engine, make_enterprise)
    payer = edit(engine, lambda c: make_taxpayer(c, code=VALID))

    def decide(changes: work.Changes) -> tuple[set[int], set[int]]:
        links.decide(changes, again(changes, payer), again(changes, other), D(2026, 3, 1), D(2026, 4, 30))
        return changes.parties, changes.taxpayers

    assert edit(engine, decide) == ({firm.key, other.key}, {payer.key})
    ends = [D(2026, month, day) for month, day in ((2, 28), (3, 31), (4, 30), (5, 31))]
    assert [linked(engine, payer, day) for day in ends] == [firm.key, other.key, other.key, firm.key]
    edit(engine, lambda c: links.decide(c, again(c, payer), None, D(2026, 5, 1)))
    assert linked(engine, payer, D(2026, 5, 31)) is None


def test_many_taxpayers_at_once(engine: Engine) -> None:
    firm = edit(engine, lambda c: make_enterprise(c, uscc=VALID))

    def arrive(changes: work.Changes) -> tuple[dict[str, int], set[int]]:
        return taxpayers.ensure_all(changes, {VALID: "甲", **{f"N{n}": None for n in range(700)}}), changes.parties

    keys, parties_ = edit(engine, arrive)
    assert len(set(keys.values())) == 701
    assert parties_ == {firm.key}
    again_keys, dirty = edit(engine, lambda c: (taxpayers.ensure_all(c, {VALID: "乙", "N5": None}), c.taxpayers))
    assert again_keys == {VALID: keys[VALID], "N5": keys["N5"]}
    assert dirty == set()
    with work.reading(engine) as session:
        row = session.get_one(Taxpayer, keys[VALID])
        assert (row.name, row.version) == ("乙", 2)
    with pytest.raises(InvalidValue):
        edit(engine, lambda c: taxpayers.ensure_all(c, {" X": None}))
    assert edit(engine, lambda c: taxpayers.mark_central(c, again(c, row), central=True))
    assert parse_month("2026-01")


def test_linking_a_reported_party_spoils_both_sides(engine: Engine) -> None:
    party = edit(engine, lambda c: make_party(c, code_as_given="不清楚"))
    firm = edit(engine, make_enterprise)

    def link(changes: work.Changes) -> tuple[bool, set[int]]:
        done = parties.link(changes, again(changes, party), again(changes, firm))
        return done, changes.parties

    assert edit(engine, link) == (True, {firm.key, -party.key})
    assert edit(engine, link) == (False, set())
    lease = edit(engine, lambda c: make_lease(c, reported_party_id=party.key))
    assert lease.enterprise_id is None
    with pytest.raises(Conflict):
        edit(engine, lambda c: parties.void(c, c.session.get_one(ReportedParty, party.key), "误"))
