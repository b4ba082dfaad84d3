"""What an import tells a clerk: own records that a file lacks by code, public sources' named buildings in a line."""

from pathlib import Path

import pytest

from tests.builders.edge import Louyu
from tests.builders.workbooks import building_row, make_workbook

pytestmark = pytest.mark.usefixtures("loopback")


def test_named_buildings_are_one_line_and_own_ones_are_listed(louyu: Louyu, real_file: Path, tmp_path: Path) -> None:
    mine = [building_row(number, code=f"GL-{number:04d}") for number in (901, 902)]
    assert louyu("import", make_workbook(tmp_path, "buildings", mine), at=real_file).code == 0
    said = louyu("import", make_workbook(tmp_path, "buildings", mine[:1]), at=real_file)
    assert [line for line in said.out.splitlines() if line.startswith("  ")] == ["  GL-0902"]
    (line,) = [line for line in said.out.splitlines() if "具名楼宇" in line]
    assert "39 栋" in line
    assert "GL-00" not in said.out
