"""All versions of all schemes, read once from ``data/parameters/schemes`` and refused unless they are whole."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from buildings.errors import Misconfigured, NotFound, Word, rightly
from buildings.schemes.scheme import Fact, Filling, Kind, Scheme, Status
from buildings.settings import DATA

FOLDER = DATA / "parameters" / "schemes"
Fault = tuple[str, Word]
_SAID: Mapping[str, str] = {"missing": "scheme_missing", "extra_forbidden": "scheme_extra"}


def everything() -> Mapping[tuple[str, str], Scheme]:
    """Schemes by family and version, in the order of their files; Misconfigured when one is wrong."""
    return _loaded(FOLDER)


def find(scheme: str, version: str) -> Scheme:
    """One version; NotFound."""
    found = everything().get((scheme, version))
    if found is None:
        raise NotFound("no_such_scheme", code=f"{scheme}@{version}")
    return found


def known(scheme: str, version: str) -> Scheme | None:
    """One version; None for ratings that were recorded without a scheme of ours."""
    return everything().get((scheme, version))


def current(scheme: str, day: dt.date) -> Scheme | None:
    """The version of a family that buildings apply under on a day: the newest of those in force."""
    valid = [one for (family, _), one in everything().items() if family == scheme and one.holds_on(day)]
    return max(valid, key=lambda one: (one.valid_from, one.version), default=None)


@cache
def _loaded(folder: Path) -> Mapping[tuple[str, str], Scheme]:
    read = [load(path) for path in sorted(folder.glob("*.yaml"))]
    return {(one.scheme, one.version): one for one in read}


def load(path: Path) -> Scheme:
    """A scheme of a file ``<scheme>@<version>.yaml``.

    Raises
    ------
    Misconfigured
        Names the file, the field, and what would be right.
    """
    try:
        document: Any = yaml.safe_load(path.read_text("utf-8"))
        found = Scheme.model_validate(document)
    except yaml.YAMLError as error:
        raise Misconfigured("wrong_scheme", file=path.name, field="—", reason=Word("scheme_yaml")) from error
    except ValidationError as error:
        field, reason = _said(error)
        raise Misconfigured("wrong_scheme", file=path.name, field=field, reason=reason) from error
    for field, reason in _faults(found, path.stem):
        raise Misconfigured("wrong_scheme", file=path.name, field=field, reason=reason)
    return found


def _said(error: ValidationError) -> Fault:
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"]) or "—"
    slug = _SAID.get(first["type"], "scheme_value")
    right = rightly(first.get("ctx", {})) or (first["type"],)
    return field, Word(slug, value=tuple(str(one) for one in right))


def _faults(one: Scheme, stem: str) -> Iterator[Fault]:
    """What the shape alone does not see, in the order of the file."""
    if stem != f"{one.scheme}@{one.version}":
        yield "version", Word("scheme_file", value=f"{one.scheme}@{one.version}.yaml")
    if one.status is Status.PROPOSED and one.notice is None:
        yield "notice", Word("scheme_notice")
    if one.valid_to is not None and one.valid_to < one.valid_from:
        yield "valid_to", Word("scheme_at_least", value=one.valid_from.isoformat())
    slugs = [part.slug for part in (*one.items, *one.vetoes, *one.preconditions)]
    for names in (slugs, [part.slug for part in one.categories], [part.slug for part in one.levels]):
        for slug in (slug for slug, count in Counter(names).items() if count > 1):
            yield "slug", Word("scheme_twice", value=slug)
    yield from _levels(one)
    yield from _points(one)
    for place, asked in enumerate(one.preconditions):
        if (asked.at_least is not None) != (asked.fact in {Fact.OFFICE_AREA, Fact.COMPLETED_MONTHS}):
            yield f"preconditions.{place}.at_least", Word("scheme_number", value=asked.fact.value)


def _levels(one: Scheme) -> Iterator[Fault]:
    for place, level in enumerate(one.levels):
        before = one.levels[place - 1].points if place else None
        if one.kind is Kind.STARS and level.slug not in set("12345"):
            yield f"levels.{place}.slug", Word("scheme_value", value="1 2 3 4 5")
        if level.points is not None and level.points > one.points:
            yield f"levels.{place}.points", Word("scheme_at_most", value=one.points)
        if place and (level.points is None) != (before is None):
            yield f"levels.{place}.points", Word("scheme_all_or_none")
        if level.points is not None and before is not None and level.points <= before:
            yield f"levels.{place}.points", Word("scheme_ascending")


def _points(one: Scheme) -> Iterator[Fault]:
    categories = {part.slug for part in one.categories}
    for place, item in enumerate(one.items):
        if item.category not in categories:
            yield f"items.{place}.category", Word("scheme_value", value=tuple(sorted(categories)))
    for place, category in enumerate(one.categories):
        whole = sum(item.points for item in one.of_category(category.slug))
        if whole != category.points:
            yield f"categories.{place}.points", Word("scheme_sum", value=whole)
        if category.minimum > category.points:
            yield f"categories.{place}.minimum", Word("scheme_at_most", value=category.points)
    for place, item in enumerate(one.items):
        if item.filling is not None:
            yield from _bands(item.filling, item.points, f"items.{place}.filling.bands")


def _bands(filling: Filling, points: int, field: str) -> Iterator[Fault]:
    for place, (before, band) in enumerate(zip(filling.bands, filling.bands[1:], strict=False), 1):
        if band.at_least <= before.at_least or band.points < before.points:
            yield f"{field}.{place}", Word("scheme_ascending")
    if filling.bands[-1].points != points:
        yield f"{field}.{len(filling.bands) - 1}.points", Word("scheme_full", value=points)
