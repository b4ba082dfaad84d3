"""What lists of the register answer, made of the declarations of their columns."""

from datetime import date
from functools import cache
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, create_model

from buildings.register.views.columns import Column, Kind
from buildings.register.views.noun import Noun
from buildings.words import label

_TYPES: Final[dict[Kind, tuple[Any, dict[str, Any]]]] = {
    Kind.DAY: (str, {"json_schema_extra": {"format": "date"}}),
    Kind.INSTANT: (str, {"json_schema_extra": {"format": "date-time"}}),
    Kind.AREA: (float, {}),
    Kind.FEN: (int, {}),
    Kind.COUNT: (int, {}),
    Kind.NUMBER: (float, {}),
    Kind.FLAG: (bool, {}),
    Kind.LIST: (list[str], {}),
    Kind.DOCUMENT: (dict[str, Any], {}),
    Kind.POINT: (list[float], {"min_length": 2, "max_length": 2}),
}


def _field(column: Column) -> Any:  # noqa: ANN401 - what pydantic takes
    kind, more = _TYPES.get(column.kind, (str, {}))
    said = f"{label('list_column', column.name, 'zh')} · {label('list_column', column.name, 'en')}"
    return kind | None, Field(None, description=said + (" (staff)" if column.staff else ""), **more)


@cache
def page_of(noun: Noun) -> type[BaseModel]:
    """The answer of a list: its items and what it says of itself."""
    strict = ConfigDict(extra="forbid")
    name = "".join(part.capitalize() for part in noun.slug.split("_"))
    fields = {column.name: _field(column) for column in noun.columns}
    if noun.nested is not None:
        below = {column.name: _field(column) for column in noun.nested.columns}
        part: Any = create_model(f"{name}Part", __config__=strict, __doc__="One row below.", **below)
        fields[noun.nested.name] = list[part] | None, Field(None, description="rows below, e.g. the rooms of a lease")
    item: Any = create_model(f"{name}Item", __config__=strict, __doc__="One row; fields asked for only.", **fields)
    return create_model(
        f"{name}Page",
        __config__=strict,
        __doc__="A page of a list.",
        items=(list[item], Field()),
        next=(str | None, Field(description="`cursor` of the next page; null at the end")),
        total=(int | None, Field(None, description="rows of the whole list, with `count=true`")),
        as_of=(date, Field(description="day of everything dated")),
        known_at=(str | None, Field(description="as recorded at this instant; null = now")),
        demonstration=(bool, Field(description="示范数据: everything is fictional")),
    )
