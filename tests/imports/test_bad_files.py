"""Files that are no workbook, or not the right one: each is refused with a sentence, before any harm."""

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.cell import get_column_letter

from buildings import tables
from buildings.imports import container, workbook
from buildings.words import Language
from tests.builders.workbooks import make_raw, make_workbook, room_row, tax_row

NAME = "房间台账.xlsx"
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def slugs(path: Path, kind: str | None = None) -> list[str]:
    return [issue.slug for issue in workbook.read(path, kind).log]


def good(folder: Path) -> Path:
    return make_workbook(folder, "rooms", [room_row()])


def repacked(path: Path, part: str, content: bytes) -> Path:
    """The workbook with parts replaced or added."""
    with zipfile.ZipFile(path) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, text in (kept | {part: content}).items():
            new.writestr(name, text)
    return path


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b"", "file_empty"),
        ("楼宇编码,房号\nSF-0001,101\n".encode("gb18030"), "file_is_text"),
        ("楼宇编码,房号\nSF-0001,101\n".encode(), "file_is_text"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "file_is_html"),
        (b'<?xml version="1.0"?><Workbook/>', "file_is_html"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file_old_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "file_locked"),
        (b"%PDF-1.7" + bytes(range(256)), "not_a_workbook"),
        (b"PK\x03\x04" + bytes(100), "file_damaged"),
    ],
)
def test_what_is_no_workbook(tmp_path: Path, content: bytes, slug: str) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert slugs(tmp_path / NAME) == [slug]


def test_a_missing_file(tmp_path: Path) -> None:
    issue = workbook.read(tmp_path / NAME).log.issues[0]
    assert issue.say() == f"文件“{NAME}”：找不到这个文件。"
    assert issue.say("en") == f'file "{NAME}": There is no such file.'


def test_another_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / NAME, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert slugs(tmp_path / NAME) == ["not_a_workbook"]


def test_a_truncated_workbook(tmp_path: Path) -> None:
    path = good(tmp_path)
    path.write_bytes(path.read_bytes()[:-300])
    assert slugs(path) == ["file_damaged"]


def test_a_file_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "LARGEST_FILE", 1000)
    assert slugs(good(tmp_path)) == ["file_too_large"]


def test_a_zip_bomb_by_ratio(tmp_path: Path) -> None:
    path = repacked(good(tmp_path), "xl/media/image.png", bytes(40 * container.MIB))
    assert path.stat().st_size < container.MIB
    assert slugs(path) == ["file_is_a_bomb"]


def test_a_zip_bomb_that_understates_its_size(tmp_path: Path) -> None:
    path = repacked(good(tmp_path), "xl/media/image.png", b"a" * 5_000_000)
    content = path.read_bytes().replace(struct.pack("<I", 5_000_000), struct.pack("<I", 500))
    path.write_bytes(content)
    assert slugs(path) in (["file_is_a_bomb"], ["file_damaged"])


def test_a_zip_bomb_of_overlapping_parts(tmp_path: Path) -> None:
    """Many directory entries that point at one compressed kernel: small file, endless content."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = kernel.compress(bytes(3 * container.MIB)) + kernel.flush()
    head = (b"PK\x03\x04", 20, 0, 8, 0, 33, 0, len(data), 3 * container.MIB, 1, 0)
    local = struct.pack("<4s5H3I2H", *head) + b"a" + data
    entries = b""
    count = 600
    for number in range(count):
        name = f"{number:04d}".encode()
        row = (b"PK\x01\x02", 20, 20, 0, 8, 0, 33, 0, len(data), 3 * container.MIB, len(name), 0, 0, 0, 0, 0, 0)
        entries += struct.pack("<4s6H3I5H2I", *row) + name
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(entries), len(local), 0)
    (tmp_path / NAME).write_bytes(local + entries + end)
    assert slugs(tmp_path / NAME) == ["file_is_a_bomb"]


def test_a_bomb_of_entities(tmp_path: Path) -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    assert slugs(repacked(good(tmp_path), "docProps/app.xml", evil)) == ["file_is_a_bomb"]


def test_a_sheet_that_reaches_to_the_last_cell(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(good(tmp_path))
    book.worksheets[0]["XFD1048576"] = "x"
    book.save(tmp_path / NAME)
    assert slugs(tmp_path / NAME) == ["sheet_too_large"]


@given(st.binary(max_size=300), st.integers(0, 3000))
def test_no_damage_gets_past(tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int) -> None:
    path = good(tmp_path_factory.mktemp("noise"))
    content = bytearray(path.read_bytes())
    at = at % len(content)
    content[at : at + len(noise)] = noise
    path.write_bytes(content)
    book = workbook.read(path)
    assert book.log.issues or book.rows == [2]


def test_a_wrong_sheet_is_named_with_a_guess(tmp_path: Path) -> None:
    path = make_raw(tmp_path, "a.xlsx", {"租赁台帐": [["甲", "乙"], [1, 2]]})
    issue = workbook.read(path).log.issues[0]
    assert issue.slug == "wrong_sheet"
    assert "租赁台帐" in issue.say()
    assert "是不是“租赁台账”？" in issue.say()


def test_a_sheet_of_another_kind_than_asked_for(tmp_path: Path) -> None:
    assert slugs(good(tmp_path), "leases") == ["wrong_sheet"]
    assert slugs(good(tmp_path), "rooms") == []


def test_two_sheets_to_import(tmp_path: Path) -> None:
    maps = tables.maps()
    sheets = {maps[kind].sheet: [maps[kind].headers] for kind in ("rooms", "leases")}
    assert slugs(make_raw(tmp_path, "a.xlsx", sheets)) == ["several_sheets"]


@pytest.mark.parametrize("rows", [[], [[]], [["", " "]]])
def test_an_empty_sheet(tmp_path: Path, rows: list[list[Any]]) -> None:
    assert slugs(make_raw(tmp_path, "a.xlsx", {"房间台账": rows}))[0] == "sheet_empty"


def test_headers_without_rows(tmp_path: Path) -> None:
    assert slugs(make_workbook(tmp_path, "rooms", [])) == ["no_rows"]


def test_a_wrong_header_is_named_with_what_was_found_and_a_guess(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["楼宇编号", "房号", "面积"], ["SF-0001", "101", 1]]
    issues = workbook.read(make_raw(tmp_path, NAME, {"房间台账": rows})).log.issues
    assert [issue.slug for issue in issues] == ["header_missing"]
    said = issues[0].say()
    for part in (NAME, "工作表“房间台账”", "第 1 行", "“楼宇编码”列", "房号、面积、楼宇编号", "“楼宇编号”是不是就是它"):
        assert part in said, said


def secret_row(length: int = 8) -> list[object]:
    return [202610, "91350102MA2XXXXX4T", "示范某某有限公司", "1,234.56", 4711.12, "20261031", 88, 99][:length]


def test_a_tax_file_without_headers_says_so_and_repeats_nothing(tmp_path: Path) -> None:
    path = make_raw(tmp_path, "a.xlsx", {"税收": [secret_row(), secret_row()]})
    issues = workbook.read(path).log.issues
    assert [issue.slug for issue in issues] == ["no_header_row"]
    for language in LANGUAGES:
        said = issues[0].say(language)
        assert tables.maps()["taxes"].columns[0].header in said
        assert not [cell for cell in secret_row() if str(cell) in said]
    assert not [note for note in workbook.read(path).log.notes if "91350102" in note.say()]


def test_a_tax_row_of_names_alone_is_no_header_row(tmp_path: Path) -> None:
    path = make_raw(tmp_path, "a.xlsx", {"税收": [["示范某某有限公司", "示范另一公司"], ["示范某某有限公司", 5]]})
    (issue,) = workbook.read(path).log.issues
    assert issue.slug == "no_header_row"
    assert "示范某某有限公司" not in issue.say()


def test_any_sheet_whose_first_row_is_mostly_data_has_no_headers(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["SF-0001", 101, "甲", 12.5], ["SF-0001", 102, "乙", 13]]
    assert slugs(make_raw(tmp_path, NAME, {"房间台账": rows})) == ["no_header_row"]


def test_a_code_among_headers_is_called_by_its_column(tmp_path: Path) -> None:
    path = make_workbook(tmp_path, "taxes", [tax_row(zzs=1)])
    book = openpyxl.load_workbook(path)
    sheet = book["税收"]
    sheet.cell(1, sheet.max_column + 1, "91350102MA2XXXXX4T")
    sheet.cell(2, sheet.max_column, 5)
    book.save(path)
    (issue,) = workbook.read(path).log.issues
    assert issue.slug == "header_unknown"
    assert "91350102" not in issue.say()
    assert issue.column == get_column_letter(sheet.max_column)


def test_a_header_that_stands_there_twice(tmp_path: Path) -> None:
    rows = [["楼宇编码", "房号", "房间号"], ["SF-0001", "101", "102"]]
    assert slugs(make_raw(tmp_path, NAME, {"房间台账": rows})) == ["header_twice"]


def test_a_misspelt_optional_header_is_not_dropped_in_silence(tmp_path: Path) -> None:
    rows = [["楼宇编码", "房号", "停用起始曰", "备注"], ["SF-0001", "101", "2026-01-01", "x"]]
    book = workbook.read(make_raw(tmp_path, NAME, {"房间台账": rows}))
    assert [issue.slug for issue in book.log] == ["header_unknown"]
    assert [note.slug for note in book.log.notes] == ["column_ignored"]


def test_money_in_a_tax_column_nobody_knows(tmp_path: Path) -> None:
    path = make_workbook(tmp_path, "taxes", [tax_row(zzs=1)])
    book = openpyxl.load_workbook(path)
    sheet = book["税收"]
    sheet.cell(1, sheet.max_column + 1, "神秘税")
    sheet.cell(2, sheet.max_column, 5)
    book.save(path)
    assert slugs(path) == ["header_unknown"]


def test_tax_is_never_echoed(tmp_path: Path) -> None:
    path = make_workbook(tmp_path, "taxes", [tax_row(zzs=1) | {"zzs": 4711.123}, tax_row(zzs=1) | {"qysds": "4712x"}])
    book = workbook.read(path)
    assert [(issue.slug, issue.row, issue.column) for issue in book.log] == [
        ("too_many_decimals", 2, "增值税"),
        ("not_a_number", 3, "企业所得税"),
    ]
    said = "".join(issue.say(language) + repr(issue) for issue in book.log for language in LANGUAGES)
    assert "4711" not in said
    assert "4712" not in said


def test_every_problem_of_a_file_is_said_at_once(tmp_path: Path) -> None:
    rows = [room_row(area="八十"), room_row("102", area=-1), room_row("", area=1), room_row("103", lettable="也许")]
    book = workbook.read(make_workbook(tmp_path, "rooms", rows))
    assert [(issue.slug, issue.row, issue.column) for issue in book.log] == [
        ("required_empty", 4, "房号"),
        ("not_a_number", 2, "面积"),
        ("negative_area", 3, "面积"),
        ("not_yes_no", 5, "可租售"),
    ]
    for issue in book.log:
        assert all(part in issue.say() for part in (NAME, "房间台账", f"第 {issue.row} 行", f"“{issue.column}”列"))
        assert f"row {issue.row}" in issue.say("en")


def test_the_stream_of_a_part_that_ends_early(tmp_path: Path) -> None:
    path = good(tmp_path)
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
        info = package.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray(path.read_bytes())
    start = info.header_offset + 30 + len(info.filename)
    content[start : start + info.compress_size] = bytes(info.compress_size)
    path.write_bytes(content)
    assert slugs(path) == ["file_damaged"]
