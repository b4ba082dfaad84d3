"""Assessments by the API: who does what, what is public, and what derives from tax is hidden; on both engines."""

import json

import pytest
from sqlalchemy import text

from buildings.audience import Role
from buildings.workflows import guards
from tests.builders import rated
from tests.builders.accounts import key_of
from tests.builders.rated import JUDGED, NO_VETO, applied, findings, leader, nobody, put, settle_payer, step
from tests.builders.tenancy import HOME, Json, Person, Town, month_back, on, pointers

pytestmark = [pytest.mark.usefixtures("configure"), pytest.mark.stocked("town")]


def month(count: int) -> str:
    return f"{month_back(count) // 12:04d}-{month_back(count) % 12 + 1:02d}"


def category(found: Json, slug: str) -> Json:
    one: Json = next(one for one in found["points"]["categories"] if one["slug"] == slug)
    return one


def item(found: Json, slug: str) -> Json:
    one: Json = next(one for one in found["points"]["items"] if one["slug"] == slug)
    return one


def looks(town: Town) -> int:
    with town.engine.connect() as connection:
        query = "select count(*) from audit_entries where action = 'look_enterprise_tax'"
        return int(connection.execute(text(query)).scalar_one())


def test_a_star_from_application_to_award_and_who_takes_which_step(town: Town) -> None:
    settle_payer(town)
    boss, anybody = leader(town), nobody(town)
    code = applied(town)["code"]
    assert anybody.get(f"buildings/{HOME}/ratings")["items"] == []
    assert anybody.send("GET", f"ratings/{code}").status_code == 401
    step(town.staff, code, "review")
    assert town.tax.send("POST", f"ratings/{code}/fill", {"month": month(1)}).json()["type"].endswith("purpose_missing")
    town.officer.post(f"ratings/{code}/fill", 200, month=month(1))
    assert town.staff.send("POST", f"ratings/{code}/fill", {"month": month(1)}).status_code == 403
    seen = town.officer.get(f"ratings/{code}")
    assert seen["filled_month"] == month(1)
    assert {slug: item(seen, slug)["points"] for slug in ("tax_yield", "tax_12", "occupancy")} == {
        "tax_yield": 100,  # 4 × 1 234 567.89 yuan on 1000 m²
        "tax_12": 0,  # known, and below the first band
        "occupancy": 0,  # a third is let
    }
    assert seen["points"]["total"] == {"low": 800, "high": 800, "suppressed": False}
    assert (seen["points"]["least"], seen["points"]["most"]) == ("4", "4")
    version = seen["version"]
    step(town.staff, code, "notice", 403, grade="4")
    assert pointers(step(town.officer, code, "notice", 422, grade="5")) == ["#/grade"]
    step(town.officer, code, "notice", grade="4")
    assert [one["status"] for one in anybody.get(f"buildings/{HOME}/ratings")["items"]] == ["notice"]
    step(town.officer, code, "granted", 403)
    boss.ask("POST", f"ratings/{code}/steps", 412, version, {"status": "granted"})
    assert boss.send("POST", f"ratings/{code}/steps", {"status": "granted"}).status_code == 428
    step(boss, code, "granted", 422, grade="5")
    assert step(boss, code, "granted")["grade"] == "4"
    (public,) = anybody.get(f"buildings/{HOME}/ratings")["items"]
    assert (public["grade"], public["holds"], public["scheme_status"]) == ("4", True, "proposed")
    assert "未公开" in public["scheme_notice"]["zh"]
    assert anybody.get(f"buildings/{HOME}/ratings?day={on(-1)}")["items"] == []


def test_fewer_than_twelve_months_of_files_give_no_points_for_twelve_months(town: Town) -> None:
    settle_payer(town)
    code = applied(town)["code"]
    town.officer.post(f"ratings/{code}/fill", 200, month=month(3))  # ten months of files up to then
    seen = town.officer.get(f"ratings/{code}")
    assert [item(seen, slug)["points"] for slug in ("tax_yield", "tax_12", "occupancy")] == [None, None, 0]


def test_points_that_came_since_make_a_step_stale(town: Town) -> None:
    code = applied(town, **JUDGED)["code"]
    step(town.staff, code, "review")
    upon = town.staff.version(f"ratings/{code}")
    town.staff.post(f"ratings/{code}/findings", 200, findings=findings({"transit": 1}))
    town.staff.ask("POST", f"ratings/{code}/steps", 412, upon, {"status": "applied"})
    assert town.staff.version(f"ratings/{code}") > upon


def test_a_star_is_revoked_by_a_leader_alone(town: Town) -> None:
    boss, anybody, code = leader(town), nobody(town), applied(town, **JUDGED)["code"]
    put(town, code, tax_yield=120)
    step(town.staff, code, "review")
    step(town.officer, code, "notice", grade="4")
    step(boss, code, "granted")
    step(town.staff, code, "revoked", 403, note="整改不到位")
    step(boss, code, "revoked", 422)
    step(boss, code, "revoked", note="整改不到位")
    assert anybody.get(f"buildings/{HOME}/ratings")["items"][0]["holds"] is False


def everything_seen(who: Person, code: str) -> str:
    """All that somebody is shown of an assessment."""
    paths = (f"ratings/{code}", f"ratings/{code}/what-if?grade=4", f"ratings/{code}/what-if?grade=5", "ratings:due")
    return json.dumps([who.get(path) for path in (*paths, f"buildings/{HOME}/ratings")])


def test_points_of_tax_change_nothing_that_anybody_below_a_tax_officer_sees(town: Town) -> None:
    code = applied(town, transit=0)["code"]
    watching = {"promoter": town.staff, "street": town.street, "leader": leader(town), "without purpose": town.tax}
    seen = []
    for points in (
        {},
        {"tax_yield": 0, "tax_12": 0, "occupancy": 0},
        {"tax_yield": 120, "tax_12": 120, "occupancy": 60},
    ):
        put(town, code, **points)
        seen.append({name: everything_seen(who, code) for name, who in watching.items()})
    assert seen[0] == seen[1] == seen[2]
    before = looks(town)
    whole = town.officer.get(f"ratings/{code}")
    assert looks(town) == before + 1
    assert whole["points"]["total"] == {"low": 970, "high": 970, "suppressed": False}
    shown = town.staff.get(f"ratings/{code}")
    assert shown["points"]["total"] == {"low": None, "high": None, "suppressed": True}
    assert (shown["points"]["least"], shown["points"]["most"], shown["points"]["suppressed"]) == (None, None, True)
    assert category(shown, "economic")["suppressed"]
    assert (category(shown, "location")["low"], category(shown, "hardware")["low"]) == (70, 200)
    assert all(item(shown, slug)["suppressed"] for slug in ("tax_yield", "tax_12", "occupancy"))
    assert looks(town) == before + 1


@pytest.mark.parametrize("hides", [True, False])
def test_beside_a_told_star_points_bound_tax_and_are_hidden_with_it(
    town: Town, monkeypatch: pytest.MonkeyPatch, *, hides: bool
) -> None:
    monkeypatch.setattr(guards, "hides", lambda *_: hides)
    code = applied(town, lifts=0)["code"]
    put(town, code, tax_yield=120, tax_12=120, occupancy=60)
    step(town.staff, code, "review")
    asked = f"ratings/{code}/what-if?grade=5"
    assert (category(town.staff.get(f"ratings/{code}"), "hardware")["low"], len(town.staff.get(asked)["items"])) == (
        165,
        1,
    )
    noticed = step(town.officer, code, "notice", grade="5")
    assert all(one["suppressed"] for one in noticed["points"]["categories"])
    for who in (town.staff, leader(town)):
        seen = who.get(f"ratings/{code}")
        assert [category(seen, one)["suppressed"] for one in ("hardware", "economic")] == [hides, True]
        assert (item(seen, "lifts")["suppressed"], len(who.get(asked)["items"])) == (hides, 0 if hides else 1)
    assert category(town.officer.get(f"ratings/{code}"), "economic")["low"] == 300


def test_an_answer_to_a_change_hides_tax_too(town: Town) -> None:
    settle_payer(town)
    code = applied(town)["code"]
    answer = town.officer.post(f"ratings/{code}/fill", 200, month=month(1))
    assert answer["points"]["suppressed"]
    assert item(answer, "tax_yield") | {"suppressed": True} == item(answer, "tax_yield")
    assert item(answer, "tax_yield")["points"] is None


def test_a_figure_that_cannot_be_told_fills_nothing(town: Town) -> None:
    code = applied(town)["code"]  # no office area: no yield
    town.officer.post(f"ratings/{code}/fill", 200, month=month(1))
    seen = town.officer.get(f"ratings/{code}")
    assert item(seen, "tax_yield")["points"] is None
    assert category(seen, "economic")["high"] >= 120
    assert town.officer.send("POST", f"ratings/{code}/fill", {"month": "1999-01"}).status_code == 404


def test_what_is_missing_for_a_star(town: Town) -> None:
    code = applied(town, service_station=0, lifts=0)["code"]
    found = town.staff.get(f"ratings/{code}/what-if?grade=4")
    assert [(one["slug"], one["gain"], one["missing"]) for one in found["items"]] == [
        ("service_station", 60, False),
        ("lifts", 35, False),
    ]
    assert (found["suppressed"], found["enough"], found["reached"], found["lacking"]) == (True, None, None, None)
    whole = town.officer.get(f"ratings/{code}/what-if?grade=4")
    assert (whole["lacking"], whole["enough"]) == (145, ["service_station", "occupancy", "lifts"])
    town.staff.post(f"ratings/{code}/findings", 200, findings=findings({}, {"safety_accident": "yes"}))
    assert town.staff.get(f"ratings/{code}/what-if?grade=4")["obstacles"] == ["safety_accident"]
    assert town.staff.send("GET", f"ratings/{code}/what-if?grade=9").status_code == 422


def test_a_sub_district_rates_its_own_buildings_and_sees_no_others(town: Town) -> None:
    own = town.street.post("ratings", building=HOME)
    assert town.street.get(f"ratings/{own['code']}")["status"] == "applied"
    town.street.post("ratings", 404, building="GL-0002")
    other = town.staff.post("ratings", building="GL-0002")["code"]
    assert town.street.send("GET", f"ratings/{other}").status_code == 404
    town.street.post(f"ratings/{other}/findings", 404, findings=findings({"lifts": 1}))
    step(town.street, other, "review", 404)
    for who in (town.one, town.operator):
        assert who.send("GET", f"ratings/{own['code']}").status_code == 403
        assert who.send("POST", "ratings", {"building": HOME}).status_code == 403
        assert who.get(f"buildings/{HOME}/ratings")["items"] == []


@pytest.mark.parametrize(
    ("wrong", "slug", "pointer"),
    [
        ({"slug": "lifts", "points": 36}, "points_out_of_range", "/findings/1"),
        ({"slug": "roof", "points": 1}, "no_such_item", "/findings/1"),
        ({"slug": "tax_yield", "points": 120}, "item_is_filled", "/findings/1"),
        ({"slug": "lifts", "answer": "no"}, "item_takes_points", "/findings/1"),
        ({"slug": "safety_accident", "points": 1}, "question_takes_answer", "/findings/1"),
        ({"slug": "parking", "points": 2}, "finding_twice", "/findings"),
        ({"slug": "hvac", "points": 2, "file": "F-0000009"}, "not_found", ""),
    ],
)
def test_a_wrong_finding_is_named_and_nothing_is_recorded(town: Town, wrong: Json, slug: str, pointer: str) -> None:
    code = town.staff.post("ratings", building=HOME)["code"]
    body = {"findings": [*findings({"parking": 10}), wrong]}
    answer = town.staff.send("POST", f"ratings/{code}/findings", body)
    assert answer.json()["type"] == f"urn:louyu:problem:{slug}", answer.text
    assert pointers(answer.json()) == ([f"#{pointer}"] if pointer else [])
    assert item(town.staff.get(f"ratings/{code}"), "parking")["points"] is None


def test_days_that_lie_ahead_and_schemes_that_do_not_exist_are_refused(town: Town) -> None:
    assert pointers(town.staff.post("ratings", 422, building=HOME, applied_on=on(1))) == ["#/applied_on"]
    town.staff.post("ratings", 404, building=HOME, scheme="green")
    town.staff.post("ratings", 404, building=HOME, version="1999")
    code = town.staff.post("ratings", building=HOME)["code"]
    step(town.staff, code, "review", 422, effective_on=on(1))
    step(town.staff, code, "granted", 409)
    step(town.staff, code, "lapsed", 409)
    town.staff.post("ratings", 409, building=HOME)


def test_what_was_looked_at_and_cannot_be_told_is_missing_again(town: Town) -> None:
    code = applied(town)["code"]
    town.staff.post(f"ratings/{code}/findings", 200, findings=[{"slug": "lifts"}, {"slug": "safety_accident"}])
    seen = town.officer.get(f"ratings/{code}")
    assert item(seen, "lifts")["points"] is None
    assert (category(seen, "hardware")["low"], category(seen, "hardware")["high"]) == (165, 200)
    assert {one["slug"]: one["answer"] for one in seen["points"]["answers"]} == {
        "safety_accident": "unknown",
        "fire_not_accepted": "no",
        "in_use": "yes",
    }
    assert sum(JUDGED.values()) - 35 == seen["points"]["total"]["low"]


def test_grades_of_the_national_standard_stand_beside_stars(town: Town) -> None:
    settle_payer(town)
    made = town.staff.post("ratings", building=HOME, scheme="gbt39069")
    town.staff.post("ratings", building=HOME)
    seen = town.staff.get(f"ratings/{made['code']}")
    assert (seen["points"]["least"], seen["points"]["most"], seen["points"]["suppressed"]) == (None, None, False)
    answers = {one["slug"]: one["answer"] for one in seen["points"]["answers"]}
    assert answers == {"office_area": "no", "completed": "unknown", "in_use": "yes"}
    step(town.staff, made["code"], "review")
    step(town.officer, made["code"], "notice", 422, grade="grade_b")


def test_what_is_due_for_re_review_within_the_lead_time(town: Town) -> None:
    boss = leader(town)
    code = applied(town)["code"]
    put(town, code, tax_yield=120)
    step(town.staff, code, "review")
    step(town.officer, code, "notice", grade="4")
    made = step(boss, code, "granted")
    until = made["valid_until"]
    assert town.staff.get("ratings:due")["items"] == []
    (due,) = town.staff.get(f"ratings:due?day={until}")["items"]
    assert (due["building"], due["days_left"], due["grade"]) == (HOME, 0, "4")
    step(town.staff, code, "rereview")
    assert [one["status"] for one in town.street.get("ratings:due")["items"]] == ["rereview"]


def test_schemes_are_public_and_say_where_they_come_from(town: Town) -> None:
    anybody = nobody(town)
    listed = {(one["scheme"], one["version"]): one for one in anybody.get("schemes")["items"]}
    assert {one["status"] for one in listed.values()} == {"proposed", "published"}
    whole = anybody.get("schemes/star/gulou-proposed-2026")
    assert "DB4301/T 002-2022" in whole["source"]
    assert whole["items"][0]["source"] == "assumed"
    assert anybody.send("GET", "schemes/star/none").status_code == 404
    assert rated.STARS.described() == {name: one for name, one in whole.items() if name != "etag"}


def test_an_assessment_without_an_award_is_taken_out_whole_and_another_begins(town: Town) -> None:
    boss, code = leader(town), applied(town)["code"]
    town.staff.post(f"ratings/{code}/void", 428, reason="撤回")
    upon = town.staff.version(f"ratings/{code}")
    town.staff.post(f"ratings/{code}/void", 422, upon, reason=" ")
    assert town.staff.post(f"ratings/{code}/void", 200, upon, reason="企业撤回")["voided"]
    assert town.staff.send("GET", f"ratings/{code}").status_code == 404
    with town.engine.connect() as connection:
        for table in ("ratings", "rating_steps", "rating_scores", "rating_answers"):
            query = f"select count(*), count(voided_at) from {table}"  # noqa: S608 - names of ours
            total, voided = connection.execute(text(query)).one()
            assert total == voided > 0, table
    again = applied(town)["code"]
    put(town, again, tax_yield=120)
    step(town.staff, again, "review")
    step(town.officer, again, "notice", grade="4")
    step(boss, again, "granted")
    town.staff.post(f"ratings/{again}/void", 403, town.staff.version(f"ratings/{again}"), reason="录错")


def test_an_award_by_mistake_is_taken_out_with_what_followed_and_on_no_day_it_was_a_star(town: Town) -> None:
    boss, anybody, code = leader(town), nobody(town), applied(town)["code"]
    put(town, code, tax_yield=120)
    step(town.staff, code, "review")
    step(town.officer, code, "notice", grade="4")
    step(boss, code, "granted")
    step(town.staff, code, "rereview")
    assert anybody.get(f"buildings/{HOME}/ratings")["items"][0]["holds"]
    upon = boss.version(f"ratings/{code}")
    boss.post(f"ratings/{code}/void", 412, upon - 1, reason="楼宇弄错")
    boss.post(f"ratings/{code}/void", 422, upon, reason=" ")
    assert boss.post(f"ratings/{code}/void", 200, upon, reason="楼宇弄错")["voided"]
    assert anybody.get(f"buildings/{HOME}/ratings")["items"] == []
    assert town.staff.get("ratings:due")["items"] == []
    with town.engine.connect() as connection:
        for table in ("ratings", "rating_steps", "rating_scores", "rating_answers"):
            query = f"select count(*), count(voided_at), min(void_reason) from {table}"  # noqa: S608 - names of ours
            total, voided, reason = connection.execute(text(query)).one()
            assert (total, reason) == (voided, "楼宇弄错"), table
    assert applied(town)["status"] == "applied"


def test_points_without_evidence_are_marked_and_noticed_with_a_reason(town: Town) -> None:
    code = applied(town)["code"]
    put(town, code, tax_yield=120, tax_12=120, occupancy=60)
    town.staff.post(f"ratings/{code}/findings", 200, findings=[{"slug": "lifts", "points": 35, "evidence": " x "}])
    assert town.staff.get(f"ratings/{code}")["points"]["unevidenced"] == []
    town.staff.post(f"ratings/{code}/findings", 200, findings=[{"slug": "lifts", "points": 35}])
    seen = town.staff.get(f"ratings/{code}")
    assert seen["points"]["unevidenced"] == ["lifts"]
    assert [item(seen, slug)["evidenced"] for slug in ("lifts", "parking", "tax_yield")] == [False, True, None]
    step(town.staff, code, "review")
    bare = step(town.officer, code, "notice", 422, grade="5", note=None)
    assert (bare["type"].rpartition(":")[2], pointers(bare)) == ("points_unevidenced", ["#/note"])
    assert "lifts" in bare["detail"]
    assert step(town.officer, code, "notice", grade="5", note="现场看过，照片后补")["status"] == "notice"


def test_whoever_may_not_record_takes_nothing_out(town: Town) -> None:
    code = town.staff.post("ratings", building="GL-0002")["code"]
    town.street.post(f"ratings/{code}/void", 404, 1, reason="x")
    leader(town).post(f"ratings/{code}/void", 403, 1, reason="x")


def test_what_was_noticed_or_awarded_keeps_its_grounds(town: Town) -> None:
    boss, code = leader(town), applied(town)["code"]
    put(town, code, tax_yield=120)
    step(town.staff, code, "review")
    step(town.officer, code, "notice", grade="4")
    changed = findings({"lifts": 0})
    assert town.staff.post(f"ratings/{code}/findings", 409, findings=changed)["type"].endswith("rating_noticed")
    assert town.officer.post(f"ratings/{code}/fill", 409, month=month(1))["type"].endswith("rating_noticed")
    step(town.officer, code, "review", note="有异议")
    town.staff.post(f"ratings/{code}/findings", 200, findings=changed)
    step(town.officer, code, "notice", grade="4")
    step(boss, code, "granted")
    for day in (None, on(-10)):
        refused = town.staff.post(f"ratings/{code}/findings", 422, findings=changed, assessed_on=day)
        assert pointers(refused) == ["#/assessed_on"]


def test_a_notice_stands_on_the_points_of_its_day(town: Town) -> None:
    made = town.staff.post("ratings", building=HOME, applied_on=on(-30))
    path = f"ratings/{made['code']}/findings"
    assert pointers(town.staff.post(path, 422, findings=findings({"transit": 1}), assessed_on=on(-31))) == [
        "#/assessed_on"
    ]
    town.staff.post(path, 200, findings=findings(JUDGED, NO_VETO), assessed_on=on(-15))
    step(town.staff, made["code"], "review", effective_on=on(-20))
    early = step(town.officer, made["code"], "notice", 422, grade="3", effective_on=on(-16))
    assert (early["type"].rpartition(":")[2], pointers(early)) == ("notice_before_findings", ["#/effective_on"])
    step(town.officer, made["code"], "notice", grade="3", effective_on=on(-15))


def test_a_star_that_points_do_not_make_sure_needs_a_reason(town: Town) -> None:
    code = town.staff.post("ratings", building=HOME)["code"]
    step(town.staff, code, "review")
    unsure = step(town.officer, code, "notice", 422, grade="5", note=None)
    assert (unsure["type"].rpartition(":")[2], pointers(unsure)) == ("grade_not_sure", ["#/note"])
    assert step(town.officer, code, "notice", grade="5", note="以书面材料为据")["status"] == "notice"


def test_nobody_grants_the_star_that_he_named(town: Town) -> None:
    roles = (Role.TAX_OFFICER, Role.LEADER)
    both = Person(town.talking, key_of(town.engine, "both", *roles, read_only=False), purpose="评审")
    code = applied(town)["code"]
    step(town.staff, code, "review")
    step(both, code, "notice", grade="4")
    assert step(both, code, "granted", 403)["type"].endswith("award_by_another")
    step(leader(town), code, "granted")
