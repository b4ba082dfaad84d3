"""Chapter of early warnings: what was raised and ended this month and why, what stands, and what cannot be told."""

from collections.abc import Iterable, Sequence

from buildings import parameters
from buildings.disclosure import warned
from buildings.disclosure.figures import Figures
from buildings.disclosure.warned import Warned
from buildings.kinds import AlertEvent
from buildings.quantities import format_month, last_day
from buildings.reports.content import Block, Cell, Field, Pair, Section, both, said
from buildings.warnings.catalogue import WARNINGS

COUNTS = ("raised", "standing", "ended", "cannot_tell", "hidden")


def section(figures: Figures) -> Section | None:
    """None where nobody asked what warnings say."""
    if not figures.warnings:
        return None
    found = list(warned.events(figures))
    new = _listed(figures, "warning_events", (one for one in found if one.event is not AlertEvent.STANDING))
    old = _listed(figures, "warnings_standing", (one for one in found if one.event is AlertEvent.STANDING))
    notes = (said("warnings_note", **parameters.said(last_day(figures.month))),)
    return Section("warnings", said("warnings"), said("warnings_tab"), (_counted(figures), new, old), notes)


def _counted(figures: Figures) -> Block:
    """How many of each kind."""
    told = [warned.counts(figures, slug) for slug in WARNINGS]
    counts = (Field(key, both("warning_count", key), "count") for key in COUNTS)
    fields = (Field("warning", both("sheet", "warning")), *counts)
    columns: list[Sequence[Cell]] = [[both("warning", slug) for slug in WARNINGS]]
    columns += [[one[key] for one in told] for key in COUNTS]
    return Block("warning_counts", said("warning_counts"), fields, tuple(columns))


def _listed(figures: Figures, slug: str, found: Iterable[Warned]) -> Block:
    table = figures.tables["building"]
    keys = ("code", "name", "warning", "event", "since", "because")
    rows: list[tuple[Cell, ...]] = [
        (
            table.codes[one.at],
            table.names[one.at],
            both("warning", one.warning),
            both("warning_event", one.event),
            format_month(one.since),
            Pair(warned.said(one, "zh"), warned.said(one, "en")),
        )
        for one in found
    ]
    fields = tuple(Field(key, both("sheet", key)) for key in keys)
    columns = tuple([row[at] for row in rows] for at in range(len(keys)))
    return Block(slug, said(slug), fields, columns, filtered=True)
