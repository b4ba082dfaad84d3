"""Why a rule says what it says of a building: from disclosed figures alone, in numbers and in a sentence."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from buildings import parameters
from buildings.disclosure.figures import Figures, State
from buildings.disclosure.rulings import SINGLE
from buildings.disclosure.show import mark, show
from buildings.findings import VALUES, Ruling
from buildings.flags.catalogue import FLAGS
from buildings.flags.flag import Flag, Measure
from buildings.kinds import Derives, Rule, Verdict
from buildings.metrics.metric import Unit
from buildings.metrics.verdicts import DERIVES
from buildings.portfolio import Floats
from buildings.quantities import last_day
from buildings.words import Language, joined, label, text

CLEAR_MONTHS = "flags.clear_months"
Dated = Mapping[str, Fraction]


@dataclass(frozen=True)
class Compared:
    """A figure against its thresholds; None where there is none. ``high``: the more of it, the worse.

    ``span``: months that falls look back, for the names of what is measured over them.
    """

    measure: str
    unit: Unit
    high: bool
    value: float | None
    watch: float | None
    due: float | None
    clear: float | None
    span: int

    def name(self, language: Language) -> str:
        """What is measured, in words."""
        return label("flag_measure", self.measure, language).replace("{span}", str(self.span))

    @property
    def margin(self) -> float | None:
        """How far the figure is beyond the watch threshold; negative: it has not reached it."""
        if self.value is None or self.watch is None:
            return None
        return self.value - self.watch if self.high else self.watch - self.value


@dataclass(frozen=True)
class Explained:
    """One rule's answer for one building. ``since`` and ``former`` are None where they are hidden or unknown.

    ``runs``: for how many month-ends running watch, due and clear held; ``needs``: how many it takes.
    """

    rule: Rule
    version: str
    derives_from: Derives
    state: State
    verdict: Verdict | None
    since: int | None
    former: Verdict | None
    compared: tuple[Compared, ...]
    peers: str
    missing: tuple[str, ...]
    guards: tuple[str, ...]
    runs: tuple[int, int, int]
    needs: tuple[int, int, int]


def explained(figures: Figures, at: int) -> tuple[Explained, ...]:
    """All rules for the building in a row of the building table, what they say together first."""
    by = parameters.values(last_day(figures.month))
    return tuple(_one(figures, rule, at, by) for rule in DERIVES if rule in figures.rulings)


def _one(figures: Figures, rule: Rule, at: int, by: Dated) -> Explained:
    slug = rule.value if rule is Rule.UPGRADE else SINGLE[rule]
    column, ruling, flag = figures.tables["building"].columns[slug], figures.rulings[rule], FLAGS.get(rule)
    state = State(int(column.states[at]))
    hidden = state == State.HIDDEN or not ruling.since[at]  # since 0: the ruling behind it is hidden
    told = Verdict(int(column.values[at])) if state == State.SHOWN else None
    return Explained(
        rule,
        "1" if flag is None else flag.version,
        DERIVES[rule],
        state,
        Verdict.CANNOT_TELL if state == State.UNKNOWN else told,
        None if hidden else int(ruling.since[at]),
        None if hidden else Verdict(int(ruling.former[at])),
        () if hidden or flag is None else compared(flag, ruling, at, by),
        str(ruling.peers[at]),
        tuple(str(ruling.missing[at]).split()),
        tuple(str(ruling.guard[at]).split()),
        (int(ruling.watch_for[at]), int(ruling.due_for[at]), int(ruling.clear_for[at])),
        _needs(flag, by),
    )


def _needs(flag: Flag | None, by: Dated) -> tuple[int, int, int]:
    after = (None, None) if flag is None else (flag.watch_after, flag.due_after)
    watch, due = (1 if slug is None else int(by[slug]) for slug in after)
    return watch, due, int(by[CLEAR_MONTHS])


def compared(flag: Flag, ruling: Ruling, at: int, by: Dated) -> tuple[Compared, ...]:
    """The figures of a rule for the building in a row, each against its thresholds."""
    values = (getattr(ruling, name) for name in VALUES)
    return tuple(_measured(one, each, ruling, at, by) for one, each in zip(flag.measures, values, strict=False))


def _measured(measure: Measure, values: Floats, ruling: Ruling, at: int, by: Dated) -> Compared:
    edges = measure.edges(by)
    edge, leave = float(ruling.edge[at]), float(ruling.leave[at])
    own = (edges.watch, edges.due, edges.clear) if math.isnan(edge) else (edge, edge, leave)
    value, watch, due, clear = (None if math.isnan(one) else one for one in (float(values[at]), *own))
    return Compared(measure.slug, measure.unit, measure.high, value, watch, due, clear, int(by[parameters.SPAN]))


def said(one: Explained, language: Language = "zh") -> str:
    """The answer in a sentence: what was compared, what is missing, and what would clear it."""
    if one.state == State.HIDDEN:
        return mark(State.HIDDEN, language)
    parts = [figure_said(each, language) for each in one.compared if each.value is not None]
    watch, due, _ = one.runs
    if max(one.needs[:2]) > 1 and watch:
        needs = {"watch": one.needs[0], "due": one.needs[1]}
        parts.append(text("flags", "running", language, months=max(watch, due), **needs))
    if one.compared and not {Verdict.WATCH: watch, Verdict.DUE: due}.get(one.verdict or Verdict.CANNOT_TELL, 1):
        parts.append(text("flags", "holds_on", language))
    if one.guards:
        parts.append(guards_said(one.guards, language))
    if one.missing:
        parts.append(missing_said(one.missing, language))
    if one.peers:
        parts.append(text("flags", "peers", language, group=peers_said(one.peers, language)))
    if one.verdict in {Verdict.WATCH, Verdict.DUE} and one.compared:
        parts.append(clearing(one, language))
    return ("；" if language == "zh" else "; ").join(parts)


def missing_said(slugs: Iterable[str], language: Language) -> str:
    """Which inputs are missing, in words."""
    names = joined((label("flag_input", slug, language) for slug in slugs), language)
    return text("flags", "missing", language, names=names)


def guards_said(slugs: Iterable[str], language: Language) -> str:
    """For what reasons a rule does not apply, in words."""
    reasons = joined((label("flag_guard", slug, language) for slug in slugs), language)
    return text("flags", "guarded", language, reasons=reasons)


def figure_said(one: Compared, language: Language, slug: str | None = None) -> str:
    """A figure with its thresholds in a sentence."""
    said_ = {name: _shown(getattr(one, name), one.unit, language) for name in ("value", "watch", "due")}
    slug = slug or ("compared" if one.due is not None else "compared_watch")
    return text("flags", slug, language, measure=one.name(language), **said_)


def clearing(one: Explained, language: Language = "zh") -> str:
    """What would clear a verdict, and for how many month-ends it still has to hold."""
    each = []
    for part in (part for part in one.compared if part.clear is not None):
        slug = "below" if part.high else "above"
        name, edge = part.name(language), _shown(part.clear, part.unit, language)
        each.append(text("flags", slug, language, measure=name, edge=edge))
    left = max(one.needs[2] - one.runs[2], 0)
    joined = ("且" if language == "zh" else " and ").join(each)
    return text("flags", f"clears_{one.rule}", language, condition=joined, months=one.needs[2], left=left)


def peers_said(group: str, language: Language = "zh") -> str:
    """A group of peers in words: 金融服务型, 四星, 全区."""
    kind, _, slug = group.partition(":")
    return label("level", "district", language) if not slug else label(kind, slug, language)


def _shown(value: float | None, unit: Unit, language: Language) -> str:
    return "—" if value is None else show(value, unit, language=language, with_unit=True)
