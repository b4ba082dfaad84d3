"""One cell, one typed value: each reader gives the value or refuses with a reason and what would be right."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from buildings import words
from buildings.errors import InvalidValue
from buildings.imports import days
from buildings.imports.writing import clean, narrow, text
from buildings.quantities import dm2_of, exact, fen_of, hundredths

OUTSIDE: Final = "outside"
OUTSIDE_WORD: Final = "区外"
Reader = Callable[[Any], Any]
_PLAIN: Final = 1e12  # yuan; below, two decimals of a binary float are told exactly

_BUILDING: Final = re.compile(r"[A-Z]{2}-\d{4,6}")
_ENTERPRISE: Final = re.compile(r"E-\d{6,9}")
_LEASE: Final = re.compile(r"L-\d{7,12}")
_SUBDISTRICT: Final = re.compile(r"\d{9}")
_UNIT: Final = re.compile(r"^[¥￥]|(元|万元|平方米|平米|㎡|m2|m²)$")
_DASHES: Final = re.compile(r"[-–—―]+")
_SCIENTIFIC: Final = re.compile(r"[-+]?[\d.,]+[eE][-+]?\d+")
_YES_NO: Final = MappingProxyType(
    {"是": True, "有": True, "yes": True, "y": True, "true": True, "√": True, "1": True}
    | {"否": False, "无": False, "没有": False, "no": False, "n": False, "false": False, "×": False, "0": False}
)


def listed(value: object) -> list[str]:
    """Parts between semicolons (； or ;), each once, in their order."""
    parts = (clean(part) for part in re.split(r"[;；]", text(value)))
    return list(dict.fromkeys(part for part in parts if part))


def whole(value: object) -> int:
    """A whole number."""
    scaled = hundredths(_number(value))
    if scaled % 100:
        raise InvalidValue("not_whole", value=value, right="whole")
    return scaled // 100


def _number(value: object, dash: str = "unknown_is_empty") -> object:
    if isinstance(value, str):
        written = narrow(value)
        if _DASHES.fullmatch(written):  # nil, as an accountant writes it; or unknown: they must not be guessed apart
            raise InvalidValue("dash", value=value, right=dash)
        if _UNIT.search(written):  # the column has its unit; 万元 taken as 元 would be off by ten thousand
            raise InvalidValue("unit_in_cell", value=value, right="number")
        if _SCIENTIFIC.fullmatch(written):  # a code such as 2E3, or typed by a slip: nobody writes areas or yuan so
            raise InvalidValue("scientific", value=value, right="plain_number")
        return written
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidValue("not_a_number", value=value, right="number")
    return value


def money(value: object) -> int:
    """Fen of yuan."""
    if type(value) is float and abs(value) < _PLAIN:  # the usual cell: exact, without a detour over text
        fen = round(value * 100)
        if fen / 100 == value:
            return fen
    return fen_of(_number(value, dash="nil"))


def rent(value: object) -> int:
    """Fen of a rent in yuan, not negative."""
    if exact(_number(value)) < 0:
        raise InvalidValue("negative_rent", value=value, right="rent")
    return money(value)


def amount(value: object) -> int:
    """Fen of yuan, not negative."""
    if exact(_number(value)) < 0:
        raise InvalidValue("negative_amount", value=value, right="amount")
    return fen_of(_number(value))


def area(value: object) -> int:
    """Square decimetres of square metres, not negative."""
    return dm2_of(_number(value))


def metres(value: object) -> float:
    """A length in metres, not negative."""
    number = _number(value)
    if exact(number) < 0:
        raise InvalidValue("negative_length", value=value, right="number")
    return hundredths(number) / 100


def degrees(value: object) -> float:
    """Degrees of longitude or latitude."""
    try:
        angle = float(str(_number(value)))
    except ValueError as error:
        raise InvalidValue("not_a_number", value=value, right="degrees") from error
    if not -180 <= angle <= 180:  # noqa: PLR2004 - the circle
        raise InvalidValue("out_of_range", value=value, right="degrees")
    return angle


def yes_no(value: object) -> bool:
    """是 or 否."""
    if isinstance(value, bool):
        return value
    found = _YES_NO.get(narrow(text(value)).lower())
    if found is None:
        raise InvalidValue("not_yes_no", value=value, right="yes_no")
    return found


def _code(pattern: re.Pattern[str], right: str) -> Reader:
    def read(value: object) -> str:
        found = narrow(text(value)).upper()
        if not pattern.fullmatch(found):
            raise InvalidValue("not_a_code", value=value, right=right)
        return found

    return read


def building_or_outside(value: object) -> str:
    """A building code, or 区外."""
    found = narrow(text(value))
    return OUTSIDE if found in (OUTSIDE_WORD, OUTSIDE) else str(_code(_BUILDING, "building_or_outside")(value))


def ignored(_: object) -> None:
    """Nothing: what stands there is only for who reads the sheet."""


def uscc(value: object) -> str:
    """A unified social credit code as written; whether it holds is checked where an override may stand beside it."""
    return narrow(text(value)).upper()


def subdistrict(value: object) -> str:
    """The nine digits of a sub-district, or its name: the register knows both."""
    found = narrow(text(value))
    if found.isdigit() and not _SUBDISTRICT.fullmatch(found):
        raise InvalidValue("not_a_code", value=value, right="subdistrict")
    return found


@cache
def _slugs(group: str) -> Mapping[str, str]:
    """Slug by label (zh, en) and by itself, blanks and case aside."""
    known = words.labels(group)
    english = words.labels(group, "en")
    return {narrow(name).lower(): slug for slug in known for name in (known[slug], english[slug], slug)}


def one_of(group: str) -> Reader:
    """Reader of an enumeration: its Chinese or English label, or its slug."""

    def read(value: object) -> str:
        found = _slugs(group).get(narrow(text(value)).lower())
        if found is None or found == "?":
            allowed = "、".join(label for slug, label in words.labels(group).items() if slug != "?")
            raise InvalidValue("not_in_list", value=value, right="one_of", allowed=allowed)
        return found

    return read


READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "text": text,
        "list": listed,
        "whole": whole,
        "money": money,
        "rent": rent,
        "amount": amount,
        "area": area,
        "metres": metres,
        "degrees": degrees,
        "date": days.date,
        "month": days.month,
        "yes_no": yes_no,
        "uscc": uscc,
        "subdistrict": subdistrict,
        "building_code": _code(_BUILDING, "building_code"),
        "building_or_outside": building_or_outside,
        "enterprise_code": _code(_ENTERPRISE, "enterprise_code"),
        "lease_code": _code(_LEASE, "lease_code"),
        "ignored": ignored,
    }
)


def reader(kind: str) -> Reader:
    """Reader of a column type of the maps; KeyError when there is none."""
    name, _, group = kind.partition(":")
    return one_of(group) if name == "enum" else READERS[name]
