"""What a tax officer looks for: a few words that a person can read in the audit."""

import unicodedata
from typing import Final

from buildings.errors import InvalidValue

LEAST: Final = 2
MOST: Final = 200
"""Letters that a purpose has at least, and characters at most."""
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def stated(text: str) -> str | None:
    """A purpose as it is kept; None when nothing is said. InvalidValue: unreadable, or too much."""
    said = " ".join(text.split())
    if not said:
        return None
    unseen = any(unicodedata.category(char) in _UNSEEN or char == "\N{REPLACEMENT CHARACTER}" for char in said)
    if unseen or len(said) > MOST or sum(char.isalnum() for char in said) < LEAST:
        raise InvalidValue("purpose_form", least=LEAST, most=MOST)
    return said
