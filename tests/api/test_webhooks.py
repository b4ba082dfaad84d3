"""Webhooks by the API: secrets shown once, each account its own, an administrator sees that they are there."""

import json
import logging
from typing import Any

import pytest
from sqlalchemy import Engine, text

from buildings.access.grants import ScopeKind
from buildings.audience import Role
from buildings.database import work
from tests.builders import tenancy
from tests.builders.accounts import key_of
from tests.builders.tenancy import Json, Person, Town
from tests.builders.webhooks import Post, hook, messages, seen
from tests.fixtures.receiver import Receiver

pytestmark = [pytest.mark.usefixtures("configure"), pytest.mark.stocked("town_unfiled")]
TOKEN = "tok-3n-in-the-path"  # noqa: S105 - looked for


@pytest.fixture
def town(engine: Engine) -> Town:
    return tenancy.build(engine, filed=False)


def person(town: Town, name: str, *roles: Role, scope: Any = (ScopeKind.DISTRICT, "")) -> Person:  # noqa: ANN401
    return Person(town.talking, key_of(town.engine, name, *roles, scope=scope, read_only=False))


def gone(who: Person, made: Json, version: int = 1) -> int:
    """Ends it; the status."""
    answer = who.send("DELETE", f"webhooks/{made['code']}", None, if_match=f'"{version}"')
    return int(answer.status_code)


def test_the_secret_is_shown_once(town: Town, receiver: Receiver) -> None:
    body = {"url": f"{receiver.address}/x", "kinds": ["lease"]}
    first = town.one.send("POST", "webhooks", body, idempotency_key="a")
    assert first.status_code == 201
    made = first.json()
    assert made["secret"].startswith("whsec_")
    assert first.headers["location"] == f"/api/v1/webhooks/{made['code']}"
    again = town.one.send("POST", "webhooks", body, idempotency_key="a")
    assert (again.status_code, again.json()) == (201, {**made, "secret": None})
    known = {**made}
    secret = known.pop("secret")
    assert {**seen(town.one, made), "etag": None} == {**known, "etag": None}
    assert town.one.get("webhooks")["items"] == [known]
    with work.reading(town.engine) as session:
        for table in ("subscriptions", "subscriptions_history", "answered_requests", "audit_entries", "deliveries"):
            rows = session.execute(text(f"select * from {table}")).all()  # noqa: S608 - names of ours
            assert secret not in repr(rows), table


def test_a_new_secret_signs_beside_the_former_for_a_day(town: Town, receiver: Receiver) -> None:
    made, post = hook(town.one, f"{receiver.address}/x"), Post(town.engine)
    renewed = town.one.post(f"webhooks/{made['code']}/secret", 200)
    assert renewed["secret"].startswith("whsec_")
    assert renewed["secret"] != made["secret"]
    town.lease()
    post.go()
    assert receiver.came[-1].signed_with(made["secret"])
    assert receiver.came[-1].signed_with(renewed["secret"])
    assert len(receiver.came[-1].headers["webhook-signature"].split(" ")) == 2
    post.later(hours=25)
    town.one.post(f"webhooks/{made['code']}/test", 202)
    post.go()
    late = receiver.came[-1].headers["webhook-signature"].split(" ")
    assert len(late) == 1
    kept = town.one.send("POST", f"webhooks/{made['code']}/secret", {}, idempotency_key="s")
    twice = town.one.send("POST", f"webhooks/{made['code']}/secret", {}, idempotency_key="s")
    assert (kept.json()["secret"] is None, twice.json()["secret"]) == (False, None)


def test_who_may_not_read_the_feed_may_not_subscribe(town: Town, receiver: Receiver) -> None:
    for number, role in enumerate((Role.LEADER, Role.ADMIN)):
        somebody = person(town, f"x{number}", role)
        somebody.post("webhooks", 403, url=f"{receiver.address}/x")
        assert somebody.get("webhooks")["items"] == []
    assert town.talking.post("/api/v1/webhooks", json={"url": "https://x.example"}).status_code == 401


INSIDE = (
    *("http://10.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/latest/meta-data", "https://[fd00::1]/"),
    *("https://user:pa55@8.8.8.8/", "ftp://8.8.8.8/", "https://0.0.0.0/", "http://8.8.8.8/"),
)


def test_addresses_that_may_not_be_sent_to_are_refused_when_registered(town: Town) -> None:
    for url in INSIDE:
        answer = town.one.send("POST", "webhooks?lang=en", {"url": url})
        assert (answer.status_code, tenancy.pointers(answer.json())) == (422, ["#/url"]), url
        assert "pa55" not in answer.text
    assert town.one.get("webhooks")["items"] == []


def test_what_is_written_wrongly_is_pointed_to(town: Town, receiver: Receiver) -> None:
    for body, pointer in (
        ({}, "#/url"),
        ({"url": receiver.address, "kinds": ["tax"]}, "#/kinds/0"),
        ({"url": receiver.address, "secret": "mine"}, "#/secret"),
    ):
        answer = town.one.send("POST", "webhooks", body)
        assert (answer.status_code, tenancy.pointers(answer.json())) == (422, [pointer])
    town.one.get("webhooks/W-0000009", 404)
    town.one.get("webhooks/1", 404)
    made = hook(town.one, receiver.address)
    town.one.get(f"webhooks/{made['code']}/deliveries?state=lost", 422)
    town.one.get(f"webhooks/{made['code']}/deliveries?cursor=x", 422)
    town.one.post(f"webhooks/{made['code']}/deliveries/msg_none/repeat", 404)


def test_changes_are_made_upon_a_version(town: Town, receiver: Receiver) -> None:
    made = hook(town.one, receiver.address)
    path = f"webhooks/{made['code']}"
    town.one.patch(path, 428, kinds=[])
    town.one.patch(path, 412, upon=7, kinds=[])
    changed = town.one.patch(path, upon=1, kinds=["unit", "lease", "lease"], state="paused")
    assert (changed["kinds"], changed["state"], changed["version"]) == (["lease", "unit"], "paused", 2)
    assert town.one.version(path) == 2
    assert gone(town.one, made) == 412
    assert town.one.send("DELETE", path).status_code == 428
    assert gone(town.one, made, 2) == 204
    town.one.get(path, 404)
    assert town.one.get("webhooks")["items"] == []


def test_a_trial_changes_nothing(town: Town, receiver: Receiver) -> None:
    town.one.post("webhooks?dry_run=true", url=receiver.address)
    assert town.one.get("webhooks")["items"] == []
    made = hook(town.one, receiver.address)
    town.one.post(f"webhooks/{made['code']}/test?dry_run=true", 202)
    assert messages(town.one, made) == []


def test_each_account_has_its_own(town: Town, receiver: Receiver) -> None:
    made = hook(town.one, receiver.address)
    path = f"webhooks/{made['code']}"
    town.one.post(f"{path}/test", 202)
    message = messages(town.one, made)[0]["id"]
    for other in (town.two, town.staff, person(town, "root", Role.ADMIN)):
        assert other.get("webhooks")["items"] == []
        other.get(path, 404)
        other.get(f"{path}/deliveries", 404)
        other.patch(path, 404, upon=1, kinds=[])
        other.post(f"{path}/secret", 404)
        other.post(f"{path}/test", 404)
        other.post(f"{path}/deliveries/{message}/repeat", 404)
        assert gone(other, made) == 404
    mine = hook(town.two, receiver.address)
    town.two.post(f"webhooks/{mine['code']}/deliveries/{message}/repeat", 404)


def test_there_are_no_more_than_the_parameter_says(town: Town, receiver: Receiver) -> None:
    made = [hook(town.one, receiver.address) for _ in range(10)]
    refused = town.one.post("webhooks", 409, url=receiver.address)
    assert refused["type"] == "urn:louyu:problem:too_many_webhooks"
    assert gone(town.one, made[0]) == 204
    hook(town.one, receiver.address)
    hook(town.two, receiver.address)


def test_a_test_is_sent_and_told_of(town: Town, receiver: Receiver) -> None:
    made, post = hook(town.one, f"{receiver.address}/x"), Post(town.engine)
    path = f"webhooks/{made['code']}/test"
    queued = town.one.post(path, 202)
    assert (queued["event"], queued["state"], queued["attempts"]) == (None, "waiting", 0)
    assert town.one.post(path, 409)["type"] == "urn:louyu:problem:webhook_test_waiting"
    assert post.go() == 1
    (came,) = receiver.came
    assert (came.said["type"], came.said["data"]) == ("webhook.test", {})
    assert came.signed_with(made["secret"])
    (told,) = messages(town.one, made)
    assert (told["id"], told["state"], told["attempts"], told["last_status"]) == (came.message, "delivered", 1, 204)
    assert told["next_at"] is None
    town.one.post(path, 202)
    paused = hook(town.one, f"{receiver.address}/y")
    town.one.patch(f"webhooks/{paused['code']}", upon=1, state="paused")
    refused = town.one.post(f"webhooks/{paused['code']}/test", 409)
    assert refused["type"] == "urn:louyu:problem:webhook_not_active"


def test_messages_come_in_pages(town: Town, receiver: Receiver) -> None:
    made, post = hook(town.one, f"{receiver.address}/x"), Post(town.engine)
    for _ in range(5):
        town.one.post(f"webhooks/{made['code']}/test", 202)
        post.go()
    path = f"webhooks/{made['code']}/deliveries?limit=2"
    found, page = [], town.one.get(path)
    while page["next"] is not None:
        assert len(page["items"]) == 2
        found += page["items"]
        page = town.one.get(f"{path}&cursor={page['next']}")
    found += page["items"]
    assert [one["id"] for one in found] == [one.message for one in reversed(receiver.came)]
    assert messages(town.one, made, state="waiting") == []
    assert len(messages(town.one, made, state="delivered")) == 5


def test_an_administrator_sees_that_they_are_there_and_stops_them(town: Town, receiver: Receiver) -> None:
    admin = person(town, "root", Role.ADMIN)
    made = hook(town.one, f"{receiver.address}/{TOKEN}?key={TOKEN}", kinds=["lease"])
    hook(town.staff, f"{receiver.address}/other")
    town.lease()
    post = Post(town.engine)
    page = admin.get("webhooks:all?limit=1")
    (one,) = page["items"]
    assert (one["account"], one["host"], one["code"]) == ("one", "127.0.0.1", made["code"])
    assert admin.get(f"webhooks:all?limit=1&cursor={page['next']}")["items"][0]["account"] == "staff"
    assert {"url", "roles", "secret"}.isdisjoint(one)
    text_ = json.dumps(admin.get("webhooks:all")) + json.dumps(audited(admin))
    assert TOKEN not in text_
    assert made["secret"] not in text_
    for other in (town.one, town.staff):
        other.get("webhooks:all", 403)
        other.post(f"webhooks/{made['code']}/stop", 403, reason="x")
    admin.post(f"webhooks/{made['code']}/stop", 422, reason=" ")
    stopped = admin.post(f"webhooks/{made['code']}/stop", 200, reason="垃圾流量")
    assert (stopped["state"], stopped["reason"]) == ("stopped", "垃圾流量")
    post.go()
    assert [one.path for one in receiver.came] == ["/other"]
    mine = seen(town.one, made)
    assert (mine["state"], mine["reason"]) == ("stopped", "垃圾流量")
    refused = town.one.patch(f"webhooks/{made['code']}", 409, upon=2, state="active")
    assert refused["type"] == "urn:louyu:problem:webhook_stopped"
    town.one.post(f"webhooks/{made['code']}/test", 409)
    assert gone(town.one, made, 2) == 204


def audited(admin: Person) -> list[Json]:
    """Every entry of the audit with all values that an administrator is shown."""
    return [admin.get(f"/api/v1/audit/{one['entry']}") for one in admin.get("/api/v1/audit?limit=200")["items"]]


def test_every_change_of_a_webhook_is_in_the_audit(town: Town, receiver: Receiver) -> None:
    admin = person(town, "root", Role.ADMIN)
    made = hook(town.one, receiver.address)
    path = f"webhooks/{made['code']}"
    town.one.patch(path, upon=1, state="paused")
    town.one.patch(path, upon=2, state="active")
    town.one.post(f"{path}/secret", 200)
    town.one.post(f"{path}/test", 202)
    Post(town.engine).go()
    town.one.post(f"{path}/deliveries/{messages(town.one, made)[0]['id']}/repeat", 202)
    admin.post(f"{path}/stop", 200, reason="x")
    gone(town.one, made, 4)
    actions = [one["action"] for one in admin.get("/api/v1/audit?limit=200")["items"] if "webhook" in one["action"]]
    assert actions[::-1] == [
        *("create_webhook", "change_webhook", "change_webhook", "renew_webhook_secret"),
        *("test_webhook", "repeat_webhook_delivery", "stop_webhook", "delete_webhook"),
    ]


def test_a_webhook_is_narrowed_as_the_key_that_made_it(town: Town, receiver: Receiver) -> None:
    """Staff whose account holds two roles; a key of the narrower one does not reach further by way of a webhook."""
    both = person(town, "both", Role.PROMOTER)
    admin = person(town, "root", Role.ADMIN)
    street = {"role": "subdistrict", "scope_kind": "subdistrict", "scope": tenancy.B}
    admin.post("accounts/both/grants", 201, **street)
    narrow = both_narrowed(town)
    wide, small = hook(both, f"{receiver.address}/wide"), hook(narrow, f"{receiver.address}/small")
    assert (wide["roles"], small["roles"]) == ([], ["subdistrict"])
    town.lease("101")
    town.lease("202", who=town.two)
    Post(town.engine).go()
    assert len(receiver.at("/wide")) > len(receiver.at("/small")) > 0
    assert {one.said["data"]["building"] for one in receiver.at("/small")} == {"GL-0002"}


def both_narrowed(town: Town) -> Person:
    """A key of ``both`` that is narrowed to the sub-district."""
    from buildings.access import accounts, keys  # noqa: PLC0415 - only here
    from buildings.access.keys import Asked  # noqa: PLC0415
    from tests.builders.register import edit  # noqa: PLC0415

    def make(changes: Any) -> str:  # noqa: ANN401
        row = accounts.named(changes.session, "both")
        return keys.create(changes, row, Asked("n", 30, [Role.SUBDISTRICT], read_only=False), most_days=400)[1]

    return Person(town.talking, edit(town.engine, make))


def test_no_log_and_no_error_holds_a_secret(
    town: Town, receiver: Receiver, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    made, post = hook(town.one, f"{receiver.address}/{TOKEN}"), Post(town.engine)
    receiver.answer = lambda _: 500
    town.lease()
    post.go()
    receiver.answer = lambda _: TOKEN.encode()
    post.later(hours=1)
    post.go()
    said = capsys.readouterr()
    everything = caplog.text + said.out + said.err
    assert made["secret"] not in everything
    assert TOKEN not in everything
    (row,) = messages(town.one, made)
    assert TOKEN not in json.dumps(row)
    assert (row["last_status"], row["last_error"]) == (None, "not_http")
