"""Every rule proposes what its case file says; the files are written for officials."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from buildings.types.catalogue import TYPES
from buildings.types.policy import RULES
from tests.types.towns import town

FOLDER = Path(__file__).parent.parent / "cases" / "types"


def cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        document = yaml.safe_load(path.read_text("utf-8"))
        for number, case in enumerate(document["cases"]):
            whole = {name: {**document.get(name, {}), **case.get(name, {})} for name in ("building", "rules")}
            whole |= {"firms": case.get("firms", document.get("firms", [])), "kind": document["kind"]}
            found.append(pytest.param({**case, **whole}, id=f"{document['kind']}-{number + 1}"))
    return found


@pytest.mark.parametrize("case", cases())
def test_the_rule_proposes_what_its_case_says(case: dict[str, Any]) -> None:
    rule = TYPES[case["kind"]]
    building = {
        name: str(value) if name.startswith("completed") and value is not None else value
        for name, value in case["building"].items()
    }
    (found,) = rule.propose(town([building], [case["firms"]], [case["rules"]]))
    assert (found.value or "cannot_tell") == case["expect"], case["say"]
    assert found.step == case.get("step", found.step), case["say"]
    assert sorted(found.missing) == sorted(case.get("missing", [])), case["say"]
    assert (found.otherwise or "") == case.get("otherwise", found.otherwise or ""), case["say"]
    assert {one.slug: one.value for one in found.evidence}.items() >= case.get("evidence", {}).items(), case["say"]
    assert set(found.missing) <= set(rule.inputs)
    assert (found.value is None) == bool(found.missing), "what cannot be told names what is missing"


def test_every_rule_has_cases_of_each_answer() -> None:
    answers: dict[str, set[str]] = {slug: set() for slug in TYPES}
    for param in cases():
        answers[param.values[0]["kind"]].add(param.values[0]["expect"])
    assert answers["policy_type"] == {"new_build", "upgrade", "model", "cluster", "none", "cannot_tell"}
    assert answers["specialty"] == {"finance", "intermediary", "research", "media", "none", "cannot_tell"}


def test_rules_that_derive_from_tax_are_not_asked() -> None:
    assert {"low_yield", "decline"}.isdisjoint(RULES)
    assert {"ageing", "vacancy", "strata", "hardware"} <= set(RULES)
