"""What a rule of types is, and what it proposes of a building: a value with its evidence, or why it cannot tell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from buildings.kinds import Derives, TypeKind
from buildings.metrics.metric import Unit
from buildings.portfolio import Portfolio

NONE = "none"


@dataclass(frozen=True)
class Evidence:
    """One thing that was looked at: a slug of label group ``type_evidence``, what it is, and the threshold.

    ``high`` is the upper end where only a range is known. ``unit``: of a figure that is no number of things.
    """

    slug: str
    value: str | int | float | None
    high: float | None = None
    threshold: float | None = None
    unit: Unit | None = None


@dataclass(frozen=True)
class Proposal:
    """Of one building. ``value`` None: cannot tell, and then ``missing`` says for want of what.

    ``step``: the leg or step of the rule that decided, a slug of label group ``type_step``. ``otherwise``: what would
    be proposed if what is missing spoke for no step; a person may go on from there.
    """

    value: str | None
    step: str
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()
    otherwise: str | None = None


@dataclass(frozen=True)
class TypeRule:
    """One rule: proposes a value of a kind for every building, in their order."""

    kind: TypeKind
    version: str
    derives_from: Derives
    inputs: tuple[str, ...]
    parameters: tuple[str, ...]
    propose: Callable[[Portfolio], Sequence[Proposal]]


@dataclass(frozen=True)
class Range:
    """A share that is known between two ends, both included."""

    low: Fraction
    high: Fraction

    def reaches(self, threshold: Fraction) -> bool | None:
        """Whether it is at least so much; None: it may be."""
        if self.low >= threshold:
            return True
        return None if self.high >= threshold else False
