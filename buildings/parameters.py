"""Dated parameters (thresholds, shares): resolved once for a day, then passed as values."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import yaml

from buildings.errors import Misconfigured, Word
from buildings.settings import DATA

RULES = "flags.yaml"
"""The file of the thresholds of upgrade rules."""
SPAN, SEASONS = "falls.span_months", "falls.season_years"
"""Over how many months a fall is looked at, and how many years back the same months are."""
FARTHEST = 36
"""Months before the reporting month that facts are read of."""
_NO_FIGURES = ("access.", "imports.", "target.")  # sign-in and limits; slips of imports; goals that a plan sets


@dataclass(frozen=True)
class Parameter:
    """One resolved value with its unit, first day and source."""

    slug: str
    value: Fraction
    unit: str
    valid_from: dt.date
    source: str


@cache
def _defaults() -> Mapping[str, tuple[Parameter, ...]]:
    found: dict[str, tuple[Parameter, ...]] = {}
    for path in sorted((DATA / "parameters").glob("*.yaml")):
        document: dict[str, Any] = yaml.safe_load(path.read_text("utf-8")) or {}
        for slug, entry in document.items():
            try:
                found[slug] = tuple(
                    sorted(
                        (
                            Parameter(slug, Fraction(str(item["value"])), entry["unit"], item["from"], item["source"])
                            for item in entry["values"]
                        ),
                        key=lambda parameter: parameter.valid_from,
                    )
                )
            except (KeyError, TypeError, ValueError) as error:
                raise Misconfigured("wrong_parameter", file=path.name, parameter=slug, reason=str(error)) from error
        for slug, reason in _too_far(found) if SPAN in document or SEASONS in document else ():
            raise Misconfigured("wrong_parameter", file=path.name, parameter=slug, reason=reason)
    return found


def _too_far(found: Mapping[str, tuple[Parameter, ...]]) -> Iterator[tuple[str, Word]]:
    """What falls cannot look at: no month, no year before, or months before those that are read; and the bound."""
    for slug in (SPAN, SEASONS):
        for one in found.get(slug, ()):
            if one.value.denominator != 1:
                yield slug, Word("setting_whole")
            if one.value < 1:
                yield slug, Word("setting_least", 1)
    spans, years = found.get(SPAN, ()), found.get(SEASONS, ())
    for day in sorted({one.valid_from for one in (*spans, *years)}):
        back = 12 * next((int(one.value) for one in reversed(years) if one.valid_from <= day), 1)
        span = next((int(one.value) for one in reversed(spans) if one.valid_from <= day), 1)
        if back >= FARTHEST:
            yield SEASONS, Word("setting_most", (FARTHEST - 1) // 12)
        if back + span > FARTHEST:
            yield SPAN, Word("setting_most", FARTHEST - back)


@cache
def of_rules() -> Mapping[str, Parameter]:
    """The newest value of every threshold of an upgrade rule."""
    document: dict[str, Any] = yaml.safe_load((DATA / "parameters" / RULES).read_text("utf-8"))
    return {slug: _defaults()[slug][-1] for slug in document}


@cache
def said(day: dt.date | None) -> Mapping[str, str]:
    """Values of a day (None: the newest) as sentences name them, by slug with "_" for "."; shares in per cent."""
    newest = {slug: dated[-1] for slug, dated in _defaults().items()}
    held = newest if day is None else {slug: found for slug in newest if (found := find(slug, day)) is not None}
    return {slug.replace(".", "_"): _spoken(one) for slug, one in held.items()}


def _spoken(one: Parameter) -> str:
    if one.unit in ("ratio", "points"):
        return f"{float(one.value * 100):g}" + ("%" if one.unit == "ratio" else "")
    return f"{float(one.value):g}"


def find(slug: str, day: dt.date) -> Parameter | None:
    """The value valid on a day, None when there is none."""
    valid = [parameter for parameter in _defaults().get(slug, ()) if parameter.valid_from <= day]
    return valid[-1] if valid else None


def resolve(slug: str, day: dt.date) -> Parameter:
    """The value valid on a day; Misconfigured when there is none."""
    found = find(slug, day)
    if found is None:
        raise Misconfigured("no_parameter", parameter=slug, day=day.isoformat())
    return found


def compared_months(by: Mapping[str, Fraction]) -> tuple[tuple[int, int], ...]:
    """Months back that falls compare with each other: now with a span before, then the same of each year before."""
    return tuple((12 * years, 12 * years + int(by[SPAN])) for years in range(int(by[SEASONS]) + 1))


def values(day: dt.date) -> dict[str, Fraction]:
    """All values that figures may stand on, as valid on a day, by slug; limits of access and imports are none."""
    return {
        slug: resolve(slug, day).value
        for slug, all_values in _defaults().items()
        if all_values[0].valid_from <= day and not slug.startswith(_NO_FIGURES)
    }
