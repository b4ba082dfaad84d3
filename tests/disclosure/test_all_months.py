"""Whoever may see one month may see them all: nothing hidden may follow from all views together."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from hypothesis import given, settings

from buildings.assessment import assess
from buildings.audience import PROMOTER
from buildings.disclosure import disclose
from buildings.disclosure.figures import Figures, State
from buildings.disclosure.masks import guard
from buildings.portfolio import Portfolio
from tests.disclosure.attacker import sets
from tests.disclosure.districts import Payment
from tests.disclosure.histories import VIEWS, History, histories

PRIME = 2**61 - 1
Unknown = tuple[int, int]  # building, month
Sum = frozenset[Unknown]
FIGURES = ("tax_month", "tax_ytd", "tax_12", "tax_yield", "tax_month_mom")


def views(history: History) -> list[tuple[Portfolio, Figures]]:
    offer = history.offer()
    common = guard(offer)
    return [(one, disclose(assess(one, FIGURES), PROMOTER, ("reconciliation",), common)) for one in offer]


def hidden(figures: Figures) -> set[int]:
    column = figures.tables["building"].columns["tax_12"]
    return {row for row in range(len(column.states)) if column.state(row) is State.HIDDEN}


def windows(last: int) -> Mapping[str, tuple[int, ...]]:
    """Months behind each figure of a view; the view's year began before the first file."""
    filed = tuple(month for month in VIEWS if month <= last)
    before = (last - 1,) if last - 1 in VIEWS else ()
    return {"tax_month": (last,), "tax_ytd": filed, "tax_12": filed, "tax_yield": filed, "tax_month_mom": before}


def rows(portfolio: Portfolio) -> Iterator[tuple[str, int, np.ndarray[tuple[int], np.dtype[np.bool_]]]]:
    for level, found in sets(portfolio).items():
        for row, inside in enumerate(found):
            yield level, row, inside


def told(history: History) -> tuple[set[int], set[Sum]]:
    """Buildings hidden, the same in every view, and every sum on show in any, less what an attacker knows anyway."""
    seen = views(history)
    secret = hidden(seen[0][1])
    assert all(hidden(figures) == secret for _, figures in seen)
    area = np.array([one is not None for one in history.areas])
    found: set[Sum] = set()
    for (portfolio, figures), last in zip(seen, VIEWS, strict=True):
        place = {slug: figures.sheets["reconciliation"].headers.index(slug) for slug in ("tax_month", "tax_12")}
        for slug, months in windows(last).items():
            for level, row, inside in rows(portfolio):
                if figures.tables[level].columns[slug].state(row) is State.SHOWN:
                    found.add(unknowns(history, inside & area if slug == "tax_yield" else inside, months, secret))
            for line, kind in zip(figures.sheets["reconciliation"].rows, (0, 1, -1, -2), strict=False):
                if slug in place and not isinstance(line[place[slug]], State):
                    inside = (portfolio.zones.primary == kind) & portfolio.buildings.in_scope
                    found.add(unknowns(history, inside, months, secret))
    return secret, found - {frozenset()}


def unknowns(
    history: History,
    inside: np.ndarray[tuple[int], np.dtype[np.bool_]],
    months: Sequence[int],
    secret: set[int],
) -> Sum:
    return frozenset(
        (int(building), month)
        for building in np.flatnonzero(inside)
        for month in months
        if building in secret and history.held(int(building), month)
    )


def rank(sums: Sequence[Sum]) -> int:
    """By elimination modulo a prime, row by row."""
    pivots: dict[Unknown, dict[Unknown, int]] = {}
    for one in sums:
        row = dict.fromkeys(one, 1)
        while row:
            lead = min(row)
            if lead not in pivots:
                inverse = pow(row[lead], -1, PRIME)
                pivots[lead] = {key: value * inverse % PRIME for key, value in row.items()}
                break
            factor = row[lead]
            for key, value in pivots[lead].items():
                row[key] = (row.get(key, 0) - factor * value) % PRIME
                if not row[key]:
                    del row[key]
    return len(pivots)


def tells(sums: set[Sum], building: int) -> bool:
    """Whether some combination of the sums speaks of this building alone: of a month, or of any months of it."""
    others = [frozenset(key for key in one if key[0] != building) for one in sums]
    return rank(list(sums)) > rank(others)


@given(histories())
@settings(max_examples=25)
def test_no_hidden_building_follows_from_all_views_together(history: History) -> None:
    secret, sums = told(history)
    assert not [building for building in secret if tells(sums, building)]


def _payers(building: int, count: int, since: int = 0) -> list[Payment]:
    return [
        Payment(building, 100 + 10 * building + payer, month, 100_000 + 7 * month + payer)
        for payer in range(count)
        for month in VIEWS[since:]
    ]


def test_one_that_paid_before_it_entered_does_not_show_by_subtraction() -> None:
    """One enterprise in a building that enters in August and paid in July: the audit's own case."""
    paid = [one for building in range(5) for one in _payers(building, 5)]
    lonely = [*_payers(5, 1, since=1), *_payers(6, 1), *_payers(7, 1)]
    entered = [[True] * 5 + [view >= 2, True, True] for view in range(len(VIEWS))]
    none: Sequence[frozenset[int]] = [frozenset(), frozenset()]
    history = History([0] * 8, [10_000] * 8, [*paid, *lonely], entered, [none] * len(VIEWS))
    secret, sums = told(history)
    assert {5, 6, 7} <= secret
    assert not tells(sums, 5)
    district = [figures.tables["district"].columns["tax_month"].state(0) for _, figures in views(history)]
    # only the views that would tell are hidden; the newest stands
    assert district[-1] is State.SHOWN
    assert district[1] is State.HIDDEN
