"""One audience before one assessment: what it may not see."""

from functools import cached_property

import numpy as np

from buildings.assessment.whole import Assessment
from buildings.audience import Audience
from buildings.disclosure import instead
from buildings.disclosure.masks import Guard, Masks, masks
from buildings.disclosure.policy import Policy
from buildings.kinds import Derives
from buildings.metrics.metric import Metric, State
from buildings.portfolio import Flags


class View:
    """Hidden rows by metric and level, from the guard of all months on offer; without one the month stands alone."""

    def __init__(self, assessment: Assessment, audience: Audience, guard: Guard | None = None) -> None:
        self.assessment = assessment
        self.policy = Policy(assessment, audience)
        self._guard = guard

    @cached_property
    def masks(self) -> Masks:
        """Tax masks of the assessment's month, made only when somebody needs them."""
        return masks(self.assessment) if self._guard is None else self._guard.masks(self.assessment)

    def hidden(self, metric: Metric, level: str) -> tuple[Flags, Flags]:
        """Rows of a metric that are not for this audience, and rows that the gate hides from it."""
        barred: Flags = ~self.policy.rows(level, metric.derives_from)
        if metric.derives_from is not Derives.TAX or self.policy.full_tax or barred.all():
            return barred, np.zeros_like(barred)
        return barred, self.masks.of(metric, level)

    def instead(self, derives: Derives) -> State:
        """What stands in place of figures that are not for this audience."""
        return instead.of(self.assessment.portfolio, derives)

    def secret_buildings(self) -> Flags:
        """Buildings whose tax this audience may not see."""
        barred: Flags = ~self.policy.tax("building")
        if self.policy.full_tax or barred.all():
            return barred
        return barred | self.masks.families["tax"]["building"]

    def rows(self, derives: Derives) -> Flags:
        """Buildings of which this audience may see figures of a derivation."""
        return ~self.secret_buildings() if derives is Derives.TAX else self.policy.rows("building", derives)
