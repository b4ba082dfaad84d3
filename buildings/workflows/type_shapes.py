"""What may be said when a building's type is decided; nothing else may be sent along."""

from typing import Annotated, TypeVar

from pydantic import Field, ValidationError

from buildings.errors import InvalidValue
from buildings.kinds import TypeKind
from buildings.workflows.lease_shapes import Day, Strict, said

S = TypeVar("S", bound=Strict)
Value = Annotated[str, said(40), Field(description="a policy type or a specialty; none: looked at, none")]


class TypeDecision(Strict):
    """A type that holds from a day on, until the next decision of its kind."""

    kind: TypeKind
    value: Value
    valid_from: Day
    reason: Annotated[str, said(500)]
    upon: Annotated[
        str | None, Field(pattern=r"^\d{4}-\d\d$", description="month whose proposal was looked at; it is kept along")
    ] = None


class TypeVoid(Strict):
    """A decision that was wrong, by its kind and first day (null: what a file stated without a day)."""

    kind: TypeKind
    valid_from: Day | None
    reason: Annotated[str, said(500)]


def decision(**said: object) -> TypeDecision:
    """A decision of plain words; InvalidValue names the first field that is wrong."""
    return _of(TypeDecision, said)


def voiding(**said: object) -> TypeVoid:
    """The same of what is taken out."""
    return _of(TypeVoid, said)


def _of(shape: type[S], said: dict[str, object]) -> S:
    try:
        return shape.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidValue(field=str(first["loc"][0]), value=first["input"]) from error
