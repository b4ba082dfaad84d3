"""Webhooks are told what the feed would show their account at that moment, each event, tried again for three days."""

import datetime as dt
import socket
from typing import Any

import pytest
from sqlalchemy import Engine

from buildings.access import grants
from buildings.access.grants import Held, ScopeKind
from buildings.audience import Role
from buildings.database import work
from buildings.operations.targets import Rules
from buildings.workflows import accounts, delivering
from tests.builders import tenancy
from tests.builders.accounts import key_of
from tests.builders.register import edit
from tests.builders.tenancy import Person, Town
from tests.builders.webhooks import Post, feed, hook, messages, seen, states
from tests.fixtures.receiver import TAKEN, Receiver

pytestmark = [pytest.mark.usefixtures("configure"), pytest.mark.stocked("town_unfiled")]


@pytest.fixture
def town(engine: Engine) -> Town:
    return tenancy.build(engine, filed=False)


@pytest.fixture
def post(town: Town) -> Post:
    return Post(town.engine)


def newest(who: Person) -> int:
    return int(who.get("changes?limit=1&since=999999999")["next"])


def disable(town: Town, name: str, *, enabled: bool = False) -> None:
    edit(town.engine, lambda changes: accounts.change(changes, name, None, enabled=enabled))


def withdraw(town: Town, name: str) -> None:
    """Every role of an account ends at once."""
    for one in accounts.one(town.engine, name).grants:
        end(town, name, one)


def end(town: Town, name: str, row: grants.Grant) -> None:
    """One role of an account ends at once."""
    code = grants.code_of(row)
    edit(town.engine, lambda changes: accounts.withdraw(changes, name, code, None, reason="x"))


def test_each_is_told_what_the_feed_shows_once_in_its_order_and_nothing_else(
    town: Town, post: Post, receiver: Receiver
) -> None:
    """Landlords one and two, staff of the district and of a street: four views of the same changes."""
    town.lease("101")  # before anybody subscribed
    people = {"one": town.one, "two": town.two, "staff": town.staff, "street": town.street}
    made = {name: hook(who, f"{receiver.address}/{name}") for name, who in people.items()}
    leases = hook(town.staff, f"{receiver.address}/leases", kinds=["lease"])
    begun = newest(town.staff)
    first = town.lease("102")
    town.lease("103", who=town.two)
    town.lease("202", who=town.two)
    path = f"leases/{first['code']}"
    town.staff.patch(path, upon=town.staff.version(path), rent_fen=100, rent_unit="m2_month")
    post.go()
    assert post.go() == 0
    for name, who in people.items():
        told = receiver.at(f"/{name}")
        assert [one.said["data"] for one in told] == feed(who, begun), name
        assert [one.said["type"] for one in told] == [f"{one['kind']}.{one['action']}" for one in feed(who, begun)]
        assert {one.said["timestamp"] for one in told} == {one["at"] for one in feed(who, begun)}
        assert all(one.accepted_with(made[name]["secret"]) for one in told), name
        assert set(states(who, made[name])) == {"delivered"}
    assert [one.said["data"] for one in receiver.at("/leases")] == feed(town.staff, begun, "lease")
    assert not any(one.signed_with(made["one"]["secret"]) for one in receiver.at("/two"))
    ids = [one.message for one in receiver.came]
    assert len(ids) == len(set(ids))
    theirs = {one["code"] for one in feed(town.two, begun)} - {one["code"] for one in feed(town.one, begun)}
    assert theirs
    assert theirs.isdisjoint(receiver.codes("/one"))
    assert leases["code"] != made["staff"]["code"]


def test_a_role_that_was_withdrawn_between_event_and_sending_stops_it(
    town: Town, post: Post, receiver: Receiver
) -> None:
    made, other = hook(town.one, f"{receiver.address}/x"), hook(town.two, f"{receiver.address}/y")
    town.lease("101")
    town.lease("103", who=town.two)
    receiver.answer = lambda _: 500
    post.round()  # everything waits, one of each was tried
    before = len(receiver.at("/x"))
    withdraw(town, "one")
    receiver.answer = lambda _: TAKEN
    post.later(hours=1)
    post.go()
    assert len(receiver.at("/x")) == before == 1
    assert set(states(town.one, made)) == {"not_for_it"}
    assert set(states(town.two, other)) == {"delivered"}
    assert seen(town.one, made)["resting"] == "no_permission"
    town.lease("102", who=town.staff)
    assert post.go() == 0
    town.one.post(f"webhooks/{made['code']}/test", 409)
    again = messages(town.one, made)[0]["id"]
    town.one.post(f"webhooks/{made['code']}/deliveries/{again}/repeat", 409)


def test_one_scope_of_two_withdrawn_narrows_what_is_told(town: Town, post: Post, receiver: Receiver) -> None:
    """A landlord of a building and a room: what waits of the building is not sent, the rest only of the room."""
    who = Person(
        town.talking,
        key_of(town.engine, "both", Role.LANDLORD, scope=(ScopeKind.BUILDING, "GL-0001"), read_only=False),
    )
    room = ScopeKind.UNIT, "GL-0002/201"
    held = Held(Role.LANDLORD, *room, dt.date(2026, 1, 1))
    edit(town.engine, lambda changes: accounts.grant(changes, "both", held))
    made = hook(who, f"{receiver.address}/x", kinds=["lease"])
    both = [town.rooms["101"], town.rooms["201"]]
    parts = [{"unit": one, "starts_on": tenancy.on(0)} for one in both]
    spanning = town.one.post("leases", tenant={"name": "某公司"}, units=parts)["code"]
    town.lease("102")
    receiver.answer = lambda _: 500
    post.round()
    assert sorted(receiver.came[0].said["data"]["units"]) == sorted(both)
    end(town, "both", accounts.one(town.engine, "both").grants[0])
    receiver.answer = lambda _: TAKEN
    post.later(hours=1)
    post.go()
    assert states(who, made) == ["delivered", "not_for_it"]
    assert receiver.came[-1].code == spanning
    assert receiver.came[-1].said["data"]["units"] == [town.rooms["201"]]
    assert receiver.came[-1].said["data"] == feed(who)[-1]


def test_a_disabled_account_is_told_nothing_until_it_works_again(town: Town, post: Post, receiver: Receiver) -> None:
    made = hook(town.one, f"{receiver.address}/x", kinds=["lease"])
    town.lease("101")
    receiver.answer = lambda _: 500
    post.round()
    disable(town, "one")
    town.lease("102", who=town.staff)
    receiver.answer = lambda _: TAKEN
    post.later(hours=1)
    assert post.go() == 0
    disable(town, "one", enabled=True)
    assert [one["state"] for one in messages(town.one, made)] == ["waiting"]
    post.go()
    assert states(town.one, made) == ["delivered", "delivered"]


def test_an_administrator_sees_that_an_account_is_disabled(town: Town, post: Post, receiver: Receiver) -> None:
    hook(town.one, f"{receiver.address}/x")
    admin = Person(town.talking, key_of(town.engine, "root", Role.ADMIN))
    disable(town, "one")
    (row,) = admin.get("webhooks:all")["items"]
    assert row["resting"] == "account_disabled"
    assert post.go() == 0


def test_a_pause_holds_everything_and_what_happened_meanwhile_comes_after_it(
    town: Town, post: Post, receiver: Receiver
) -> None:
    made = hook(town.one, f"{receiver.address}/x", kinds=["lease"])
    town.one.patch(f"webhooks/{made['code']}", upon=1, state="paused")
    leases = [town.lease(room)["code"] for room in ("101", "102")]
    assert post.go() == 0
    town.one.patch(f"webhooks/{made['code']}", upon=2, state="active")
    post.go()
    assert receiver.codes("/x") == leases


def test_kinds_that_are_left_out_are_not_sent_any_more(town: Town, post: Post, receiver: Receiver) -> None:
    made = hook(town.one, f"{receiver.address}/x", kinds=["lease"])
    town.lease()
    receiver.answer = lambda _: 500
    post.round()
    town.one.patch(f"webhooks/{made['code']}", upon=1, kinds=["unit"])
    receiver.answer = lambda _: TAKEN
    post.later(hours=1)
    post.go()
    assert states(town.one, made) == ["not_for_it"]
    assert len(receiver.came) == 1


def test_one_that_ended_is_sent_nothing_and_leaves_nothing(town: Town, post: Post, receiver: Receiver) -> None:
    made = hook(town.one, f"{receiver.address}/x")
    town.lease()
    receiver.answer = lambda _: 500
    post.round()
    assert town.one.send("DELETE", f"webhooks/{made['code']}", None, if_match='"1"').status_code == 204
    receiver.answer = lambda _: TAKEN
    post.later(hours=1)
    assert post.go() == 0
    with work.reading(town.engine) as session:
        for table in ("deliveries", "subscription_progress", "subscription_secrets"):
            assert session.connection().exec_driver_sql(f"select count(*) from {table}").scalar_one() == 0  # noqa: S608


def test_a_name_that_points_inside_by_then_is_not_connected_to(
    town: Town, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: registered with a public address, resolved to this machine when something is sent."""
    public = Rules()
    monkeypatch.setattr("buildings.workflows.webhooks.rules", lambda: public)
    addresses = ["8.8.8.8"]
    find = socket.getaddrinfo

    def found(host: str, port: int, *rest: Any, **named: Any) -> Any:  # noqa: ANN401
        if host == "hooks.example.com":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]
        return find(host, port, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", found)
    port = receiver.address.rpartition(":")[2]
    made, post = hook(town.one, f"https://hooks.example.com:{port}/x"), Post(town.engine, rules=public)
    addresses[:] = ["127.0.0.1"]
    town.one.post(f"webhooks/{made['code']}/test", 202)
    post.go()
    (row,) = messages(town.one, made)
    assert (row["attempts"], row["last_error"], row["last_status"]) == (1, "no_address", None)
    assert receiver.came == []


def test_many_events_are_queued_in_portions_and_sent_in_order(
    town: Town, post: Post, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "QUEUED_AT_ONCE", 2)
    made = hook(town.staff, f"{receiver.address}/x")
    begun = newest(town.staff)
    for _ in range(4):
        town.lease(area_m2=1.0)
    post.go()
    assert [one.said["data"]["id"] for one in receiver.came] == [one["id"] for one in feed(town.staff, begun)]
    assert len(receiver.came) >= 4
    assert set(states(town.staff, made)) == {"delivered"}
