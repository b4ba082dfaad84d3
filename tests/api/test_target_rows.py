"""A row of ``louyu targets``: what certainly counts, what may, and what hangs on it."""

import pytest

from api.cli import targets
from buildings.workflows.plan_targets import Named, Progress, Reading


@pytest.mark.parametrize(
    ("unsure", "least", "cells"),
    [
        (0, 5, ["2025-12 （已过）", "25", "5", "数据不足"]),
        (3, 2, ["2025-12 （已过）", "25（另 3 栋不明）", "2–5", "数据不足"]),
        (6, 0, ["2025-12 （已过，是否达到说不清）", "25（另 6 栋不明）", "0–5", "数据不足"]),
    ],
)
def test_who_may_count_stands_beside_the_count(unsure: int, least: int, cells: list[str]) -> None:
    maybe = tuple(Named(f"GL-{place:04d}", "楼") for place in range(unsure))
    reading = Reading("month_end", "shown", count=25, short=5, short_least=least, unsure=maybe)
    one = Progress("starred", 30, more_than=False, by="2025-12", late=True, source="plan", readings=(reading,))
    assert targets._row(one, reading)[3:] == cells
