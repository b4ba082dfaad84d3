"""Rooms, outages, tenants and proposals by the API: what applies at once, what waits for staff, what is refused."""

import pytest

from tests.builders.tenancy import CODE, HOME, Json, Town, on

pytestmark = pytest.mark.stocked("town")


def room(town: Town, label: str) -> Json:
    """A room as landlord one reads it, with the version that a change is made upon."""
    return town.one.get(f"units/{town.rooms[label]}")


def decided(town: Town, staged: Json, verb: str, **said: object) -> Json:
    """A decision of the tax officer, or of the landlord who withdraws."""
    who = town.one if verb == "withdraw" else town.officer
    answer = who.post(f"proposals/{staged['code']}/{verb}", 200, upon=staged["version"], **said)
    assert answer["state"] == {"accept": "accepted", "reject": "rejected", "withdraw": "withdrawn"}[verb]
    return answer


def test_a_room_is_renamed_at_once_and_measured_by_staff(town: Town) -> None:
    was = room(town, "101")
    named = town.one.patch(f"units/{was['code']}", upon=was["version"], room="101A", floor="1", floor_order=1)
    assert (named["room"], named["area_m2"]) == ("101A", 100)
    staged = town.one.post(f"units/{was['code']}/area", 202, upon=named["version"], area_m2=120.5, reason="重新测绘")
    assert (staged["kind"], staged["state"], staged["subject"]) == ("unit_area", "staged", was["code"])
    assert room(town, "101")["area_m2"] == 100
    decided(town, staged, "accept", decision="以测绘报告为准")
    assert room(town, "101")["area_m2"] == 120.5
    told = town.one.get(f"proposals/{staged['code']}")
    assert (told["state"], told["decision"]) == ("accepted", "以测绘报告为准")
    town.sound()


def test_a_proposal_is_decided_once_by_staff_of_the_place_and_upon_its_version(town: Town) -> None:
    was = room(town, "101")
    asked: Json = {"area_m2": 90, "reason": "重新测绘"}
    staged = town.one.post(f"units/{was['code']}/area", 202, upon=was["version"], **asked)
    accept = f"proposals/{staged['code']}/accept"
    assert town.two.send("GET", f"proposals/{staged['code']}").status_code == 404
    assert town.one.send("POST", accept, {}, if_match=f'"{staged["version"]}"').status_code == 403
    assert town.street.get(f"proposals/{staged['code']}")["state"] == "staged"
    assert town.staff.send("POST", accept, {}).status_code == 428
    assert town.staff.send("POST", accept, {}, if_match='"99"').status_code == 412
    assert town.staff.send("POST", f"proposals/{staged['code']}/reject", {}, if_match='"1"').status_code == 422
    done = decided(town, staged, "reject", decision="没有测绘报告")
    assert town.staff.send("POST", accept, {}, if_match=f'"{done["version"]}"').status_code == 409
    assert room(town, "101")["area_m2"] == 100
    again = town.one.post(f"units/{was['code']}/area", 202, upon=was["version"], **asked)
    decided(town, again, "withdraw")
    assert {one["state"] for one in town.one.get("proposals")["items"]} == {"rejected", "withdrawn"}


def test_a_proposal_upon_what_has_moved_on_is_not_applied_unseen(town: Town) -> None:
    was = room(town, "101")
    staged = town.one.post(f"units/{was['code']}/area", 202, upon=was["version"], area_m2=90, reason="测绘")
    town.officer.post(f"units/{was['code']}/area", 200, upon=was["version"], area_m2=80)
    answer = town.staff.send("POST", f"proposals/{staged['code']}/accept", {}, if_match=f'"{staged["version"]}"')
    assert answer.status_code in {409, 412}, answer.text
    assert room(town, "101")["area_m2"] == 80
    town.sound()


def test_a_room_is_split_at_once_where_nothing_is_gained(town: Town) -> None:
    was = room(town, "101")
    pieces: list[Json] = [{"room": "101A", "area_m2": 60}, {"room": "101B", "area_m2": 40}]
    split = town.one.post(f"units/{was['code']}/split", 200, upon=was["version"], on=on(0), rooms=pieces)
    rooms = {one["room"]: one for one in town.one.get(f"units?building={HOME}")["items"]}
    assert {name: one["area_m2"] for name, one in rooms.items()} == {"101A": 60, "101B": 40, "102": 100}
    old = town.one.get(f"units/{was['code']}")
    assert old["valid_to"] == on(-1)
    assert set(old["became"]) == {rooms["101A"]["code"], rooms["101B"]["code"]}
    assert split["code"] == was["code"]
    joined = [{"unit": rooms[name]["code"], "version": rooms[name]["version"]} for name in ("101A", "101B")]
    taken = town.one.send("POST", "units:join", {"units": joined, "room": "101", "area_m2": 100, "on": on(10)})
    assert (taken.status_code, "已有房间“101”" in taken.text) == (409, True)  # a name is never another room's
    back = town.one.post("units:join", 201, units=joined, room="101C", area_m2=100, on=on(10))
    assert (back["room"], back["valid_from"]) == ("101C", on(10))  # his own, although it is still to come
    assert town.one.get(f"units/{back['code']}")["room"] == "101C"
    assert town.two.send("GET", f"units/{back['code']}").status_code == 404
    part = {"unit": back["code"], "starts_on": on(20)}
    assert town.one.post("leases", tenant={"name": "某"}, units=[part])["units"][0]["room"] == "101C"
    town.sound()


def test_a_split_that_changes_the_area_waits_and_one_under_a_lease_says_whose(town: Town) -> None:
    was = room(town, "101")
    more: list[Json] = [{"room": "101A", "area_m2": 70}, {"room": "101B", "area_m2": 40}]
    too_much = {"on": on(0), "rooms": more, "reason": "测绘"}
    answer = town.one.send("POST", f"units/{was['code']}/split", too_much, if_match=f'"{was["version"]}"')
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (409, "parts_too_large")
    less = [more[0], {"room": "101B", "area_m2": 20}]
    staged = town.one.post(f"units/{was['code']}/split", 202, upon=was["version"], on=on(0), rooms=less, reason="测绘")
    assert town.one.get(f"units/{was['code']}")["valid_to"] is None
    decided(town, staged, "accept")
    assert town.one.get(f"units/{was['code']}")["valid_to"] == on(-1)
    lease = town.lease("102", starts_on=on(-30), ends_on=on(300))
    held = room(town, "102")
    pieces: list[Json] = [{"room": "102A", "area_m2": 50}, {"room": "102B", "area_m2": 50}]
    answer = town.one.send(
        "POST", f"units/{held['code']}/split", {"on": on(0), "rooms": pieces}, if_match=f'"{held["version"]}"'
    )
    assert (answer.status_code, lease["code"] in answer.text) == (409, True), answer.text
    town.sound()


@pytest.mark.parametrize(
    ("labels", "version", "status"),
    [(("101", "101"), None, 422), (("101", "201"), None, 422), (("101", "102"), 99, 412)],
)
def test_what_cannot_be_joined(town: Town, labels: tuple[str, ...], version: int | None, status: int) -> None:
    rooms = [room(town, label) for label in labels]
    units = [{"unit": one["code"], "version": version or one["version"]} for one in rooms]
    answer = town.one.send("POST", "units:join", {"units": units, "room": "X", "area_m2": 200, "on": on(0)})
    assert answer.status_code == status, answer.text
    assert {one["room"] for one in town.one.get("units")["items"]} == {"101", "102", "201"}


def test_a_room_out_of_service_is_not_let_and_comes_back(town: Town) -> None:
    out = town.one.post("outages", unit=town.rooms["101"], starts_on=on(0), reason="装修")
    asked: Json = {"tenant": {"name": "某"}, "units": [{"unit": town.rooms["101"], "starts_on": on(5)}]}
    refused = town.one.send("POST", "leases", asked)
    assert (refused.status_code, out["code"] in refused.text) == (409, True)
    ended = town.one.post(f"outages/{out['code']}/end", 200, upon=out["version"], last_on=on(4))
    assert ended["ends_on"] == on(4)
    town.one.post("leases", 201, **asked)
    over = town.one.send("POST", "outages", {"unit": town.rooms["101"], "starts_on": on(8), "area_m2": 1})
    assert over.status_code == 409
    gone = town.one.post(f"outages/{out['code']}/void", 200, upon=ended["version"], reason="登记有误")
    assert gone == {"code": out["code"], "voided": True}
    assert town.one.get("outages")["items"] == []
    assert town.two.send("GET", f"outages/{out['code']}").status_code == 404
    town.sound()


def test_a_tenant_is_named_by_the_landlord_and_known_by_staff(town: Town) -> None:
    town.lease("101", tenant={"name": "已登记公司", "code": CODE})
    (listed,) = town.one.get("parties")["items"]
    mine = town.one.get(f"parties/{listed['code']}")
    named = town.one.patch(f"parties/{mine['code']}", upon=mine["version"], name="已登记的公司")
    assert (named["name"], named["code_as_given"]) == ("已登记的公司", CODE)
    assert "enterprise" not in {name for name, value in named.items() if value is not None}
    checks = town.staff.get(f"parties/{mine['code']}/checks")["items"]
    assert len(checks) > 1
    assert town.one.send("GET", f"parties/{mine['code']}/checks").status_code == 403
    firm = town.staff.get(f"enterprises?uscc={CODE}")["items"][0]["code"]
    assert town.one.send("POST", f"parties/{mine['code']}/link", {"enterprise": firm}).status_code == 403
    version = town.staff.version(f"parties/{mine['code']}")
    linked = town.staff.post(f"parties/{mine['code']}/link", 200, upon=version, enterprise=firm)
    assert linked["enterprise"] == firm
    seen = town.one.get(f"parties/{mine['code']}")
    assert firm not in str(seen)
    town.sound()
    loose = town.staff.post(f"parties/{mine['code']}/link", 200, upon=linked["version"], enterprise=None)
    assert loose["enterprise"] is None
    town.sound()


def test_what_touches_a_closed_month_waits_whatever_it_is(town: Town) -> None:
    lease = town.lease("101", starts_on=on(-200), ends_on=on(200))
    month = town.close()
    ends: Json = {"last_on": on(-90)}
    without = town.one.send("POST", f"leases/{lease['code']}/end", ends, if_match=f'"{lease["version"]}"')
    assert (without.status_code, month in without.text) == (422, True)
    staged = town.one.post(f"leases/{lease['code']}/end", 202, upon=lease["version"], **ends, reason="已搬走")
    out = town.one.post("outages", 202, unit=town.rooms["102"], starts_on=on(-90), ends_on=on(-5), reason="装修")
    assert {one["kind"] for one in town.staff.get("proposals")["items"]} == {staged["kind"], out["kind"]}
    assert town.one.get("outages")["items"] == []
    decided(town, out, "accept")
    decided(town, staged, "accept")
    assert town.one.get(f"leases/{lease['code']}")["ended_early_on"] == on(-90)
    assert len(town.one.get("outages")["items"]) == 1
    town.sound()


def test_a_refused_outage_is_not_in_its_own_way_and_a_trial_has_no_version(town: Town) -> None:
    lease = town.lease("101", area_m2=60)
    said = {"unit": town.rooms["101"], "starts_on": on(0), "area_m2": 50, "reason": "维修"}
    refused = town.one.send("POST", "outages", said)
    assert refused.status_code == 409
    assert refused.json()["detail"].endswith(f"放不下这 50.00 ㎡；占用者：{lease['code']}。"), refused.text
    tried = town.one.send("POST", "outages?dry_run=true", {**said, "area_m2": 40})
    assert (tried.status_code, tried.headers.get("etag"), tried.headers.get("location")) == (201, None, None)
    made = town.one.send("POST", "outages", {**said, "area_m2": 40})
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
