"""Every rule does what its case file says, month after month; the files are written for officials."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from buildings.flags.catalogue import FLAGS
from buildings.flags.flag import Memory, Reading, Verdict, step
from buildings.portfolio import UNKNOWN, Portfolio
from buildings.quantities import hundredths
from tests.builders.portfolio import MONTH, Tables, make_portfolio

FOLDER = Path(__file__).parent.parent / "cases" / "flags"
MONTHS = 25
LAST = MONTHS - 1
BASE_FEN = 1_000_000
OWN = {"tax_yield", "tax_yoy", "walt_years", "let_before_m2", "no_files_until", "opened_months_ago", "times"}


def cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        document = yaml.safe_load(path.read_text("utf-8"))
        for number, case in enumerate(document["cases"]):
            standard = {"peers": document.get("peers", ()), **case, "flag": document["flag"]}
            standard["building"] = {**document.get("building", {}), **case.get("building", {})}
            found.append(pytest.param(standard, id=f"{document['flag']}-{number + 1}"))
    return found


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Areas in m² to dm², days to text; null areas are unknown."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if name in OWN:
            continue
        if name.endswith("_m2"):
            found[name.replace("_m2", "_dm2")] = UNKNOWN if value is None else hundredths(value)
        elif name.startswith(("completed", "renovated", "star_valid", "works_done")):
            found[name] = None if value is None else str(value)
        else:
            found[name] = value
    return found


def portfolio(row: dict[str, Any], peers: list[float], month: int) -> Portfolio:
    """The building at a month's end with its peers, which differ in their yields only."""
    mine = plain(row)
    facts: dict[str, dict[tuple[int, int], int]] = {}
    if "walt_years" in row:
        let = mine.get("let_dm2", 0)
        facts["walt_dm2"] = {(LAST, 0): let}
        facts["walt_dm2_days"] = {(LAST, 0): round(let * row["walt_years"] * 365)}
    if "let_before_m2" in row:
        facts["let_dm2"] = {(LAST - 12, 0): hundredths(row["let_before_m2"])}
    for at in range(LAST - row.get("opened_months_ago", LAST + 1) + 1):
        for name in ("operating", "operated"):
            facts.setdefault(name, {})[at, 0] = 0
    like = {**mine, "office_dm2": hundredths(1), "covered_dm2_days": 1, "coverage_dm2_days": 1}
    tax = [
        {"building": at, "enterprise": at + 1, "month": LAST, "tax_fen": round(each * 100)}
        for at, each in enumerate([row.get("tax_yield", 0), *peers])
        if each
    ]
    if row.get("tax_yoy") is not None:
        amounts = {LAST - 12: BASE_FEN, LAST: round(BASE_FEN * (1 + row["tax_yoy"]))}
        tax = [{"building": 0, "enterprise": 1, "month": at, "tax_fen": fen} for at, fen in amounts.items()]
    files = [at >= row.get("no_files_until", 0) for at in range(MONTHS)]
    tables = Tables(tax=[one for one in tax if files[int(one["month"])]])
    return make_portfolio([mine, *[like] * len(peers)], tables, months=MONTHS, month=month, facts=facts, files=files)


def first(reading: Reading) -> Reading:
    """Of the building alone."""
    arrays = {name: getattr(reading, name)[:1] for name in ("known", "watch", "due", "clear")}
    return Reading(
        **arrays,
        values=tuple(one[:1] for one in reading.values),
        missing={slug: where[:1] for slug, where in reading.missing.items()},
        guards={slug: where[:1] for slug, where in reading.guards.items()},
        maybe_guarded={slug: where[:1] for slug, where in reading.maybe_guarded.items()},
    )


@pytest.mark.parametrize("case", cases())
def test_the_rule_answers_as_its_case_says(case: dict[str, Any]) -> None:
    flag = FLAGS[case["flag"]]
    rows = [row for row in case["months"] for _ in range(row.get("times", 1))]
    memory, verdicts, missing, values, guards = Memory.blank(1), [], {}, {}, {}
    for at, row in enumerate(rows):
        month = MONTH - len(rows) + 1 + at
        found = portfolio({**case["building"], **row}, list(case["peers"]), month)
        reading = first(flag.read(found))
        read = zip(flag.measures, reading.values, strict=True)
        values[at] = {one.slug: None if np.isnan(each[0]) else float(each[0]) for one, each in read}
        wanting = reading.wanting(memory.level)
        assert set(wanting) <= set(flag.inputs) | {"peers"}
        memory, answers = step(flag, memory, reading, found.parameters)
        verdicts.append(Verdict(int(answers[0])).name.lower())
        missing[at] = sorted(slug for slug, where in wanting.items() if where[0])
        guards[at] = sorted(slug for slug, where in reading.guards.items() if where[0])
    assert verdicts == case["expect"], case["say"]
    for at, told in case.get("values", {}).items():
        assert {slug: values[at][slug] for slug in told} == pytest.approx(told), case["say"]
    for at, slugs in case.get("missing", {}).items():
        assert missing[at] == sorted(slugs), case["say"]
    for at, slugs in case.get("guards", {}).items():
        assert guards[at] == sorted(slugs), case["say"]
    for at, verdict in enumerate(verdicts):
        assert (verdict == "cannot_tell") <= bool(missing[at]), "a verdict that cannot be told names what is missing"


def test_every_rule_has_cases_of_each_kind() -> None:
    answers: dict[str, set[str]] = {slug: set() for slug in FLAGS}
    for param in cases():
        case = param.values[0]
        answers[case["flag"]] |= set(case["expect"])
    for slug, found in answers.items():
        wanted = {"not_due", "watch", "due", "cannot_tell"}
        wanted -= {"due"} if slug == "rollover" else set()
        assert found >= wanted, slug
