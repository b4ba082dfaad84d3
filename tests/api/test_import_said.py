"""What an import tells a clerk: what its file lacks, what becomes of a month, and nothing that is not of the import."""

from pathlib import Path

import pytest
from sqlalchemy import text

from buildings.database.engine import connect
from tests.builders.edge import Louyu
from tests.builders.workbooks import building_row, make_workbook, split_row, tax_row

TAX = "税收 2026-01.xlsx"
pytestmark = pytest.mark.usefixtures("loopback")


def test_own_buildings_that_a_file_lacks_are_listed(louyu: Louyu, real_file: Path, tmp_path: Path) -> None:
    mine = [building_row(number, code=f"GL-{number:04d}") for number in (901, 902)]
    assert louyu("import", make_workbook(tmp_path, "buildings", mine), at=real_file).code == 0
    said = louyu("import", make_workbook(tmp_path, "buildings", mine[:1]), at=real_file)
    assert [line for line in said.out.splitlines() if line.startswith("  ")] == ["  GL-0902"]
    assert "具名楼宇" not in said.both
    assert "GL-00" not in said.both
    assert "具名楼宇" in louyu("check-data", at=real_file).out


@pytest.mark.parametrize("check", [[], ["--check"]], ids=["import", "check"])
def test_named_buildings_are_one_line_where_the_file_has_some(
    louyu: Louyu, real_file: Path, tmp_path: Path, check: list[str]
) -> None:
    mine = [building_row(number, code=f"GL-{number:04d}") for number in (7, 901)]
    said = louyu("import", *check, make_workbook(tmp_path, "buildings", mine), at=real_file)
    (line,) = [line for line in said.out.splitlines() if "具名楼宇" in line]
    assert "38 栋" in line
    assert "GL-0008" not in said.out


@pytest.mark.parametrize("check", [[], ["--check"]], ids=["import", "check"])
def test_a_month_that_loses_taxpayers_is_told_first_and_loud(
    louyu: Louyu, real_file: Path, tmp_path: Path, check: list[str]
) -> None:
    first = [tax_row(code, zzs=yuan) for code, yuan in (("A", 1), ("B", 2_000), ("C", 3))]
    path = make_workbook(tmp_path, "taxes", first, name=TAX)
    assert "注意" not in louyu("import", path, at=real_file).out
    path = make_workbook(tmp_path, "taxes", [tax_row("A", zzs=1), tax_row("D", zzs=0.5)], name=TAX)
    said = louyu("import", *check, path, at=real_file)
    assert said.code == 0
    told = said.out.splitlines()[0]
    for part in (
        "注意",
        TAX,
        "2026-01",
        "2 个纳税人离开",
        "新来 1 个",
        "减少 2,002.50 元",
        "将代替" if check else "代替了",
    ):
        assert part in told, part
    assert "2,002.50" not in said.err
    assert "  B" in said.out.splitlines()
    again = louyu("import", path, at=real_file)
    assert ("注意" in again.out) == bool(check)


def test_no_amount_of_an_import_is_kept_in_the_audit(louyu: Louyu, real_file: Path, tmp_path: Path) -> None:
    for rows in ([tax_row("A", zzs=4711)], [tax_row("B", zzs=1)]):
        assert louyu("import", make_workbook(tmp_path, "taxes", rows, name=TAX), at=real_file).code == 0
    engine = connect(f"sqlite:///{real_file}")
    with engine.connect() as connection:
        for query in ("select * from audit_entries", "select * from import_batches"):
            kept = repr(connection.execute(text(query)).all())
            assert "4711" not in kept
            assert "4710" not in kept
    engine.dispose()


@pytest.mark.parametrize("check", [[], ["--check"]], ids=["import", "check"])
def test_rows_pasted_twice_are_told_first_and_loud(
    louyu: Louyu, real_file: Path, tmp_path: Path, check: list[str]
) -> None:
    rows = [tax_row("A", zzs=1), tax_row("A", zzs=1), tax_row("B", zzs=2), tax_row("B", zzs=3)]
    said = louyu("import", *check, make_workbook(tmp_path, "taxes", rows, name=TAX), at=real_file)
    assert said.code == 0
    assert "注意" in said.out.splitlines()[0]
    assert "1 组完全相同的行" in said.out.splitlines()[0]


def test_a_slip_that_fills_a_column_is_one_line_with_its_rows(louyu: Louyu, real_file: Path, tmp_path: Path) -> None:
    rows = [tax_row(code, "202613", zzs=1) for code in "ABCDEFGHIJKL"]
    said = louyu("import", make_workbook(tmp_path, "taxes", rows, name=TAX), at=real_file)
    assert said.code == 1
    (line,) = [line for line in said.err.splitlines() if "202613" in line]
    assert "第 2 行" in line
    assert "另有 11 行同样：第 3、4、5、6、7、8、9、10… 行" in line


def test_numbers_are_repeated_as_people_write_them(louyu: Louyu, real_file: Path, tmp_path: Path) -> None:
    rows = [building_row(1, code="GL-0901", gross_area=-5)]
    said = louyu("import", make_workbook(tmp_path, "buildings", rows), at=real_file)
    assert said.code == 1
    assert "-5" in said.err
    assert "-5.0" not in said.err


def test_a_folder_is_no_workbook(louyu: Louyu, real_file: Path, tmp_path: Path) -> None:
    said = louyu("import", tmp_path, at=real_file)
    assert (said.code, "这是文件夹" in said.err) == (1, True)


def test_splits_say_what_is_counted(louyu: Louyu, real_file: Path, tmp_path: Path) -> None:
    taxes = make_workbook(tmp_path, "taxes", [tax_row("A", zzs=1)], name=TAX)
    mine = make_workbook(
        tmp_path, "buildings", [building_row(number, code=f"GL-{number:04d}") for number in (901, 902)]
    )
    parts = [split_row("A", code) for code in ("GL-0901", "GL-0902")]
    said = louyu("import", taxes, mine, make_workbook(tmp_path, "splits", parts), at=real_file)
    assert (said.code, "手工分摊按套计" in said.out) == (0, True)
    assert "按套计" not in louyu("import", taxes, at=real_file).out


def test_a_folder_is_called_by_its_name_however_it_is_given(
    louyu: Louyu, real_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "台账").mkdir()
    monkeypatch.chdir(tmp_path / "台账")
    said = louyu("import", "--check", ".", at=real_file)
    assert (said.code, "台账" in said.both, "“”" in said.both) == (1, True, False)
