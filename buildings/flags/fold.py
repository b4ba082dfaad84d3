"""The rules month after month: a pure fold over portfolios, from the first month on."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from buildings.findings import VALUES, Findings, Ruling
from buildings.flags.catalogue import FLAGS
from buildings.flags.flag import Flag, Memory, overall, step
from buildings.kinds import Rule
from buildings.portfolio import Flags, Floats, Ints, Portfolio, Texts

WATCHES = "flags.watches"


def advance(
    portfolio: Portfolio, before: Findings | None = None, flags: Mapping[str, Flag] = FLAGS
) -> dict[str, Ruling]:
    """What the rules say at a portfolio's month, after what they said a month before; buildings in the same order."""
    count = len(portfolio.buildings)
    before = before or {}
    found: dict[str, Ruling] = {}
    for slug, flag in flags.items():
        found[slug] = ruled(flag, portfolio, before.get(slug) or Ruling.blank(count))
    found[Rule.UPGRADE] = together(portfolio, found, before.get(Rule.UPGRADE) or Ruling.blank(count))
    return found


def together(portfolio: Portfolio, rulings: Findings, before: Ruling) -> Ruling:
    """What all upgrade rules say of a building; warnings are none of them."""
    answers = {slug: one.verdict for slug, one in rulings.items() if slug in FLAGS}
    verdict = overall(answers, int(portfolio.parameters[WATCHES]))
    blank = Ruling.blank(len(verdict))
    since = _since(portfolio.month, verdict, before)
    return replace(blank, verdict=verdict, former=before.verdict, since=since, level=verdict)


def ruled(flag: Flag, portfolio: Portfolio, before: Ruling) -> Ruling:
    """What one rule says at a portfolio's month, after what it said a month before."""
    read = flag.read(portfolio)
    memory = Memory(before.level, before.watch_for, before.due_for, before.clear_for)
    after, verdict = step(flag, memory, read, portfolio.parameters)
    count = len(verdict)
    values = [*read.values, *[np.full(count, np.nan)] * (len(VALUES) - len(read.values))]
    return Ruling(
        verdict=verdict,
        former=before.verdict,
        since=_since(portfolio.month, verdict, before),
        level=after.level,
        watch_for=after.watch_for,
        due_for=after.due_for,
        clear_for=after.clear_for,
        **dict(zip(VALUES, values, strict=True)),
        edge=_or_nan(read.edge, count),
        leave=_or_nan(read.leave, count),
        thin=np.zeros(count, dtype=bool),
        guard=_named(read.guards, count),
        missing=_named(read.wanting(before.level), count),
        peers=Ruling.blank(count).peers if read.peers is None else read.peers,
    )


def _since(month: int, verdict: Ints, before: Ruling) -> Ints:
    """The month in which the verdict began; a blank ruling was never in force."""
    same = (verdict == before.verdict) & (before.since > 0)
    return np.where(same, before.since, month).astype(np.int64)


def _or_nan(column: Floats | None, count: int) -> Floats:
    return np.full(count, np.nan) if column is None else column


def _named(wheres: Mapping[str, Flags], count: int) -> Texts:
    """Slugs of what holds of each building, with a blank between them."""
    names: list[list[str]] = [[] for _ in range(count)]
    for slug, where in wheres.items():
        for at in np.flatnonzero(where).tolist():
            names[at].append(slug)
    found = np.empty(count, dtype=object)
    found[:] = [" ".join(each) for each in names]
    return found
