"""Every metric does what its case file says; the files are written for officials, not for programmers."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from buildings.assessment import assess
from buildings.assessment.measure import Measured
from buildings.assessment.whole import Level
from buildings.findings import Ruling
from buildings.kinds import Verdict
from buildings.metrics.catalogue import METRICS
from buildings.metrics.metric import State, Unit
from buildings.portfolio import UNKNOWN, Portfolio
from buildings.quantities import hundredths, parse_month
from tests.builders.portfolio import MONTH, Tables, make_portfolio

FOLDER = Path(__file__).parent.parent / "cases" / "metrics"
MONTHS = 25
FIRST = MONTH - MONTHS + 1
TABLES = ("tax", "occupancies", "industries", "coverage")
BESIDE = {"low": "low", "high": "high", "months": "months", "estimated": "estimated", "left_out": "left_out"}
BESIDE |= {"coverage_beside": "coverage"}


def position(month: object) -> int:
    return parse_month(str(month)) - FIRST


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Areas (m²) and amounts (yuan) to whole hundredths, building numbers and months to positions; null is unknown."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if name == "month":
            found[name] = position(value)
        elif name == "building":
            found[name] = int(value) - 1
        elif "_m2" in name or name.startswith("m2"):
            found[name.replace("m2", "dm2", 1)] = hundredths(value)
        elif name.endswith("_yuan"):
            found[name.replace("_yuan", "_fen")] = hundredths(value)
        elif name == "registered":
            found[name] = {True: "yes", False: "no"}.get(value, value)
        else:
            found[name] = UNKNOWN if value is None and name != "status" else value
    return found


def portfolio_of(case: dict[str, Any]) -> Portfolio:
    tables = {name: [plain(row) for row in case.get(name) or ()] for name in TABLES}
    tables["occupancies"] = [{"present": 1} | row for row in tables["occupancies"]]
    gone = {position(month) for month in case.get("without_files", ())}
    files = [month not in gone for month in range(MONTHS)]
    facts: dict[str, dict[tuple[int, int], int]] = {}
    for name, by_month in case.get("facts", {}).items():
        values = facts.setdefault(name.replace("_m2", "_dm2"), {})
        for month, row in by_month.items():
            for building, value in enumerate(row):
                values[position(month), building] = hundredths(value) if "_m2" in name else value
    for building, month in enumerate(case.get("operated_from", ())):
        early = range(position(month)) if month else ()
        facts.setdefault("operated", {}).update(dict.fromkeys(((one, building) for one in early), 0))
    made = make_portfolio([plain(row) for row in case["buildings"]], Tables(**tables), files=files, facts=facts)
    return replace(made, findings={rule: ruling(answers) for rule, answers in case.get("findings", {}).items()})


def ruling(answers: list[str]) -> Ruling:
    """A rule's answers as the file has them."""
    verdicts = np.array([Verdict[one.upper()] for one in answers], dtype=np.int64)
    return replace(Ruling.blank(len(answers)), verdict=verdicts)


def shown(found: Measured, row: int) -> object:
    """Value in m² or yuan where it is whole, else the state's name."""
    state = State(int(found.states[row]))
    if state != State.SHOWN:
        return state.name.lower()
    value = found.values[row].item()
    return value / 100 if found.metric.unit in {Unit.FEN, Unit.DM2} else value


def numbered(level: Level, expected: dict[str, Any] | list[Any]) -> list[tuple[int, Any]]:
    """Expected values with their row, which may be named by its code."""
    if not isinstance(expected, dict):
        return list(enumerate(expected))
    codes = list(level.cells.codes)
    return [(codes.index(code), value) for code, value in expected.items()]


def cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        document = yaml.safe_load(path.read_text("utf-8"))
        for number, case in enumerate(document["cases"], 1):
            found.append(pytest.param(document["metric"], case, id=f"{path.stem}-{number}"))
    return found


@pytest.mark.parametrize(("slug", "case"), cases())
def test_a_metric_is_what_its_case_says(slug: str, case: dict[str, Any]) -> None:
    levels = assess(portfolio_of(case), {slug}).levels
    assert case["expect"]
    for level, expected in case["expect"].items():
        found = levels[level].columns[slug]
        for here, value in numbered(levels[level], expected):
            assert shown(found, here) == (value if isinstance(value, str) else pytest.approx(value, rel=1e-12))
    for key, name in BESIDE.items():
        for level, expected in case.get(key, {}).items():
            beside = getattr(levels[level].columns[slug], name)
            for row, value in numbered(levels[level], expected):
                assert beside[row] == pytest.approx(float("nan") if value is None else value, nan_ok=True)


def test_every_metric_has_a_case() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(METRICS)
