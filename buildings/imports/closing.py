"""Rows that close a list instead of being in it: 合计 and the like, told in one sentence, not one for each cell."""

from collections.abc import Mapping, Sequence
from typing import Final

from buildings.imports.issues import Log
from buildings.imports.writing import narrow

CLOSING: Final = frozenset({"合计", "总计", "小计", "共计", "本页合计", "total", "subtotal", "grandtotal", "sum"})


def tell(log: Log, cells: Sequence[Sequence[object]], payers: Mapping[int, tuple[object, ...]]) -> None:
    """Put one problem in the place of what is missing in a row that closes the list.

    Such a row lacks something that a row needs, or says 合计 where a taxpayer's code or name belongs (``payers`` by
    row): taken for a taxpayer, it would double the month.
    """
    short = {issue.row for issue in log if issue.slug == "required_empty"}
    called = {row for row, said in payers.items() if any(isinstance(one, str) and _closes(one) for one in said)}
    for number in sorted(row for row in short | called if row is not None):
        said = next((value for value in cells[number - 1] if isinstance(value, str) and _closes(value)), None)
        if said is not None:
            log.issues = [one for one in log if one.row != number]
            log.add("closing_row", number, value=said, right="closing_row")


def _closes(value: str) -> bool:
    return "".join(narrow(value).split()).rstrip(":：").lower() in CLOSING
