"""Schemes as delivered: whole, true to their sources, refused with the field when they are not."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from buildings.access.roles import Permission
from buildings.errors import Misconfigured, NotFound
from buildings.facts.stars import STAR
from buildings.metrics.catalogue import METRICS
from buildings.schemes import catalogue, course
from buildings.schemes.scheme import Scheme, Status
from buildings.words import sentence

GULOU, OFFICE = ("star", "gulou-proposed-2026"), ("gbt39069", "2020")


def document(path: Path) -> Any:  # noqa: ANN401 - YAML
    return yaml.safe_load(path.read_text("utf-8"))


def delivered(name: tuple[str, str] = GULOU) -> Path:
    return catalogue.FOLDER / f"{name[0]}@{name[1]}.yaml"


def test_the_proposed_stars_weigh_as_the_standard_they_are_built_on() -> None:
    scheme = catalogue.find(*GULOU)
    assert scheme.scheme == STAR
    assert {one.slug: one.points for one in scheme.categories} == {
        "location": 100,
        "ownership": 50,
        "hardware": 200,
        "operation": 350,
        "economic": 300,
    }
    assert scheme.points == 1000
    assert scheme.status is Status.PROPOSED
    assert scheme.notice is not None
    assert "未公开" in scheme.notice.zh
    assert "not public" in scheme.notice.en
    assert scheme.of_tax == {"economic"}


def test_the_national_standard_asks_what_is_published_and_no_more() -> None:
    scheme = catalogue.find(*OFFICE)
    assert [one.slug for one in scheme.levels] == ["grade_b", "grade_a", "super_a"]
    assert {one.slug: one.at_least for one in scheme.preconditions} == {
        "office_area": 15000,
        "completed": 12,
        "in_use": None,
    }
    assert (scheme.items, scheme.points) == ((), 0)


@pytest.mark.parametrize("scheme", catalogue.everything().values(), ids=lambda one: f"{one.scheme}@{one.version}")
def test_what_fills_an_item_is_a_metric_in_its_unit(scheme: Scheme) -> None:
    for item in scheme.items:
        if item.filling is not None:
            metric = METRICS[item.filling.metric]
            assert (metric.unit, metric.derives_from) == (item.filling.unit, item.filling.derives_from), item.slug


def test_every_step_asks_for_a_permission_there_is() -> None:
    assert {one.permission for one in course.transitions()} <= set(Permission)


def test_versions_of_a_family_are_told_apart_and_others_are_not_found() -> None:
    with pytest.raises(NotFound) as refusal:
        catalogue.find("star", "2019")
    assert "star@2019" in sentence(refusal.value)
    assert catalogue.known("star", "register") is None


def put(value: object, *path: str | int) -> Any:  # noqa: ANN401 - changes a document
    def change(found: Any) -> None:  # noqa: ANN401
        for step in path[:-1]:
            found = found[step]
        if value is None:
            del found[path[-1]]
        else:
            found[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "field", "right"),
    [
        (put(None, "body"), "body", "缺少"),
        (put("x", "colour"), "colour", "没有这一项"),
        (put(None, "notice"), "notice", "建议方案"),
        (put(True, "items", 0, "points"), "items.0.points", "应为"),
        (put(31, "items", 0, "points"), "categories.0.points", "101"),
        (put("roof", "items", 0, "category"), "items.0.category", "location"),
        (put(201, "categories", 2, "minimum"), "categories.2.minimum", "200"),
        (put(1001, "levels", 2, "points"), "levels.2.points", "1000"),
        (put(600, "levels", 1, "points"), "levels.1.points", "递增"),
        (put(None, "levels", 1, "points"), "levels.1.points", "都不写"),
        (put("6", "levels", 2, "slug"), "levels.2.slug", "1 2 3 4 5"),
        (put("lifts", "items", 0, "slug"), "slug", "lifts"),
        (put("1999-01-01", "valid_to"), "valid_to", "2000-01-01"),
        (put(119, "items", 19, "filling", "bands", 4, "points"), "items.19.filling.bands.4.points", "120"),
        (put(400, "items", 19, "filling", "bands", 1, "at_least"), "items.19.filling.bands.1", "递增"),
        (put(3, "preconditions", 0, "at_least"), "preconditions.0.at_least", "in_use"),
        (put("0", "items", 0, "effort"), "items.0.effort", "0"),
        (put("2", "version"), "version", "star@2.yaml"),
    ],
)
def test_a_wrong_scheme_is_refused_with_its_field(tmp_path: Path, change: Any, field: str, right: str) -> None:  # noqa: ANN401
    found = document(delivered())
    change(found)
    path = tmp_path / delivered().name
    path.write_text(yaml.safe_dump(found, allow_unicode=True), "utf-8")
    with pytest.raises(Misconfigured) as refusal:
        catalogue.load(path)
    assert refusal.value.details["field"] == field
    assert path.name in sentence(refusal.value)
    assert right in sentence(refusal.value), sentence(refusal.value)


def test_what_is_no_yaml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "star@x.yaml"
    path.write_text("a: [", "utf-8")
    with pytest.raises(Misconfigured, match="wrong_scheme"):
        catalogue.load(path)
