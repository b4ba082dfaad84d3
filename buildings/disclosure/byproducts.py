"""Yields and comparable changes sum over fewer buildings, or fewer of their months: what they tell by difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from buildings.assessment.measure import counting
from buildings.disclosure.complement import NO_CELL, Mask, Relation, leaks
from buildings.disclosure.plan import SETS, Offer, Plan, keys
from buildings.metrics.catalogue import METRICS
from buildings.metrics.metric import Metric, Unit, Window
from buildings.metrics.windows import months
from buildings.portfolio import Flags, Portfolio

ROLLED = ("district", "zone", "subdistrict")  # who comes first keeps its yield where only one can


def behind(metric: Metric, portfolio: Portfolio, plan: Plan, view: int) -> Flags:
    """Which buildings' amounts of which month stand behind a figure; (months, buildings)."""
    use = counting(metric.parts(portfolio))
    if metric.unit is not Unit.YUAN_PER_M2:
        reached: Flags = plan.system.covers[view][:, None] & use
        return reached
    window = np.isin(plan.places, [month - portfolio.first for month in months(Window.ROLLING_12, portfolio.month)])
    operated = np.zeros((len(plan.places), len(use)), dtype=bool)
    operated[window] = portfolio.facts["operated"][plan.places[window]] == 1
    found: Flags = operated & use
    return found


def relations(sums: Flags) -> list[Relation]:
    """Sums over the same buildings in several months are one relation."""
    found: dict[bytes, Flags] = {}
    for month in np.flatnonzero(sums.any(axis=1)):
        found.setdefault(sums[month].tobytes(), np.zeros(len(sums), dtype=bool))[month] = True
    return [Relation(NO_CELL, np.flatnonzero(np.frombuffer(key, dtype=bool)), when) for key, when in found.items()]


def _merged(pieces: Sequence[Relation]) -> list[Relation]:
    found: dict[bytes, Relation] = {}
    for one in pieces:
        key = one.children.tobytes()
        assert one.months is not None  # noqa: S101 - sums of by-products say their months
        before = found.get(key)
        when = one.months if before is None or before.months is None else before.months | one.months
        found[key] = Relation(NO_CELL, one.children, when)
    return list(found.values())


def wished(offer: Offer, plan: Plan) -> list[Relation]:
    """Sums behind the district's yield, which people look at first."""
    metric, found = METRICS["tax_yield"], []
    for view, portfolio in enumerate(offer):
        sums = behind(metric, portfolio, plan, view)
        found += relations(sums & plan.system.active[:, : sums.shape[1]] & portfolio.buildings.in_scope)
    return _merged(found)


def preferred(offer: Offer) -> list[Relation]:
    """Sums behind the newest yields: of the buildings that count, and of those left out."""
    newest = offer[-1]
    use = counting(METRICS["tax_yield"].parts(newest))
    rows = np.vstack([SETS[level](newest).member for level in ROLLED])
    return [
        Relation(NO_CELL, np.flatnonzero(inside & side))
        for inside in rows
        if (inside & ~use).any()
        for side in (use, ~use)
    ]


@dataclass(frozen=True)
class Asker:
    """Which by-products can be told beside all sums on show and those ``kept`` before."""

    plan: Plan
    mask: Mask
    kept: list[Relation]

    def may(self, pieces: Sequence[Relation]) -> bool:
        """Whether nothing follows from these sums too; they are kept then."""
        more = _merged([*self.kept, *pieces])
        if (leaks(self.plan.system, self.mask, more) & self.plan.system.guarded).any():
            return False
        self.kept.extend(pieces)
        return True


Sums = dict[tuple[str, int], list[Relation]]
"""Sums behind a by-product (slug) of a cell."""

Asked = tuple[list[Relation], list[tuple[str, int]]]
"""Sums, and the by-products that they are behind."""


def _sums(views: Mapping[int, Portfolio], plan: Plan, mask: Mask, slugs: Sequence[str]) -> Sums:
    """Sums behind each by-product of each set on show, where they differ from the sums on show anyway."""
    found: Sums = {}
    count = int(plan.system.guarded.sum())
    secret = plan.system.active[:, :count] & mask.hidden[:count]
    for slug, (view, portfolio) in product(slugs, views.items()):
        sums = behind(METRICS[slug], portfolio, plan, view) & secret
        for level in ROLLED:
            rows = SETS[level](portfolio)
            for key, inside in zip(keys(portfolio, level, rows.codes), rows.member, strict=True):
                cell = plan.number(level, key)
                if mask.hidden[cell] or mask.quiet[cell, view]:
                    continue
                when = ((sums & inside) != (secret & inside)).any(axis=1) & sums.any(axis=1)
                if when.any():
                    found.setdefault((slug, cell), []).extend(relations(sums & inside & when[:, None]))
    return {key: _merged(pieces) for key, pieces in found.items()}


def byproducts(
    views: Mapping[int, Portfolio], plan: Plan, mask: Mask, slugs: Sequence[str]
) -> frozenset[tuple[str, int]]:
    """By-products (slug, cell) to hide in all of the views, beyond what is hidden anyway."""
    alike: dict[frozenset[tuple[bytes, bytes]], list[tuple[str, int]]] = {}
    found = _sums(views, plan, mask, slugs)
    for one, pieces in found.items():
        alike.setdefault(frozenset(map(_print, pieces)), []).append(one)
    asked = sorted(((found[ones[0]], ones) for ones in alike.values()), key=lambda pair: slugs.index(pair[1][0][0]))
    return frozenset(one for ones in _refused(Asker(plan, mask, []), asked) for one in ones)


def _print(piece: Relation) -> tuple[bytes, bytes]:
    return piece.children.tobytes(), b"" if piece.months is None else piece.months.tobytes()


def _refused(asker: Asker, asked: Sequence[Asked]) -> list[list[tuple[str, int]]]:
    """Those that would tell a hidden building together with all on show."""
    if not asked or asker.may([piece for pieces, _ in asked for piece in pieces]):
        return []
    if len(asked) == 1:
        return [asked[0][1]]
    half = len(asked) // 2
    return _refused(asker, asked[:half]) + _refused(asker, asked[half:])
