"""Words of the page: labels in both languages, periods, and the imprint."""

import html
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from buildings import geofiles, words
from buildings.audience import Role
from buildings.disclosure.figures import Figures
from buildings.metrics.metric import Window
from buildings.quantities import format_month, local_text
from buildings.settings import Settings
from buildings.words import Language

Both = list[str]  # Chinese, English
GROUPS = ("map", "map_unit", "layer", "zone_kind", "zone_group", "star", "verdict")
MONTHS_A_YEAR = 12


def both(group: str, slug: str, **details: object) -> Both:
    """A label in both languages with its places filled."""
    return [words.label(group, slug, language).format(**details) for language in ("zh", "en")]


def words_of_page() -> dict[str, dict[str, Both]]:
    """All labels the page's own parts use, by group and slug."""
    return {group: {slug: both_raw(group, slug) for slug in words.labels(group)} for group in GROUPS}


def both_raw(group: str, slug: str) -> Both:
    """A label in both languages as it stands."""
    return [words.label(group, slug, "zh"), words.label(group, slug, "en")]


def title(figures: Figures, language: Language) -> str:
    """The page's title with month, audience and the mark of demonstration data."""
    parts = [words.label("map", "title", language), format_month(figures.month), _audience(figures)[language == "en"]]
    if figures.demonstration:
        parts.insert(0, words.label("origin", "demonstration", language))
    return " · ".join(parts)


def with_words(frame: str, figures: Figures, language: Language) -> str:
    """The page's frame with its words in the first language, so that it has its measures before any script runs.

    Titles, hints and labels for those who hear the page come with the script.
    """

    def word(found: re.Match[str]) -> str:
        return found[1] + html.escape(words.label("map", found[2], language))

    said = re.sub(r'(data-word="(\w+)"[^>]*>)(?=</)', word, frame)
    if figures.demonstration:
        said = said.replace('data-word="demonstration" hidden', 'data-word="demonstration"')
    return said.replace('id="subtitle">', f'id="subtitle">{html.escape(_subtitle(figures)[language == "en"])}')


def _subtitle(figures: Figures) -> Both:
    parts = (
        both_raw("map", "district"),
        both_raw("map", "layout"),
        [format_month(figures.month)] * 2,
        _audience(figures),
    )
    return [" · ".join(each) for each in zip(*parts, strict=True)]


def _audience(figures: Figures) -> Both:
    roles = sorted(figures.audience.roles) or [Role.PUBLIC]
    chinese, english = zip(*(both_raw("role", role) for role in roles), strict=True)
    return ["、".join(chinese), ", ".join(english)]


def windows(month: int) -> dict[str, Both]:
    """What period each window means in this month."""
    year = month // MONTHS_A_YEAR if month % MONTHS_A_YEAR == MONTHS_A_YEAR - 1 else month // MONTHS_A_YEAR - 1
    now = format_month(month)
    details = {
        "month": now,
        "first": format_month(month - MONTHS_A_YEAR + 1),
        "year": year,
        "january": format_month(month // MONTHS_A_YEAR * MONTHS_A_YEAR),
    }
    return {window.value: both("map_window", window.value, **details) for window in Window}


def about(figures: Figures, real: Figures | None, district_file: Path) -> dict[str, object]:
    """What the imprint says: month, audience, data date, scope, sources and the standing notes."""
    table = figures.tables["building"]
    in_scope = int(np.count_nonzero(table.attributes["in_scope"])) if "in_scope" in table.attributes else len(table)
    return {
        "month": format_month(figures.month),
        "state": both_raw("month_state", "closed" if figures.closed else "open"),
        "audience": _audience(figures),
        "subtitle": _subtitle(figures),
        "origin": both_raw("origin", figures.origin),
        "data_date": local_text(figures.data_date),
        "scope": both("map", "scope_counts", count=len(table), in_scope=in_scope),
        "sources": _sources(figures, real, district_file),
    }


def _sources(figures: Figures, real: Figures | None, district_file: Path) -> Sequence[Both]:
    found = [both_raw("map", "source_demonstration")] if figures.demonstration else []
    found += [both_raw("map", "source_real")] if real is not None or not figures.demonstration else []
    outline = both_raw("map", "source_district")
    if district_file != Settings.model_fields["district_file"].default:
        outline = [geofiles.read(district_file)[0].text("source")] * 2
    return [*found, outline, both_raw("map", "source_roads"), both_raw("map", "source_zones")]
