"""What the upgrade rules say, as columns of the building table: a verdict each, and of all of them together."""

from collections.abc import Callable

import numpy as np

from buildings.kinds import Derives, Rule, Verdict
from buildings.metrics.metric import Metric, Parts, Unit, Window
from buildings.portfolio import Portfolio

DERIVES = {
    Rule.UPGRADE: Derives.TAX,
    Rule.AGEING: Derives.TENANCY,
    Rule.VACANCY: Derives.TENANCY,
    Rule.LOW_YIELD: Derives.TAX,
    Rule.STRATA: Derives.TENANCY,
    Rule.HARDWARE: Derives.IDENTITY,
    Rule.ROLLOVER: Derives.TENANCY,
    Rule.DECLINE: Derives.TAX,
    Rule.RATING_LAPSE: Derives.PUBLIC,
}
"""Rules in display order, what they say together first.

Ageing and strata read upgrade projects and owners, which the public does not see; hardware reads points of an
assessment, which landlords do not see either.
"""


def _says(rule: Rule) -> Callable[[Portfolio], Parts]:
    def parts(portfolio: Portfolio) -> Parts:
        if rule not in portfolio.findings:
            return Parts(
                np.zeros(len(portfolio.buildings), dtype=np.int64), None, np.zeros(len(portfolio.buildings), bool)
            )
        verdict = portfolio.findings[rule].verdict
        return Parts(np.where(verdict == Verdict.CANNOT_TELL, 0, verdict), None, verdict != Verdict.CANNOT_TELL)

    return parts


VERDICTS = tuple(
    Metric(
        rule.value if rule is Rule.UPGRADE else f"flag_{rule}",
        Unit.VERDICT,
        Window.MONTH_END,
        derives,
        _says(rule),
        better="low",
        levels=("building",),
        peers=True,
    )
    for rule, derives in DERIVES.items()
)
