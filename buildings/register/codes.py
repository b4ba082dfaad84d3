"""Public codes made of surrogate keys, for what has no code of its own: rooms are renamed, codes stay."""

from typing import Final

from buildings.errors import NotFound

UNIT: Final = "U"
OUTAGE: Final = "O"
PARTY: Final = "R"  # reported party 申报承租人
RATING: Final = "S"
EVIDENCE: Final = "F"
PHOTO: Final = "PH"
_DIGITS: Final = 7
_MOST: Final = 12  # digits: longer than any key


def code(letter: str, key: int) -> str:
    """The public code of a key, e.g. ``U-0000012``."""
    return f"{letter}-{key:0{_DIGITS}d}"


def key(letter: str, text: str) -> int:
    """The key of a public code; NotFound for another form."""
    digits = text.removeprefix(f"{letter}-")
    if digits == text or not digits.isascii() or not digits.isdigit() or len(digits) > _MOST:
        raise NotFound(code=text)
    return int(digits)
