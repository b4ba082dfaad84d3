"""What a rating scheme is: categories of items, vetoes and preconditions apart from points, and levels to reach."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from buildings.kinds import Derives

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=40)]
Said = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


def _exact(value: object) -> object:
    """Numbers as written: a binary float would move a threshold."""
    return Fraction(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else value


Exact = Annotated[Fraction, BeforeValidator(_exact)]
Positive = Annotated[Exact, Field(gt=0)]
Points = Annotated[int, Field(ge=0, strict=True)]


class Kind(StrEnum):
    """Whether levels are stars or grades."""

    STARS = "stars"
    GRADES = "grades"


class Status(StrEnum):
    """Whether the scheme is in force, or only proposed."""

    PROPOSED = "proposed"
    PUBLISHED = "published"


class Fact(StrEnum):
    """What a precondition asks of a building; ``stated``: the assessor answers it."""

    OFFICE_AREA = "office_area"  # m², as registered
    COMPLETED_MONTHS = "completed_months"  # whole months since the completion
    IN_USE = "in_use"
    STATED = "stated"


class Part(BaseModel):
    """A piece of a scheme: nothing else may stand in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Part):
    """A text in both languages."""

    zh: Said
    en: Said

    def __getitem__(self, language: str) -> str:
        """The text in one of them."""
        return self.en if language == "en" else self.zh


class Named(Part):
    """Something with a slug, a title and a source ("assumed": our choice)."""

    slug: Slug
    title: Words
    source: Said


class Category(Named):
    """A group of items; below ``minimum`` points no level is reached."""

    points: Annotated[int, Field(gt=0, strict=True)]
    minimum: Points = 0


class Band(Part):
    """Points from a value of the metric on."""

    at_least: Exact
    points: Points


class Filling(Part):
    """An item filled from a figure of the building: its metric, unit, what it derives from, and the step bands.

    Below the first band the item has no points; that is a known 0, unlike a figure that cannot be told.
    """

    metric: Slug
    unit: Slug
    derives_from: Derives
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]

    def points(self, value: Fraction) -> int:
        """Points of a value."""
        return max((band.points for band in self.bands if value >= band.at_least), default=0)


class Item(Named):
    """Something that is scored; ``effort`` of raising it to its full points, in person-months as estimated."""

    category: Slug
    points: Annotated[int, Field(gt=0, strict=True)]
    effort: Positive
    filling: Filling | None = None

    @property
    def of_tax(self) -> bool:
        """Whether its points derive from tax."""
        return self.filling is not None and self.filling.derives_from is Derives.TAX


class Veto(Named):
    """What bars every level, whatever the points."""


class Precondition(Named):
    """What must hold before anything is scored; ``at_least`` where the fact is a number."""

    fact: Fact
    at_least: Exact | None = None


class Level(Part):
    """A star or grade; ``points`` None: what it takes is not written down here, so points never prove it."""

    slug: Slug
    title: Words
    points: Points | None = None


class Scheme(Part):
    """One version of a scheme. ``scheme`` is the family: ratings of all its versions are compared over time."""

    scheme: Slug
    version: Slug
    kind: Kind
    status: Status
    title: Words
    body: Words
    source: Said
    notice: Words | None = None
    """What must be said wherever the scheme is used."""
    valid_from: dt.date
    valid_to: dt.date | None = None
    validity_months: Annotated[int, Field(gt=0, strict=True)]
    rereview_lead_months: Points
    validity_source: Said
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    categories: tuple[Category, ...] = ()
    items: tuple[Item, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    preconditions: tuple[Precondition, ...] = ()

    @property
    def points(self) -> int:
        """Points there are in all."""
        return sum(one.points for one in self.categories)

    @property
    def by_slug(self) -> Mapping[str, Item]:
        """Items by slug."""
        return {one.slug: one for one in self.items}

    @property
    def asked(self) -> frozenset[str]:
        """Slugs an assessor answers with yes, no or unknown: vetoes, and preconditions no fact answers."""
        stated = {one.slug for one in self.preconditions if one.fact is Fact.STATED}
        return frozenset(stated | {one.slug for one in self.vetoes})

    @property
    def of_tax(self) -> frozenset[str]:
        """Categories whose points derive from tax, in whole or in part."""
        return frozenset(one.category for one in self.items if one.of_tax)

    def of_category(self, slug: str) -> tuple[Item, ...]:
        """Items of a category, in their order."""
        return tuple(one for one in self.items if one.category == slug)

    def rank(self, level: str | None) -> int:
        """Place of a level from 1 on, 0 for none; KeyError for one that the scheme does not have."""
        if level is None:
            return 0
        return {one.slug: place for place, one in enumerate(self.levels, 1)}[level]

    def level(self, rank: int) -> str | None:
        """The level of a place; None for 0."""
        return self.levels[rank - 1].slug if rank else None

    def holds_on(self, day: dt.date) -> bool:
        """Whether buildings may apply under it on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def described(self) -> dict[str, Any]:
        """The whole scheme as JSON."""
        return self.model_dump(mode="json")
