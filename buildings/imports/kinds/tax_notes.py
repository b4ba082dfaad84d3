"""What is odd about the rows of a tax file and refuses nothing: rows pasted twice, codes with a slip of the pen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from buildings.imports import near_codes
from buildings.imports.kinds.common import Session
from buildings.imports.workbook import Workbook
from buildings.register import enterprises, lookup
from buildings.register.tables.enterprises import Enterprise, EnterpriseName

_ROWS: Final = 8  # of so many identical rows the numbers are told


def pasted_twice(book: Workbook, codes: Sequence[str]) -> None:
    """Note rows of one taxpayer that agree in every cell; they are added up like any others."""
    often = {code for code, count in Counter(codes).items() if count > 1}
    groups: dict[tuple[object, ...], list[int]] = {}
    others = [values for name, values in book.columns.items() if name != "taxpayer_code"]
    for number, code, *cells in zip(book.rows, codes, *others, strict=True) if often else ():
        if code in often:
            groups.setdefault((code, *cells), []).append(number)
    for (code, *_), rows in groups.items():
        if len(rows) > 1:
            told = "、".join(map(str, rows[:_ROWS])) + ("…" if len(rows) > _ROWS else "")
            header = book.header("taxpayer_code")
            book.log.note("rows_identical", rows[0], header, code, rows=told, right="rows_identical")


def slips(session: Session, book: Workbook, codes: Sequence[str], known: frozenset[str]) -> None:
    """Note codes nobody knows whose check digit is wrong, with the one registered code that may be meant."""
    rows = dict(zip(reversed(codes), reversed(book.rows), strict=True))
    suspects = {code: row for code, row in reversed(rows.items()) if code not in known and enterprises.misspelt(code)}
    registered = _registered(session, book) if suspects else {}
    header = book.header("taxpayer_code")
    for code, row in suspects.items():
        if code in registered:  # stands by an exception with its reason
            continue
        near = near_codes.nearest(code, registered)
        if near is None:
            book.log.note("code_fails", row, header, code)
        else:
            told = {"near": near, "enterprise": registered[near]}
            book.log.note("code_fails", row, header, code, right="code_near", **told)


def _registered(session: Session, book: Workbook) -> Mapping[str, str]:
    """Code of the enterprise by its credit code, former ones included."""
    rows = lookup.rows(session, Enterprise, origin=book.origin)
    now = {row.id: row.code for row in rows}
    former = lookup.rows(session, EnterpriseName, origin=book.origin)
    found = {row.uscc: now[row.enterprise_id] for row in former if row.uscc and row.enterprise_id in now}
    return found | {row.uscc: row.code for row in rows if row.uscc}
