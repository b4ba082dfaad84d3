"""What an import tells a clerk: what its file lacks, what becomes of a month, and nothing that is not of the import."""

from pathlib import Path

import pytest
from sqlalchemy import text

from buildings.database.engine import connect
from tests.builders.edge import Louyu
from tests.builders.workbooks import building_row, make_workbook, tax_row

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
