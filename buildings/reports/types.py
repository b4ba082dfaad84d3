"""Chapter 分类建议: how many buildings are of each type, and where the evidence speaks for another."""

from collections.abc import Sequence

from buildings.disclosure import typed
from buildings.disclosure.figures import Figures
from buildings.reports.content import Block, Cell, Field, Pair, Section, both, known, said
from buildings.types.catalogue import TYPES


def section(figures: Figures) -> Section | None:
    """None where nothing is proposed to this audience."""
    if not any(one is not None for found in figures.proposals.values() for one in found):
        return None
    blocks = (_counted(figures), _by_value(figures), _differing(figures))
    return Section("types", said("types"), said("types_tab"), blocks, (said("types_note"),))


def _counted(figures: Figures) -> Block:
    told = [typed.counts(figures, kind) for kind in TYPES]
    fields = (
        Field("type_kind", both("sheet", "type_kind")),
        *(Field(key, both("type_count", key), "count") for key in typed.COUNTED),
    )
    columns: list[Sequence[Cell]] = [[both("type_kind", kind) for kind in TYPES]]
    columns += [[one[key] for one in told] for key in typed.COUNTED]
    return Block("type_counts", said("type_counts"), fields, tuple(columns))


def _by_value(figures: Figures) -> Block:
    rows: list[tuple[Cell, ...]] = [
        (both("type_kind", kind), both(kind, value), *each)
        for kind in TYPES
        for value, each in typed.values(figures, kind).items()
    ]
    return _block("type_values", ("type_kind", "type_value", "decided", "proposed"), rows)


def _differing(figures: Figures) -> Block:
    table = figures.tables["building"]
    rows: list[tuple[Cell, ...]] = [
        (
            table.codes[one.at],
            table.names[one.at],
            both("type_kind", kind),
            both("type_count", "undecided") if one.held is None else known(kind, one.held),
            one.since or "",
            both(kind, str(one.proposal.value)),
            Pair(typed.said(kind, one.proposal, "zh"), typed.said(kind, one.proposal, "en")),
        )
        for kind in TYPES
        for one in typed.differing(figures, kind)
    ]
    heads = ("code", "name", "type_kind", "decided", "since", "proposed", "because")
    return _block("types_differing", heads, rows, filtered=True)


def _block(slug: str, heads: Sequence[str], rows: Sequence[tuple[Cell, ...]], *, filtered: bool = False) -> Block:
    counts = slug == "type_values"
    fields = (
        Field(head, both("sheet", head), "count") if counts and head in {"decided", "proposed"}
        else Field(head, both("sheet", head))
        for head in heads
    )  # fmt: skip
    columns = tuple([row[at] for row in rows] for at in range(len(heads)))
    return Block(slug, said(slug), tuple(fields), columns, filtered=filtered)
