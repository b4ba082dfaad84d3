"""Early warnings cut to an audience: what was raised, stands or ended in a month, with its reasons."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from buildings import parameters
from buildings.disclosure.explain import Compared, compared, figure_said, guards_said, missing_said
from buildings.disclosure.figures import Figures, State
from buildings.disclosure.flag_shapes import measure
from buildings.disclosure.plain import number
from buildings.disclosure.plain import unit as number_unit
from buildings.disclosure.rulings import cut
from buildings.disclosure.show import show
from buildings.disclosure.view import View
from buildings.findings import Findings, Ruling
from buildings.flags.flag import Parameters
from buildings.kinds import Alert, AlertEvent, Verdict
from buildings.metrics.catalogue import METRICS
from buildings.metrics.metric import Metric
from buildings.portfolio import Flags, Portfolio
from buildings.quantities import format_month, last_day
from buildings.warnings.catalogue import BESIDE, FILES, GATED_AS, UNFILED, WARNINGS
from buildings.words import Language, label, text

RAISED = Verdict.WATCH
HAPPENED = (AlertEvent.RAISED, AlertEvent.STANDING, AlertEvent.ENDED)
"""What a warning did in a month in which it can be told."""
MEASURED = ("value", "watch", "clear")


@dataclass(frozen=True)
class Warned:
    """One warning of the building in row ``at``.

    ``since``: the month it was raised in; of one that does not stand, this month. ``told`` False: this month it cannot
    be told, whether it stands or not, and ``missing`` says why. ``beside``: amounts that belong to the reasons, by
    metric, as far as they are shown.
    """

    warning: Alert
    at: int
    event: AlertEvent
    since: int
    told: bool
    guards: tuple[str, ...]
    compared: tuple[Compared, ...]
    missing: tuple[str, ...]
    beside: tuple[tuple[Metric, float], ...] = ()


def seen(view: View) -> tuple[Findings, Mapping[str, NDArray[np.uint8]]]:
    """Rulings of the warnings, and ``State`` of each in each building; (n,).

    Of a building whose warning is not for this audience nothing stands. Where tax files are missing the gate hides
    nothing: then it can be told of no building, and that hangs on no amount.
    """
    rulings, states = {}, {}
    for slug, ruling in view.assessment.portfolio.findings.items():
        if slug in WARNINGS:
            metric = METRICS[GATED_AS[slug]]
            barred, masked = view.hidden(metric, "building")
            told = np.where(ruling.verdict == Verdict.CANNOT_TELL, State.UNKNOWN, State.SHOWN)
            behind = State.HIDDEN if _filed(view.assessment.portfolio, slug) else State.UNKNOWN
            left = np.where(barred, view.instead(metric.derives_from), np.where(masked, behind, told))
            rulings[slug], states[slug] = cut(ruling, barred | masked), left.astype(np.uint8)
    return rulings, states


def _filed(portfolio: Portfolio, slug: str) -> bool:
    """Whether every tax file is there that a warning takes."""
    places = [portfolio.month - back - portfolio.first for back in _files(portfolio, slug)]
    return all(place >= 0 and portfolio.files[place] for place in places)


def _files(portfolio: Portfolio, slug: str) -> tuple[int, ...]:
    return FILES[slug](portfolio.parameters) if slug in FILES else ()


def events(figures: Figures, of: Collection[str] = WARNINGS, *, everywhere: bool = False) -> Iterator[Warned]:
    """Warnings of the month, all kinds or some, in display order, then by code: in scope, or ``everywhere``."""
    in_scope = np.asarray(figures.tables["building"].attributes["in_scope"], dtype=bool)
    by = parameters.values(last_day(figures.month))
    for slug in (one for one in figures.warnings if one in of):
        stirs = _stirs(figures.warnings[slug])
        for at in np.flatnonzero(stirs & (in_scope | everywhere)).tolist():
            yield _one(figures, slug, at, stirs, by)


def untold(figures: Figures, of: Collection[str] = WARNINGS) -> Iterator[Warned]:
    """Warnings in scope that cannot be told this month, in the same order; those that stand meanwhile among them.

    Of a building whose figures are hidden it is told only where it can be told of none, and then the reason is that of
    all: what it takes of tax files.
    """
    in_scope = np.asarray(figures.tables["building"].attributes["in_scope"], dtype=bool)
    by = parameters.values(last_day(figures.month))
    for slug in (one for one in figures.warned if one in of):
        stirs = _stirs(figures.warnings[slug])
        for at in np.flatnonzero((figures.warned[slug] == State.UNKNOWN) & in_scope).tolist():
            yield _one(figures, slug, at, stirs, by)


def listed(figures: Figures, of: Collection[str], only: Collection[AlertEvent]) -> Iterator[Warned]:
    """Warnings of some kinds that did something of ``only`` in the month; or cannot be told, if that is asked for."""
    yield from (one for one in events(figures, of) if one.event in only)
    if AlertEvent.CANNOT_TELL in only:
        yield from (one for one in untold(figures, of) if one.event is AlertEvent.CANNOT_TELL or one.event not in only)


def _stirs(ruling: Ruling) -> Flags:
    """Where a warning stands, or ended this month; (n,)."""
    flags: Flags = ((ruling.level == RAISED) | (ruling.former == RAISED)) & (ruling.since > 0)
    return flags


def _happened(ruling: Ruling, at: int) -> AlertEvent:
    """What a warning that stirs did."""
    if ruling.level[at] != RAISED:
        return AlertEvent.ENDED
    return AlertEvent.STANDING if ruling.former[at] == RAISED else AlertEvent.RAISED


def _one(figures: Figures, slug: str, at: int, stirs: Flags, by: Parameters) -> Warned:
    ruling = figures.warnings[slug]
    told = bool(ruling.verdict[at] != Verdict.CANNOT_TELL)
    missing = tuple(str(ruling.missing[at]).split())
    return Warned(
        Alert(slug),
        at,
        _happened(ruling, at) if stirs[at] else AlertEvent.CANNOT_TELL,
        int(ruling.since[at]) if stirs[at] else figures.month,
        told,
        tuple(str(ruling.guard[at]).split()),
        compared(WARNINGS[slug], ruling, at, by),
        missing or (() if told else UNFILED.get(slug, ())),
        tuple(_beside(figures, slug, at)),
    )


def _beside(figures: Figures, slug: str, at: int) -> Iterator[tuple[Metric, float]]:
    columns = figures.tables["building"].columns
    for name in BESIDE.get(slug, ()):
        value = columns[name].value(at) if name in columns else None
        if value is not None:
            yield columns[name].metric, value


def said(one: Warned, language: Language = "zh") -> str:
    """Why, in a sentence: the figures against the threshold, and what is missing."""
    parts = [
        figure_said(each, language, "told_warning" if each.watch is None else "compared_warning")
        for each in one.compared
        if each.value is not None
    ]
    parts += [
        text(
            "flags",
            "told_warning",
            language,
            measure=label("metric", metric.slug, language),
            value=show(value, metric.unit, language=language, with_unit=True),
        )
        for metric, value in one.beside
    ]
    if one.guards:
        parts.append(guards_said(one.guards, language))
    if one.missing:
        parts.append(missing_said(one.missing, language))
    if not one.told:
        parts.append(_goes_on(one, language))
    return ("；" if language == "zh" else "; ").join(parts)


def _goes_on(one: Warned, language: Language) -> str:
    if one.event is AlertEvent.CANNOT_TELL:
        return text("flags", "not_raised", language)
    return text("flags", "goes_on", language)


def counts(figures: Figures, slug: str) -> Mapping[str, int]:
    """How many buildings in scope a warning was raised in, stands in, ended in; cannot be told of; is hidden of."""
    in_scope = np.asarray(figures.tables["building"].attributes["in_scope"], dtype=bool)
    mine: list[AlertEvent] = []
    if slug in figures.warnings:
        ruling = figures.warnings[slug]
        mine = [_happened(ruling, at) for at in np.flatnonzero(_stirs(ruling) & in_scope).tolist()]
    of = figures.warned.get(slug, np.zeros(len(in_scope), dtype=np.uint8))
    return {
        **{event.value: mine.count(event) for event in HAPPENED},
        "cannot_tell": int((in_scope & (of == State.UNKNOWN)).sum()),
        "hidden": int((in_scope & (of == State.HIDDEN)).sum()),
    }


def rows(
    figures: Figures, language: Language, of: Collection[str] = WARNINGS, only: Collection[AlertEvent] = HAPPENED
) -> list[dict[str, object]]:
    """The events of the month as JSON has them: of some warnings, of some kinds."""
    table = figures.tables["building"]
    return [
        {"code": table.codes[one.at], "name": table.names[one.at], **plain(one, language)}
        for one in listed(figures, of, only)
    ]


def plain(one: Warned, language: Language) -> dict[str, object]:
    """One warning as plain values."""
    return {
        "warning": one.warning.value,
        "label": label("warning", one.warning, language),
        "event": one.event.value,
        "since": format_month(one.since),
        "told": one.told,
        "missing": list(one.missing),
        "measures": [measure(each, language, MEASURED) for each in one.compared],
        "beside": [
            {
                "metric": metric.slug,
                "label": label("metric", metric.slug, language),
                "unit": number_unit(metric.unit),
                "value": number(value, metric.unit),
            }
            for metric, value in one.beside
        ],
        "said": said(one, language),
    }


def kinds(figures: Figures, language: Language) -> list[dict[str, object]]:
    """What each warning is, with its counts of the month."""
    return [
        {
            "warning": slug,
            "label": label("warning", slug, language),
            "version": one.version,
            "derives_from": one.derives_from.value,
            "inputs": list(one.inputs),
            "counts": dict(counts(figures, slug)),
        }
        for slug, one in WARNINGS.items()
    ]
