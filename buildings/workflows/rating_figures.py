"""Points of the items of a rating that a month's figures fill, for who may see the tax in them."""

from collections.abc import Mapping
from fractions import Fraction

from buildings.access.principals import Principal
from buildings.access.roles import Permission
from buildings.audience import Role, audience
from buildings.database import work
from buildings.database.engine import Engine
from buildings.disclosure.figures import Column
from buildings.errors import NotFound
from buildings.metrics.catalogue import METRICS
from buildings.metrics.metric import Window
from buildings.metrics.windows import YEAR
from buildings.quantities import exact
from buildings.register import assessments
from buildings.workflows import figures as figures_workflow
from buildings.workflows import rating_scope


def measured(engine: Engine, who: Principal, code: str, month: int, origin: str) -> Mapping[str, int | None]:
    """Points of the items that a month's figures fill, None where a figure cannot be told; the look is logged.

    Raises
    ------
    Forbidden, NotFound
        Without a purpose; a month without figures, a building without any.
    """
    looking = audience(Role.TAX_OFFICER, purpose=who.purpose)
    with work.reading(engine) as session:
        seen = rating_scope.rated(session, who, code, origin)
        scheme = assessments.scheme_of(seen.row)
    rating_scope.require(who, Permission.JUDGE_RATINGS, seen.building)
    month = figures_workflow.month_or_latest(engine, origin, month)
    figures_workflow.note_look(engine, month, looking, what=f"ratings {code}", actor=who.actor)
    table = figures_workflow.figures(engine, month, looking, origin).tables["building"]
    place = next((index for index, one in enumerate(table.codes) if one == seen.building.code), None)
    if place is None:
        raise NotFound(code=seen.building.code)
    found: dict[str, int | None] = {}
    for item in scheme.items:
        if item.filling is not None:
            value = _year(table.columns[item.filling.metric], item.filling.metric, place)
            found[item.slug] = None if value is None else item.filling.points(Fraction(exact(value)))
    return found


def _year(column: Column, slug: str, place: int) -> float | int | None:
    """A figure as points are given for it; of twelve months only where all of them are in it."""
    few = METRICS[slug].window is Window.ROLLING_12 and column.months is not None and column.months[place] < YEAR
    return None if few else column.value(place)
