"""Who sees tax by the gate only never moves tax on record alone: before and after would tell what one tenant paid."""

import datetime as dt
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import select

from buildings.access import accounts, clock, grants, keys
from buildings.access.accounts import AccountBase
from buildings.access.grants import Held, ScopeKind
from buildings.access.principals import Principal
from buildings.audience import Role
from buildings.database import work
from buildings.database.work import Changes
from buildings.errors import Busy
from buildings.facts import horizon
from buildings.facts.tables import BuildingMonthTax
from buildings.workflows import tenancy
from tests.builders.register import edit, make_tax_file, make_taxpayer
from tests.builders.tenancy import CODE, HOME, PAYER, START, Json, Person, Town, month_back, on

pytestmark = pytest.mark.stocked("town")
WHY = "历史更正"


def last_taxed() -> str:
    """The last month with a tax file."""
    month = month_back(1)
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def figures_of_home(who: Person) -> object:
    """All figures of the building in the last month with a file, as the asker sees them."""
    return who.get(f"buildings/{HOME}?month={last_taxed()}")["figures"]


def fen(town: Town) -> int:
    """Tax attributed to any building, all months."""
    with work.reading(town.engine) as session:
        return sum(int(row.amount_fen) for row in session.execute(select(BuildingMonthTax)).scalars())


def firm(town: Town) -> str:
    """The firm that pays."""
    return str(next(row["code"] for row in town.officer.get("enterprises")["items"] if row["uscc"] == CODE))


def part(town: Town, days: int, room: str = "102", **more: object) -> Json:
    return {"unit": town.rooms[room], "starts_on": on(days), **more}


def let(town: Town, **said: object) -> Json:
    """A lease of the firm that pays, since before the months with tax."""
    return town.lease("101", town.officer, tenant={"enterprise": firm(town)}, starts_on=on(-400), **said)


def refused(who: Person, path: str, version: object, body: Json) -> tuple[int, str]:
    answer = who.send("POST", path, body, if_match=f'"{version}"')
    return answer.status_code, str(answer.json()["type"]).rpartition(":")[2]


@pytest.mark.parametrize("asker", ["staff", "street"])
def test_voiding_a_lease_behind_known_tax_waits_for_a_tax_officer(town: Town, asker: str) -> None:
    who, lease = getattr(town, asker), let(town)
    seen, tax = figures_of_home(who), fen(town)
    path = f"leases/{lease['code']}"
    staged = who.post(f"{path}/void", 202, lease["version"], reason=WHY)
    assert (staged["why_staged"], staged["kind"]) == ("taxed_month", "lease_void")
    assert (figures_of_home(who), fen(town)) == (seen, tax)
    said = {"decision": "同意"}
    for answer in ("accept", "reject"):
        path_of = f"proposals/{staged['code']}/{answer}"
        assert refused(who, path_of, staged["version"], said) == (403, "for_tax_officer")
    checks = {one["check"]: one for one in town.officer.get(f"proposals/{staged['code']}/checks")["items"]}
    assert checks["linked"]["answer"] == "yes"
    assert PAYER in checks["linked"]["said"]
    town.officer.post(f"proposals/{staged['code']}/accept", 200, staged["version"])
    assert fen(town) < tax
    assert town.officer.send("GET", path).status_code == 404
    town.sound()


@pytest.mark.parametrize(
    ("verb", "more", "status"),
    [
        ("end", {"last_on": on(-100)}, 202),
        ("end", {"last_on": on(100)}, 200),
        ("renew", {"ends_on": on(500)}, 201),
        ("renew", {"starts_on": on(-100), "ends_on": on(500)}, 202),
        ("void", {"reason": WHY}, 202),
    ],
)
def test_what_waits_and_what_does_not(town: Town, verb: str, more: Json, status: int) -> None:
    last = {"ends_on": on(-150 if more.get("starts_on") else 200)}
    lease, tax = let(town, **last), fen(town)
    path = f"leases/{lease['code']}/{verb}"
    if status == 202 and verb != "void":
        assert refused(town.staff, path, lease["version"], more) == (422, "needs_reason_taxed_month")
        more = {**more, "reason": WHY}
    town.staff.post(path, status, lease["version"], **more)
    assert fen(town) == tax
    town.sound()


def test_an_early_end_is_taken_back_by_a_tax_officer(town: Town) -> None:
    lease = let(town, ends_on=on(100))
    path = f"leases/{lease['code']}"
    ended = town.officer.post(f"{path}/end", 200, lease["version"], last_on=on(-100))
    staged = town.staff.post(f"{path}/resume", 202, ended["version"], reason=WHY)
    assert staged["kind"] == "lease_resume"


def test_a_lease_behind_known_tax_is_made_or_moved_by_a_tax_officer(town: Town) -> None:
    enterprise, tax = firm(town), fen(town)
    town.staff.post("leases", 202, tenant={"enterprise": enterprise}, units=[part(town, -90)], reason=WHY)
    lease = let(town)
    path = f"leases/{lease['code']}"
    for said in ({"units": [part(town, -90, "101")]}, {"units": [part(town, -400, "101", area_m2=50)]},
                 {"tenant": {"name": "别人"}}):  # fmt: skip
        town.staff.patch(path, 202, lease["version"], **said, reason=WHY)
    assert fen(town) > tax == 0
    town.sound()


def test_months_that_figures_reach_beyond_the_last_file_are_past_too(town: Town) -> None:
    room = {"building": HOME, "room": "104", "area_m2": None, "valid_from": clock.today().replace(day=1).isoformat()}
    assert town.staff.send("POST", "units?dry_run=true", room).status_code == 201
    edit(town.engine, lambda changes: horizon.ensure_month(changes, month_back(0)))
    assert town.staff.send("POST", "units?dry_run=true", {**room, "reason": WHY}).status_code == 202


def test_who_proposed_takes_it_back(town: Town) -> None:
    lease = let(town)
    staged = town.staff.post(f"leases/{lease['code']}/void", 202, lease["version"], reason=WHY)
    assert town.staff.post(f"proposals/{staged['code']}/withdraw", 200, staged["version"])["state"] == "withdrawn"


def test_what_landlords_propose_is_accepted_by_a_tax_officer_where_tax_goes_by_it(town: Town) -> None:
    """Otherwise somebody would accept what he may not do."""
    was = town.one.get(f"units/{town.rooms['101']}")
    staged = town.one.post(f"units/{was['code']}/area", 202, was["version"], area_m2=90, reason=WHY)
    path = f"proposals/{staged['code']}/accept"
    assert refused(town.staff, path, staged["version"], {}) == (403, "for_tax_officer")
    assert town.one.get(f"units/{was['code']}")["area_m2"] == was["area_m2"]
    town.officer.post(path, 200, staged["version"])
    since = {"valid_from": clock.today().replace(day=1).isoformat()}
    staged = town.one.post(f"units/{was['code']}/area", 202, upon_of(town, was), area_m2=95, **since, reason=WHY)
    town.staff.post(f"proposals/{staged['code']}/accept", 200, staged["version"])
    assert town.one.get(f"units/{was['code']}")["area_m2"] == 95


def upon_of(town: Town, unit: Json) -> int:
    return town.one.version(f"units/{unit['code']}")


def test_rooms_since_after_the_last_tax_and_outages_are_changed_at_once(town: Town) -> None:
    was = town.staff.get(f"units/{town.rooms['102']}")
    path, first = f"units/{was['code']}", clock.today().replace(day=1).isoformat()
    for more in ({"area_m2": 90}, {"area_m2": None}, {"area_m2": 100, "lettable": False}):
        assert town.staff.post(f"{path}/area", 202, was["version"], **more, reason=WHY)["why_staged"] == "taxed_month"
    made = town.staff.post(f"{path}/area", 200, was["version"], area_m2=90, valid_from=first, lettable=False)
    assert (made["area_m2"], made["lettable"]) == (90, False)
    town.staff.patch(path, 202, made["version"], valid_to=on(-90), reason=WHY)
    town.staff.patch(path, 200, made["version"], valid_to=on(90), floor="2")
    room = {"building": HOME, "room": "104", "area_m2": None}  # of unknown area: its building leaves a yield
    town.staff.post("units", 202, **room, reason=WHY)
    town.staff.post("units", 201, **room, valid_from=first)
    town.staff.post("outages", unit=town.rooms["103"], starts_on=on(-300), ends_on=on(-290), reason="维修")
    town.sound()


def test_whether_a_building_counts_is_said_by_a_tax_officer(town: Town) -> None:
    path = f"register/buildings/{HOME}"
    version = town.staff.version(path)
    staged = town.staff.patch(path, 202, version, use="other", reason=WHY)
    assert staged["why_staged"] == "taxed_month"
    proposed = town.operator.patch("register/buildings/GL-0002", 202, town.staff.version("register/buildings/GL-0002"),
                                   use="other", reason=WHY)  # fmt: skip
    accept = f"proposals/{proposed['code']}/accept"
    assert refused(town.staff, accept, proposed["version"], {}) == (403, "for_tax_officer")
    assert town.staff.patch(path, 200, version, name="新名", address="某路 1 号")["name"] == "新名"
    town.officer.post(accept, 200, proposed["version"])


def test_a_tax_officer_says_why(town: Town) -> None:
    lease = let(town)
    path = f"leases/{lease['code']}/void"
    assert refused(town.tax, path, lease["version"], {"reason": WHY}) == (403, "purpose_to_move_tax")
    row = {"code": lease["code"], "version": lease["version"], "units": [part(town, -90, "101")]}
    (told,) = town.tax.send("POST", "leases:bulk", {"rows": [row]}).json()["errors"]
    assert told["type"].endswith("purpose_to_move_tax")
    town.officer.post(path, 200, lease["version"], reason=WHY)
    entries = town.officer.get("audit?action=lease_void")["items"]
    assert [one["purpose"] for one in entries] == ["核对"]


def test_what_an_account_sees_counts_not_what_a_key_of_it_may(town: Town) -> None:
    """A landlord who also reads the district's figures would watch what his own change does to them."""
    lease = town.lease("201", town.officer, tenant={"enterprise": firm(town)}, starts_on=on(-400), landlord="业主甲")
    owner = next(one for one in town.officer.get("enterprises")["items"] if one["name"] == "业主甲")["code"]

    def make(changes: Changes, more: tuple[Role, ...] = ()) -> str:
        row = accounts.create(changes, AccountBase(username="-".join(["owner", *more]), name="业主"))
        grants.give(changes, row, Held(Role.LANDLORD, ScopeKind.ENTERPRISE, owner, START))
        for role in more:
            grants.give(changes, row, Held(role, ScopeKind.DISTRICT, "", START))
        asked = keys.Asked("narrow", 30, [Role.LANDLORD], read_only=False)
        return keys.create(changes, row, asked, most_days=400)[1]

    def lately(changes: Changes) -> str:
        key = make(changes, (Role.ADMIN,))
        row = accounts.named(changes.session, "owner-admin")
        grants.give(
            changes, row, Held(Role.LEADER, ScopeKind.DISTRICT, "", START, clock.today() - dt.timedelta(days=30))
        )
        return key

    path, said = f"leases/{lease['code']}/end", {"last_on": on(-100)}
    before = Person(town.talking, edit(town.engine, lately))
    assert refused(before, path, lease["version"], said) == (422, "needs_reason_taxed_month")
    for role in (Role.LEADER, Role.PROMOTER, Role.TAX_OFFICER):
        both = Person(town.talking, edit(town.engine, partial(make, more=(role,))))
        assert refused(both, path, lease["version"], said) == (422, "needs_reason_taxed_month"), role
    alone = Person(town.talking, edit(town.engine, make))
    alone.post(path, 200, lease["version"], **said)


def test_a_reported_tenant_is_linked_and_never_replaced(town: Town) -> None:
    """Else its landlord would read the registered name where he gave a code."""
    lease = town.lease("101", tenant={"name": "某", "code": CODE})
    path, said = f"leases/{lease['code']}", {"tenant": {"enterprise": firm(town)}}
    answer = town.staff.send("PATCH", path, said, if_match=f'"{lease["version"]}"')
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (409, "#/tenant/enterprise")
    row = {"code": lease["code"], "version": lease["version"], **said}
    (told,) = town.staff.send("POST", "leases:bulk", {"rows": [row]}).json()["errors"]
    assert (told["type"].rpartition(":")[2], told["pointer"]) == ("party_reported", "#/rows/0/tenant/enterprise")
    assert lease["party"] in told["detail"]
    mine = town.one.get(path)
    town.staff.post(
        f"parties/{lease['party']}/link", 200, town.staff.version(f"parties/{lease['party']}"), **said["tenant"]
    )
    assert town.one.get(path) == mine


def test_rooms_that_give_way_to_others_wait_where_the_area_changes(town: Town) -> None:
    was = town.staff.get(f"units/{town.rooms['101']}")
    path, pieces = f"units/{was['code']}/split", [{"room": "101A", "area_m2": 60}, {"room": "101B", "area_m2": 20}]
    town.staff.post(path, 202, was["version"], on=on(-100), rooms=pieces, reason=WHY)
    pieces[1]["area_m2"] = 40
    town.staff.post(path, 200, was["version"], on=on(-100), rooms=pieces)
    rooms = [row for row in town.staff.get(f"units?building={HOME}")["items"] if row["room"] in {"101A", "101B"}]
    units = [{"unit": row["code"], "version": row["version"]} for row in rooms]
    town.staff.post("units:join", 202, units=units, room="101C", area_m2=90, on=on(-50), reason=WHY)
    town.staff.post("units:join", 201, units=units, room="101C", area_m2=100, on=on(-50))
    town.sound()


def test_a_sum_that_is_not_known_for_ever_is_not_kept(town: Town) -> None:
    """A room that is measured anew later, or ends, has no one area that others could be as large as."""
    first = clock.today().replace(day=1)
    was = town.staff.get(f"units/{town.rooms['101']}")
    path, since = f"units/{was['code']}", {"valid_from": first.isoformat()}
    made = town.staff.post(f"{path}/area", 200, was["version"], area_m2=None, **since)
    one: Json = {"rooms": [{"room": "101N", "area_m2": 100}], "reason": WHY}
    town.staff.post(f"{path}/split", 202, made["version"], on=on(-100), **one)
    other = town.staff.get(f"units/{town.rooms['102']}")
    ended = town.staff.patch(f"units/{other['code']}", 200, other["version"], valid_to=on(60))
    town.staff.post(f"units/{other['code']}/split", 202, ended["version"], on=on(-100), **one)


def test_rooms_that_are_not_alike_are_not_joined_at_once(town: Town) -> None:
    """The whole is to let, or not, as the first of them: a building would come into a yield or leave it."""
    second = town.officer.get(f"units/{town.rooms['102']}")
    shut = town.officer.post(f"units/{second['code']}/area", 200, second["version"], area_m2=100, lettable=False)
    first = town.officer.get(f"units/{town.rooms['101']}")
    units = [{"unit": row["code"], "version": row["version"]} for row in (shut, first)]
    asked = {"units": units, "room": "101N", "area_m2": 200, "on": on(-100)}
    assert refused(town.staff, "units:join", 1, asked) == (422, "needs_reason_taxed_month")


def test_a_room_may_end_with_the_last_month_that_has_tax(town: Town) -> None:
    was = town.staff.get(f"units/{town.rooms['101']}")
    last = clock.today().replace(day=1) - dt.timedelta(days=1)
    path = f"units/{was['code']}"
    town.staff.patch(path, 202, was["version"], valid_to=(last - dt.timedelta(days=1)).isoformat(), reason=WHY)
    town.staff.patch(path, 200, was["version"], valid_to=last.isoformat())


def test_tax_that_comes_while_a_change_waits_is_not_overlooked(town: Town) -> None:
    who = replace(Principal("account:x"), held=(Held(Role.PROMOTER, ScopeKind.DISTRICT, "", START),))

    def late(changes: Changes) -> None:
        assert tenancy.past(changes, tenancy.asker(who), as_staff=True).taxed == month_back(1)
        payer = make_taxpayer(changes, code="91350100MA00000X")
        make_tax_file(changes, month_back(0), [(payer.key, "zzs", 1, None)])

    with pytest.raises(Busy):
        edit(town.engine, late)


def test_a_tenant_behind_known_tax_is_linked_by_a_tax_officer(town: Town) -> None:
    enterprise = firm(town)
    town.lease("102", tenant={"name": "某"}, starts_on=on(-400))
    seen, tax = figures_of_home(town.staff), fen(town)
    (party,) = town.staff.get("parties")["items"]
    link = f"parties/{party['code']}/link"
    linked = town.staff.post(link, 202, party["version"], enterprise=enterprise, reason=WHY)
    assert (linked["why_staged"], linked["difference"]["enterprise"]["after"]) == ("taxed_month", enterprise)
    assert town.one.get("proposals")["items"] == []  # whom staff know a tenant to be is not the landlord's
    assert (figures_of_home(town.staff), fen(town)) == (seen, tax)
    checks = {one["check"]: one["answer"] for one in town.officer.get(f"proposals/{linked['code']}/checks")["items"]}
    assert (checks["linked"], checks["name_known"]) == ("yes", "no")
    town.officer.post(f"proposals/{linked['code']}/accept", 200, linked["version"])
    assert fen(town) > tax
    town.sound()


def test_a_tenant_who_comes_after_the_last_tax_is_linked_at_once(town: Town) -> None:
    town.lease("103", town.two, tenant={"name": "某"})
    (party,) = town.staff.get("parties")["items"]
    town.staff.post(f"parties/{party['code']}/link", 200, party["version"], enterprise=firm(town))
    made = town.lease("101", town.staff, tenant={"enterprise": firm(town)})
    town.staff.patch(f"leases/{made['code']}", 200, made["version"], rent_fen=8_000, rent_unit="m2_month")


def test_many_at_once_wait_too(town: Town) -> None:
    lease = let(town)
    row = {"code": lease["code"], "version": lease["version"], "units": [part(town, -90, "101")]}
    answer = town.staff.send("POST", "leases:bulk", {"rows": [row]})
    assert answer.status_code == 422
    assert f"已有税收的月份（到 {last_taxed()} 为止" in answer.text
    assert town.officer.send("POST", "leases:bulk", {"rows": [row]}).status_code == 200


def test_rents_are_corrected_at_once_and_space_of_tenants_that_nobody_knows_is_not(town: Town) -> None:
    """How much of a building is covered by tax would else tell, area by area, which tenants pay."""
    known = let(town)
    town.staff.patch(f"leases/{known['code']}", 200, known["version"], rent_fen=7_000, rent_unit="m2_month")
    town.staff.post("leases", 202, tenant={"name": "某"}, units=[part(town, -300)], landlord="业主甲", reason=WHY)
    late = town.lease("102", town.one, tenant={"name": "某"}, starts_on=on(-300))  # landlords see no tax
    town.staff.patch(f"leases/{late['code']}", 202, late["version"], units=[part(town, -200)], reason=WHY)
