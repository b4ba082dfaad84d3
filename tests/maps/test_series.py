"""What the page opens on."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from buildings.disclosure.figures import Column, Figures, State
from buildings.kinds import Derives
from maps import series
from tests.builders.figures import make_figures


def with_values(slugs: Collection[str], without: State = State.HIDDEN) -> Figures:
    """Figures of which only these metrics have a value in one row; public facts without one are unknown."""

    def told(slug: str, column: Column) -> Column:
        public = column.metric.derives_from is Derives.PUBLIC
        states = np.full(len(column.states), State.UNKNOWN if public else without, dtype=np.uint8)
        states[3] = State.SHOWN if slug in slugs else states[3]
        return replace(column, states=states)

    figures = make_figures(8)
    table = figures.tables["building"]
    table = replace(table, columns={slug: told(slug, column) for slug, column in table.columns.items()})
    return replace(figures, tables={**figures.tables, "building": table})


def test_the_page_opens_on_what_its_audience_sees() -> None:
    assert series.first_metric(with_values(["vacancy_rate", "star"])) == "vacancy_rate"
    assert series.first_metric(with_values(["star", "gross_area", "office_area"])) == "star"
    assert series.first_metric(with_values(["gross_area"])) == "gross_area"
    assert series.first_metric(with_values(["tax_12"])) == "tax_12"


def test_without_any_value_it_opens_on_a_public_fact() -> None:
    assert series.first_metric(with_values([])) == "star"
    assert series.first_metric(with_values([], without=State.UNKNOWN)) == "star"


def test_without_metrics_it_opens_on_none() -> None:
    figures = make_figures(3)
    table = replace(figures.tables["building"], columns={})
    assert series.first_metric(replace(figures, tables={**figures.tables, "building": table})) is None
