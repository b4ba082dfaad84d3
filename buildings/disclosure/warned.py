"""Early warnings cut to an audience: what was raised, stands or ended in a month, with its reasons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from buildings import parameters
from buildings.disclosure.explain import Compared, compared, figure_said
from buildings.disclosure.figures import Figures, State
from buildings.disclosure.rulings import cut
from buildings.disclosure.view import View
from buildings.findings import Findings
from buildings.kinds import Alert, Verdict
from buildings.metrics.catalogue import METRICS
from buildings.quantities import format_month, last_day
from buildings.warnings.catalogue import GATED_AS, WARNINGS
from buildings.words import Language, label, text

RAISED = Verdict.WATCH


class Event(StrEnum):
    """What a warning did in a month."""

    RAISED = "raised"
    STANDING = "standing"
    ENDED = "ended"


@dataclass(frozen=True)
class Warned:
    """One warning of the building in row ``at``. ``since``: the month it was raised in; of one that ended, this month.

    ``told`` False: it stands, but this month it cannot be told; ``missing`` says why.
    """

    warning: Alert
    at: int
    event: Event
    since: int
    told: bool
    guarded: bool
    compared: tuple[Compared, ...]
    missing: tuple[str, ...]


def states(view: View) -> Mapping[str, NDArray[np.uint8]]:
    """Whether each warning may be told of each building; (n,) of ``State``."""
    found = {}
    for slug, ruling in _all(view).items():
        metric = METRICS[GATED_AS[slug]]
        barred, masked = view.hidden(metric, "building")
        told = np.where(ruling.verdict == Verdict.CANNOT_TELL, State.UNKNOWN, State.SHOWN)
        states = np.where(barred, view.instead(metric.derives_from), np.where(masked, State.HIDDEN, told))
        found[slug] = states.astype(np.uint8)
    return found


def seen(view: View) -> Findings:
    """Rulings of the warnings; of a building whose warning is not for this audience nothing stands."""
    found = {}
    for slug, ruling in _all(view).items():
        barred, masked = view.hidden(METRICS[GATED_AS[slug]], "building")
        found[slug] = cut(ruling, barred | masked)
    return found


def _all(view: View) -> Findings:
    return {slug: one for slug, one in view.assessment.portfolio.findings.items() if slug in WARNINGS}


def events(figures: Figures, *, everywhere: bool = False) -> Iterator[Warned]:
    """Warnings of the month in display order, then by code: of buildings in scope, or ``everywhere``."""
    by = parameters.values(last_day(figures.month))
    in_scope = np.asarray(figures.tables["building"].attributes["in_scope"], dtype=bool)
    for slug, warning in WARNINGS.items():
        ruling = figures.warnings.get(slug)
        if ruling is None:
            continue
        now, then = ruling.level == RAISED, ruling.former == RAISED
        for at in np.flatnonzero((now | then) & (ruling.since > 0) & (in_scope | everywhere)).tolist():
            event = Event.ENDED if not now[at] else Event.STANDING if then[at] else Event.RAISED
            yield Warned(
                Alert(slug),
                at,
                event,
                int(ruling.since[at]),
                bool(ruling.verdict[at] != Verdict.CANNOT_TELL),
                bool(ruling.guarded[at]),
                compared(warning, ruling, at, by),
                tuple(str(ruling.missing[at]).split()),
            )


def said(one: Warned, language: Language = "zh") -> str:
    """Why, in a sentence: the figures against the threshold, what is missing, what would end it."""
    parts = [figure_said(each, language, "compared_warning") for each in one.compared if each.value is not None]
    if one.guarded:
        parts.append(text("flags", "guarded", language))
    if one.missing:
        names = ("、" if language == "zh" else ", ").join(label("flag_input", slug, language) for slug in one.missing)
        parts.append(text("flags", "missing", language, names=names))
    if not one.told:
        parts.append(text("flags", "goes_on", language))
    return ("；" if language == "zh" else "; ").join(parts)


def counts(figures: Figures, slug: str) -> Mapping[str, int]:
    """How many buildings in scope a warning was raised in, stands in, ended in; cannot be told of; is hidden of."""
    in_scope = np.asarray(figures.tables["building"].attributes["in_scope"], dtype=bool)
    mine = [one.event for one in events(figures) if one.warning == slug]
    of = figures.warned.get(slug, np.zeros(len(in_scope), dtype=np.uint8))
    return {
        **{event.value: mine.count(event) for event in Event},
        "cannot_tell": int((in_scope & (of == State.UNKNOWN)).sum()),
        "hidden": int((in_scope & (of == State.HIDDEN)).sum()),
    }


def rows(figures: Figures, language: Language) -> list[dict[str, object]]:
    """The events of the month as JSON has them."""
    table = figures.tables["building"]
    return [
        {"code": table.codes[one.at], "name": table.names[one.at], **plain(one, language)} for one in events(figures)
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
        "measures": [_measure(each, language) for each in one.compared],
        "said": said(one, language),
    }


def _measure(one: Compared, language: Language) -> dict[str, object]:
    numbers = {name: getattr(one, name) for name in ("value", "watch", "clear")}
    name = label("flag_measure", one.measure, language)
    return {
        "measure": one.measure,
        "label": name,
        "unit": one.unit.value,
        "worse": "high" if one.high else "low",
        **numbers,
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
