"""Warnings month after month. A month that cannot be told neither ends a warning nor begins it anew."""

from dataclasses import replace

import numpy as np

from buildings.findings import Findings, Ruling
from buildings.flags import fold
from buildings.portfolio import Portfolio
from buildings.warnings.catalogue import WARNINGS


def advance(portfolio: Portfolio, before: Findings | None = None) -> dict[str, Ruling]:
    """What the warnings say at a portfolio's month, after what they said a month before.

    ``level`` tells whether one is raised (``Verdict.WATCH``), ``former`` whether it was a month before, and ``since``
    the month in which that began; ``verdict`` may be "cannot tell" meanwhile.
    """
    found: dict[str, Ruling] = {}
    for slug, warning in WARNINGS.items():
        then = (before or {}).get(slug) or Ruling.blank(len(portfolio.buildings))
        now = fold.ruled(warning, portfolio, then)
        goes_on = (now.level == then.level) & (then.since > 0)
        since = np.where(goes_on, then.since, portfolio.month).astype(np.int64)
        found[slug] = replace(now, former=then.level, since=since)
    return found
