"""How a rent roll may be sent: as a body or in a form, known again however it is packed; what is none is refused."""

import io
import zipfile
from typing import Any

import pytest
import xlsxwriter

from tests.api.test_rent_roll import let
from tests.builders.sheets import SHEET, XLSX, download, preview, refused, upload
from tests.builders.tenancy import API, Json, Person, Town, on

pytestmark = pytest.mark.stocked("town")


def test_the_same_request_has_one_effect_and_one_answer_however_it_is_packed(town: Town) -> None:
    let(town)
    book = download(town.one)
    book.put(book.find(租约编号="H-1")["row"], 租金=91)
    content = book.saved()
    first = upload(town.one, content, idempotency_key="r-1")
    again = upload(town.one, content, idempotency_key="r-1")
    assert (first.status_code, first.text) == (again.status_code, again.text)
    assert first.json()["counts"]["changed"] == 1
    book.put(book.find(租约编号="H-1")["row"], 租金=92)
    assert upload(town.one, book.saved(), idempotency_key="r-1").status_code == 409
    book.put(book.find(租约编号="H-1")["row"], 版本=None)
    same = book.saved()
    forms = [send(town.one, {"file": ("台账.xlsx", same, XLSX)}, idempotency_key="r-2") for _ in range(2)]
    assert forms[0].request.headers["content-type"] != forms[1].request.headers["content-type"]  # its own boundary
    assert forms[0].text == forms[1].text
    assert forms[0].json()["file"]["name"] == "台账.xlsx"


def send(who: Person, files: Any, data: Json | None = None, query: str = "", **headers: str) -> Any:  # noqa: ANN401
    sent = {"authorization": f"Bearer {who.key}"}
    sent |= {name.replace("_", "-"): one for name, one in headers.items()}
    return who.talking.post(f"{API}/rent-roll{query}", files=files, data=data, headers=sent)


def test_a_form_brings_the_file_and_the_reason(town: Town) -> None:
    town.lease("101", starts_on=on(-200), number="P-1")
    town.close()
    book = download(town.one)
    book.put(2, 租约类型="自用")
    file = {"file": ("../..\\租\x00约.xls x.xlsx", book.saved(), "application/octet-stream")}
    answer = send(town.one, file, {"reason": "更正"}, "?dry_run=true")
    assert answer.json()["leases"][0]["proposed"]
    assert "/" not in answer.json()["file"]["name"]
    for files, slug in (
        ({"other": ("a.xlsx", b"PK", XLSX)}, "no_sheet"),
        ([("file", ("a.xlsx", b"PK", XLSX)), ("file", ("b.xlsx", b"PK", XLSX))], "several_sheets_sent"),
        ({"file": ("a.xlsx", b"", XLSX)}, "no_sheet"),
    ):
        assert send(town.one, files).json()["type"] == f"urn:louyu:problem:{slug}"
    broken = {"content-type": "multipart/form-data; boundary=x", "authorization": f"Bearer {town.one.key}"}
    answer = town.talking.post(f"{API}/rent-roll", content=b"--y\r\n", headers=broken)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:louyu:problem:form_unreadable")
    for kind in ("application/x-www-form-urlencoded", XLSX):
        assert upload(town.one, b"", content_type=kind).json()["type"] == "urn:louyu:problem:no_sheet"


def bomb(size: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b"<row>" + b"0" * size)
    return stream.getvalue()


def spread(sheets: int, cell: str) -> bytes:
    """Sheets with one far cell each, which a parser would lay out in full."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        for number in range(sheets):
            sheet = made.add_worksheet(f"{number}" if number else SHEET)
            sheet.write("A1", "楼宇编码")
            sheet.write(cell, 1)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b"a,b\n1,2\n", "file_is_text"),
        (b"<html></html>", "file_is_html"),
        (b"PK\x03\x04 no zip at all", "file_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file_old_format"),
        (bomb(80 * 2**20), "file_is_a_bomb"),
        (spread(1, "ALL2000"), "sheet_too_large"),
        (spread(5, "Z9000"), "sheet_too_large"),
        (spread(1, "B2"), "no_rows"),
    ],
)
def test_what_is_no_rent_roll_is_refused_before_it_is_read(town: Town, content: bytes, slug: str) -> None:
    answer = upload(town.one, content)
    assert answer.status_code == 422
    kinds = [one["type"].removeprefix("urn:louyu:problem:") for one in answer.json()["errors"]]
    assert kinds == [slug]


def test_wrong_headers_and_sheets_are_named(town: Town) -> None:
    let(town)
    book = download(town.one)
    book.sheet["D1"] = "楼宇编号"
    assert refused(town.one, book) == [("header_missing", 1, "楼宇编码")]
    book.sheet["D1"] = "楼宇编码"
    book.sheet["E1"] = "房间"
    assert [one[0] for one in refused(town.one, book)] == ["header_unknown"]
    book.sheet["E1"] = "房号"
    book.sheet.title = "Sheet1"
    assert preview(town.one, book)["notes"][0]["detail"]  # found by its headers
    book.sheet.delete_rows(1)
    assert [one[0] for one in refused(town.one, book)] == ["wrong_sheet"]


def test_a_form_that_cannot_be_taken_apart_is_said_to_be_one(town: Town) -> None:
    headers = {"authorization": f"Bearer {town.one.key}", "content-type": "multipart/form-data"}
    for language, words in (("zh", "表单读不出来"), ("en", "The form cannot be read")):
        answer = town.talking.post(f"/api/v1/rent-roll?lang={language}", content=b"--x", headers=headers)
        assert (answer.status_code, words in answer.json()["detail"]) == (422, True), answer.text
