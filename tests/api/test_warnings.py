"""Early warnings by API and by command, as a promoter and as the public may ask for them."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from buildings.kinds import Alert
from tests.builders.edge import Louyu

API = "/api/v1"
pytestmark = pytest.mark.usefixtures("configure", "loopback")


def got(talking: TestClient, path: str, **query: str) -> dict[str, Any]:
    answer = talking.get(API + path, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_list_tells_every_kind_and_its_counts_are_those_of_the_events(promoter: TestClient) -> None:
    found = got(promoter, "/warnings")
    assert [one["warning"] for one in found["warnings"]] == list(Alert)
    for kind in found["warnings"]:
        mine = [one["event"] for one in found["events"] if one["warning"] == kind["warning"]]
        assert {what: mine.count(what) for what in ("raised", "standing", "ended")} == {
            what: kind["counts"][what] for what in ("raised", "standing", "ended")
        }
    assert found["events"]
    for one in found["events"]:
        assert one["said"]
        assert one["since"] <= found["month"]
        assert (one["event"] == "standing") >= (one["since"] < found["month"])


def test_a_building_says_what_the_list_says_and_when_it_stood(promoter: TestClient) -> None:
    listed = got(promoter, "/warnings")["events"]
    for event in listed[:5]:
        found = got(promoter, f"/buildings/{event['code']}/warnings")
        mine = next(one for one in found["warnings"] if one["warning"] == event["warning"])
        assert {**mine, "code": event["code"], "name": event["name"]} == event
        last = [one for one in found["timeline"] if one["warning"] == event["warning"]][-1]
        if event["event"] == "ended":
            assert last["last"] < found["month"]
        else:
            assert (last["first"], last["last"]) == (event["since"], None)


@pytest.mark.parametrize(
    "asked", [{"warning": "tax_fall"}, {"event": "ended"}, {"warning": "one_tenant", "event": "standing"}]
)
def test_the_list_is_cut_to_a_warning_and_to_what_happened(promoter: TestClient, asked: dict[str, str]) -> None:
    whole, found = got(promoter, "/warnings"), got(promoter, "/warnings", **asked)
    wanted = [one for one in whole["events"] if all(one[name] == value for name, value in asked.items())]
    assert (found["events"], found["warnings"]) == (wanted, whole["warnings"])
    assert len(found["events"]) < len(whole["events"])


def test_what_cannot_be_told_is_listed_with_its_reasons(promoter: TestClient) -> None:
    found = got(promoter, "/warnings", event="cannot_tell")
    assert found["events"]
    for kind in found["warnings"]:
        mine = [one for one in found["events"] if one["warning"] == kind["warning"]]
        assert len(mine) == kind["counts"]["cannot_tell"]
    for one in found["events"]:
        assert (one["told"], one["event"] in {"cannot_tell", "standing"}, one["missing"] != []) == (False, True, True)
    assert not [one for one in got(promoter, "/warnings")["events"] if one["event"] == "cannot_tell"]


def test_a_warning_or_event_that_is_none_is_named(promoter: TestClient) -> None:
    for name in ("warning", "event"):
        answer = promoter.get(f"{API}/warnings", params={name: "fire"})
        assert answer.status_code == 422
        assert name in answer.text


def test_reasons_carry_amounts_that_the_building_shows(promoter: TestClient) -> None:
    events = got(promoter, "/warnings")["events"]
    rows = {row["code"]: row["figures"] for row in got(promoter, "/buildings")["rows"]}
    told = [(one["code"], each) for one in events for each in one["beside"]]
    assert told
    for code, each in told:
        figure = rows[code][each["metric"]]
        assert (figure["state"], figure["value"], figure["unit"]) == ("shown", each["value"], each["unit"])
    measured = {each["measure"]: each for one in events for each in one["measures"]}
    assert measured["occupancy_over_span"]["watch"] == -0.02
    assert measured["let_area"]["unit"] == "m2"


def test_a_month_without_files_to_compare_cannot_be_told_and_hides_nothing(promoter: TestClient) -> None:
    bare = next(one["month"] for one in got(promoter, "/months")["months"] if not one["has_tax_file"])
    kinds = {one["warning"]: one["counts"] for one in got(promoter, "/warnings", month=bare)["warnings"]}
    for slug in ("tax_fall", "near_tier"):
        assert (kinds[slug]["hidden"], kinds[slug]["cannot_tell"] > 0) == (0, True)


def test_what_derives_from_tax_is_hidden_where_tax_is(promoter: TestClient) -> None:
    rows = got(promoter, "/buildings")["rows"]
    hidden = {row["code"] for row in rows if row["figures"]["tax_12"]["state"] == "hidden"}
    assert hidden
    found = got(promoter, "/warnings")
    assert not [one for one in found["events"] if one["warning"] in {"tax_fall", "near_tier"} and one["code"] in hidden]
    in_scope = {row["code"] for row in rows if row["in_scope"]}
    for kind in found["warnings"]:
        wanted = len(hidden & in_scope) if kind["warning"] == "near_tier" else 0  # the year before has no files
        assert kind["counts"]["hidden"] == wanted


def test_the_public_reads_no_warning(public: TestClient) -> None:
    assert got(public, "/warnings")["events"] == []
    code = got(public, "/buildings")["rows"][0]["code"]
    found = got(public, f"/buildings/{code}/warnings")
    assert (found["warnings"], found["timeline"]) == ([], [])
    assert found["timeline_of"]["whole"]


def test_a_building_that_is_not_there(promoter: TestClient) -> None:
    assert promoter.get(f"{API}/buildings/SF-9999/warnings").status_code == 404


def test_commands_say_the_same(louyu: Louyu, demo_file: Path) -> None:
    listed = louyu("warnings", "list", "--standing", at=demo_file)
    assert listed.code == 0
    assert "示范数据" in listed.out
    assert "门槛" in listed.out
    only = louyu("warnings", "list", "--warning", "one_tenant", "--event", "standing", at=demo_file)
    lines = [line for line in only.out.splitlines() if "SF-" in line]
    assert lines
    assert all("持续" in line and "依赖单一承租人" in line for line in lines)
    assert louyu("warnings", "list", "--warning", "fire", at=demo_file).code == 2
    untold = louyu("warnings", "list", "--warning", "tax_fall", "--event", "cannot_tell", at=demo_file)
    assert untold.code == 0
    assert all(word in untold.out for word in ("SF-", "缺：", "本"))
    code = listed.out[listed.out.index("SF-") :][:7]
    shown = louyu("warnings", "show", code, at=demo_file)
    assert (shown.code, code in shown.out) == (0, True)
    assert louyu("warnings", "show", "SF-9999", at=demo_file).code == 1
