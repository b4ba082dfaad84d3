"""How the parameters of lists are described."""

from typing import Any, Final

from buildings.register.views import asking
from buildings.register.views.columns import Kind
from buildings.register.views.noun import Filter, How, Noun
from buildings.words import label, labels, text

Json = dict[str, Any]
_FLAG: Final[Json] = {"type": "boolean"}
_DAY: Final[Json] = {"type": "string", "format": "date"}
_FLAGS: Final = {How.IS, How.SOME, How.KNOWN, How.OPEN}
_NUMBERS: Final = {Kind.AREA: "number", Kind.COUNT: "integer", Kind.FEN: "integer"}


def parameters(noun: Noun) -> list[Json]:
    """All parameters of a list: its filters, then what every list knows."""
    return [*(_filter(noun, one) for one in noun.filters), *_common(noun)]


def _parameter(name: str, schema: Json, said: str) -> Json:
    return {"name": name, "in": "query", "required": False, "description": said, "schema": schema}


def _filter(noun: Noun, one: Filter) -> Json:
    column = asking.column_of(noun, one)
    named = f"{_label(column.name, 'zh')} · {_label(column.name, 'en')}"
    said = f"{named} — {text('openapi', f'how_{one.how}', 'zh')} {text('openapi', f'how_{one.how}', 'en')}"
    found = _parameter(one.name, _schema(noun, one), said + (" (staff)" if column.staff else ""))
    if one.how is How.ANY:
        found |= {"style": "form", "explode": False}
    return found


def _label(name: str, language: Any) -> str:  # noqa: ANN401 - Language, as words take it
    try:
        return label("list_column", name, language)
    except KeyError:
        return name


def _schema(noun: Noun, one: Filter) -> Json:
    column = asking.column_of(noun, one)
    if one.how in _FLAGS:
        return _FLAG
    if one.how is How.ON or column.kind is Kind.DAY:
        return _DAY
    if column.kind in _NUMBERS:
        return {"type": _NUMBERS[column.kind], "minimum": 0}
    if column.kind is Kind.INSTANT or one.how is How.HOLDS:
        return {"type": "string", "minLength": 1, "maxLength": 200}
    values: Json = {"type": "string", "minLength": 1}
    if column.kind is Kind.SLUG:
        values = {"type": "string", "enum": sorted(labels(column.group))}
    return {"type": "array", "items": values, "minItems": 1, "maxItems": 100}


def _common(noun: Noun) -> list[Json]:
    names = [one.name for one in noun.columns] + ([noun.nested.name] if noun.nested else [])
    several = {"style": "form", "explode": False}
    sorts = [sign + name for name in noun.sorts for sign in ("", "-")]
    schemas: dict[str, Json] = {
        "limit": {"type": "integer", "minimum": 1, "maximum": asking.MOST_ROWS, "default": asking.USUAL_ROWS},
        "cursor": {"type": "string", "maxLength": 4000},
        "sort": {"type": "array", "items": {"type": "string", "enum": sorts}, "maxItems": asking.MOST_SORTS},
        "fields": {"type": "array", "items": {"type": "string", "enum": names}},
        "as_of": _DAY,
        "month": {"type": "string", "pattern": r"^\d{4}-\d\d$"},
        "known_at": {"type": "string", "maxLength": 40},
        "count": {"type": "boolean", "default": False},
        "format": {"type": "string", "enum": list(asking.FORMATS), "default": "json"},
        "lang": {"type": "string", "enum": ["zh", "en"]},
    }
    return [
        _parameter(name, schema, f"{text('openapi', f'list_{name}', 'zh')} {text('openapi', f'list_{name}', 'en')}")
        | (several if name in {"sort", "fields"} else {})
        for name, schema in schemas.items()
    ]
