"""A rent roll as a landlord handles it: downloaded, changed with openpyxl, sent back."""

import io
import warnings
from collections.abc import Iterator
from typing import Any

import openpyxl
from openpyxl.cell import Cell

from tests.builders.tenancy import API, Json, Person

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "租赁台账"
Row = dict[str, Any]


class Book:
    """A workbook in hands: rows are found and changed by their headers."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.sheet = self.book[SHEET]

    @property
    def headers(self) -> list[str]:
        return [str(cell.value) for cell in self.sheet[1] if cell.value is not None]

    def rows(self) -> list[Row]:
        """Rows that say anything, with their number as ``row``."""
        found, headers = [], self.headers
        for number, values in enumerate(self.sheet.iter_rows(min_row=2, values_only=True), 2):
            if any(value is not None for value in values):
                found.append({**dict(zip(headers, values, strict=False)), "row": number})
        return found

    def leased(self) -> list[Row]:
        return [row for row in self.rows() if row["租约编码"]]

    def empty(self) -> list[Row]:
        return [row for row in self.rows() if not row["租约编码"]]

    def find(self, **said: object) -> Row:
        """The one row that says this."""
        (found,) = [row for row in self.rows() if all(row[name] == value for name, value in said.items())]
        return found

    def cell(self, row: int, header: str) -> Cell:
        found = self.sheet.cell(row, self.headers.index(header) + 1)
        assert isinstance(found, Cell)
        return found

    def put(self, row: int, **said: object) -> None:
        """Type values into a row."""
        for header, value in said.items():
            self.cell(row, header).value = value  # type: ignore[assignment]

    def add(self, **said: object) -> int:
        """A new row below the others; its number."""
        row = max((one["row"] for one in self.rows()), default=1) + 1
        self.put(row, **said)
        return row

    def drop(self, row: int) -> None:
        self.sheet.delete_rows(row)

    def saved(self) -> bytes:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            stream = io.BytesIO()
            self.book.save(stream)
        return stream.getvalue()


def download(who: Person, query: str = "") -> Book:
    answer = who.send("GET", f"rent-roll{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == XLSX
    return Book(answer.content)


def upload(who: Person, content: bytes, query: str = "", **headers: str) -> Any:  # noqa: ANN401 - the client's answer
    sent = {**who.headers, "content-type": XLSX}
    sent |= {name.replace("_", "-"): one for name, one in headers.items()}
    return who.talking.post(f"{API}/rent-roll{query}", content=content, headers=sent)


def preview(who: Person, book: Book, query: str = "") -> Json:
    answer = upload(who, book.saved(), f"?dry_run=true{query}")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def write(who: Person, book: Book, query: str = "") -> Json:
    answer = upload(who, book.saved(), query)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def refused(who: Person, book: Book, query: str = "") -> list[tuple[str, int | None, str]]:
    """Kind, row and column of all that is wrong, tried and in earnest."""
    answers = [upload(who, book.saved(), f"?dry_run={dry}{query}") for dry in ("true", "false")]
    assert [one.status_code for one in answers] == [422, 422], answers[0].text
    assert answers[0].json() == answers[1].json()
    return [
        (one["type"].removeprefix("urn:louyu:problem:"), one.get("row"), one.get("column", ""))
        for one in answers[0].json()["errors"]
    ]


def shape(answer: Json) -> Json:
    """An answer without what a trial cannot know, and without the file, which is another whenever it is saved."""
    known = {"code", "version", "proposal"}
    leases = [{name: one for name, one in lease.items() if name not in known} for lease in answer["leases"]]
    return {**answer, "file": None, "dry_run": None, "leases": leases}


def told(answer: Json) -> Iterator[tuple[str, str, Any, Any]]:
    """Action, field, before and after of every change."""
    for lease in answer["leases"]:
        for one in lease["changes"]:
            yield lease["action"], one["field"], one["before"], one["after"]
