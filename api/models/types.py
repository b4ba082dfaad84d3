"""Types of buildings: what was decided, and what the evidence speaks for."""

from typing import Any, Literal

from pydantic import Field

from api.models.figures import Imprint, Strict

TypeKindSlug = Literal["policy_type", "specialty"]


class TypeEvidence(Strict):
    """One thing that was looked at, beside its threshold."""

    slug: str = Field(examples=["share_by_count"])
    value: str | int | float | None
    high: float | None = Field(description="upper end where only a range is known")
    threshold: float | None


class TypeProposal(Strict):
    """What a rule proposes; value null: cannot tell."""

    kind: TypeKindSlug
    value: str | None
    label: str | None
    told: bool
    version: str
    step: str = Field(description="leg or step that decided", examples=["count", "none_fits", "cannot_tell"])
    evidence: list[TypeEvidence]
    missing: list[str]
    otherwise: str | None = Field(description="what it would be if what is missing spoke for no step; null: not said")
    said: str


class TypeHeld(Strict):
    """What holds at the month's end; value null: nobody looked."""

    kind: TypeKindSlug
    value: str | None
    label: str | None
    since: str | None = Field(description="null: as far back as is known")


class TypeDecided(Strict):
    """A decision that stands; reason, who decided, and the proposal it was decided upon for who may see proposals."""

    kind: TypeKindSlug
    value: str
    valid_from: str | None
    reason: str | None = None
    decided_by: str | None = None
    basis: dict[str, Any] | None = None


class BuildingTypes(Imprint):
    """Types of a building; a proposal is null where it is not for this audience."""

    code: str
    name: str
    held: list[TypeHeld]
    proposals: list[TypeProposal | None]
    history: list[TypeDecided]


class TypesAfter(Strict):
    """Decisions of a building as they stand after a change."""

    code: str
    version: int
    history: list[TypeDecided]


class TypeCounts(Strict):
    """Buildings in scope."""

    proposed: int
    differs: int
    cannot_tell: int
    hidden: int


class TypeRuleSeen(Strict):
    """What a rule is, with its counts of the month."""

    kind: TypeKindSlug
    label: str
    version: str
    derives_from: Literal["public", "tenancy", "identity", "tax"]
    definition: str
    inputs: list[str]
    thresholds: dict[str, float]
    counts: TypeCounts


class TypeDiffers(TypeHeld):
    """A building of which the evidence speaks for another type than was decided."""

    code: str
    name: str
    proposal: TypeProposal


class TypeProposals(Imprint):
    """Proposals that differ from what was decided."""

    rules: list[TypeRuleSeen]
    buildings: list[TypeDiffers]
