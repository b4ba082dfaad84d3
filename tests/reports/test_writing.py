"""Files of a report: names that tell, whole or not at all, loaded late."""

import subprocess
import sys
from pathlib import Path

import pytest

from buildings import reports, words
from buildings.errors import InvalidValue
from buildings.kinds import Derives
from buildings.metrics.catalogue import METRICS
from buildings.reports import monthly, workbook
from buildings.reports.catalogue import REPORTS
from buildings.reports.content import Pair
from tests.reports.sample import sample


def test_files_carry_month_audience_and_mark(tmp_path: Path) -> None:
    found = reports.write(sample(), tmp_path / "2026-10")
    assert [path.name for path in found] == [
        "单位面积税收月报 2026-10 promoter 示范.xlsx",
        "单位面积税收月报 2026-10 promoter 示范.html",
    ]
    assert sorted(path.name for path in (tmp_path / "2026-10").iterdir()) == sorted(path.name for path in found)


def test_real_data_and_english(tmp_path: Path) -> None:
    (found,) = reports.write(sample(origin="real"), tmp_path, formats=("html",), language="en")
    assert found.name == "Monthly tax-yield report 2026-10 promoter.html"


def test_a_failing_format_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reports.write(sample(), tmp_path, formats=("xlsx",))
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        reports.write(sample(seed=9), tmp_path, formats=("xlsx",))
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue) as refused:
        reports.write(sample(), tmp_path, formats=("xlsx", "pdf"))
    assert "pdf" in words.sentence(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_importing_the_reports_loads_no_heavy_library() -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import buildings.reports, sys; print({'jinja2', 'pandas', 'openpyxl'} & set(sys.modules))",
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert said.strip() == "set()"


def test_every_metric_has_its_column_and_its_definition() -> None:
    report = monthly.build(sample())
    fields = {one.key for section in report.sections for block in section.blocks for one in block.fields}
    listed = report.section("full_district").block("district_all").column("figure")[1]
    alone = {slug for slug, one in METRICS.items() if one.levels == ("district",)}
    assert set(METRICS) - alone <= fields
    assert {METRICS[slug].label("zh") for slug in alone} <= {cell.zh for cell in listed if isinstance(cell, Pair)}
    defined = report.section("definitions").block("definitions").column("slug")[1]
    assert set(METRICS) == set(defined)


def test_every_text_is_said_in_both_languages() -> None:
    report = monthly.build(sample())
    pairs = [section.title for section in report.sections] + [section.tab for section in report.sections]
    for section in report.sections:
        pairs += section.notes
        for block in section.blocks:
            pairs += [block.title, *block.notes, *(one.label for one in block.fields)]
            pairs += [cell for cells in block.columns for cell in cells if isinstance(cell, Pair)]
    assert len(pairs) > 500
    assert [pair for pair in pairs if not (pair.zh and pair.en)] == [Pair("", "")] * sum(
        pair == ("", "") for pair in pairs
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sheet_names_are_valid_and_distinct(language: words.Language) -> None:
    names = [section.tab.pick(language) for section in monthly.build(sample()).sections]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 31 and not set(name) & set(":\\/?*[]") for name in names)
    assert workbook.render(monthly.build(sample()), language)[:2] == b"PK"


def test_parameters_are_labelled() -> None:
    cells = monthly.build(sample()).section("imprint").block("parameters").column("parameter")[1]
    assert [cell for cell in cells if not isinstance(cell, Pair)] == []


def test_the_catalogue_says_what_reports_derive_from() -> None:
    assert [(one.slug, one.derives_from, one.label("zh")) for one in REPORTS.values()] == [
        ("monthly", Derives.TAX, "单位面积税收月报")
    ]
