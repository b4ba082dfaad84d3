"""The headline figures of the start page."""

from dataclasses import dataclass

from buildings.disclosure.figures import Column, Figures, State, Table
from buildings.disclosure.show import large, show
from buildings.words import Language, text

HEADLINE = (
    "tax_12",
    "tax_month",
    "tax_month_yoy",
    "tax_ytd",
    "tax_yield",
    "occupancy_rate",
    "vacancy_rate",
    "available_area",
    "passing_rent",
)
PUBLIC_FACTS = ("gross_area", "office_area")


@dataclass(frozen=True)
class Card:
    """One headline figure as text, with what belongs to it."""

    label: str
    value: str
    notes: tuple[str, ...] = ()
    definition: str = ""
    shown: bool = True


def cards(figures: Figures, language: Language) -> list[Card]:
    """How many buildings there are, and the district's headline; public facts where none of it has a value to show."""
    table = figures.tables["district"]
    offered = any(table.columns[slug].state(0) is State.SHOWN for slug in HEADLINE)
    chosen = HEADLINE if offered else PUBLIC_FACTS
    return [_stock(figures, language), *(_card(table, slug, language, figures.month) for slug in chosen)]


def _stock(figures: Figures, language: Language) -> Card:
    buildings = figures.tables["building"]
    notes = [text("edge", "in_scope", language, count=int(buildings.attributes["in_scope"].sum()))]
    unknown = int(buildings.attributes["scope_unknown"].sum())
    if unknown:
        notes.append(text("edge", "scope_unknown", language, count=unknown))
    return Card(text("edge", "buildings", language), f"{len(buildings):,}", tuple(notes))


def _card(table: Table, slug: str, language: Language, month: int) -> Card:
    column, notes = table.columns[slug], []
    shown = column.state(0) is State.SHOWN
    if shown and column.coverage is not None:
        notes.append(f"{text('edge', 'coverage', language)} {column.coverage[0]:.0%}")
    if slug in table.counted and column.state(0) is not State.HIDDEN:
        counted, left_out = int(table.counted[slug][0]), int(table.left_out[slug][0])
        said = "buildings_left_out" if left_out else "buildings_counted"
        notes.append(text("edge", said, language, counted=counted, left_out=left_out))
    metric = column.metric
    return Card(
        metric.label(language), _said(column, language), tuple(notes), metric.definition(language, month), shown
    )


def _said(column: Column, language: Language) -> str:
    value = column.value(0)
    if value is not None and column.metric.unit == "fen":
        return large(int(value), language)
    return show(value, column.metric.unit, column.state(0), language, with_unit=True)
