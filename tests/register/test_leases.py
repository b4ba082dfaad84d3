"""Leases: written whole or not at all, changed, ended, renewed, voided; what they spoil is marked."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from buildings.database import work
from buildings.errors import DomainError, StaleVersion
from buildings.kinds import Origin
from buildings.register import leases
from buildings.register.leases import Lease, LeaseBase, LeaseUnit, Part
from tests.builders.register import again, edit, make_enterprise, make_lease, make_party, make_unit

D = dt.date


def refused(engine: Engine, do: Callable[[work.Changes], object], origin: Origin = Origin.REAL) -> str:
    with pytest.raises(DomainError) as refusal:
        edit(engine, do, origin)
    return refusal.value.name


def parts(engine: Engine, lease: Lease) -> list[tuple[D, D | None, int | None]]:
    with work.reading(engine) as session:
        return [(part.starts_on, part.ends_on, part.area_dm2) for part in leases.parts_of(session, lease)]


@pytest.mark.parametrize(
    ("values", "slug"),
    [
        ({"reported_party_id": None, "enterprise_id": None}, "one_party"),
        ({"rent_fen": 100}, "rent_without_unit"),
        ({"kind": "sublet"}, "invalid_value"),
        ({"enterprise_id": 999}, "not_found"),
        ({"renewal_of": 999}, "not_found"),
    ],
)
def test_a_lease_that_says_too_little_or_too_much_is_refused(engine: Engine, values: dict[str, Any], slug: str) -> None:
    firm = edit(engine, make_enterprise)
    unit = edit(engine, make_unit)
    given = {"enterprise_id": firm.key} | values
    assert refused(engine, lambda c: make_lease(c, [again(c, unit)], **given)) == slug
    with work.reading(engine) as session:
        assert leases.running_on(session, D(2026, 1, 1)) == []


def test_parts_must_make_sense(engine: Engine) -> None:
    firm, unit = edit(engine, make_enterprise), edit(engine, make_unit)
    base = LeaseBase(code="", enterprise_id=firm.key)
    day = D(2026, 1, 1)
    assert refused(engine, lambda c: leases.create(c, base, [])) == "lease_parts"
    assert (
        refused(engine, lambda c: leases.create(c, base, [Part(unit.key, day), Part(unit.key, day)])) == "lease_parts"
    )
    assert refused(engine, lambda _: Part(unit.key, day, D(2025, 12, 31))) == "days_backwards"
    assert refused(engine, lambda _: Part(unit.key, day, None, 0)) == "invalid_value"
    assert refused(engine, lambda c: leases.create(c, base, [Part(999, day)])) == "not_found"


def test_real_and_demonstration_records_do_not_meet(engine: Engine) -> None:
    unit = edit(engine, make_unit)
    assert refused(engine, lambda c: make_lease(c, [again(c, unit)]), Origin.DEMONSTRATION) == "wrong_origin"


def test_a_write_marks_party_and_buildings(engine: Engine) -> None:
    party = edit(engine, make_party)
    rooms = [edit(engine, make_unit) for _ in range(2)]

    def let(changes: work.Changes) -> tuple[Lease, set[int], set[int]]:
        lease = make_lease(changes, [again(changes, room) for room in rooms], reported_party_id=party.key)
        return lease, changes.parties, changes.buildings

    lease, parties, buildings = edit(engine, let)
    assert (lease.code, lease.version) == (f"L-{lease.key:07d}", 1)
    assert (parties, buildings) == ({-party.key}, {room.building_id for room in rooms})
    firm = edit(engine, make_enterprise)

    def hand_over(changes: work.Changes) -> tuple[bool, set[int], set[int]]:
        values = {"enterprise_id": firm.key, "reported_party_id": None}
        done = leases.change(changes, again(changes, lease), values)
        return done, changes.parties, changes.buildings

    assert edit(engine, hand_over) == (True, {-party.key, firm.key}, buildings)
    assert edit(engine, hand_over) == (False, set(), set())


def test_parts_come_change_and_go(engine: Engine) -> None:
    unit, other = edit(engine, make_unit), edit(engine, make_unit)
    lease = edit(engine, lambda c: make_lease(c, [again(c, unit)], ends_on=D(2026, 12, 31)))
    new = [Part(unit.key, D(2026, 1, 1), D(2026, 6, 30)), Part(other.key, D(2026, 7, 1), None, 5_000)]
    assert edit(engine, lambda c: leases.change(c, again(c, lease), {}, parts=new))
    assert not edit(engine, lambda c: leases.change(c, again(c, lease), {}, parts=new))
    assert parts(engine, lease) == [(D(2026, 1, 1), D(2026, 6, 30), None), (D(2026, 7, 1), None, 5_000)]
    assert edit(engine, lambda c: leases.change(c, again(c, lease), {}, parts=new[:1]))
    with work.reading(engine) as session:
        gone = session.get_one(LeaseUnit, 2)
        assert gone.void_reason
        assert len(leases.running_on(session, D(2026, 8, 1))) == 0
    with pytest.raises(StaleVersion):
        edit(engine, lambda c: leases.change(c, again(c, lease), {"number": "9"}, version=7))


def test_an_early_end_is_the_last_day(engine: Engine) -> None:
    lease = edit(engine, lambda c: make_lease(c, ends_on=D(2026, 12, 31)))
    edit(engine, lambda c: leases.end_early(c, again(c, lease), D(2026, 3, 5)))
    with work.reading(engine) as session:
        assert [len(leases.running_on(session, D(2026, 3, day))) for day in (5, 6)] == [1, 0]
    edit(engine, lambda c: leases.end_early(c, again(c, lease), D(2025, 12, 31)))
    with work.reading(engine) as session:
        assert leases.running_on(session, D(2026, 1, 1)) == []


def test_a_renewal_continues_the_day_after(engine: Engine) -> None:
    lease = edit(
        engine, lambda c: make_lease(c, ends_on=D(2026, 6, 30), area_dm2=4_000, rent_fen=9_000, rent_unit="m2_month")
    )
    signed = D(2026, 4, 1)
    new = edit(engine, lambda c: leases.renew(c, again(c, lease), D(2028, 6, 30), signed_on=signed, rent_fen=9_500))
    assert (new.renewal_of, new.enterprise_id, new.rent_fen, new.signed_on) == (
        lease.key,
        lease.enterprise_id,
        9_500,
        signed,
    )
    assert parts(engine, new) == [(D(2026, 7, 1), D(2028, 6, 30), 4_000)]
    assert refused(engine, lambda c: leases.void(c, again(c, lease), "误")) == "still_referred_to"
    assert refused(engine, lambda c: leases.change(c, again(c, new), {"renewal_of": new.key})) == "invalid_value"
    whole = edit(engine, make_lease)
    assert refused(engine, lambda c: leases.renew(c, again(c, whole), None)) == "open_ended_renewal"
    edit(engine, lambda c: leases.end_early(c, again(c, whole), D(2026, 2, 28)))
    after = edit(engine, lambda c: leases.renew(c, again(c, whole), None))
    assert parts(engine, after) == [(D(2026, 3, 1), None, None)]


def test_a_voided_lease_frees_its_space_and_its_number(engine: Engine) -> None:
    unit = edit(engine, make_unit)
    lease = edit(engine, lambda c: make_lease(c, [again(c, unit)], landlord="业主", number="1"))
    assert refused(engine, lambda c: make_lease(c, landlord="业主", number="1")) == "number_taken"
    edit(engine, lambda c: leases.void(c, again(c, lease), "录错"))
    assert refused(engine, lambda c: leases.void(c, again(c, lease), "录错")) == "already_voided"
    new = edit(engine, lambda c: make_lease(c, [again(c, unit)], landlord="业主", number="1"))
    with work.reading(engine) as session:
        found = leases.by_number(session, "业主", "1")
        assert found is not None
        assert found.key == leases.by_code(session, new.code).key == new.key
