"""Every warning is raised, stands and ends as its case file says; the files are written for officials."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from buildings.warnings.catalogue import GATED_AS, WARNINGS
from tests.warnings.series import told

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


def test_every_warning_has_cases_that_raise_and_that_do_not() -> None:
    marks: dict[str, set[str]] = {slug: set() for slug in WARNINGS}
    for one in cases():
        marks[one.values[0]["warning"]] |= set(one.values[0]["expect"])
    assert all({"raised", "-"} <= found for found in marks.values()), marks
    assert set(GATED_AS) == set(WARNINGS)
