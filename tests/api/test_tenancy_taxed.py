"""Who sees tax by the gate only never moves tax on record alone: before and after would tell what one tenant paid."""

import pytest
from sqlalchemy import select

from buildings.access import clock
from buildings.database import work
from buildings.facts.tables import BuildingMonthTax
from tests.builders.tenancy import CODE, HOME, Json, Person, Town, month_back, on

pytestmark = pytest.mark.stocked("town")
LONG = "历史更正"


def slug(answer: object) -> str:
    """What a problem is called."""
    return str(answer.json()["type"]).rpartition(":")[2]  # type: ignore[attr-defined]


def last_taxed() -> str:
    month = month_back(1)
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def figures_of_home(who: Person) -> object:
    """All figures of the building in the last month with a file, as the asker sees them."""
    return who.get(f"buildings/{HOME}?month={last_taxed()}")["figures"]


def fen(town: Town) -> int:
    """Tax of the building on record, all months."""
    with work.reading(town.engine) as session:
        return sum(int(row.amount_fen) for row in session.execute(select(BuildingMonthTax)).scalars())


def let(town: Town, **said: object) -> Json:
    """A lease of the firm that pays, since before the months with tax."""
    return town.lease("101", town.tax, tenant={"enterprise": firm(town)}, starts_on=on(-400), **said)


def firm(town: Town) -> str:
    return str(next(row["code"] for row in town.tax.get("enterprises")["items"] if row["uscc"] == CODE))


@pytest.mark.parametrize("asker", ["staff", "street"])
def test_voiding_a_lease_behind_known_tax_waits_for_a_tax_officer(town: Town, asker: str) -> None:
    who = getattr(town, asker)
    lease = let(town)
    seen, tax = figures_of_home(who), fen(town)
    path = f"leases/{lease['code']}"
    for verb, more in {"void": {}, "end": {"last_on": on(-100)}}.items():
        unsaid = who.send(
            "POST",
            f"{path}/{verb}",
            {**more, **({"reason": LONG} if verb == "void" else {})},
            if_match=f'"{lease["version"]}"',
        )
        if verb == "end":
            assert (unsaid.status_code, slug(unsaid)) == (422, "needs_reason_taxed_month"), unsaid.text
        else:
            assert unsaid.status_code == 202, unsaid.text
    staged = who.get("proposals")["items"][0]
    assert (staged["why_staged"], staged["kind"]) == ("taxed_month", "lease_void")
    assert (figures_of_home(who), fen(town)) == (seen, tax)
    for answer in ("accept", "reject"):
        refused = who.send(
            "POST", f"proposals/{staged['code']}/{answer}", {"decision": "同意"}, if_match=f'"{staged["version"]}"'
        )
        assert (refused.status_code, slug(refused)) == (403, "for_tax_officer")
    town.tax.post(f"proposals/{staged['code']}/accept", 200, staged["version"])
    assert fen(town) != tax
    assert town.tax.send("GET", path).status_code == 404
    town.sound()


def test_who_proposed_takes_it_back(town: Town) -> None:
    lease = let(town)
    staged = town.staff.post(f"leases/{lease['code']}/void", 202, lease["version"], reason=LONG)
    assert town.staff.post(f"proposals/{staged['code']}/withdraw", 200, staged["version"])["state"] == "withdrawn"


def test_what_begins_after_the_last_tax_is_done_at_once(town: Town) -> None:
    made = town.lease("101", town.staff, tenant={"enterprise": firm(town)})
    town.staff.patch(f"leases/{made['code']}", 200, made["version"], rent_fen=8_000, rent_unit="m2_month")
    was = next(row for row in town.staff.get(f"units?building={HOME}")["items"] if row["room"] == "102")
    path = f"units/{was['code']}"
    waits = town.staff.post(f"{path}/area", 202, was["version"], area_m2=90, reason=LONG)
    assert waits["why_staged"] == "taxed_month"
    first = clock.today().replace(day=1).isoformat()
    assert town.staff.post(f"{path}/area", 200, was["version"], area_m2=90, valid_from=first)["area_m2"] == 90
    town.staff.post("outages", unit=was["code"], starts_on=on(-300), ends_on=on(-290), reason="维修")  # no tax by it
    town.sound()


def test_a_tenant_behind_known_tax_is_linked_by_a_tax_officer(town: Town) -> None:
    enterprise = firm(town)
    for days, status in {-400: 202, 0: 200}.items():
        lease = town.lease(
            "102" if days else "103", town.one if days else town.two, tenant={"name": f"某{days}"}, starts_on=on(days)
        )
        known = figures_of_home(town.staff)
        party = next(row for row in town.staff.get("parties")["items"] if row["name"] == f"某{days}")
        linked = town.staff.post(
            f"parties/{party['code']}/link", status, party["version"], enterprise=enterprise, reason=LONG
        )
        assert lease["tenant"] == f"某{days}"
        if status == 202:
            assert (linked["why_staged"], linked["difference"]["enterprise"]["after"]) == ("taxed_month", enterprise)
            assert town.one.get("proposals")["items"] == []  # whom staff know a tenant to be is not the landlord's
            assert figures_of_home(town.staff) == known
            town.tax.post(f"proposals/{linked['code']}/accept", 200, linked["version"])
    town.sound()


def test_many_at_once_wait_too(town: Town) -> None:
    lease = let(town)
    row = {
        "code": lease["code"],
        "version": lease["version"],
        "units": [{"unit": town.rooms["101"], "starts_on": on(-90)}],
    }
    answer = town.staff.send("POST", "leases:bulk", {"rows": [row]})
    assert answer.status_code in {409, 422}, answer.text
    assert f"已有税收的月份（到 {last_taxed()} 为止" in answer.text
    assert town.tax.send("POST", "leases:bulk", {"rows": [row]}).status_code == 200


def test_rents_and_tenants_that_nobody_is_known_to_be_are_corrected_at_once(town: Town) -> None:
    known, enterprise = let(town), firm(town)
    town.staff.patch(f"leases/{known['code']}", 200, known["version"], rent_fen=7_000, rent_unit="m2_month")
    late = town.lease("102", town.staff, tenant={"name": "某"}, starts_on=on(-300), landlord="业主甲")
    town.staff.patch(f"leases/{late['code']}", 200, late["version"], units=[part(town, -200)])
    (party,) = town.staff.get("parties")["items"]
    town.tax.post(f"parties/{party['code']}/link", 200, party["version"], enterprise=enterprise)
    path = f"leases/{late['code']}"
    town.staff.patch(path, 202, town.staff.version(path), units=[part(town, -100)], reason=LONG)
    same = {"tenant": {"name": "某"}, "landlord": "业主甲", "units": [part(town, -300, "103")]}  # known by now
    row = town.staff.send("POST", "leases:bulk", {"rows": [same]})
    assert "已有税收的月份" in row.text
    assert town.staff.send("POST", "leases", same).json()["type"].endswith("needs_reason_taxed_month")


def part(town: Town, days: int, room: str = "102") -> Json:
    return {"unit": town.rooms[room], "starts_on": on(days)}
