"""Sheets of totals: tiers, unattributed tax, reconciliation of zones, identity of tax, registration × tax."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from buildings.assessment import unplaced
from buildings.assessment.measure import counting, measure, roll_up
from buildings.assessment.residence import registration_tax
from buildings.assessment.tiers import MONTH_TIER, TIERS, WINDOWS, by_month, standing
from buildings.disclosure.figures import State
from buildings.disclosure.primary import threshold
from buildings.disclosure.view import View
from buildings.kinds import Derives
from buildings.metrics.catalogue import METRICS
from buildings.metrics.metric import Parts, Window
from buildings.portfolio import Flags
from buildings.tables import tax_columns

Row = tuple[object, ...]
IDENTITY_CELLS = 5
RECONCILED = ("office_area", "lettable_area", "vacant_area", "tax_month", "tax_ytd", "tax_12")


def _count(view: View, reached: Flags, known: bool) -> object:
    """How many buildings reached a tier; hidden where it would tell that all hidden ones did, or none of them."""
    if not view.policy.tax("district").any():
        return view.instead(Derives.TAX)
    if not known:
        return State.UNKNOWN
    reached = reached & view.assessment.portfolio.buildings.in_scope
    if not view.policy.full_tax:
        secret = view.masks.families["tax"]["building"] & view.assessment.portfolio.buildings.in_scope
        if secret.any() and int((reached & secret).sum()) in {0, int(secret.sum())}:
            return State.HIDDEN
    return int(reached.sum())


def tiers(view: View) -> Iterator[Row]:
    """Number of buildings in scope at or above each tier, by window; 月亿楼 by the month."""
    standings = [standing(view.assessment.portfolio, window) for window in WINDOWS]
    for tier, slug in enumerate(TIERS):
        counts = (_count(view, found.tier >= tier, found.known) for found in standings)
        yield (slug, *counts, State.NOT_APPLICABLE)
    yield (MONTH_TIER, *[State.NOT_APPLICABLE] * len(WINDOWS), _count(view, *by_month(view.assessment.portfolio)))


def unattributed(view: View) -> Iterator[Row]:
    """Totals by reason and in all: tax, retained and fees of the month, tax of the year to date and the rolling 12."""
    portfolio = view.assessment.portfolio
    may = bool(view.policy.tax("district").any())
    if view.policy.full_tax:
        hidden = np.zeros(len(unplaced.REASONS) + 1, dtype=bool)
    else:
        hidden = view.masks.loose if may else np.ones(len(unplaced.REASONS) + 1, dtype=bool)
    columns = [
        unplaced.by_reason(portfolio, "tax_fen", Window.MONTH),
        unplaced.by_reason(portfolio, "retained_fen", Window.MONTH),
        unplaced.by_reason(portfolio, "fee_fen", Window.MONTH),
        unplaced.by_reason(portfolio, "tax_fen", Window.YTD),
        unplaced.by_reason(portfolio, "tax_fen", Window.ROLLING_12),
    ]
    counts = unplaced.taxpayers(portfolio)
    for row, reason in enumerate((*unplaced.REASONS, "all")):
        last = row == len(unplaced.REASONS)
        amounts = [(int(sums.sum() if last else sums[row]) if known else State.UNKNOWN) for sums, known in columns]
        people = int(counts.sum() if last else counts[row])
        yield (reason, *(view.instead(Derives.TAX) if hidden[row] else value for value in (people, *amounts)))


def unattributed_list(view: View) -> Iterator[Row]:
    """Whose tax of the month is in no building, largest first: for a tax officer alone, who can act on it."""
    if view.policy.full_tax:
        found = unplaced.listed(view.assessment.portfolio)
        yield from sorted(found, key=lambda row: (-abs(row.tax_fen), row.code, row.reason))


def _parts(view: View, slug: str) -> Parts:
    return view.assessment.parts.get(slug) or METRICS[slug].parts(view.assessment.portfolio)


def _barred(view: View, derives: Derives) -> Flags:
    """Hidden rows of the reconciliation: primary zones, no zone, unknown place, sum, district, scope unknown."""
    rows = len(view.assessment.primary.codes) + 3
    flags = np.zeros(rows, dtype=bool)
    if derives is Derives.PUBLIC:
        return flags
    policy = view.policy
    zones, district = (policy.whole(level, derives) for level in ("zone", "district"))
    flags[:-3] = not zones
    flags[-3:] = not district
    if derives is Derives.TAX and not policy.full_tax and district:
        masks = view.masks.families["tax"]
        flags |= np.r_[masks["primary"], masks["district"], masks["district"], True]
    return flags


def reconciliation(view: View) -> Iterator[Row]:
    """Σ by primary zone + in no zone + place unknown = district, and beside it the buildings of unknown scope."""
    rows, frame = view.assessment.primary, view.assessment.portfolio.buildings
    member = np.vstack([rows.member, rows.member.any(axis=0), frame.in_scope, frame.scope_unknown])
    columns: list[Sequence[object]] = [[int(count) for count in member.sum(axis=1)]]
    for slug in RECONCILED:
        metric, parts = METRICS[slug], _parts(view, slug)
        found = measure(metric, roll_up(parts, member, metric.unit)[0])
        states = np.where(_barred(view, metric.derives_from), view.instead(metric.derives_from), found.states)
        none = ~counting(parts).any()
        # a set without buildings adds 0, where anything is known at all
        empty = (member.sum(axis=1) == 0) & (states == State.NOT_APPLICABLE) & (not none)
        columns.append(
            [
                int(value) if state == State.SHOWN or bare else State(int(state))
                for value, state, bare in zip(found.values, states, empty, strict=True)
            ]
        )
    names = (*rows.names, "total", "district", "scope_unknown")
    yield from zip(names, *columns, strict=True)


def identity(view: View) -> Iterator[Row]:
    """In scope + out of scope + unattributed = file, by column and measure; amounts for a tax officer alone.

    The same rows in every month, so that their number does not tell whether it has a file.
    """
    full, names = view.policy.full_tax, {column.key: column.name for column in tax_columns()}
    nothing = [State.UNKNOWN if full else view.instead(Derives.TAX)] * IDENTITY_CELLS
    lines = unplaced.identity(view.assessment.portfolio) if full else []
    amounts = {(line.column, line.measure): _amounts(line) for line in lines}
    for key, kind in unplaced.lines():
        yield (names[key], kind, *amounts.get((key, kind), nothing))


def _amounts(line: unplaced.Line) -> Row:
    file = State.UNKNOWN if line.file is None else line.file
    return (line.in_scope, line.out_of_scope, line.unattributed, line.sum, file)


def registration(view: View) -> Iterator[Row]:
    """Counts of enterprises; who pays only where no count is under the least, else none of them."""
    found, least = registration_tax(view.assessment.portfolio), threshold(view.assessment.portfolio).contributors
    tenancy, tax = (bool(view.policy.rows("district", kind).any()) for kind in (Derives.TENANCY, Derives.TAX))
    answers = [count for line in found if line.tax_yes + line.tax_no for count in (line.tax_yes, line.tax_no)]
    # none new or none unknown names nobody; one or two would be known by name to who knows the tenants
    answers += [count for line in found for count in (line.newly_arrived, line.tax_unknown) if count]
    shown = view.policy.full_tax or (tax and min(answers, default=least) >= least)
    for line in found:
        counts = (line.tax_yes, line.tax_no, line.newly_arrived, line.tax_unknown)
        enterprises = line.enterprises if tenancy else view.instead(Derives.TENANCY)
        yield (line.registration, enterprises, *(counts if shown else [view.instead(Derives.TAX)] * len(counts)))


MAKERS: Mapping[str, Callable[[View], Iterator[Row]]] = {
    "tiers": tiers,
    "unattributed": unattributed,
    "unattributed_list": unattributed_list,
    "reconciliation": reconciliation,
    "identity": identity,
    "registration_tax": registration,
}
