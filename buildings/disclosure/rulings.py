"""What the upgrade rules say, cut to an audience: verdicts of tables, and the evidence behind them."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from buildings.disclosure.figures import Column, State
from buildings.disclosure.view import View
from buildings.findings import NUMBERS, WORDS, Findings, Ruling
from buildings.flags.fold import WATCHES
from buildings.kinds import Rule, Verdict
from buildings.metrics.verdicts import DERIVES
from buildings.portfolio import Flags, Ints, Portfolio

SINGLE: Mapping[Rule, str] = {rule: f"flag_{rule}" for rule in Rule if rule is not Rule.UPGRADE}
"""Slugs of the columns of each rule."""


def _counted(columns: Mapping[str, Column], verdict: Verdict) -> Ints:
    """In how many rules, of those that are shown, each building has a verdict."""
    shown = (columns[slug] for slug in SINGLE.values() if slug in columns)
    hits = [(one.states == State.SHOWN) & (one.values == verdict) for one in shown]
    found: Ints = np.sum(hits, axis=0, dtype=np.int64)
    return found


def with_due(columns: dict[str, Column], portfolio: Portfolio) -> dict[str, Column]:
    """The columns with the overall verdict "due" where what is shown says so by itself.

    Where one rule that a reader sees is due, or three are on watch, he knows the rest; so it may as well stand there.
    """
    whole = columns.get(Rule.UPGRADE)
    if whole is None:
        return columns
    watches = int(portfolio.parameters[WATCHES])
    told = (_counted(columns, Verdict.DUE) > 0) | (_counted(columns, Verdict.WATCH) >= watches)
    told &= whole.states == State.HIDDEN
    states = np.where(told, State.SHOWN, whole.states).astype(np.uint8)
    return {**columns, Rule.UPGRADE: replace(whole, states=states, values=np.where(told, Verdict.DUE, whole.values))}


def seen(view: View, columns: Mapping[str, Column]) -> Findings:
    """Rulings without a trace of what is hidden or for others: there a verdict cannot be told, and nothing else stands.

    What all rules say together is cut wherever one of them is hidden, also where it may be told that it is "due".
    """
    findings = view.assessment.portfolio.findings
    barred = {rule: ~view.policy.rows("building", DERIVES[rule]) for rule in SINGLE}
    gone = {
        rule: (columns[slug].states == State.HIDDEN) | barred[rule] for rule, slug in SINGLE.items() if slug in columns
    }
    if Rule.UPGRADE in columns:
        gone[Rule.UPGRADE] = np.any([columns[Rule.UPGRADE].states == State.HIDDEN, *gone.values()], axis=0)
    return {rule: cut(ruling, gone[Rule(rule)]) for rule, ruling in findings.items() if rule in gone}


def cut(ruling: Ruling, hidden: Flags) -> Ruling:
    """A ruling in which nothing stands for the hidden rows."""
    blank, left = Ruling.blank(len(hidden)), {}
    for name in ruling.__dataclass_fields__:
        left[name] = np.where(hidden, getattr(blank, name), getattr(ruling, name))
        if name not in (*NUMBERS, *WORDS):
            left[name] = left[name].astype(getattr(ruling, name).dtype)
    return Ruling(**left)
