"""What scores come to: a range of points and of levels; what is missing widens it and is never a zero."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from buildings.errors import InvalidValue
from buildings.kinds import Answer
from buildings.schemes.scheme import Scheme


@dataclass(frozen=True)
class Marks:
    """What is known: points by item, answers by veto or precondition; what is not there is missing."""

    points: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def answer(self, slug: str) -> Answer:
        """The answer to a veto or precondition."""
        return self.answers.get(slug, Answer.UNKNOWN)


@dataclass(frozen=True)
class Span:
    """From the fewest to the most points that are possible."""

    low: int
    high: int

    @property
    def known(self) -> bool:
        """Whether nothing is missing."""
        return self.low == self.high


@dataclass(frozen=True)
class Outcome:
    """Points in all and by category; ``least`` and ``most`` are ranks of levels, 0 = none."""

    total: Span
    categories: Mapping[str, Span]
    least: int
    most: int


def check(scheme: Scheme, marks: Marks) -> None:
    """Refuse what the scheme does not have, and points beyond an item's own.

    Raises
    ------
    InvalidValue
        Names the item and what would be right.
    """
    for slug, points in marks.points.items():
        item = scheme.by_slug.get(slug)
        if item is None:
            raise InvalidValue("no_such_item", item=slug, known=tuple(scheme.by_slug))
        if not 0 <= points <= item.points:
            raise InvalidValue("points_out_of_range", item=slug, value=points, most=item.points)
    for slug in marks.answers:
        if slug not in scheme.asked:
            raise InvalidValue("no_such_question", item=slug, known=tuple(sorted(scheme.asked)))


def check_finding(scheme: Scheme, slug: str, points: int | None, answer: Answer | None) -> None:
    """Refuse what an assessor cannot say of an item or question; neither points nor answer: it cannot be told.

    Raises
    ------
    InvalidValue
        As ``check``; or points of a question, an answer to an item, an item that is filled from figures.
    """
    if slug in scheme.asked:
        if points is not None:
            raise InvalidValue("question_takes_answer", item=slug)
        return
    check(scheme, Marks({slug: points or 0}))
    if answer is not None:
        raise InvalidValue("item_takes_points", item=slug)
    if scheme.by_slug[slug].filling is not None:
        raise InvalidValue("item_is_filled", item=slug)


def outcome(scheme: Scheme, marks: Marks) -> Outcome:
    """The range that the marks leave open."""
    spans = {one.slug: span(scheme, marks, one.slug) for one in scheme.categories}
    total = Span(sum(one.low for one in spans.values()), sum(one.high for one in spans.values()))
    sure = not any(barred(scheme, marks, sure=True)) and _minimums(scheme, {k: one.low for k, one in spans.items()})
    open_ = not any(barred(scheme, marks)) and _minimums(scheme, {k: one.high for k, one in spans.items()})
    least = [r for r, one in enumerate(scheme.levels, 1) if one.points is not None and one.points <= total.low]
    most = [r for r, one in enumerate(scheme.levels, 1) if one.points is None or one.points <= total.high]
    return Outcome(total, spans, max(least, default=0) if sure else 0, max(most, default=0) if open_ else 0)


def span(scheme: Scheme, marks: Marks, category: str) -> Span:
    """Points of one category."""
    items = scheme.of_category(category)
    low = sum(marks.points.get(one.slug, 0) for one in items)
    return Span(low, sum(marks.points.get(one.slug, one.points) for one in items))


def barred(scheme: Scheme, marks: Marks, *, sure: bool = False) -> Iterator[str]:
    """Vetoes that hold and preconditions that do not; with ``sure`` also those of which it cannot be told."""
    against = {Answer.YES, Answer.UNKNOWN} if sure else {Answer.YES}
    yield from (one.slug for one in scheme.vetoes if marks.answer(one.slug) in against)
    against = {Answer.NO, Answer.UNKNOWN} if sure else {Answer.NO}
    yield from (one.slug for one in scheme.preconditions if marks.answer(one.slug) in against)


def _minimums(scheme: Scheme, points: Mapping[str, int]) -> bool:
    return all(points[one.slug] >= one.minimum for one in scheme.categories)
