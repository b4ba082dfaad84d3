"""Portfolios for proposals: buildings with firms, and what upgrade rules say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from buildings.findings import Ruling
from buildings.flags.catalogue import FLAGS
from buildings.kinds import Verdict
from buildings.portfolio import Portfolio
from buildings.quantities import hundredths
from tests.builders.portfolio import Tables, make_portfolio

MONTHS = 13
Row = Mapping[str, Any]


def town(
    buildings: Sequence[Row], firms: Sequence[Sequence[Row]], rules: Sequence[Row], tax: Sequence[Row] = ()
) -> Portfolio:
    """Buildings, the firms of each (``m2`` None: area unknown), and verdicts of each by rule ("cannot_tell" unsaid)."""
    present = [
        {
            "building": at,
            "month": MONTHS - 1,
            "party": 100 * at + number + 1,
            "present": 1,
            "section": firm.get("section", "?"),
            "division": firm.get("division", ""),
            "let_dm2": hundredths(firm["m2"] or 0),
            "unknown_unit_days": 31 * (firm["m2"] is None),
            "paying": firm.get("paying", 1),
        }
        for at, those in enumerate(firms)
        for number, firm in enumerate(each for each in those for _ in range(each.get("times", 1)))
    ]
    found = make_portfolio(buildings, Tables(occupancies=present, tax=tax), months=MONTHS)
    return replace(found, findings={rule: _ruling(rule, rules) for rule in FLAGS})


def _ruling(rule: str, rules: Sequence[Row]) -> Ruling:
    verdicts = [Verdict[said.get(rule, "cannot_tell").upper()] for said in rules]
    return replace(Ruling.blank(len(rules)), verdict=np.array(verdicts, dtype=np.int64))
