"""The upgrade list cut to a budget: exactly, among the buildings whose cost and gain are known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from buildings.access.roles import Permission, allowed
from buildings.database import work
from buildings.database.engine import Engine
from buildings.disclosure import upgrade
from buildings.disclosure.figures import Figures, State
from buildings.disclosure.show import ten_thousands
from buildings.errors import InvalidValue
from buildings.facts import projects
from buildings.flags.budget import best
from buildings.words import Language, joined, text


@dataclass(frozen=True)
class Line:
    """A building of the cut; amounts in fen. ``months``: with a tax file, of the twelve its gain is told from."""

    code: str
    name: str
    cost: int
    gain: int
    months: int


@dataclass(frozen=True)
class Cut:
    """What is chosen, what of the list is left out for its cost, and what could not take part.

    ``uncosted`` have a gain and no known cost. ``ungained`` have no gain that is told, by what stands in its place:
    they are left out, and never weighed as if they had none.
    """

    budget: int
    chosen: tuple[Line, ...]
    left: tuple[Line, ...]
    uncosted: tuple[str, ...]
    ungained: Mapping[State, tuple[str, ...]]

    @property
    def cost(self) -> int:
        """Of what is chosen."""
        return sum(one.cost for one in self.chosen)

    @property
    def gain(self) -> int:
        """Of what is chosen: tax upside, as far as peers tell, of so many ``months``."""
        return sum(one.gain for one in self.chosen)

    @property
    def months(self) -> int | None:
        """The fewest months with a tax file behind a gain that is chosen; None where nothing is."""
        return min((one.months for one in self.chosen), default=None)


def cut(engine: Engine, figures: Figures, budget: int, costs: Mapping[str, int]) -> Cut:
    """The buildings of the list that gain the most within a budget, as the audience of the figures may know it.

    Costs are those given, in fen by code, else the planned investment of projects still ahead, where the audience sees
    projects. InvalidValue for the code of no building of the list.
    """
    if budget < 0:
        raise InvalidValue("out_of_range", value=budget)
    headers = figures.sheets["upgrade"].headers
    rows = [dict(zip(headers, row, strict=True)) for row in figures.sheets["upgrade"].rows]
    names = {str(row["code"]): str(row["name"]) for row in rows}
    for code in costs:
        if code not in names:
            raise InvalidValue("not_on_the_list", value=code)
    known = {code: fen for code, fen in {**_planned(engine, figures), **costs}.items() if code in names}
    gains = {str(row["code"]): row["tax_upside"] for row in rows}
    told = {code: gain for code, gain in gains.items() if isinstance(gain, int) and not isinstance(gain, State)}
    found = best(told, known, budget)
    months = {str(row["code"]): row["upside_months"] for row in rows}
    lines = [Line(code, names[code], known[code], told[code], _months(months[code])) for code in told if code in known]
    return Cut(
        budget,
        tuple(one for one in lines if one.code in found.codes),
        tuple(one for one in lines if one.code not in found.codes),
        tuple(code for code, gain in told.items() if gain > 0 and code not in known),
        upgrade.without_upside(figures.sheets["upgrade"]),
    )


def _months(value: object) -> int:
    assert isinstance(value, int)  # noqa: S101 - stands beside every gain that is told
    assert not isinstance(value, State)  # noqa: S101 - a state is a whole number, too
    return value


def said(found: Cut, language: Language) -> Iterator[str]:
    """The cut in sentences: its sums, each building, and who took no part."""
    sums = {"count": len(found.chosen), "cost": ten_thousands(found.cost), "gain": ten_thousands(found.gain)}
    nearest = min((one for one in found.left if one.gain > 0), key=lambda one: (one.cost, one.code), default=None)
    if found.months is not None:
        yield text("flags", "cut", language, **sums, months=found.months)
    elif nearest is None:
        yield text("flags", "cut_of_nothing", language)
    else:
        cheapest = {"code": nearest.code, "name": nearest.name, "cost": ten_thousands(nearest.cost)}
        yield text("flags", "cut_too_small", language, **cheapest, budget=ten_thousands(found.budget))
    for slug, lines in (("chosen", found.chosen), ("left_out", found.left)):
        for one in lines:
            about = {"cost": ten_thousands(one.cost), "gain": ten_thousands(one.gain), "months": one.months}
            yield f"  {text('flags', slug, language, code=one.code, name=one.name, **about)}"
    yield text("flags", "no_part", language, uncosted=len(found.uncosted))
    yield from upgrade.without_upside_said(found.ungained, language)
    if unknown := found.ungained[State.UNKNOWN]:
        yield f"  {joined(unknown, language)}"


def _planned(engine: Engine, figures: Figures) -> dict[str, int]:
    """Planned investment by code of building."""
    if not allowed(figures.audience, Permission.SEE_PROJECTS):
        return {}
    with work.reading(engine) as session:
        return projects.planned_costs(session, figures.origin)
