"""Every warning is raised, stands and ends as its case file says; the files are written for officials."""

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from buildings.parameters import values
from buildings.quantities import last_day
from buildings.warnings.catalogue import GATED_AS, WARNINGS
from tests.builders.portfolio import MONTH
from tests.warnings.series import met, told

FOLDER = Path(__file__).parent.parent / "cases" / "warnings"


def cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        document = yaml.safe_load(path.read_text("utf-8"))
        for number, case in enumerate(document["cases"]):
            found.append(
                pytest.param({**case, "warning": document["warning"]}, id=f"{document['warning']}-{number + 1}")
            )
    return found


@pytest.mark.parametrize("case", cases())
def test_the_warning_does_as_its_case_says(case: dict[str, Any]) -> None:
    found = told(case, len(case["expect"]))
    assert [mark for mark, _ in found] == case["expect"], case["say"]
    assert [at for at, (_, could) in enumerate(found) if not could] == case.get("untold", []), case["say"]


@pytest.mark.parametrize("slug", WARNINGS)
def test_every_warning_has_cases_of_each_kind_and_of_the_month_after(slug: str) -> None:
    mine = [one.values[0] for one in cases() if one.values[0]["warning"] == slug]
    assert {mark for case in mine for mark in case["expect"]} == {"raised", "standing", "ended", "-"}
    assert any(case.get("untold") for case in mine)
    after = {then for case in mine for now, then in pairwise(case["expect"]) if now == "raised"}
    assert "standing" in after


@pytest.mark.parametrize("slug", WARNINGS)
def test_every_warning_has_cases_at_each_threshold_exactly(slug: str) -> None:
    mine = [one.values[0] for one in cases() if one.values[0]["warning"] == slug]
    found = {one for case in mine for one in met(case, len(case["expect"]))}
    for measure in WARNINGS[slug].measures:
        edges = measure.edges(values(last_day(MONTH)))
        assert math.isnan(edges.watch) or (measure.slug, "watch", "raised") in found
        assert math.isnan(edges.clear) or (measure.slug, "clear", "standing") in found  # it does not leave at it


def test_every_warning_is_gated() -> None:
    assert set(GATED_AS) == set(WARNINGS)
