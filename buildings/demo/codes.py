"""Codes that look right and can belong to nobody: the region 790102 is in no edition of GB/T 2260."""

from typing import Final

from stdnum.cn import uscc

REGION: Final = "790102"
_ORGANISATION: Final = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714: weights of the organisation code's own check digit
_MODULUS: Final = 11
_TEN: Final = 10


def _organisation(number: int) -> str:
    body = f"DM{number:06d}"
    values = [int(sign, 36) for sign in body]
    rest = (_MODULUS - sum(value * weight for value, weight in zip(values, _ORGANISATION, strict=True))) % _MODULUS
    return body + ("X" if rest == _TEN else str(rest))


def credit_code(number: int, kind: str = "91") -> str:
    """Unified social credit code (GB 32100) of the n-th fictional party; ``kind`` = authority and type of party."""
    body = kind + REGION + _organisation(number)
    return body + str(uscc.calc_check_digit(body))


def old_tax_number(number: int) -> str:
    """A fifteen-digit number as used before 2015, in the same unassigned region."""
    return f"{REGION}{number:09d}"


def building_code(number: int) -> str:
    """Code of a demonstration building."""
    return f"SF-{number:04d}"


def firm_code(number: int) -> str:
    """Code of a demonstration enterprise."""
    return f"E-{number:06d}"
