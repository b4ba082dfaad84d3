"""Days of Asia/Shanghai in SQL, on either engine."""

from typing import Any

from sqlalchemy import ColumnElement, Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class shanghai_day(FunctionElement[Any]):  # noqa: N801 - reads as the function it is
    """Day of Asia/Shanghai of an instant; no summer time since 1991."""

    name = "shanghai_day"
    type = Date()
    inherit_cache = True


def of(instant: ColumnElement[Any]) -> ColumnElement[Any]:
    """The day an instant lies in."""
    return shanghai_day(instant)


@compiles(shanghai_day, "sqlite")
def _sqlite(element: shanghai_day, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as the library passes them on
    return f"date({compiler.process(element.clauses, **options)}, '+8 hours')"


@compiles(shanghai_day, "postgresql")
def _postgresql(element: shanghai_day, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    instant = compiler.process(element.clauses, **options)
    return f"cast(timezone('UTC', {instant}) + interval '8 hours' as date)"
