"""What exactly is wrong with what was sent: each field with its pointer (RFC 9457, RFC 6901) and its sentence."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request
from pydantic_core import ErrorDetails

from buildings.errors import DomainError, Fault, InvalidValue, rightly
from buildings.imports.issues import Issue
from buildings.words import Language, sentence

Json = dict[str, Any]
MOST: Final = 100
MOST_ISSUES: Final = 200
_SHOWN: Final = 60  # characters of a name or value that somebody sent
_SLUGS: Final = {"missing": "field_missing", "extra_forbidden": "field_unknown", "json_invalid": "not_json"}
_PLAIN: Final = (str, int, float, bool)


def invalid(found: ErrorDetails | Mapping[str, Any]) -> InvalidValue:
    """One mistake in the form of a request; what was sent is echoed only where it is short and plain."""
    if found["type"] == "model_attributes_type" and tuple(found["loc"]) == ("body",):  # something else altogether
        return InvalidValue("not_json")
    field = str(found["loc"][-1])[:_SHOWN]
    slug = _SLUGS.get(found["type"])
    if slug is not None:
        return InvalidValue(slug, field=field)
    if found["type"] == "too_long":
        return InvalidValue("too_many_items", field=field, most=found["ctx"]["max_length"])
    if found["type"] in {"enum", "literal_error"}:
        return InvalidValue("not_one_of", field=field, expected=rightly(found["ctx"]))
    value = found["input"]
    if not isinstance(value, _PLAIN):
        return InvalidValue("field_form", field=field)
    return InvalidValue(field=field, value=str(value)[:_SHOWN])


def of_form(found: Sequence[Any], language: Language) -> list[Json]:
    """Every mistake in the form of a request, up to a hundred."""
    return [{**_place(one["loc"]), "detail": sentence(invalid(one), language)} for one in found[:MOST]]


def _place(loc: Sequence[str | int]) -> Json:
    where, *rest = loc
    if where == "body":
        place: Json = {"pointer": "#" + "".join(f"/{_escaped(part)}" for part in rest)}
        row = rest[1] if len(rest) > 1 and rest[0] == "rows" else None
        return place | ({"index": row} if isinstance(row, int) else {})
    return {"header" if where == "header" else "parameter": str(rest[0] if rest else where)[:_SHOWN]}


def _escaped(part: str | int) -> str:
    return str(part)[:_SHOWN].replace("~", "~0").replace("/", "~1")


def of_error(error: DomainError, request: Request, status: int, language: Language) -> list[Json]:
    """What a refusal says of fields and rows; nothing where it is about none."""
    faults = error.details.get("faults")
    if isinstance(faults, tuple):
        return [_fault(one, language) for one in faults if isinstance(one, Fault)]
    issues = error.details.get("issues")
    if isinstance(issues, tuple):
        return [_issue(one, language) for one in issues[:MOST_ISSUES] if isinstance(one, Issue)]
    named = error.details.get("parameter")
    if named is not None and status < HTTPStatus.INTERNAL_SERVER_ERROR:
        names = named if isinstance(named, tuple) else (named,)
        return [{"parameter": str(one), "detail": sentence(error, language)} for one in names]
    pointer, field = error.details.get("pointer"), error.details.get("field")
    if (
        pointer is None
        and isinstance(field, str)
        and request.method != "GET"
        and status == HTTPStatus.UNPROCESSABLE_ENTITY
    ):
        pointer = f"/{_escaped(field)}"
    return [] if pointer is None else [{"pointer": f"#{pointer}", "detail": sentence(error, language)}]


def _issue(one: Issue, language: Language) -> Json:
    """One thing that is wrong with a workbook, by its place there."""
    place = {"sheet": one.sheet, "row": one.row, "column": one.column}
    said = f"{one.reason(language)}{'' if language == 'zh' else ' '}{one.remedy(language)}".strip()
    known = {name: value for name, value in place.items() if value}
    return {**known, "type": f"urn:louyu:problem:{one.slug}", "detail": said}


def _fault(one: Fault, language: Language) -> Json:
    row = {} if one.index is None else {"index": one.index}
    kind = {"type": f"urn:louyu:problem:{one.error.name}", "detail": sentence(one.error, language)}
    return {**row, "pointer": f"#{one.pointer}", **kind}
