"""What an upgrade rule is: what it reads at a month's end, and how its state remembers the months before."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from buildings.kinds import Alert, Derives, Rule, Verdict
from buildings.metrics.metric import Unit
from buildings.portfolio import Flags, Floats, Ints, Portfolio, Texts

__all__ = ["Edges", "Flag", "Measure", "Memory", "Parameters", "Reading", "Verdict", "no_edge", "overall", "step"]

Parameters = Mapping[str, Fraction]


@dataclass(frozen=True)
class Edges:
    """Thresholds of a measure; NaN: other buildings set it, or it never is due."""

    watch: float = math.nan
    due: float = math.nan
    clear: float = math.nan


def no_edge(_: Parameters) -> Edges:
    """Of a figure that is told beside what is compared."""
    return Edges()


@dataclass(frozen=True)
class Measure:
    """A figure that a rule compares; ``high``: the more of it, the worse. ``edges``: its thresholds by parameters."""

    slug: str
    unit: Unit
    high: bool
    edges: Callable[[Parameters], Edges]


@dataclass(frozen=True)
class Reading:
    """What a rule reads at a month's end, without memory; shapes (n,).

    ``watch`` and ``due``: the condition holds this month; ``clear``: that of leaving does. ``known`` False = cannot
    tell, and then neither fires nor clears. ``values`` are what is compared, in the order of the rule's measures, NaN
    where there is none. ``guards`` name each reason for which the rule does not apply (too young, under renovation),
    and where. ``missing`` names each input that is not known, and where, no matter where the rule does not apply;
    ``maybe_guarded`` those for want of which it cannot be told whether it applies, no matter where it says nothing
    either way. ``edge`` and ``leave``: thresholds that ``peers`` set.
    """

    known: Flags
    watch: Flags
    due: Flags
    clear: Flags
    values: tuple[Floats, ...]
    guards: Mapping[str, Flags] = field(default_factory=dict)
    missing: Mapping[str, Flags] = field(default_factory=dict)
    maybe_guarded: Mapping[str, Flags] = field(default_factory=dict)
    edge: Floats | None = None
    leave: Floats | None = None
    peers: Texts | None = None

    @property
    def guarded(self) -> Flags:
        """Where the rule does not apply, for whatever reason."""
        flags = np.zeros(len(self.known), dtype=bool)
        for where in self.guards.values():
            flags |= where
        return flags

    def hangs_on_guard(self, level: Ints) -> Flags:
        """Where all hangs on whether the rule applies: it fires, or a level stands that it would have to forget."""
        flags = np.zeros(len(level), dtype=bool)
        for where in self.maybe_guarded.values():
            flags |= where
        return flags & self.known & ~self.guarded & (self.watch | self.due | (level > Verdict.NOT_DUE))

    def wanting(self, level: Ints) -> dict[str, Flags]:
        """What is missing, and where, at a month's end before which this level stood."""
        hangs, applies = self.hangs_on_guard(level), ~self.guarded
        found = {slug: where & applies for slug, where in self.missing.items()}
        for slug, where in self.maybe_guarded.items():
            found[slug] = found.get(slug, False) | (where & hangs)
        return found


@dataclass(frozen=True)
class Memory:
    """A rule's state after a month: its level, and for how many month-ends running each condition held; (n,)."""

    level: Ints
    watch_for: Ints
    due_for: Ints
    clear_for: Ints

    @classmethod
    def blank(cls, count: int) -> "Memory":
        """Before the first month."""
        return cls(*(np.zeros(count, dtype=np.int64) for _ in range(4)))


@dataclass(frozen=True)
class Flag:
    """One upgrade rule or early warning.

    ``watch_after`` and ``due_after`` name the parameters of how many month-ends running it takes.

    ``inputs`` are what it reads, by slugs of metrics and of what is recorded; ``peers``: it reads other buildings too.
    """

    slug: Rule | Alert
    version: str
    derives_from: Derives
    measures: tuple[Measure, ...]
    inputs: tuple[str, ...]
    read: Callable[[Portfolio], Reading]
    watch_after: str | None = None
    due_after: str | None = None
    peers: bool = False


def step(flag: Flag, before: Memory, reading: Reading, parameters: Mapping[str, object]) -> tuple[Memory, Ints]:
    """State after one more month, and the verdicts (``Verdict``) of it; shapes (n,).

    A level once reached stays until the clear condition held at ``flags.clear_months`` month-ends running. A month that
    cannot be told fires nothing, clears nothing and breaks every run. A guarded month forgets.
    """

    def months(slug: str | None) -> int:
        return 1 if slug is None else int(str(parameters[slug]))

    known = reading.known & ~reading.hangs_on_guard(before.level)
    tells = known & ~reading.guarded

    def running(holds: Flags, count: Ints) -> Ints:
        return np.where(tells & holds, count + 1, 0)

    watch_for, due_for = running(reading.watch, before.watch_for), running(reading.due, before.due_for)
    clear_for = running(reading.clear & ~reading.watch & ~reading.due, before.clear_for)
    level = before.level.copy()
    level[watch_for >= months(flag.watch_after)] = np.maximum(level, Verdict.WATCH)[
        watch_for >= months(flag.watch_after)
    ]
    level[due_for >= months(flag.due_after)] = Verdict.DUE
    gone = (clear_for >= months("flags.clear_months")) | reading.guarded
    level[gone] = Verdict.NOT_DUE
    verdicts = np.where(reading.guarded, Verdict.NOT_DUE, np.where(known, level, Verdict.CANNOT_TELL))
    return Memory(level, watch_for, due_for, clear_for), verdicts.astype(np.int64)


def overall(verdicts: Mapping[str, Ints], watches: int) -> Ints:
    """A building is due with one due rule or so many watch rules; no memory of its own.

    Otherwise watch with any; not due only where every rule says so; else cannot tell.
    """
    table = np.stack(list(verdicts.values()))
    due = (table == Verdict.DUE).any(axis=0) | ((table == Verdict.WATCH).sum(axis=0) >= watches)
    watch, unknown = (table == Verdict.WATCH).any(axis=0), (table == Verdict.CANNOT_TELL).any(axis=0)
    found: Ints = np.select(
        [due, watch, unknown], [Verdict.DUE, Verdict.WATCH, Verdict.CANNOT_TELL], Verdict.NOT_DUE
    ).astype(np.int64)
    return found
