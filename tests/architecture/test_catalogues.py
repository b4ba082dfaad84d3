"""Every metric, flag, layer and report stands in its catalogue, says what it derives from, and has a case."""

import datetime as dt
import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest
import yaml

import buildings.flags
import buildings.metrics
import buildings.reports
import buildings.warnings
import maps
from api.catalogue import markdown
from buildings import parameters
from buildings.kinds import Derives
from buildings.metrics.catalogue import METRICS
from buildings.quantities import parse_month
from buildings.reports.catalogue import REPORTS
from buildings.settings import ROOT
from buildings.warnings.catalogue import WARNINGS
from buildings.words import Language
from maps.catalogue import LAYERS

CATALOGUES: dict[str, tuple[ModuleType, Any]] = {
    "metrics": (buildings.metrics, METRICS),
    "layers": (maps, LAYERS),
    "reports": (buildings.reports, REPORTS),
}
if list(pkgutil.iter_modules(buildings.flags.__path__)):  # the first rule must come with its catalogue
    CATALOGUES["flags"] = (buildings.flags, importlib.import_module("buildings.flags.catalogue").FLAGS)
CATALOGUES["warnings"] = (buildings.warnings, WARNINGS)
COMPUTED = [which for which in ("metrics", "flags") if which in CATALOGUES]


def listed(catalogue: Mapping[str, Any] | Iterable[Any]) -> list[Any]:
    return list(catalogue.values() if isinstance(catalogue, Mapping) else catalogue)


def declared(package: ModuleType, kind: type) -> Iterator[Any]:
    """Declarations of a kind at the top of any module of a package, alone or in a tuple, list or mapping."""
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        for value in list(vars(importlib.import_module(info.name)).values()):
            several = (
                value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else [value]
            )
            yield from (one for one in several if isinstance(one, kind))


@pytest.mark.parametrize("which", CATALOGUES)
def test_what_is_declared_is_listed_once(which: str) -> None:
    package, catalogue = CATALOGUES[which]
    rows = listed(catalogue)
    assert rows
    slugs = [row.slug for row in rows]
    assert len(slugs) == len(set(slugs))
    assert {one.slug for one in declared(package, type(rows[0]))} - set(slugs) == set()


@pytest.mark.parametrize("which", CATALOGUES)
def test_everything_says_what_it_derives_from(which: str) -> None:
    rows = listed(CATALOGUES[which][1])
    assert [row.slug for row in rows if not isinstance(row.derives_from, Derives)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_metrics_have_words(language: Language) -> None:
    for metric in listed(METRICS):
        assert metric.label(language)
        assert metric.definition(language)
        assert not {"…", "{"} & set(metric.definition(language)), metric.slug  # every threshold has a value


def test_a_definition_has_the_thresholds_of_its_month(monkeypatch: pytest.MonkeyPatch) -> None:
    dated = parameters._defaults()
    first = dated["vacancy.share"][0]
    later = replace(first, value=Fraction(1, 8), valid_from=dt.date(2026, 5, 1))
    monkeypatch.setattr(parameters, "_defaults", lambda: {**dated, "vacancy.share": (first, later)})
    monkeypatch.setattr(parameters, "said", parameters.said.__wrapped__)
    said = METRICS["flag_vacancy"].definition
    april, may = parse_month("2026-04"), parse_month("2026-05")
    assert ("30%" in said("zh", april), "12.5%" in said("zh", april)) == (True, False)
    assert "12.5%" in said("zh", may)
    assert "12.5%" in said("en")


def words_of(document: object) -> Iterator[str]:
    """Every key and text of a YAML document."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield str(key)
            yield from words_of(value)
    elif isinstance(document, list):
        for value in document:
            yield from words_of(value)
    elif isinstance(document, str):
        yield document


@pytest.mark.parametrize("which", COMPUTED)
def test_everything_computed_has_a_case(which: str) -> None:
    """An official can read ``tests/cases/<which>/*.yaml``."""
    cases = sorted((ROOT / "tests" / "cases" / which).glob("*.yaml"))
    named = {word for file in cases for word in words_of(yaml.safe_load(file.read_text("utf-8")))}
    named |= {file.stem for file in cases}
    assert [row.slug for row in listed(CATALOGUES[which][1]) if row.slug not in named] == []


def test_the_written_catalogue_is_current() -> None:
    assert (ROOT / "CATALOGUE.md").read_text("utf-8") == markdown(), "run ./louyu catalogue --write"
