"""The workbooks as files: marked, readable, the same for the same seed, whole or absent in the cache."""

import hashlib
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from stdnum import numdb
from stdnum.cn import uscc

from buildings import demo, tables
from buildings.demo import files as demo_files
from buildings.demo import workbooks
from buildings.demo.codes import REGION
from buildings.errors import InvalidValue
from buildings.quantities import format_month
from tests.demo.conftest import LAST
from tests.demo.reading import Files

small_cached = partial(demo.cached, last_month=LAST, months=3, buildings=40)


def digests(paths: list[Path]) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_the_same_seed_gives_the_same_bytes(small: list[Path], tmp_path: Path) -> None:
    again = demo.write(tmp_path, last_month=LAST, months=3, buildings=40, seed=5)
    assert digests(again) == digests(small)


def test_another_seed_gives_another_district(small: list[Path], tmp_path: Path) -> None:
    other = demo.write(tmp_path, last_month=LAST, months=3, buildings=40, seed=6)
    assert not set(digests(other).values()) & set(digests(small).values())


def test_a_helper_process_changes_nothing(small: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_files, "_WORTH_A_HELPER", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    again = demo.write(tmp_path, last_month=LAST, months=3, buildings=40, seed=5)
    assert digests(again) == digests(small)


def test_files_come_in_the_order_of_import_and_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    paths = demo.write(tmp_path, last_month=LAST, months=2, buildings=40, progress=lambda *done: told.append(done))
    assert [path.name for path in paths] == [
        "企业台账.xlsx",
        "楼宇台账.xlsx",
        "房间台账.xlsx",
        "租赁台账.xlsx",
        "改造项目台账.xlsx",
        "星级评分表.xlsx",
        "税收 2026-09.xlsx",
        "税收 2026-10.xlsx",
        "手工分摊.xlsx",
    ]
    assert [(done, total) for _, done, total in told] == [(done, 9) for done in range(1, 10)]
    assert sorted(text for text, _, _ in told) == sorted(path.name for path in paths)
    assert sorted(tmp_path.iterdir()) == sorted(paths)


def test_every_file_says_that_it_is_a_demonstration(small: list[Path]) -> None:
    for path in small:
        book = openpyxl.load_workbook(path)
        assert book["说明"]["A1"].value == "示范数据"
        text = " ".join(str(cell) for row in book["说明"].iter_rows(max_row=9, values_only=True) for cell in row)
        assert "虚构" in text
        assert REGION in text
        assert "5" in text
        assert book.properties.subject == "示范数据"
        assert "synthetic" in str(book.properties.description)
        for sheet in book.worksheets:
            header, footer = sheet.oddHeader, sheet.oddFooter
            assert header is not None
            assert footer is not None
            assert "示范数据" in str(header.left.text)
            assert "示范数据" in str(footer.left.text)


def test_headers_are_those_of_the_column_maps(small: list[Path]) -> None:
    by_name = {path.name: path for path in small}
    for one in tables.maps().values():
        path = by_name[one.filename.replace("{month}", "2026-10")]
        with CalamineWorkbook.from_path(str(path)) as book:
            headers = book.get_sheet_by_name(one.sheet).to_python()[0]
        assert headers[: len(one.headers)] == one.headers
        if one.kind == "taxes":
            taxes = [column.name for column in tables.tax_columns()]
            assert [name for name in headers[3:] if not str(name).endswith("区级留存")] == taxes
            assert headers[-1] == "总计"


def test_a_total_is_the_sum_of_its_row(full: Files) -> None:
    rows = [row for month in full.taxes.values() for row in month]
    for row in rows:
        parts = [value for name, value in list(row.items())[3:-1] if value != "" and not name.endswith("区级留存")]
        assert round(sum(parts) * 100) == round(row["总计"] * 100)
    assert any("增值税区级留存" in row for row in rows)


def test_codes_pass_their_check_digit_in_a_region_that_is_not_assigned(full: Files) -> None:
    codes = [row["统一社会信用代码"] for row in full.firms if row["统一社会信用代码"]]
    assert len(set(codes)) == len(codes) > 5_000
    assert [code for code in codes if uscc.calc_check_digit(code[:17]) != code[17]] == []
    assert [code for code in codes if code[:8].isdigit() and not uscc.is_valid(code)] == []
    assert {code[2:8] for code in codes} == {REGION}
    parts = [part for part, known in numdb.get("cn/loc").info(REGION) if known]
    assert parts == []
    assert [known for _, known in numdb.get("cn/loc").info("350102") if known]


def test_names_are_marked(full: Files) -> None:
    for row in full.firms:
        assert "示范" in row["企业名称"]
    for house in full.houses:
        assert "示范" in house["楼宇名称"]
        assert house["地址"].startswith("示范")
        assert house["楼宇编码"].startswith("SF-")
    names = [row["企业名称"] for row in full.firms]
    assert len(set(names)) == len(names)


def test_the_cache_is_used_and_never_half(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = small_cached(cache)
    stamps = [path.stat().st_mtime_ns for path in first]
    left = cache / ".demo-partial-999999999-dead"
    left.mkdir()
    assert small_cached(cache) == first
    assert [path.stat().st_mtime_ns for path in first] == stamps
    other = small_cached(cache, seed=2)
    assert other[0].parent != first[0].parent
    assert not left.exists()
    assert sorted(path.name for path in cache.iterdir()) == sorted({first[0].parent.name, other[0].parent.name})


def test_an_interrupted_run_leaves_nothing(tmp_path: Path) -> None:
    def interrupt(_text: str, done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        small_cached(tmp_path, progress=interrupt)
    assert list(tmp_path.iterdir()) == []


def test_a_run_stopped_in_the_middle_of_a_file_leaves_no_part_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither under its own name nor under another; a file of an earlier run stays as it was."""

    def stopped(*_: object) -> Iterator[list[object]]:
        yield ["SF-0001", "示范"]
        raise KeyboardInterrupt

    (tmp_path / "企业台账.xlsx").write_text("earlier")
    monkeypatch.setattr(workbooks, "_rows", stopped)
    with pytest.raises(KeyboardInterrupt):
        demo.write(tmp_path, last_month=LAST, months=1, buildings=40)
    assert {path.name for path in tmp_path.iterdir()} == {"企业台账.xlsx", f"税收 {format_month(LAST)}.xlsx"}
    assert (tmp_path / "企业台账.xlsx").read_text() == "earlier"
    assert (tmp_path / f"税收 {format_month(LAST)}.xlsx").stat().st_mode & 0o777 == 0o644


def test_a_district_too_small_for_its_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue):
        demo.write(tmp_path, last_month=LAST, buildings=39)
    with pytest.raises(InvalidValue):
        demo.write(tmp_path, last_month=LAST, months=0)
    assert list(tmp_path.iterdir()) == []
