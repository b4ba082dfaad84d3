"""One way to read any list: filter, order, page by page or whole; nothing here knows what it reads."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    collate,
    false,
    func,
    literal,
    nulls_last,
    or_,
    select,
)
from sqlmodel import Session

from buildings.errors import TooLarge
from buildings.register.views import cursors
from buildings.register.views.asking import Asked
from buildings.register.views.columns import Column, Kind
from buildings.register.views.cursors import Place
from buildings.register.views.noun import Filter, How, Listing, Noun
from buildings.register.views.sight import Sight

_CHUNK: Final = 500
_TEXTS: Final = {Kind.TEXT, Kind.SLUG}
_UPPER: Final = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}

Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Page:
    """Rows as the database has them, those below each (by the key of the row above), and where the page ends."""

    columns: tuple[Column, ...]
    rows: Sequence[Row]
    below: Mapping[int, Sequence[Row]]
    following: str | None = None
    total: int | None = None


@dataclass(frozen=True)
class _Order:
    """One column of the order of a list, as it is compared."""

    column: Column
    value: ColumnElement[Any]
    descending: bool
    last: bool  # the tie: never null

    def clause(self) -> ColumnElement[Any]:
        direction = self.value.desc() if self.descending else self.value.asc()
        return direction if self.last else nulls_last(direction)

    def same(self, value: Any) -> ColumnElement[bool]:  # noqa: ANN401 - whatever the column holds
        return self.value.is_(None) if value is None else self.value == value

    def beyond(self, value: Any) -> ColumnElement[bool]:  # noqa: ANN401
        """Rows that come after a value; what is unknown comes last."""
        if value is None:
            return false()
        further = self.value < value if self.descending else self.value > value
        return further if self.last else or_(further, self.value.is_(None))


@lru_cache(maxsize=64)
def _listings(noun: Noun, sight: Sight) -> tuple[Listing, Listing | None]:
    """Expressions of a list for a sight: made once, since making them costs ten times what asking them does."""
    return noun.query(sight), None if noun.nested is None else noun.nested.query(sight)


class Lister:
    """A list of somebody's, in one session."""

    def __init__(self, session: Session, noun: Noun, sight: Sight) -> None:
        self._session, self._noun, self._sight = session, noun, sight
        self._rows, self._below = _listings(noun, sight)
        self._text_order = "C" if session.get_bind().dialect.name == "postgresql" else "BINARY"

    def page(self, asked: Asked) -> Page:
        """Rows after the cursor. The keys come first, so that what costs is computed for the rows of the page alone."""
        orders = self._orders(asked)
        conditions = self._conditions(asked)
        places = [one.value.label(f"at_{index}") for index, one in enumerate(orders)]
        query = self._select(["key"], *places).where(*conditions).order_by(*(one.clause() for one in orders))
        if asked.cursor is not None:
            place = cursors.read(asked.cursor, asked.digest, [one.column for one in orders])
            query = query.where(_after(orders, place.values))
        found = self._session.execute(query.limit(asked.limit + 1)).all()
        kept = found[: asked.limit]
        following = None
        if len(found) > asked.limit:
            following = cursors.write(Place(self._sight.day, tuple(kept[-1][1:])), asked.digest)
        columns, keys = self.columns(asked), [row.key for row in kept]
        rows = {row["key"]: row for row in self._by_key(columns, keys)}
        total = self._count(conditions) if asked.count else None
        return Page(columns, [rows[key] for key in keys], self._nested(asked, keys), following, total)

    def whole(self, asked: Asked, most: int) -> Page:
        """All rows in their order; TooLarge when there are more than that."""
        orders, conditions, columns = self._orders(asked), self._conditions(asked), self.columns(asked)
        query = self._select(["key", *(one.name for one in columns)]).where(*conditions)
        query = query.order_by(*(one.clause() for one in orders)).limit(most + 1)
        rows = self._session.execute(query).mappings().all()
        if len(rows) > most:
            raise TooLarge("too_many_rows", limit=most)
        return Page(columns, rows, self._nested(asked, [row["key"] for row in rows]))

    def columns(self, asked: Asked) -> tuple[Column, ...]:
        """Columns that are shown: all that somebody may see, or those asked for."""
        seen = self._noun.seen(self._sight)
        if not asked.fields:
            return seen
        by_name = {one.name: one for one in seen}
        return tuple(by_name[name] for name in asked.fields if name in by_name)

    def _orders(self, asked: Asked) -> list[_Order]:
        wanted = list(asked.sort)
        if all(name != self._noun.tie for name, _ in wanted):
            wanted.append((self._noun.tie, False))
        return [self._order(*one) for one in wanted]

    def _order(self, name: str, descending: bool) -> _Order:
        column = self._noun.by_name[name]
        value = self._rows.columns[name]
        compared = collate(value, self._text_order) if column.kind in _TEXTS else value
        return _Order(column, compared, descending, last=name == self._noun.tie)

    def _conditions(self, asked: Asked) -> list[ColumnElement[bool]]:
        own = [self._test(self._rows, one, value) for one, value in asked.filters if not one.nested]
        nested = [(one, value) for one, value in asked.filters if one.nested]
        if nested and self._below is not None:
            inside = [self._test(self._below, one, value) for one, value in nested]  # all of the same row below
            below = select(literal(1)).select_from(self._below.source).where(*self._below.where, *inside)
            own.append(below.where(self._below.columns["parent"] == self._rows.columns["key"]).exists())
        return own

    def _test(self, rows: Listing, one: Filter, value: Any) -> ColumnElement[bool]:  # noqa: ANN401 - as its filter parsed it
        column = rows.columns[one.column]
        if one.how is How.ON:
            return and_(column <= value, rows.columns[one.until] >= value)
        if one.how is How.HOLDS:  # A is a on either engine, Ä is ä on neither
            return func.lower(collate(column, self._text_order)).contains(value.translate(_UPPER), autoescape=True)
        found: ColumnElement[bool] = _TESTS[one.how](column, value)
        return found

    def _count(self, conditions: Iterable[ColumnElement[bool]]) -> int:
        query = select(func.count()).select_from(self._rows.source).where(*self._rows.where, *conditions)
        found: int = self._session.execute(query).scalar_one()
        return found

    def _by_key(self, columns: Sequence[Column], keys: Sequence[int]) -> Sequence[Row]:
        query = self._select(["key", *(one.name for one in columns)]).where(self._rows.columns["key"].in_(keys))
        return self._session.execute(query).mappings().all() if keys else ()

    def _select(self, names: Sequence[str], *more: ColumnElement[Any]) -> Select[Any]:
        return _select(self._rows, names).add_columns(*more)

    def _nested(self, asked: Asked, keys: Sequence[int]) -> Mapping[int, Sequence[Row]]:
        nested, below = self._noun.nested, self._below
        if nested is None or below is None or (asked.fields and nested.name not in asked.fields):
            return {}
        found: dict[int, list[Row]] = {key: [] for key in keys}
        query = _select(below, ["parent", *(one.name for one in nested.columns)]).order_by(below.columns["key"])
        for chunk in _chunks(keys):
            for row in self._session.execute(query.where(below.columns["parent"].in_(chunk))).mappings():
                found[row["parent"]].append(row)
        return found


def _select(rows: Listing, names: Sequence[str]) -> Select[Any]:
    columns = [rows.columns[name].label(name) for name in names]
    return select(*columns).select_from(rows.source).where(*rows.where)


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + _CHUNK] for start in range(0, len(keys), _CHUNK))


def _after(orders: Sequence[_Order], values: Sequence[Any]) -> ColumnElement[bool]:
    """Rows that come after the one with these values."""
    steps = []
    for index, one in enumerate(orders):
        equal = [before.same(value) for before, value in zip(orders[:index], values[:index], strict=True)]
        steps.append(and_(*equal, one.beyond(values[index])))
    return or_(*steps)


_TESTS: Final = {
    How.ANY: lambda column, value: column.in_(value),
    How.BEFORE: lambda column, value: column < value,
    How.AFTER: lambda column, value: column > value,
    How.SINCE: lambda column, value: column >= value,
    How.LEAST: lambda column, value: column >= value,
    How.MOST: lambda column, value: column <= value,
    How.IS: lambda column, value: column.is_(value),
    How.SOME: lambda column, value: column > 0 if value else column == 0,
    How.KNOWN: lambda column, value: column.is_not(None) if value else column.is_(None),
    How.OPEN: lambda column, value: column.is_(None) if value else column.is_not(None),
}
