"""Chapters of the monthly report: zones, sub-districts, industries, buildings, tiers, expiry, residents, gaps."""

from dataclasses import replace

import numpy as np

from buildings.disclosure import upgrade
from buildings.disclosure.figures import Figures, Sheet, State, Table
from buildings.metrics.metric import Unit
from buildings.reports import sheets, tables
from buildings.reports.content import Block, Cell, Chart, Field, Pair, Section, both, said
from buildings.reports.headline import cell

WHOLE = "∑"  # stands for a code in the district's row
LADDER = ("expiring_3", "expiring_6", "expiring_12", "expiring_24", "expiring_later", "expiring_open")
OF_A_STAR = ("star_valid_until", "star_scheme")
SPACE = ("vacant_area", "committed_area", "available_area", "vacancy_rate")
INDUSTRY_KEY = (
    "enterprises",
    "held_area",
    "tax_month",
    "tax_month_mom",
    "tax_month_yoy",
    "tax_ytd",
    "tax_12",
    "yield_occupied",
)


def level(figures: Figures, name: str) -> Section:
    """Key figures of zones, sub-districts or industries, with the district below them."""
    table = tables.named(figures, name)
    slugs = [slug for slug in (INDUSTRY_KEY if name == "industry" else tables.KEY) if slug in table.columns]
    block = tables.block(table, f"{name}_key", said(f"by_{name}"), slugs, wan=True)
    notes = (said(f"by_{name}_note"),)
    if name != "industry":
        block = with_district(figures, block)
    wanted = "yield_occupied" if name == "industry" else "tax_yield"
    charts: tuple[Chart, ...] = ()
    if wanted in table.columns and len(table):
        charts = (Chart("bar", both("metric", wanted), block.slug, "name", (wanted,)),)
    return Section(f"by_{name}", block.title, said(f"by_{name}_tab"), (replace(block, notes=notes),), charts=charts)


def with_district(figures: Figures, block: Block) -> Block:
    """The block with the district as its last row, for comparison (it is no sum of overlapping zones)."""
    district = replace(
        figures.tables["district"], codes=tables.objects([WHOLE]), names=tables.objects([both("level", "district")])
    )
    last = tables.block(district, block.slug, block.title, [one.key for one in block.fields])
    by_key = {one.key: cells for one, cells in zip(last.fields, last.columns, strict=True)}
    columns = [[*cells, by_key[one.key][0]] for one, cells in zip(block.fields, block.columns, strict=True)]
    return replace(block, columns=tuple(columns), total=True)


def buildings(figures: Figures) -> tuple[Section, ...]:
    """The building tables: key figures, then every figure by family, all in the same order."""
    table = tables.named(figures, "building")
    order = tables.order_by(table, "tax_12")
    key = tables.block(table, "building_key", said("buildings"), tables.KEY, order, wan=True)
    found = [_building_section(key, "buildings", annex=False)]
    found.append(_building_section(_register(table, order), "register", annex=True))
    for name, slugs in tables.families(table).items():
        if name != "public":
            block = tables.block(table, f"building_{name}", said(f"buildings_{name}"), slugs, order)
            found.append(_building_section(block, f"buildings_{name}", annex=True))
    return tuple(found)


def _building_section(block: Block, slug: str, *, annex: bool) -> Section:
    block = replace(block, filtered=True, notes=(said("buildings_note"),), title=said(slug))
    return Section(slug, said(slug), said(f"{slug}_tab"), (block,), annex=annex)


def _register(table: Table, order: np.ndarray) -> Block:
    """Public facts of every building."""
    fields, columns = tables.head(table, order)
    for name, values in table.attributes.items():
        if name not in ("subdistrict", "star"):
            fields.append(Field(name, both("attribute", name)))
            cells = tables.texts(values, order, tables.ENUMERATIONS.get(name))
            columns.append(_of_a_star(table, order, cells) if name in OF_A_STAR else cells)
    for slug in tables.families(table).get("public", []):
        fields.append(tables.metric_field(table.columns[slug].metric))
        columns.append(tables.cells(table.columns[slug], order))
    return Block("building_register", said("register"), tuple(fields), tuple(columns))


def _of_a_star(table: Table, order: np.ndarray, cells: list[Cell]) -> list[Cell]:
    """A fact about a star: none where there is no star."""
    stars = table.attributes["star"][order].tolist()
    return [cell if star else State.NOT_APPLICABLE for star, cell in zip(stars, cells, strict=True)]


def tiers(figures: Figures) -> Section | None:
    """Tiers with their buildings, and those near the next one."""
    found = [
        sheets.block(figures, figures.sheets[name])
        for name in ("tiers", "tier_buildings", "near_tiers")
        if name in figures.sheets
    ]
    if not found:
        return None
    first = found[0]
    charts = (Chart("column", first.title, "tiers", "tier", ("tax_year", "tax_12")),) if first.slug == "tiers" else ()
    return Section("tiers", said("tiers"), said("tiers_tab"), tuple(found), (said("tiers_note"),), charts)


def expiry(figures: Figures) -> Section | None:
    """Vacant space and when leases end: the district's ladder, then by sub-district and zone."""
    district = figures.tables["district"]
    steps = [slug for slug in LADDER if slug in district.columns]
    if not steps:
        return None
    fields = (Field("step", said("step")), Field("let_area", both("metric", "let_area"), Unit.DM2.value))
    names: list[Pair] = [both("metric", slug) for slug in steps]
    areas: list[Cell] = [cell(district, slug) for slug in steps]
    ladder = Block("ladder", said("ladder"), fields, (names, areas), (said("ladder_note"),))
    blocks = [ladder]
    for name in ("subdistrict", "zone"):
        block = tables.block(tables.named(figures, name), f"expiry_{name}", said(f"expiry_{name}"), SPACE + LADDER)
        blocks.append(with_district(figures, block))
    charts = (Chart("column", said("ladder"), "ladder", "step", ("let_area",)),)
    return Section("expiry", said("expiry"), said("expiry_tab"), tuple(blocks), charts=charts)


def plain(figures: Figures, slug: str, *names: str, notes: tuple[Pair, ...] = ()) -> Section | None:
    """A chapter of plain tables; None when the figures have none of them."""
    found = tuple(sheets.block(figures, figures.sheets[name]) for name in names if name in figures.sheets)
    return Section(slug, said(slug), said(f"{slug}_tab"), found, notes) if found else None


def unattributed(figures: Figures) -> Section | None:
    """Tax that belongs to no building, with the reasons."""
    return plain(figures, "unattributed", "unattributed", notes=(said("unattributed_note"),))


def targets(figures: Figures) -> Section | None:
    """Plan targets with their progress, and the buildings behind each."""
    return plain(figures, "targets", "targets", "target_buildings", notes=(said("targets_note"),))


def residence(figures: Figures) -> Section | None:
    """属地 rates by sub-district, and registration by tax."""
    rates = ("tenants", "registered_rate", "registered_rate_area", "taxpaying_rate", "taxpaying_rate_area")
    block = tables.block(tables.named(figures, "subdistrict"), "residence_subdistrict", said("residence_rates"), rates)
    crossed = plain(figures, "residence", "registration_tax")
    blocks = (with_district(figures, block), *(crossed.blocks if crossed else ()))
    return Section("residence", said("residence"), said("residence_tab"), blocks, (said("residence_note"),))


def listed(figures: Figures, name: str) -> Section | None:
    """A chapter of one long list with a filter; None when the figures have none."""
    found = figures.sheets.get(name)
    if found is None:
        return None
    notes = (said("hidden_rows"),) if found.hidden else ()
    notes = (*notes, said(f"{name}_note"), *_unseen(found), *(_below(figures) if name == "upgrade" else ()))
    block = replace(sheets.block(figures, found), filtered=not found.hidden, title=said(name), notes=notes)
    return Section(name, said(name), said(f"{name}_tab"), (block,))


def _unseen(sheet: Sheet) -> tuple[Pair, ...]:
    """Which kinds of rows this audience reads in part or not at all."""
    if not sheet.unseen:
        return ()
    named = [both("gap", slug) for slug, _ in sheet.unseen]
    kinds = Pair("、".join(one.zh for one in named), ", ".join(one.en for one in named))
    return (said("gaps_unseen", kinds=kinds),)


def _below(figures: Figures) -> tuple[Pair, ...]:
    """What is to be said below the upgrade list."""
    return tuple(Pair(*each) for each in zip(upgrade.notes(figures, "zh"), upgrade.notes(figures, "en"), strict=True))


def gaps_real(figures: Figures) -> Section | None:
    """Gaps of the real register, beside a demonstration and never added to it."""
    if figures.gaps_real is None:
        return None
    block = sheets.block(figures, figures.gaps_real)
    notes = (said("gaps_real_note"), said("gaps_note"), *_unseen(figures.gaps_real))
    block = replace(block, slug="gaps_real", title=said("gaps_real"), filtered=True, notes=notes)
    return Section("gaps_real", block.title, said("gaps_real_tab"), (block,))


def checks(figures: Figures) -> Section | None:
    """Sums that must agree, computed again in the workbook."""
    blocks = []
    if "reconciliation" in figures.sheets:
        blocks.append(sheets.reconciliation(figures, figures.sheets["reconciliation"]))
    if "identity" in figures.sheets:
        blocks.append(sheets.identity(figures, figures.sheets["identity"]))
    return (
        Section("checks", said("checks"), said("checks_tab"), tuple(blocks), (said("checks_note"),)) if blocks else None
    )


def full(figures: Figures, name: str) -> Section:
    """Every figure of a roll-up, in one table per family."""
    table = tables.named(figures, name)
    blocks = []
    for one, slugs in tables.families(table).items():
        title = said(f"family_{one}")
        block = tables.block(table, f"{name}_{one}", title, slugs)
        blocks.append(with_district(figures, block) if name != "industry" else block)
    return Section(f"full_{name}", said(f"full_{name}"), said(f"full_{name}_tab"), tuple(blocks), annex=True)
