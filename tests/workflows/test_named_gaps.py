"""The named buildings of public sources do not drown an office's own: their gaps stand apart, and come last."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from buildings.database import work
from buildings.imports import real
from buildings.imports.gap_finders.register import Register
from buildings.words import Language, label
from buildings.workflows import checking
from tests.builders.imported import load
from tests.builders.workbooks import building_row, make_workbook
from tests.imports.test_named import NAMED, district, own, register

__all__ = ["district"]


def groups(engine: Engine, language: Language = "zh") -> dict[str, list[str]]:
    """What has gaps, by whose records it is of, in the order shown."""
    return {group.whose: [row[0] for row in group.rows] for group, _ in checking.gaps(engine, language)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_own_gaps_come_before_those_of_named_buildings(district: Engine, tmp_path: Path, language: Language) -> None:
    register(district, tmp_path, own(901, office_area=None), own(7, office_area=None))
    found = groups(district, language)
    assert list(found) == [label("origin", "real", language), label("register", "named", language)]
    mine, named = found.values()
    assert {what.split()[0] for what in mine} == {"GL-0901", "GL-0007"}
    assert len({what.split()[0] for what in named}) == NAMED - 1


def test_an_own_building_where_a_named_one_stands_is_an_own_gap(district: Engine, tmp_path: Path) -> None:
    with work.reading(district) as session:
        there = next(row for row in Register(session).buildings if row.point is not None)
    place = {"lon": there.point.x, "lat": there.point.y, "datum": "wgs84", "accuracy_m": 1}
    register(district, tmp_path, own(901, **place))
    told = {
        (group.whose, what)
        for group, _ in checking.gaps(district, "zh")
        for what, problem, _ in group.rows
        if "GL-0901" in problem
    }
    assert (label("origin", "real"), f"{there.code} {there.name}") in told


def test_gaps_of_a_demonstration_come_before_those_of_the_real_register(engine: Engine, tmp_path: Path) -> None:
    load(engine, make_workbook(tmp_path, "buildings", [building_row(1)], mark="示范数据"), demonstration=True)
    work.run(engine, real.load, actor="cli:tester", action=real.ACTION)
    assert list(groups(engine)) == [label("origin", "demonstration"), label("register", "named")]


def test_what_sources_say_is_named_in_words(district: Engine) -> None:
    told = " ".join(problem for group, _ in checking.gaps(district, "zh") for _, problem, _ in group.rows)
    assert "建筑面积" in told
    assert "gross_area_m2" not in told
    assert "floors_above" not in told
