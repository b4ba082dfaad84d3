"""A code with a slip of the pen: the one code that is a changed sign or a swap of two neighbours away."""

from collections.abc import Container, Iterator
from typing import Final

SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""What a credit code is written with (GB 32100)."""


def nearest(code: str, among: Container[str]) -> str | None:
    """The only code of ``among`` that is a slip away from this one; None where there is none, or more than one."""
    found = {other for other in _slips(code) if other in among}
    return found.pop() if len(found) == 1 else None


def _slips(code: str) -> Iterator[str]:
    """Every code with one sign changed, or with two neighbours the other way round."""
    for at, sign in enumerate(code):
        before, after = code[:at], code[at + 1 :]
        yield from (before + other + after for other in SIGNS if other != sign)
        if after and after[0] != sign:
            yield before + after[0] + sign + after[1:]
