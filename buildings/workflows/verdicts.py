"""What the upgrade rules say: folded month by month from the first, kept, and as those below a tax officer read it."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from buildings import parameters
from buildings.database import version, work
from buildings.database.engine import Engine
from buildings.database.work import Session
from buildings.disclosure.masks import Guard
from buildings.disclosure.rates import thin
from buildings.errors import Busy
from buildings.facts import horizon, offer
from buildings.facts import verdicts as kept
from buildings.findings import Findings, Outlook, Ruling
from buildings.flags import fold
from buildings.flags.catalogue import FLAGS
from buildings.kinds import Origin, Rule
from buildings.portfolio import Ints, Portfolio
from buildings.quantities import last_day
from buildings.schemes import catalogue as schemes
from buildings.warnings import fold as warnings_fold
from buildings.warnings.catalogue import WARNINGS
from buildings.workflows.progress import Progress, silent

CHUNK: Final = 6
"""Months folded between two looks at whether the ground still stands."""
VERSIONS: Final = {slug: flag.version for slug, flag in (*FLAGS.items(), *WARNINGS.items())}


_settling: WeakKeyDictionary[Engine, Lock] = WeakKeyDictionary()
_lower: WeakKeyDictionary[Engine, dict[str, tuple[str, Mapping[int, Findings]]]] = WeakKeyDictionary()
_lock = Lock()


def _rules(span: tuple[int, int]) -> str:
    """Tells the versions of the rules, the parameters of every month, and the schemes that ratings stand on."""
    dated = [sorted(parameters.values(last_day(month)).items()) for month in range(span[0], span[1] + 1)]
    return hashlib.sha256(
        repr((sorted(VERSIONS.items()), dated, sorted(schemes.everything().items()))).encode()
    ).hexdigest()


def ground(session: Session, origin: str) -> kept.Ground | None:
    """What verdicts stand on now."""
    span = horizon.covered(session)
    return None if span is None else kept.ground(session, _rules(span), origin)


def settle(engine: Engine, origin: str, progress: Progress = silent) -> None:
    """Fold and keep the months that are missing or no longer stand; nothing where all stand.

    Others who ask meanwhile wait. What cannot be kept now, since others write, is folded again by who reads it.
    """
    with _lock:
        mine = _settling.setdefault(engine, Lock())
    with mine:
        while _one_chunk(engine, origin, progress):
            pass


def settle_all(engine: Engine, progress: Progress = silent) -> None:
    """``settle`` for every origin: after much has changed, while somebody waits anyhow."""
    for origin in Origin:
        settle(engine, origin, progress)


def _one_chunk(engine: Engine, origin: str, progress: Progress) -> bool:
    """Whether some months were folded and kept."""
    with work.reading(engine) as session:
        on = ground(session, origin)
        if on is None:
            return False
        until = kept.stands_until(session, origin, on)
        start = on.first if until is None else until + 1
        if start > on.last:
            return False
        progress("verdicts", start - on.first, on.last - on.first + 1)
        found: dict[int, Findings] = {}
        before: Findings | None = None
        ids: Ints | None = None
        for portfolio in offer.between(session, origin, start, min(start + CHUNK - 1, on.last)):
            if ids is None:
                ids = portfolio.buildings.id
                before = kept.load(session, ids, until) if until is not None else None
            before = found[portfolio.month] = _advance(portfolio, before)
    assert ids is not None  # noqa: S101 - a chunk has a month
    try:
        done = work.keeping(engine, lambda changes: kept.keep(changes, origin, on, ids, found, VERSIONS), of_facts=True)
    except Busy:
        return False
    progress("verdicts", max(found) - on.first + 1, on.last - on.first + 1)
    return done


def of_month(session: Session, portfolio: Portfolio) -> Findings:
    """What the rules say at a portfolio's month, with full sight; folded here where it is not kept."""
    on, month = ground(session, portfolio.origin), portfolio.month
    if on is None or not on.first <= month <= on.last:
        return {}
    until = kept.stands_until(session, portfolio.origin, on)
    ids = portfolio.buildings.id
    if until is not None and until >= month:
        return kept.load(session, ids, month)
    before: Findings | None = None if until is None else kept.load(session, ids, until)
    start = on.first if until is None else until + 1
    found: Findings = {}
    for one in offer.between(session, portfolio.origin, start, month):
        found = before = _advance(one, before)
    return found


def _advance(portfolio: Portfolio, before: Findings | None) -> Findings:
    """The rules with full sight, and beside low yield whether those below a tax officer may compare; the warnings."""
    found = fold.advance(portfolio, before) | warnings_fold.advance(portfolio, before)
    return {**found, Rule.LOW_YIELD: replace(found[Rule.LOW_YIELD], thin=thin(portfolio))}


def below(engine: Engine, session: Session, portfolio: Portfolio, guard: Guard) -> tuple[Findings, Outlook]:
    """What those below a tax officer may be told of a month, before the gate: peers are visible buildings only."""
    whole = of_month(session, portfolio)
    months = kept_below(engine, session, portfolio.origin, guard)
    return {**whole, **months.get(portfolio.month, {})}, outlook(whole, guard)


def kept_below(engine: Engine, session: Session, origin: str, guard: Guard) -> Mapping[int, Findings]:
    """What visible peers alone make of every month, by month; kept in memory until something changes."""
    state = version.version(session)
    with _lock:
        known = _lower.setdefault(engine, {}).get(origin)
    if known is None or known[0] != state:
        known = (state, _seen_below(session, origin, guard))
        with _lock:
            _lower[engine][origin] = known
    return known[1]


def outlook(whole: Findings, guard: Guard) -> Outlook:
    """What may be compared below a tax officer in the month of these findings."""
    own = whole[Rule.LOW_YIELD].thin
    return Outlook(~guard.families["tax"].hidden[: len(own)], own)


def _of_month_alone(session: Session, origin: str, month: int) -> Findings:
    """``of_month`` of a month whose portfolio is not at hand: kept only where it still stands."""
    for portfolio in offer.between(session, origin, month, month):
        return of_month(session, portfolio)
    return {}


def _seen_below(session: Session, origin: str, guard: Guard) -> Mapping[int, Findings]:
    """Low yield among visible peers, and all rules together with it, of every month with a tax file before it."""
    found: dict[int, Findings] = {}
    before: Findings = {}
    for plain in offer.months(session, origin):
        if not before and plain.month > plain.first:  # no tax was told before, so all may know what was said
            before = _of_month_alone(session, origin, plain.month - 1)
        whole = of_month(session, plain)
        portfolio = replace(plain, outlook=outlook(whole, guard))
        own = fold.advance(portfolio, before, {Rule.LOW_YIELD: FLAGS[Rule.LOW_YIELD]})
        rulings = {**whole, Rule.LOW_YIELD: own[Rule.LOW_YIELD]}
        last = before.get(Rule.UPGRADE) or Ruling.blank(len(plain.buildings))
        together = fold.together(portfolio, rulings, last)
        before = {Rule.LOW_YIELD: own[Rule.LOW_YIELD], Rule.UPGRADE: together}
        found[plain.month] = before
    return found
