"""Upgrade flags by API and by command, as a promoter and as the public may ask for them."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from buildings.metrics.verdicts import DERIVES
from tests.builders.edge import BUILDINGS, Louyu

API = "/api/v1"
pytestmark = pytest.mark.usefixtures("configure", "loopback")
ANSWERS = {"not_due", "watch", "due", "cannot_tell"}


def got(talking: TestClient, path: str, **query: str) -> dict[str, Any]:
    answer = talking.get(API + path, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refused(talking: TestClient, path: str, **query: str) -> tuple[int, str]:
    answer = talking.get(API + path, params=query)
    return answer.status_code, str(answer.json()["type"]).rpartition("/")[2]


def test_the_list_is_ranked_and_agrees_with_the_buildings(promoter: TestClient) -> None:
    found = got(promoter, "/flags")
    assert [one["rule"] for one in found["rules"]] == list(DERIVES)
    ranked = [one for one in found["buildings"] if one["rank"]["state"] == "shown"]
    assert [one["rank"]["value"] for one in ranked] == list(range(1, len(ranked) + 1))
    figures = {row["code"]: row["figures"] for row in got(promoter, "/buildings")["rows"]}
    for one in ranked:
        shown = figures[one["code"]]["upgrade"]
        assert (shown["state"], {2: "due", 1: "watch"}[shown["value"]]) == ("shown", one["verdict"])
        assert one["tax_upside"]["value"] == figures[one["code"]]["tax_upside"]["value"]
    due = [one["verdict"] for one in ranked]
    assert due == sorted(due)  # due before watch
    hidden = [one for one in found["buildings"] if one["rank"]["state"] == "hidden"]
    assert any(one["verdict"] is None for one in hidden)
    assert all(one["tax_upside"]["suppressed"] for one in hidden)
    for state, codes in found["without_upside"].items():
        told = [one for one in found["buildings"] if one["verdict"] is not None]
        assert codes == [one["code"] for one in told if one["tax_upside"]["state"] == state]
        assert codes == [one["code"] for one in told if one["rank"]["state"] == state]
    assert "保密的税收" in found["judged"]
    assert got(promoter, "/flag-budgets", budget_fen="1")["ungained"] == found["without_upside"]


def test_a_building_explains_itself(promoter: TestClient) -> None:
    listed = got(promoter, "/flags")["buildings"]
    found = got(promoter, f"/buildings/{listed[0]['code']}/flags")
    assert [one["rule"] for one in found["flags"]] == list(DERIVES)
    for one in found["flags"]:
        assert one["verdict"] in ANSWERS
        last = [span for span in found["timeline"] if span["rule"] == one["rule"]][-1]
        assert (last["verdict"], last["last"]) == (one["verdict"], found["month"])
        assert one["since"] == last["first"]
        if one["verdict"] == "cannot_tell" and one["rule"] != "upgrade":
            assert one["missing"]
        for measure in one["measures"]:
            beyond = None not in (measure["value"], measure["watch"], measure["margin"])
            sign = 1 if measure["worse"] == "high" else -1
            if beyond:
                assert measure["margin"] == pytest.approx(sign * (measure["value"] - measure["watch"]))


def test_a_hidden_building_tells_nothing_of_its_tax(promoter: TestClient) -> None:
    hidden = [one["code"] for one in got(promoter, "/flags")["buildings"] if one["verdict"] is None]
    assert hidden
    for code in hidden:
        found = got(promoter, f"/buildings/{code}/flags")
        assert not {span["rule"] for span in found["timeline"]} & {"low_yield", "decline", "upgrade"}
        for one in found["flags"]:
            if one["derives_from"] == "tax":
                assert (one["state"], one["verdict"], one["since"], one["measures"]) == ("hidden", None, None, [])
                assert (one["former"], one["peers"], one["running"], one["missing"]) == (None, None, None, [])


def test_other_thresholds_move_only_their_rule(promoter: TestClient) -> None:
    same = got(promoter, "/flag-trials", set="vacancy.share=0.30")
    assert same["moved"] == []
    found = got(promoter, "/flag-trials", set="vacancy.share=5%,vacancy.clear_share=3%")
    assert found["settings"] == {"vacancy.share": 0.05, "vacancy.clear_share": 0.03}
    assert {one["rule"] for one in found["moved"]} <= {"vacancy", "upgrade"}
    for one in found["counts"]:
        assert sum(one["now"].values()) == sum(one["then"].values())
    assert refused(promoter, "/flag-trials", set="vacancy.shar=1")[0] == 422
    assert refused(promoter, "/flag-trials", set="vacancy.share")[0] == 422
    assert refused(promoter, "/flag-trials", set="vacancy.watch_months=0.5")[0] == 422


def test_a_budget_is_kept_and_never_beaten_by_a_single_exchange(promoter: TestClient) -> None:
    listed = [one for one in got(promoter, "/flags")["buildings"] if one["tax_upside"]["value"]]
    costs = {one["code"]: 10**8 * (place + 1) for place, one in enumerate(listed[:6])}
    said = ",".join(f"{code}={fen}" for code, fen in costs.items())
    budget = sum(costs.values()) // 2
    found = got(promoter, "/flag-budgets", budget_fen=str(budget), costs=said)
    ours = {one["code"]: one for one in (*found["chosen"], *found["left"]) if one["code"] in costs}
    assert {code: one["cost_fen"] for code, one in ours.items()} == costs
    assert found["cost_fen"] == sum(one["cost_fen"] for one in found["chosen"]) <= budget
    assert found["gain_months"] == min(one["gain_months"] for one in found["chosen"]) <= 12
    free = budget - found["cost_fen"]
    for out in found["chosen"]:
        for into in found["left"]:
            if into["cost_fen"] <= free + out["cost_fen"]:
                assert into["gain_fen"] <= out["gain_fen"]
    assert refused(promoter, "/flag-budgets", budget_fen="1", costs="XX=1")[0] == 422


@pytest.mark.parametrize(
    "typed",
    [
        "ageing.watch_years=5000",
        "rating_lapse.watch_months=999999",
        "flags.young_months=1201",
        "vacancy.share=1e3000000",
    ],
)
def test_thresholds_beyond_any_calendar_are_refused(promoter: TestClient, typed: str) -> None:
    assert refused(promoter, "/flag-trials", set=typed)[0] == 422


@pytest.mark.parametrize("cost", ["1e400000", "1e-400000", "1000000000000001", "-1", "x"])
def test_costs_that_are_no_amounts_are_refused_at_once(promoter: TestClient, cost: str) -> None:
    code = got(promoter, "/flags")["buildings"][0]["code"]
    assert refused(promoter, "/flag-budgets", budget_fen="1", costs=f"{code}={cost}")[0] == 422


def test_a_cost_in_another_form_is_told_how_costs_are_written(promoter: TestClient) -> None:
    answer = promoter.get(f"{API}/flag-budgets", params={"budget_fen": 1, "costs": "SF-0001"})
    assert (answer.status_code, "楼宇编码=造价" in answer.json()["detail"]) == (422, True)


def test_the_public_reads_what_is_public_and_tries_nothing(public: TestClient) -> None:
    found = got(public, "/flags")
    assert found["judged"] is None
    assert all(one["tax_upside"]["state"] != "shown" for one in found["buildings"])
    code = got(public, "/buildings")["rows"][0]["code"]
    for one in got(public, f"/buildings/{code}/flags")["flags"]:
        if one["derives_from"] != "public" and one["rule"] != "upgrade":
            assert one["verdict"] in {None, "cannot_tell"}
            assert one["measures"] == []
    assert public.get(f"{API}/flag-trials", params={"set": "vacancy.share=0.2"}).status_code == 401
    assert public.get(f"{API}/flag-budgets", params={"budget_fen": 1}).status_code == 401


def test_commands_say_the_same(louyu: Louyu, demo_file: Path) -> None:
    said = louyu("flags", "list", "--most", "0", at=demo_file)
    assert said.code == 0
    assert said.out.count("SF-") <= BUILDINGS
    assert "示范数据" in said.out
    assert "应改造" in said.out
    code = said.out[said.out.index("SF-") :][:7]
    shown = louyu("flags", "show", code, at=demo_file)
    assert shown.code == 0
    assert "沿革" in shown.out
    assert "解除" in shown.out
    tried = louyu("flags", "try", "--set", "vacancy.share=5%", at=demo_file)
    assert tried.code == 0
    assert "进入名单" in tried.out
    assert louyu("flags", "try", "--set", "vacancy.share=7", at=demo_file).code == 1
    cut = louyu("flags", "budget", "1000", "--cost", f"{code}=500", at=demo_file)
    assert cut.code == 0
    assert f"{code}" in cut.out
    assert louyu("flags", "show", "SF-9999", at=demo_file).code == 1
