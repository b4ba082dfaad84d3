"""What is missing for a level: items ranked by points per effort, what would be enough, or what stands in the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from buildings.kinds import Answer
from buildings.schemes.scheme import Scheme
from buildings.schemes.scoring import Marks, barred, outcome, span


@dataclass(frozen=True)
class Raise:
    """An item that could have more points. ``missing``: it was never scored, so that it may have them already."""

    item: str
    category: str
    gain: int
    effort: Fraction
    missing: bool

    @property
    def per_effort(self) -> Fraction:
        """Points gained for a person-month."""
        return self.gain / self.effort


@dataclass(frozen=True)
class WayUp:
    """The way to a level. ``obstacles`` make it unreachable by points; ``open_`` must be answered first.

    ``enough``: the items that suffice with the least effort together, exactly; None when nothing does. ``reached``:
    the level is certain already.
    """

    level: str
    reached: bool
    lacking: int
    raises: tuple[Raise, ...]
    enough: tuple[str, ...] | None
    obstacles: tuple[str, ...]
    open_: tuple[str, ...]


@dataclass(frozen=True)
class _Choice:
    gain: int
    effort: Fraction
    items: tuple[str, ...]


UNPUBLISHED = "points_unpublished"


def way_up(scheme: Scheme, marks: Marks, level: str) -> WayUp:
    """What is missing for a level of the scheme; KeyError for another."""
    rank = scheme.rank(level)
    needed, found = scheme.levels[rank - 1].points, outcome(scheme, marks)
    obstacles = tuple(barred(scheme, marks)) + ((UNPUBLISHED,) if needed is None else ())
    asked = [*scheme.vetoes, *scheme.preconditions]
    open_ = tuple(one.slug for one in asked if marks.answer(one.slug) is Answer.UNKNOWN)
    raises = ranked(scheme, marks)
    lacking = max(0, (needed or 0) - found.total.low)
    enough = None if obstacles else _enough(scheme, marks, raises, lacking)
    return WayUp(level, found.least >= rank, lacking, raises, enough, obstacles, open_)


def ranked(scheme: Scheme, marks: Marks) -> tuple[Raise, ...]:
    """Items with points to gain, most points per effort first; ties in the scheme's order."""
    found = [
        Raise(
            one.slug, one.category, one.points - marks.points.get(one.slug, 0), one.effort, one.slug not in marks.points
        )
        for one in scheme.items
        if marks.points.get(one.slug, 0) < one.points
    ]
    return tuple(sorted(found, key=lambda one: -one.per_effort))


def _enough(scheme: Scheme, marks: Marks, raises: Sequence[Raise], lacking: int) -> tuple[str, ...] | None:
    """The cheapest set of items that fills what is lacking and every category's minimum."""
    best = [_Choice(0, Fraction(0), ())]
    for category in scheme.categories:
        lowest = category.minimum - span(scheme, marks, category.slug).low
        own = [_Choice(0, Fraction(0), ())]
        for one in (one for one in raises if one.category == category.slug):
            step = _Choice(one.gain, one.effort, (one.item,))
            own = _frontier([*own, *(_both(choice, step) for choice in own)])
        best = _frontier(_both(one, other) for one in best for other in own if other.gain >= lowest)
    chosen = next((one.items for one in best if one.gain >= lacking), None)
    return None if chosen is None else tuple(one.item for one in raises if one.item in chosen)


def _both(one: _Choice, other: _Choice) -> _Choice:
    return _Choice(one.gain + other.gain, one.effort + other.effort, one.items + other.items)


def _frontier(choices: Iterable[_Choice]) -> list[_Choice]:
    """Choices by ascending effort, each of which gains more than every cheaper one."""
    kept: list[_Choice] = []
    for one in sorted(choices, key=lambda choice: (choice.effort, -choice.gain)):
        if not kept or one.gain > kept[-1].gain:
            kept.append(one)
    return kept
