"""单位面积税收月报: the one description of its content, from which workbook and page are drawn."""

from dataclasses import replace

from buildings.disclosure.figures import Figures
from buildings.quantities import format_month, local_text
from buildings.reports import back, chapters, headline, types, warnings
from buildings.reports.content import Field, Pair, Report, Section, both

SLUG = "monthly"
LEVELS = ("zone", "subdistrict", "industry")


def build(figures: Figures) -> Report:
    """The monthly tax-yield report of disclosed figures."""
    wanted: list[Section | None] = [
        headline.section(figures),
        chapters.level(figures, "zone"),
        chapters.listed(figures, "overlaps"),
        chapters.level(figures, "subdistrict"),
        chapters.level(figures, "industry"),
        chapters.tiers(figures),
        chapters.listed(figures, "upgrade"),
        chapters.listed(figures, "upgrade_moves"),
        warnings.section(figures),
        types.section(figures),
        chapters.listed(figures, "projects"),
        chapters.targets(figures),
        chapters.listed(figures, "ratings"),
        chapters.expiry(figures),
        chapters.unattributed(figures),
        chapters.listed(figures, "unattributed_list"),
        chapters.residence(figures),
    ]
    building, *annexes = chapters.buildings(figures)
    wanted += [building, chapters.checks(figures), chapters.listed(figures, "gaps"), chapters.gaps_real(figures)]
    wanted += [back.definitions(figures), back.imprint(figures)]
    wanted += [headline.every_figure(figures), *(chapters.full(figures, name) for name in LEVELS), *annexes]
    month = figures.month
    definitions = {
        one.slug: Pair(one.definition("zh", month), one.definition("en", month)) for one in back.metrics(figures)
    }
    return Report(
        slug=SLUG,
        title=both("report", SLUG),
        month=format_month(figures.month),
        audience=back.audience(figures),
        audience_slug=figures.audience.slug,
        demonstration=figures.demonstration,
        closed=figures.closed,
        data_date=local_text(figures.data_date),
        sections=tuple(_explained(section, definitions) for section in wanted if section is not None),
    )


def _explained(section: Section, definitions: dict[str, Pair]) -> Section:
    """The section with a definition at every heading that names a metric."""
    blocks = tuple(
        replace(block, fields=tuple(_with_note(one, definitions) for one in block.fields)) for block in section.blocks
    )
    return replace(section, blocks=blocks)


def _with_note(one: Field, definitions: dict[str, Pair]) -> Field:
    return replace(one, note=definitions[one.key]) if one.key in definitions else one
