"""Leases by the API: what a landlord reports is written whole or refused with a sentence; nobody reaches another's."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from buildings.access import clock
from buildings.database import work
from buildings.database.work import Session
from buildings.errors import Conflict
from buildings.facts import refresh
from buildings.operations import events as feed
from buildings.operations.events import Event, EventUnit
from buildings.operations.idempotency import AnsweredRequest
from buildings.register import codes
from tests.builders import tenancy
from tests.builders.register import edit, make_lease
from tests.builders.tenancy import TODAY, Json, Person, Town, on, pointers

pytestmark = pytest.mark.stocked("town")

UNKNOWN = "U-0999999"


def part(town: Town, room: str = "101", first: str | None = None, **more: object) -> Json:
    return {"unit": town.rooms[room], "starts_on": first or on(0), **more}


def body(*parts: Json, **more: object) -> Json:
    return {"tenant": {"name": "某公司", "code": "9135"}, "units": list(parts), **more}


def events(engine: Engine) -> list[tuple[Any, ...]]:
    told, units = Event.__table__.c, EventUnit.__table__.c  # type: ignore[attr-defined]
    with work.reading(engine) as session:
        rows = session.execute(select(Event).order_by(told.id)).scalars().all()
        return [
            (
                one.kind,
                one.action,
                one.code,
                one.version,
                one.building_code,
                sorted(session.execute(select(units.unit_id).where(units.event_id == one.id)).scalars()),
            )
            for one in rows
        ]


def test_a_reported_lease_is_read_listed_and_told_as_it_was_answered(town: Town) -> None:
    asked = body(part(town, area_m2=40.5, ends_on=on(300)), number="H-1", signed_on=on(-3), break_on=on(200))
    answer = town.one.send("POST", "leases", {**asked, "rent_fen": 9_050, "rent_unit": "m2_month"})
    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["location"] == f"/api/v1/leases/{made['code']}"
    assert answer.headers["etag"] == f'"{made["version"]}"'
    said = {"landlord": "业主甲", "tenant": "某公司", "tenant_code": "9135", "kind": "let", "number": "H-1"}
    days = {"signed_on": on(-3), "break_on": on(200), "starts_on": on(0), "ends_on": on(300), "state": "running"}
    assert made.items() >= (said | days | {"area_m2": 40.5, "rent_fen": 9_050, "rent_unit": "m2_month"}).items()
    assert town.one.get(f"leases/{made['code']}") == {**made, "etag": answer.headers["etag"]}
    assert town.one.get("leases")["items"] == [made]
    unit = codes.key(codes.UNIT, town.rooms["101"])
    assert events(town.engine) == [("lease", "created", made["code"], made["version"], "GL-0001", [unit])]
    assert "enterprise" not in made
    town.sound()


def test_only_what_is_sent_changes(town: Town) -> None:
    made = town.lease(number="H-1", rent_fen=9_000, rent_unit="m2_day", signed_on=on(-1))
    path = f"leases/{made['code']}"
    changed = town.one.patch(path, upon=made["version"], number="H-2", break_on=on(90))
    differs = {"number": "H-2", "break_on": on(90), "version": made["version"] + 1}
    assert {**made, **differs, "updated_at": changed["updated_at"]} == changed
    gone = town.one.patch(path, upon=changed["version"], rent_fen=None, rent_unit=None, signed_on=None)
    assert (gone["rent_fen"], gone["rent_unit"], gone["signed_on"], gone["number"]) == (None, None, None, "H-2")
    assert town.one.patch(path, upon=gone["version"], number="H-2") == gone  # nothing differs: no version, no event
    assert [row[1] for row in events(town.engine)] == ["created", "changed", "changed"]
    moved = town.one.patch(path, upon=gone["version"], units=[part(town, "102", area_m2=30)])
    assert [(one["room"], one["area_m2"], one["whole_unit"]) for one in moved["units"]] == [("102", 30.0, False)]
    both = {codes.key(codes.UNIT, town.rooms[room]) for room in ("101", "102")}
    assert set(events(town.engine)[-1][5]) == both
    town.sound()


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"id": 7}, ["#/id"]),
        ({"version": 1, "origin": "real"}, ["#/version", "#/origin"]),
        ({"enterprise_id": 1}, ["#/enterprise_id"]),
        ({"voided_at": None}, ["#/voided_at"]),
        ({"kind": "gift"}, ["#/kind"]),
        ({"kind": None}, ["#/kind"]),
        ({"number": "a\x00b"}, ["#/number"]),
        ({"number": "n" * 61}, ["#/number"]),
        ({"signed_on": "2026-02-30"}, ["#/signed_on"]),
        ({"signed_on": "9999-12-31"}, ["#/signed_on"]),
        ({"signed_on": 20260101}, ["#/signed_on"]),
        ({"rent_fen": 1.5}, ["#/rent_fen"]),
        ({"rent_fen": -1, "rent_unit": "m2_year"}, ["#/rent_fen", "#/rent_unit"]),
        ({"rent_fen": 10}, ["#/rent_unit"]),
        ({"tenant": {"name": " "}}, ["#/tenant/name"]),
        ({"tenant": {}}, ["#/tenant"]),
        ({"tenant": {"name": "x", "enterprise": "E-000001"}}, ["#/tenant"]),
        ({"tenant": {"enterprise": "E-000001"}}, ["#/tenant/enterprise"]),
        ({"landlord": "别人"}, ["#/landlord"]),
        ({"units": []}, ["#/units"]),
        ({"renewal_of": "L-0000099"}, ["#/renewal_of"]),
        ({"a/b~c": 1}, ["#/a~1b~0c"]),
    ],
)
def test_what_may_not_be_said_is_refused_with_its_place(town: Town, sent: Json, wrong: list[str]) -> None:
    answer = town.one.send("POST", "leases", body(part(town)) | sent)
    assert answer.status_code == (404 if "renewal_of" in sent else 422)
    assert pointers(answer.json()) == wrong
    assert all(one["detail"] for one in answer.json()["errors"])
    assert town.one.get("leases")["items"] == []


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"area_m2": 0}, "#/units/1/area_m2"),
        ({"area_m2": 1.005}, "#/units/1/area_m2"),
        ({"area_m2": "12"}, "#/units/1/area_m2"),
        ({"area_m2": True}, "#/units/1/area_m2"),
        ({"ends_on": "2000-01-01"}, "#/units/1"),
        ({"unit": UNKNOWN}, "#/units/1/unit"),
        ({"unit": "103"}, "#/units/1/unit"),
        ({"room": "102"}, "#/units/1/room"),
    ],
)
def test_a_wrong_room_is_named_by_its_place(town: Town, sent: Json, wrong: str) -> None:
    answer = town.one.send("POST", "leases", body(part(town, "101"), part(town, "102") | sent))
    assert answer.status_code == (404 if "unit" in sent else 422)
    assert pointers(answer.json()) == [wrong]


def test_a_room_twice_from_the_same_day_is_refused(town: Town) -> None:
    answer = town.one.post("leases", 422, **body(part(town), part(town)))
    assert (answer["type"], pointers(answer)) == ("urn:louyu:problem:lease_parts", ["#/units"])


def test_anothers_rooms_and_leases_are_as_if_they_were_not_there(town: Town) -> None:
    theirs, mine = town.lease("103", town.two), town.lease("101")
    missing = town.one.post("leases", 404, **body(part(town) | {"unit": UNKNOWN}))
    held = town.one.post("leases", 404, **body(part(town, "103")))
    assert str(held).replace(town.rooms["103"], UNKNOWN) == str(missing)
    changes: list[tuple[str, str, Json]] = [
        ("GET", "", {}),
        ("PATCH", "", {"number": "x"}),
        ("POST", "/end", {"last_on": on(1)}),
        ("POST", "/resume", {}),
        ("POST", "/renew", {"ends_on": None}),
        ("POST", "/void", {"reason": "x"}),
    ]
    for method, verb, sent in changes:
        there = town.one.send(method, f"leases/{theirs['code']}{verb}", sent, if_match='"2"')
        nowhere = town.one.send(method, f"leases/L-0000099{verb}", sent, if_match='"2"')
        assert there.status_code == nowhere.status_code == 404, verb
        assert there.text.replace(theirs["code"], "L-0000099") == nowhere.text
    moved = town.one.patch(f"leases/{mine['code']}", 404, mine["version"], units=[part(town, "103")])
    assert pointers(moved) == ["#/units/0/unit"]
    assert town.two.get(f"leases/{theirs['code']}")["version"] == theirs["version"]


def test_a_refusal_names_what_is_in_the_way_as_far_as_one_may_know(town: Town) -> None:
    first = town.lease(area_m2=60)
    full = town.one.post("leases", 409, **body(part(town, area_m2=40.01)))
    assert full["type"] == "urn:louyu:problem:capacity_exceeded"
    assert first["code"] in full["detail"]
    assert "60.00 ㎡（共 100.00 ㎡）" in full["detail"]
    bought = TODAY + dt.timedelta(days=400)
    before = edit(town.engine, lambda c: make_lease(c, [_room(c, town, "101")], area_dm2=1_000).code)
    assert before in town.one.post("leases", 409, **body(part(town, area_m2=40)))["detail"]
    del bought


def _room(changes: work.Changes, town: Town, label: str) -> Any:  # noqa: ANN401 - a unit
    from buildings.register.units import Unit  # noqa: PLC0415

    return changes.session.get_one(Unit, codes.key(codes.UNIT, town.rooms[label]))


def test_end_resume_renew_and_void(town: Town) -> None:
    made = town.lease(ends_on=on(100), rent_fen=100, rent_unit="m2_day", number="H-1")
    path = f"leases/{made['code']}"
    late = town.one.post(f"{path}/end", 422, made["version"], last_on=on(100))
    assert (late["type"], pointers(late)) == ("urn:louyu:problem:end_not_early", ["#/last_on"])
    ended = town.one.post(f"{path}/end", 200, made["version"], last_on=on(50))
    assert (ended["ended_early_on"], ended["ends_on"], ended["units"][0]["ends_on"]) == (on(50), on(50), on(50))
    other = town.lease(starts_on=on(51), ends_on=on(60))
    blocked = town.one.post(f"{path}/resume", 409, ended["version"])
    assert other["code"] in blocked["detail"]
    town.one.post(f"leases/{other['code']}/void", 200, other["version"], reason="录错")
    assert town.one.get(f"leases/{other['code']}", 404)
    back = town.one.post(f"{path}/resume", 200, ended["version"])
    assert (back["ended_early_on"], back["ends_on"]) == (None, on(100))
    new = town.one.post(f"{path}/renew", 201, back["version"], ends_on=on(465), rent_fen=120, signed_on=on(0))
    assert new.items() >= {"starts_on": on(101), "ends_on": on(465), "rent_fen": 120, "rent_unit": "m2_day"}.items()
    assert (new["renewal_of"], new["party"], new["number"], new["state"]) == (
        made["code"],
        made["party"],
        None,
        "future",
    )
    assert town.one.get(path)["version"] == back["version"]
    again = town.one.post(f"{path}/renew", 409, back["version"], ends_on=on(200))
    assert new["code"] in again["detail"]
    held = town.one.post(f"{path}/void", 409, back["version"], reason="录错")
    assert held["type"] == "urn:louyu:problem:still_referred_to"
    never = town.one.post(f"leases/{new['code']}/end", 200, new["version"], last_on=on(1))
    assert never["state"] == "never_began"
    happened = ["created", "ended", "created", "voided", "resumed", "renewed", "ended"]
    assert [row[1] for row in events(town.engine)] == happened
    town.sound()


def test_an_open_lease_is_renewed_from_a_day_and_in_some_rooms_only(town: Town) -> None:
    made = town.one.post("leases", **body(part(town, "101"), part(town, "102", ends_on=on(9))))
    path = f"leases/{made['code']}/renew"
    refused = town.one.post(path, 409, made["version"], ends_on=None)
    assert (refused["type"], pointers(refused)) == ("urn:louyu:problem:open_ended_renewal", ["#/starts_on"])
    only = town.one.post(path, 201, made["version"], ends_on=on(30), units=[town.rooms["102"]])
    assert [(one["room"], one["starts_on"], one["ends_on"]) for one in only["units"]] == [("102", on(10), on(30))]
    strange = town.one.post(path, 404, made["version"], ends_on=on(30), units=[town.rooms["103"]])
    assert pointers(strange) == ["#/units/0"]


def test_a_change_is_made_upon_a_version(town: Town) -> None:
    made = town.lease()
    path = f"leases/{made['code']}"
    for verb, sent in (("PATCH", {"number": "1"}), ("POST", {"last_on": on(3)})):
        where = path if verb == "PATCH" else f"{path}/end"
        assert town.one.send(verb, where, sent).status_code == 428
        for stale in ('"1"', '"3"', "garbage", '"x"'):
            assert town.one.send(verb, where, sent, if_match=stale).status_code == 412
    assert town.one.get(path)["version"] == made["version"]
    changed = town.one.send("PATCH", path, {"number": "1"}, if_match=f'W/"{made["version"]}"')
    assert changed.status_code == 200
    moved = town.one.patch(path, upon=changed.json()["version"], units=[part(town, "101", area_m2=10)])
    assert town.one.patch(path, 412, made["version"], number="2")["type"] == "urn:louyu:problem:stale_version"
    assert moved["version"] > changed.json()["version"]  # a change of a part alone moves the whole on


def test_the_same_request_has_one_effect_and_one_answer(town: Town) -> None:
    asked = body(part(town, area_m2=10))
    first = town.one.send("POST", "leases", asked, idempotency_key="a-1")
    again = town.one.send("POST", "leases", asked, idempotency_key="a-1")
    assert (first.status_code, first.text, first.headers["etag"]) == (
        again.status_code,
        again.text,
        again.headers["etag"],
    )
    assert town.one.send("POST", "leases", body(part(town)), idempotency_key="a-1").status_code == 409
    assert len(town.one.get("leases")["items"]) == len(events(town.engine)) == 1
    assert town.two.send("POST", "leases", body(part(town, "103")), idempotency_key="a-1").status_code == 201


def test_a_trial_changes_nothing(town: Town) -> None:
    tried = town.one.post("leases?dry_run=true", **body(part(town)))
    assert tried["tenant"] == "某公司"
    assert town.one.post("leases?dry_run=true", 422, **body(part(town)) | {"tenant": {}})
    assert (town.one.get("leases")["items"], town.one.get("parties")["items"], events(town.engine)) == ([], [], [])


def test_a_trial_comes_as_far_as_the_commit(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the facts or the feed would refuse is refused on trial, too."""
    for module, name in ((refresh, "refresh"), (feed, "tell")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, refusing)
            for path in ("leases?dry_run=true", "leases"):
                assert town.one.post(path, 409, **body(part(town)))["type"] == "urn:louyu:problem:conflict"
    assert (town.one.get("leases")["items"], events(town.engine)) == ([], [])


def refusing(*_: object) -> None:
    raise Conflict


def test_a_trial_is_not_remembered_as_the_deed(town: Town) -> None:
    asked = body(part(town))
    tried = town.one.send("POST", "leases?dry_run=true", asked, idempotency_key="a-1")
    done = town.one.send("POST", "leases", asked, idempotency_key="a-1")
    assert (tried.status_code, done.status_code) == (201, 201)
    assert len(town.one.get("leases")["items"]) == 1


def test_answers_are_remembered_for_a_week(town: Town) -> None:
    first = town.one.send("POST", "leases", body(part(town, area_m2=10)), idempotency_key="a-1")
    assert first.status_code == 201
    for days, kept in ((6, {"a-1", "a-2"}), (8, {"a-2", "a-3"})):
        begun = clock.now() - dt.timedelta(days=days)

        def older(session: Session, begun: dt.datetime = begun) -> None:
            row = AnsweredRequest.__table__.c  # type: ignore[attr-defined]
            session.execute(update(AnsweredRequest).where(row.key == "a-1").values(at=begun))

        work.keeping(town.engine, older)
        key = "a-2" if days == 6 else "a-3"
        assert town.one.send("POST", "leases", body(part(town, area_m2=10)), idempotency_key=key).status_code == 201
        with work.reading(town.engine) as session:
            assert {row.key for row in session.execute(select(AnsweredRequest)).scalars()} == kept


def test_a_lease_over_rooms_of_two_owners_is_for_staff(town: Town) -> None:
    shared = town.staff.post("leases", **body(part(town, "101"), part(town, "103"), landlord="业主甲", number="S"))
    assert shared["landlord"] == "业主甲"
    seen = town.one.get(f"leases/{shared['code']}")
    assert [one["room"] for one in seen["units"]] == ["101"]
    refused = town.one.patch(f"leases/{shared['code']}", 403, shared["version"], number="x")
    assert refused["type"] == "urn:louyu:problem:beyond_scope"
    assert "103" not in str(refused)
    taken = town.one.post("leases", 409, **body(part(town, "102"), number="S"))
    assert (taken["type"], pointers(taken)) == ("urn:louyu:problem:number_taken", ["#/number"])
    rows = [body(part(town, "102", starts_on=on(day)), number=number) for day, number in ((10, "T"), (11, "T"))]
    (told,) = town.one.post("leases:bulk", 422, rows=rows)["errors"]
    assert (told["pointer"], told["detail"]) == ("#/rows/1/number", "租约编号“T”已用于租约 #/rows/0。")
    corrected = town.staff.patch(f"leases/{shared['code']}", upon=shared["version"], number="S-2")
    assert corrected["number"] == "S-2"
    town.sound()


def test_staff_of_a_street_correct_what_lies_in_it(town: Town) -> None:
    there, here = town.lease("201"), town.lease("101")
    town.street.patch(f"leases/{there['code']}", 404, there["version"], number="1")
    assert town.street.patch(f"leases/{here['code']}", upon=here["version"], number="1")["number"] == "1"
    town.street.post("leases", 404, **body(part(town, "201")))
    both = town.staff.post("leases", **body(part(town, "102"), part(town, "202")))
    assert town.street.patch(f"leases/{both['code']}", 403, both["version"], number="2")


def test_staff_may_name_the_enterprise_at_once(town: Town) -> None:
    firm = town.staff.get("enterprises?name=" + tenancy.PAYER)["items"][0]["code"]
    made = town.staff.post("leases", **body(part(town)) | {"tenant": {"enterprise": firm}})
    assert (made["enterprise"], made["party"], made["tenant"]) == (firm, None, tenancy.PAYER)
    nobody = town.staff.post("leases", 404, **body(part(town, "102")) | {"tenant": {"enterprise": "E-999999"}})
    assert pointers(nobody) == ["#/tenant/enterprise"]
    same = town.one.patch(f"leases/{made['code']}", upon=made["version"], tenant={"name": tenancy.PAYER})
    assert same["version"] == made["version"]  # said as it is seen: the enterprise stays
    other = town.one.patch(f"leases/{made['code']}", upon=made["version"], tenant={"name": "换了名字"})
    assert (other["tenant"], other["party"] is None) == ("换了名字", False)
    town.sound()


@pytest.mark.parametrize("who", ["leader", "admin", "nobody", "reader"])
def test_nobody_else_writes(town: Town, who: str) -> None:
    from buildings.audience import Role  # noqa: PLC0415
    from tests.builders.accounts import key_of, scope_for  # noqa: PLC0415

    if who == "nobody":
        assert town.talking.post("/api/v1/leases", json=body(part(town))).status_code == 401
        return
    role = {"leader": Role.LEADER, "admin": Role.ADMIN, "reader": Role.LANDLORD}[who]
    key = key_of(town.engine, who, role, scope=scope_for(role), read_only=who == "reader")
    assert Person(town.talking, key).post("leases", 403, **body(part(town)))


@pytest.mark.parametrize(
    ("content", "headers", "status", "zh", "en"),
    [
        (b'{"number": "\xff"}', {}, 422, "应为 UTF-8 的 JSON", "JSON in UTF-8"),
        (b"a=1", {"content-type": "application/x-www-form-urlencoded"}, 422, "有效的 JSON 对象", "valid JSON object"),
        (
            b'{"rent_fen": 1, "rent_unit": "month"}',
            {},
            422,
            "应为其中之一：m2_month、m2_day",
            "one of: m2_month, m2_day",
        ),
        (b"{}", {"if-match": "three"}, 412, "“three”不是本系统给出的 ETag", "is no ETag of this server"),
    ],
    ids=["unreadable", "form", "not-one-of", "no-etag"],
)
def test_a_refusal_says_what_would_be_right(
    town: Town, content: bytes, headers: dict[str, str], status: int, zh: str, en: str
) -> None:
    code = town.lease()["code"]
    sent = {"authorization": f"Bearer {town.one.key}", "content-type": "application/json", "if-match": '"1"'} | headers
    for language, words in (("zh", zh), ("en", en)):
        answer = town.talking.patch(f"/api/v1/leases/{code}?lang={language}", content=content, headers=sent)
        assert (answer.status_code, words in answer.json()["detail"]) == (status, True), answer.text


def test_two_equal_parts_are_two_in_a_closed_month(town: Town) -> None:
    made = town.lease("101", starts_on=on(-400), area_m2=50)
    town.close(2)
    parts = [part(town, first=on(-days), area_m2=50) for days in (400, 399)]
    answer = town.one.send("PATCH", f"leases/{made['code']}", {"units": parts}, if_match=f'"{made["version"]}"')
    assert answer.json()["type"].endswith("needs_reason_closed_month"), answer.text
