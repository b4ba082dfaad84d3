"""A rent roll saved by other programs: they write rows and cells that hold nothing, and change how the rest is kept."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.api.test_rent_roll import day, let
from tests.builders.sheets import Book, download, told, upload
from tests.builders.tenancy import Town, on
from tests.fixtures.missing import give_up

pytestmark = pytest.mark.stocked("town")

SECONDS = 120


def by_libreoffice(content: bytes, folder: Path) -> bytes:
    """The workbook opened and saved again by LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        give_up("LibreOffice is missing: ./louyu setup dev (as root) installs it")
    (folder / "in").mkdir()
    file = folder / "in" / "roll.xlsx"
    file.write_bytes(content)
    asked = ["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), str(file)]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    done = subprocess.run([program, profile, *asked], capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    return (folder / "out" / "roll.xlsx").read_bytes()


@pytest.mark.office
def test_saved_by_libreoffice_it_says_the_same(town: Town, tmp_path: Path) -> None:
    let(town)
    content = by_libreoffice(download(town.one).content, tmp_path)
    same = upload(town.one, content)
    assert (same.status_code, same.json()["leases"], same.json()["notes"]) == (200, [], [])
    book = Book(content)
    book.put(book.find(租约编号="H-1")["row"], 租金=91, 终止日=day(310))
    (tmp_path / "again").mkdir()
    changed = upload(town.one, by_libreoffice(book.saved(), tmp_path / "again"))
    assert list(told(changed.json())) == [
        ("changed", "rent_fen", 9_050, 9_100),
        ("changed", "ends_on", on(300), on(310)),
    ]


def test_rows_and_cells_that_hold_nothing_do_not_make_a_sheet_large(town: Town) -> None:
    let(town)
    book = download(town.one)
    book.sheet.row_dimensions[1_048_576].height = 12.8
    book.sheet.cell(500_000, 9).number_format = "0.00"
    content = book.saved()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    assert b'<row r="1048576"' in sheet
    assert b'r="I500000"' in sheet
    answer = upload(town.one, content)
    assert (answer.status_code, answer.json()["leases"]) == (200, [])
    book.put(500_000, 租金=1)  # now there is something, and all before it would be laid out
    refused = upload(town.one, book.saved())
    assert refused.json()["errors"][0]["type"] == "urn:louyu:problem:sheet_too_large"
    assert "500000" in refused.json()["errors"][0]["detail"]
