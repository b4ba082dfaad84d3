"""Ratings as recorded at an instant, those that a file stated, and codes of buildings; on both engines."""

import datetime as dt

import pytest
from sqlalchemy import text

from buildings.database.work import Changes
from buildings.register import assessments, buildings, ratings
from tests.builders.rated import applied, leader, nobody, step
from tests.builders.register import edit
from tests.builders.tenancy import HOME, Town

pytestmark = [pytest.mark.usefixtures("configure"), pytest.mark.stocked("town")]


def test_a_building_s_code_and_a_rating_of_a_file_are_told_from_an_assessment(town: Town) -> None:
    def state(changes: Changes) -> str:
        home = buildings.by_code(changes.session, HOME)
        days = {"grade": "3", "granted_on": dt.date(2025, 1, 1)}
        return assessments.code_of(ratings.record(changes, home.key, "star", "register", days))

    path = "what-if?grade=4"
    assert town.staff.send("GET", f"ratings/{HOME}/{path}").json()["type"].endswith("building_unrated")
    code = edit(town.engine, state)
    refused = town.staff.send("GET", f"ratings/{code}/{path}")
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "rating_unassessed")
    named = town.staff.send("GET", f"ratings/{HOME}/{path}")
    assert (named.status_code, code in named.json()["detail"]) == (404, True)
    assert code not in town.staff.send("GET", f"ratings/GL-0002/{path}").text
    other = town.street.send("GET", f"ratings/GL-0002/{path}").json()
    assert other["type"].endswith("not_found")


def test_a_star_that_a_file_stated_by_mistake_is_taken_out_by_who_may_grant(town: Town) -> None:
    def state(changes: Changes) -> str:
        home = buildings.by_code(changes.session, HOME)
        days = {"grade": "3", "granted_on": dt.date(2025, 1, 1)}
        return assessments.code_of(ratings.record(changes, home.key, "star", "register", days))

    boss, anybody, code = leader(town), nobody(town), edit(town.engine, state)
    begun = town.staff.post("ratings", building=HOME)
    assert begun["beside"] == [code]
    assert anybody.get(f"buildings/{HOME}/ratings")["items"][0]["holds"]
    upon = boss.version(f"ratings/{code}")
    refused = town.staff.post(f"ratings/{code}/void", 403, upon, reason="录错")
    assert (refused["type"].rpartition(":")[2], "领导" in refused["detail"]) == ("rating_of_role", True)
    boss.post(f"ratings/{code}/void", 412, upon + 1, reason="录错")
    boss.post(f"ratings/{code}/void", 422, upon, reason=" ")
    assert boss.post(f"ratings/{code}/void", 200, upon, reason="录错")["voided"]
    assert anybody.get(f"buildings/{HOME}/ratings")["items"] == []
    assert town.staff.get(f"ratings/{begun['code']}")["beside"] == []
    with town.engine.connect() as connection:
        found = connection.execute(text("select void_reason from ratings where voided_at is not null")).scalars().all()
    assert found == ["录错"]


def test_what_was_recorded_of_ratings_on_a_day_is_told_to_staff(town: Town) -> None:
    boss, anybody, code = leader(town), nobody(town), applied(town)["code"]
    step(town.staff, code, "review")
    step(town.officer, code, "notice", grade="4")
    with town.engine.connect() as connection:
        then = connection.execute(text("select max(recorded_at) from rating_steps")).scalar_one()
    moment = dt.datetime.fromisoformat(str(then)).replace(tzinfo=dt.UTC).isoformat().replace("+00:00", "Z")
    step(boss, code, "granted")
    path = f"buildings/{HOME}/ratings"
    before = town.staff.get(f"{path}?known_at={moment}")
    assert [one["status"] for one in before["items"]] == ["notice"]
    assert before["known_at"] is not None
    assert [one["status"] for one in town.staff.get(path)["items"]] == ["granted"]
    assert town.staff.get(path)["known_at"] is None
    boss.post(f"ratings/{code}/void", 200, town.staff.version(f"ratings/{code}"), reason="录错")
    assert town.staff.get(path)["items"] == []
    assert [one["status"] for one in town.staff.get(f"{path}?known_at={moment}")["items"]] == ["notice"]
    assert town.staff.get(f"{path}?known_at=2020-01-01")["items"] == []
    assert anybody.get(f"{path}?known_at={moment}")["items"] == []
    wrong = town.staff.send("GET", f"{path}?known_at=yesterday")
    assert (wrong.status_code, wrong.json()["type"].rpartition(":")[2]) == (422, "not_an_instant")


def test_a_star_of_a_file_without_its_day_is_there_and_holds_on_no_day(town: Town) -> None:
    def state(changes: Changes) -> None:
        home = buildings.by_code(changes.session, HOME)
        ratings.record(changes, home.key, "star", "register", {"grade": "3"})

    edit(town.engine, state)
    (found,) = nobody(town).get(f"buildings/{HOME}/ratings")["items"]
    assert (found["grade"], found["undated"], found["holds"], found["awarded_on"]) == ("3", True, False, None)
    assert town.staff.get("ratings:due")["items"] == []
