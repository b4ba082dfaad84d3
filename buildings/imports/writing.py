"""How text is written in workbooks: blanks, line breaks, full-width characters, numbers that should be text."""

import re
import unicodedata
from typing import Final

from buildings.errors import InvalidValue

BLANKS: Final = re.compile(r"[\s\u200b\ufeff]+")
_EXACT_DIGITS: Final = 10**15  # a spreadsheet keeps 15 digits of a number
_WIDE: Final = {  # full-width digits and letters; brackets stay, names are written with them
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_ODD: Final = re.compile(r"[\s\u200b\ufeff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")


def clean(value: str) -> str:
    """Text without surrounding blanks and line breaks, its full-width digits and letters as usual ones."""
    if _ODD.search(value) is None:
        return value
    return BLANKS.sub(" ", value).strip().translate(_WIDE)


def narrow(value: object) -> str:
    """A code or number as text: every full-width character made usual, no blanks inside."""
    return BLANKS.sub("", unicodedata.normalize("NFKC", str(value)))


def is_blank(value: object) -> bool:
    """Whether a cell says nothing."""
    return value is None or value == "" or (isinstance(value, str) and BLANKS.fullmatch(value) is not None)


def text(value: object) -> str:
    """Text; whole numbers lose the point a spreadsheet gives them."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        raise InvalidValue("not_text", value=value, right="text")
    if isinstance(value, int | float):
        if abs(value) >= _EXACT_DIGITS:
            raise InvalidValue("digits_lost", value=value, right="as_text")
        return str(int(value)) if value == int(value) else format(value, ".15g")
    raise InvalidValue("turned_into_date", value=value, right="as_text")
