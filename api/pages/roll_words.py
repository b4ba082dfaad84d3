"""How the pages of tenancy say areas, tenants and changes."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from buildings.imports.issues import Issue
from buildings.quantities import SHANGHAI, decimal_of
from buildings.words import Language, label, text
from buildings.workflows.tenancy_figures import Room, Stay

_GROUPS = {"kind": "lease_kind", "rent_unit": "rent_unit"}
_NONE = {"area_m2": "roll_whole", "ends_on": "roll_open"}


def words(language: Language) -> dict[str, Any]:
    """Functions of the templates, by name."""
    return {"day": day, **{name: partial(say, language) for name, say in _WORDS.items()}}


def _area(language: Language, dm2: int | None) -> str:
    """Square metres of dm²; unknown is said, never 0."""
    if dm2 is None:
        return text("edge", "cannot_tell", language)
    return text("edge", "square_metres", language, area=f"{decimal_of(dm2):,}")


def _room(language: Language, one: Room) -> str:
    return text("edge", "room_undivided", language) if one.room is None else one.room


def _stay(language: Language, one: Stay) -> str:
    """How long a tenant stays."""
    if one.last is None:
        return text("edge", "stay_open", language)
    return text("edge", "stay_until", language, last=one.last)


def _column(language: Language, field: str) -> str:
    return label("list_column", field, language)


def _value(language: Language, change: dict[str, Any], which: str) -> str:
    """What was, or what will be."""
    field, found = change["field"], change[which]
    if found is None:
        return text("edge", _NONE.get(field, "roll_empty"), language)
    if field in _GROUPS:
        return label(_GROUPS[field], found, language)
    if field == "rent_fen":
        return str(decimal_of(found))
    return f"{found:,.2f}" if field == "area_m2" else str(found)


def _word(language: Language, group: str, slug: str) -> str:
    return label(group, slug, language)


def day(instant: dt.datetime) -> str:
    """The day of an instant as the district counts it."""
    return instant.astimezone(SHANGHAI).date().isoformat()


def _why(language: Language, issue: Issue) -> str:
    """What is wrong with a cell and what would be right."""
    said = (issue.reason(language), issue.remedy(language))
    return ("" if language == "zh" else " ").join(filter(None, said))


_WORDS: Final[Mapping[str, Callable[..., str]]] = {
    "area": _area,
    "room": _room,
    "stay": _stay,
    "column": _column,
    "value": _value,
    "why": _why,
    "word": _word,
}
