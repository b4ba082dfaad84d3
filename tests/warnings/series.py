"""A building told month by month, for warnings: what it held, paid and who was registered."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from buildings.findings import Findings, Ruling
from buildings.flags import reading
from buildings.kinds import Verdict
from buildings.portfolio import Portfolio
from buildings.quantities import hundredths
from buildings.warnings import fold
from buildings.warnings.catalogue import WARNINGS
from tests.builders.portfolio import MONTH, Tables, make_portfolio

MONTHS = 28
"""As far back as a warning looks, and one."""
OLD = {"completed_earliest": "2010-01-01", "completed_latest": "2010-12-31"}
MARKS = {(True, False): "raised", (True, True): "standing", (False, True): "ended", (False, False): "-"}


def long(given: Sequence[Any], length: int) -> list[Any]:
    """The last months; before them it was as in the first of them."""
    return [*[given[0]] * (length - len(given)), *given]


def portfolio(case: Mapping[str, Any], at: int, length: int) -> Portfolio:
    """The building at the end of month ``at`` of its series."""
    facts: dict[str, dict[tuple[int, int], int]] = {}
    tax, registrations = [], []
    for name, given in case["series"].items():
        whole = long(given, length)
        for place in range(MONTHS):
            value = whole[max(at - MONTHS + 1 + place, 0)]
            if name == "tax_fen":
                tax.append({"building": 0, "enterprise": 1, "month": place, "tax_fen": value})
            elif name == "registered":
                yes, no = value
                row = {"building": 0, "month": place, "yes": yes, "no": no, "unknown": 0}
                registrations += [{**row, "years": years} for years in range(3)]
            else:
                scaled = hundredths(value) if name.endswith("_m2") else value
                facts.setdefault(name.replace("_m2", "_dm2"), {})[place, 0] = scaled
    status = long(case.get("status", ["in_operation"]), length)[at]
    own = case.get("building", {})
    building = {"lettable_dm2": hundredths(case.get("lettable_m2", 10_000)), "status": status, **OLD, **own}
    files = case.get("files", [True] * length)
    filed = [long(files, length)[max(at - MONTHS + 1 + place, 0)] for place in range(MONTHS)]
    tables = Tables(tax=tax, registrations=registrations)
    month = MONTH - length + 1 + at
    return make_portfolio([building], tables, months=MONTHS, month=month, facts=facts, files=filed)


def rulings(case: Mapping[str, Any], last: int) -> Iterator[tuple[Ruling, Portfolio]]:
    """What the warning says in each of the last months, and of what."""
    length = max(*(len(one) for one in case["series"].values()), last)
    before: Findings = {}
    for at in range(length - last, length):
        there = portfolio(case, at, length)
        before = fold.advance(there, before)
        yield before[case["warning"]], there


def marked(ruling: Ruling) -> str:
    """What became of it, as case files say."""
    return MARKS[bool(ruling.level[0] == Verdict.WATCH), bool(ruling.former[0] == Verdict.WATCH)]


def told(case: Mapping[str, Any], last: int) -> list[tuple[str, bool]]:
    """What became of the warning in each of the last months, and whether it could be told."""
    return [(marked(one), bool(one.verdict[0] != Verdict.CANNOT_TELL)) for one, _ in rulings(case, last)]


def met(case: Mapping[str, Any], last: int) -> Iterator[tuple[str, str, str]]:
    """Measure, threshold that it lies on exactly, and mark, of each of the last months."""
    for one, there in rulings(case, last):
        measures = WARNINGS[case["warning"]].measures
        for measure, values in zip(measures, (one.value, one.second), strict=False):
            edges = measure.edges(there.parameters)
            for name, edge in (("watch", edges.watch), ("clear", edges.clear)):
                if abs(float(values[0]) - edge) <= reading.EXACTLY * max(abs(edge), 1):
                    yield measure.slug, name, marked(one)
