"""Whole numbers out of a query, on both engines: every figure of a report came this way."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sqlalchemy import CTE, BigInteger, Boolean, Engine, column, false, func, select, values
from sqlalchemy.exc import DBAPIError

from buildings.database import work
from buildings.facts import horizon, load_taxes
from buildings.facts.reading import ints, stepwise, table
from buildings.facts.scope import WHOLE
from buildings.portfolio import UNKNOWN
from buildings.register.tables.taxes import Taxpayer

LARGEST = int(np.iinfo(np.int64).max)


def rows(*found: tuple[int | None, bool | None]) -> CTE:
    return values(column("n", BigInteger), column("yes", Boolean), name="given").data(list(found)).cte("some")


def read(engine: Engine, wanted: Sequence[Any], *where: Any, by: Sequence[Any] = ()) -> list[list[int]]:  # noqa: ANN401
    with work.reading(engine) as session:
        return [found.tolist() for found in ints(session, wanted, *where, by=by)]


def test_whole_numbers_and_flags_arrive_as_they_are(engine: Engine) -> None:
    some = rows((0, True), (-7, False), (LARGEST, True), (UNKNOWN, False), (12, True))
    number, flag = read(engine, [some.c.n, some.c.yes])
    assert sorted(zip(number, flag, strict=True)) == [(UNKNOWN, 0), (-7, 0), (0, 1), (12, 1), (LARGEST, 1)]
    assert read(engine, [some.c.n, some.c.yes], false()) == [[], []]


def test_sums_of_groups_arrive_with_their_keys(engine: Engine) -> None:
    some = rows((1, True), (2, True), (40, False))
    flag, total = read(engine, [some.c.yes, func.sum(some.c.n)], by=[some.c.yes])
    assert dict(zip(flag, total, strict=True)) == {1: 3, 0: 40}


def test_a_missing_number_is_no_number(engine: Engine) -> None:
    some = rows((1, True), (None, True), (3, True))
    with pytest.raises(TypeError, match="3 whole numbers expected, 2 found"):
        read(engine, [some.c.yes, some.c.n])


def test_a_sum_that_does_not_fit_is_refused(engine: Engine) -> None:
    some = rows((LARGEST, True), (1, True))
    with pytest.raises(DBAPIError):
        read(engine, [some.c.yes, func.sum(some.c.n)], by=[some.c.yes])


def test_steps_cover_a_span_once() -> None:
    asked: list[tuple[int, int]] = []

    def one(span: tuple[int, int]) -> list[np.ndarray[Any, np.dtype[np.int64]]]:
        asked.append(span)
        return [np.arange(span[0], span[1] + 1)]

    (found,) = stepwise((5, 31), one)
    assert found.tolist() == list(range(5, 32))
    assert asked == [(5, 16), (17, 28), (29, 31)]


@pytest.mark.stocked("town")
@pytest.mark.parametrize("whole", [True, False])
def test_payments_are_the_same_however_many_months_are_read_at_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    with work.reading(engine) as session:
        span = horizon.wanted(session)
        assert span is not None
        payers = frozenset(session.execute(select(table(Taxpayer).c.id)).scalars())
        scope = WHOLE if whole else replace(WHOLE, taxpayers=payers)
        at_once = load_taxes.taxes(session, span, scope)
        monkeypatch.setattr(load_taxes, "PAYER_MONTHS_AT_ONCE", 0)
        step_by_step = load_taxes.taxes(session, span, scope)
    assert len(at_once.fen) == 4
    for name in ("month", "taxpayer", "column", "fen", "retained"):
        assert getattr(at_once, name).tolist() == getattr(step_by_step, name).tolist(), name
