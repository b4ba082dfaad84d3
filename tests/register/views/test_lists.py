"""Lists of the register: every row exactly once in its order, filters as in plain loops, nothing of somebody else's."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from buildings.access import clock
from buildings.access.principals import Principal
from buildings.audience import Role
from buildings.errors import InvalidValue
from buildings.register import codes
from buildings.register.views import asking
from buildings.register.views.catalogue import NOUNS
from buildings.register.views.query import Page
from buildings.workflows import reading
from tests.builders.world import TODAY, Plain, build, people

pytestmark = pytest.mark.stocked("world")

LISTED = ["register_buildings", "units", "leases", "parties", "outages", "enterprises"]
PEOPLE = people()
DAYS = st.one_of(st.none(), st.dates(dt.date(2025, 3, 1), dt.date(2027, 8, 1)))
Json = dict[str, Any]


@pytest.fixture
def world(engine: Engine) -> Engine:
    build(engine)
    return engine


def ask(engine: Engine, who: Principal, slug: str, *pairs: tuple[str, str], whole: bool = False) -> Page:
    noun = NOUNS[slug]
    asked = asking.parse(noun, pairs, staff=reading.sees_as_staff(who))
    with reading.opened(engine, who, "real", noun, asked) as desk:
        return desk.whole() if whole else desk.page()


def plain(page: Page, slug: str) -> list[Json]:
    nested = NOUNS[slug].nested
    found = []
    for row in page.rows:
        one = {column.name: column.plain(row[column.name]) for column in page.columns}
        if nested is not None and page.below:
            one[nested.name] = [
                {column.name: column.plain(below[column.name]) for column in nested.columns}
                for below in page.below[row["key"]]
            ]
        found.append(one)
    return found


def everything(engine: Engine, who: Principal, slug: str, *pairs: tuple[str, str]) -> list[Json]:
    return plain(ask(engine, who, slug, *pairs, whole=True), slug)


def pages(engine: Engine, who: Principal, slug: str, limit: int, *pairs: tuple[str, str]) -> Iterator[list[Json]]:
    cursor: list[tuple[str, str]] = []
    while True:
        page = ask(engine, who, slug, ("limit", str(limit)), *pairs, *cursor)
        yield plain(page, slug)
        if page.following is None:
            return
        cursor = [("cursor", page.following)]


def ordered(rows: list[Json], sort: str) -> list[Json]:
    """As a list must be: by each column, unknown last, then by code."""
    found = sorted(rows, key=lambda row: row["code"])
    for name in reversed(sort.split(",") if sort else []):
        bare = name.removeprefix("-")
        known = [row for row in found if row[bare] is not None]
        known.sort(key=lambda row: row[bare], reverse=name.startswith("-"))  # stable, also in reverse
        found = known + [row for row in found if row[bare] is None]
    return found


def test_paging_gives_each_row_once_and_in_order(world: Engine) -> None:
    @given(data=st.data(), slug=st.sampled_from(LISTED), name=st.sampled_from(sorted(PEOPLE)), day=DAYS)
    @settings(max_examples=40)
    def check(data: st.DataObject, slug: str, name: str, day: dt.date | None) -> None:
        sorts = st.lists(st.sampled_from(NOUNS[slug].sorts), max_size=2, unique=True)
        sort = ",".join(data.draw(st.sampled_from(["", "-"])) + one for one in data.draw(sorts))
        pairs = [("sort", sort)] if sort else []
        pairs += [] if day is None else [("as_of", day.isoformat())]
        whole = everything(world, PEOPLE[name], slug, *pairs)
        assert whole == ordered(whole, sort)
        limit = data.draw(st.integers(2, 30))
        found = list(pages(world, PEOPLE[name], slug, limit, *pairs))
        assert [row for page in found for row in page] == whole
        assert all(len(page) == limit for page in found[:-1])
        assert ask(world, PEOPLE[name], slug, ("count", "true"), ("limit", "1"), *pairs).total == len(whole)

    check()


CHECKS: Mapping[str, Mapping[str, Any]] = {
    "units": {
        "building": lambda row, wanted: row["building"] in wanted.split(","),
        "floor": lambda row, wanted: row["floor"] in wanted.split(","),
        "room": lambda row, wanted: wanted in row["room"],
        "vacant": lambda row, wanted: row["vacant_m2"] is not None and (row["vacant_m2"] > 0) == (wanted == "true"),
        "vacant_at_least": lambda row, wanted: row["vacant_m2"] is not None and row["vacant_m2"] >= float(wanted),
        "area_known": lambda row, wanted: (row["area_m2"] is not None) == (wanted == "true"),
        "area_at_most": lambda row, wanted: row["area_m2"] is not None and row["area_m2"] <= float(wanted),
        "lettable": lambda row, wanted: row["lettable"] == (wanted == "true"),
        "occupied": lambda row, wanted: row["occupied"] == (wanted == "true"),
        "ends_before": lambda row, wanted: row["next_end_on"] is not None and row["next_end_on"] < wanted,
    },
    "leases": {
        "building": lambda row, wanted: any(part["building"] in wanted.split(",") for part in row["units"]),
        "floor": lambda row, wanted: any(part["floor"] in wanted.split(",") for part in row["units"]),
        "running_on": lambda row, wanted: any(
            part["starts_on"] <= wanted <= (part["ends_on"] or "9999") for part in row["units"]
        ),
        "tenant": lambda row, wanted: wanted.lower() in row["tenant"].lower(),
        "kind": lambda row, wanted: row["kind"] == wanted,
        "state": lambda row, wanted: row["state"] in wanted.split(","),
        "signed": lambda row, wanted: (row["signed_on"] is not None) == (wanted == "true"),
        "starts_after": lambda row, wanted: row["starts_on"] > wanted,
        "ends_before": lambda row, wanted: row["ends_on"] is not None and row["ends_on"] < wanted,
        "open_ended": lambda row, wanted: (row["ends_on"] is None) == (wanted == "true"),
        "area_at_least": lambda row, wanted: row["area_m2"] is not None and row["area_m2"] >= float(wanted),
    },
}
VALUES = {
    "building": ["GL-9001", "GL-9001,GL-9003", "GL-9004", "GL-0000"],
    "floor": ["1", "B1,3A"],
    "room": ["0", "10", "5"],
    "tenant": ["ab", "AB_C", "%", "甲", "=", "co.", "S"],
    "kind": ["let", "owner_occupied"],
    "state": ["running", "future", "ended,never_began"],
    "area": ["0", "5", "10", "80", "100.01"],
    "yes": ["true", "false"],
    "day": ["2025-12-31", "2026-06-15", "2027-01-01"],
}
KINDS = {
    "vacant": "yes", "area_known": "yes", "lettable": "yes", "occupied": "yes", "signed": "yes", "open_ended": "yes",
    "vacant_at_least": "area", "area_at_most": "area", "area_at_least": "area",
    "ends_before": "day", "running_on": "day", "starts_after": "day",
}  # fmt: skip


def test_filters_are_what_plain_loops_find(world: Engine) -> None:
    @given(data=st.data(), slug=st.sampled_from(sorted(CHECKS)), name=st.sampled_from(sorted(PEOPLE)))
    @settings(max_examples=50)
    def check(data: st.DataObject, slug: str, name: str) -> None:
        names = data.draw(st.lists(st.sampled_from(sorted(CHECKS[slug])), min_size=1, max_size=2, unique=True))
        if slug == "leases" and {"building", "floor", "running_on"} & set(names):
            names = names[:1]  # two of them must hold of the same room
        pairs = [(one, data.draw(st.sampled_from(VALUES[KINDS.get(one, one)]))) for one in names]
        whole = everything(world, PEOPLE[name], slug)
        wanted = [row for row in whole if all(CHECKS[slug][one](row, value) for one, value in pairs)]
        assert everything(world, PEOPLE[name], slug, *pairs) == wanted
        assert ask(world, PEOPLE[name], slug, ("count", "true"), *pairs).total == len(wanted)

    check()


def test_filters_of_rooms_must_hold_of_the_same_room(world: Engine) -> None:
    who = PEOPLE["promoter"]
    pairs = [("building", "GL-9001"), ("running_on", TODAY.isoformat())]
    wanted = [
        row["code"]
        for row in everything(world, who, "leases")
        if any(
            part["building"] == "GL-9001" and part["starts_on"] <= TODAY.isoformat() <= (part["ends_on"] or "9999")
            for part in row["units"]
        )
    ]
    assert [row["code"] for row in everything(world, who, "leases", *pairs)] == wanted


def test_nobody_sees_more_or_less_than_theirs(world: Engine) -> None:
    register = Plain.of(world)
    for name in PEOPLE:
        for only in (None, TODAY, dt.date(2026, 1, 20)):
            compare(world, register, name, only)


def compare(world: Engine, register: Plain, name: str, only: dt.date | None) -> None:
    who = PEOPLE[name]
    pairs = [] if only is None else [("as_of", only.isoformat())]
    parts = register.parts_seen(who.held, only)
    by_lease: dict[str, list[Json]] = {}
    for part in parts:
        by_lease.setdefault(register.leases[part.lease_id].code, []).append(part)

    leases = {row["code"]: row for row in everything(world, who, "leases", *pairs)}
    assert leases.keys() == by_lease.keys()
    for code, row in leases.items():
        seen: list[Any] = by_lease[code]
        assert sorted(part["unit"] for part in row["units"]) == sorted(codes.code("U", one.unit_id) for one in seen)
        assert row["starts_on"] == min(one.starts_on for one in seen).isoformat()
        last = max(register.last(one) for one in seen)
        assert row["ends_on"] == (None if last.year == 9999 else last.isoformat())

    day = only or clock.today()
    held = register.units_held(who.held, day)
    assert {row["code"] for row in everything(world, who, "units", *pairs)} == {codes.code("U", key) for key in held}
    homes = {register.buildings[unit.building_id].code for unit in register.units if unit.id in held}
    assert {row["code"] for row in everything(world, who, "register_buildings", *pairs)} == homes

    spans = register.spans(who.held)
    outages = [
        row
        for row in register.outages
        if (
            any(span[0] <= (row.ends_on or dt.date.max) and span[1] >= row.starts_on for span in spans[row.unit_id])
            if only is None
            else row.starts_on <= only <= (row.ends_on or dt.date.max) and row.unit_id in held
        )
    ]
    assert {row["code"] for row in everything(world, who, "outages", *pairs)} == {
        codes.code("O", row.id) for row in outages
    }

    named = {register.leases[part.lease_id].reported_party_id for part in parts} - {None}
    if name == "promoter" and only is None:
        named = {row.id for row in register.parties}
    assert {row["code"] for row in everything(world, who, "parties", *pairs)} == {codes.code("R", one) for one in named}


def test_enterprises_are_staffs_and_of_a_street_its_tenants(world: Engine) -> None:
    register = Plain.of(world)
    linked = {row.id: row.enterprise_id for row in register.parties}
    for name, who in PEOPLE.items():
        staff = [one for one in who.held if one.role is not Role.LANDLORD]
        tenants = set()
        for part in register.parts_seen(staff, None):
            lease = register.leases[part.lease_id]
            tenants.add(lease.enterprise_id or linked.get(lease.reported_party_id))
        wanted = {row.code for row in register.enterprises if name == "promoter" or row.id in tenants}
        assert {row["code"] for row in everything(world, who, "enterprises")} == wanted, name


def test_what_staff_linked_a_tenant_to_is_told_to_nobody_else(world: Engine) -> None:
    promoter = {row["code"]: row for row in everything(world, PEOPLE["promoter"], "leases")}
    assert any(row["party"] and row["enterprise"] for row in promoter.values())
    for name in ("owner", "operator", "building"):
        rows = everything(world, PEOPLE[name], "leases")
        assert rows
        assert all("enterprise" not in row and "uscc" not in row for row in rows)
        for slug, parameter in (("leases", "enterprise"), ("parties", "linked"), ("parties", "enterprise")):
            with pytest.raises(InvalidValue, match="unknown_parameter"):
                ask(world, PEOPLE[name], slug, (parameter, "true"))
        for parameter in ("fields", "sort"):
            with pytest.raises(InvalidValue):
                ask(world, PEOPLE[name], "leases", (parameter, "enterprise"))


def test_who_is_staff_in_one_street_is_a_landlord_elsewhere(world: Engine) -> None:
    register = Plain.of(world)
    staff = [one for one in PEOPLE["both"].held if one.role is Role.SUBDISTRICT]
    as_staff = {register.leases[part.lease_id].code for part in register.parts_seen(staff, None)}
    rows = everything(world, PEOPLE["both"], "leases")
    outside = [row for row in rows if row["code"] not in as_staff]
    assert outside
    assert [row["code"] for row in outside if row["enterprise"] is not None] == []
    assert any(row["enterprise"] for row in rows if row["code"] in as_staff)


def test_as_known_before_nothing_was_there_and_afterwards_all_is(world: Engine) -> None:
    for name in ("promoter", "owner", "street"):
        for slug in LISTED:
            now = everything(world, PEOPLE[name], slug)
            assert everything(world, PEOPLE[name], slug, ("known_at", "2020-01-01")) == []
            assert everything(world, PEOPLE[name], slug, ("known_at", "2099-01-01")) == now
