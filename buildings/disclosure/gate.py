"""disclose: what one audience may see of an assessment; everything that leaves has passed here."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from buildings.assessment.measure import Measured
from buildings.assessment.whole import Assessment
from buildings.audience import Audience
from buildings.disclosure import lists, rulings, totals, typed, upgrade, warned
from buildings.disclosure.figures import Column, Figures, Places, Sheet, State, Table
from buildings.disclosure.masks import Guard
from buildings.disclosure.rates import coarsened
from buildings.disclosure.sheets import SHAPES
from buildings.disclosure.view import View
from buildings.kinds import Derives
from buildings.metrics.metric import WHOLE, Unit
from buildings.portfolio import Flags


def _column(found: Measured, barred: Flags, masked: Flags, instead: State) -> Column:
    """A column without a trace of what is hidden.

    ``barred``: not for this audience, in whichever state; ``instead`` stands there, the same in all rows. ``masked``:
    hidden by the gate; there "cannot tell" stays, for it hangs on files and areas and tells nothing of amounts.
    """
    telling = found.states == State.SHOWN
    if found.metric.unit is Unit.CHANGE:
        telling |= found.states == State.NOT_APPLICABLE  # "—" would say that the base was not positive
    hidden = barred | (masked & (telling | found.metric.peers))
    states = np.where(barred, instead, np.where(hidden, State.HIDDEN, found.states)).astype(np.uint8)
    shown = states == State.SHOWN
    nothing = 0 if found.metric.unit in WHOLE else np.nan
    values: Any = np.where(shown, found.values, nothing).astype(found.values.dtype)
    return Column(
        found.metric,
        values,
        states,
        coverage=None if found.coverage is None else np.where(hidden, np.nan, found.coverage),
        months=None if found.months is None else np.where(hidden, 0, found.months),
        low=None if found.low is None else np.where(hidden, np.nan, found.low),
        high=None if found.high is None else np.where(hidden, np.nan, found.high),
        estimated=None if found.estimated is None else found.estimated & shown,
    )


def _attributes(assessment: Assessment, level: str) -> dict[str, Any]:
    """Public facts beside the figures of a level."""
    frame, rows = assessment.portfolio.buildings, assessment.levels[level].cells
    if level == "building":
        names = (
            *("subdistrict", "use", "status", "policy_type", "specialty", "star", "star_valid_until", "star_scheme"),
            *("policy_type_since", "specialty_since"),
            *(
                "address",
                "aliases",
                "completed_earliest",
                "completed_latest",
                "in_scope",
                "scope_unknown",
                "room_register",
            ),
        )
        return {name: getattr(frame, name) for name in names}
    found: dict[str, Any] = {} if level == "industry" else {"buildings": rows.member.sum(axis=1)}
    if level == "zone":
        found["schematic"] = assessment.portfolio.zones.schematic
    if level == "district":
        found["scope_unknown"] = np.array([frame.scope_unknown.sum()])
    return found


def _table(view: View, level: str) -> Table:
    found = view.assessment.levels[level]
    columns: dict[str, Column] = {}
    counted, left_out = {}, {}
    for slug, raw in found.columns.items():
        measured, (barred, masked) = raw, view.hidden(raw.metric, level)
        if raw.metric.derives_from is Derives.TAX and not view.policy.full_tax and not barred.all():
            measured, untold = coarsened(view.assessment, level, raw)
            barred = barred | untold
        columns[slug] = _column(measured, barred, masked, view.instead(raw.metric.derives_from))
        gone = barred | (columns[slug].states == State.HIDDEN)
        counted[slug] = np.where(gone, 0, measured.counted)
        left_out[slug] = np.where(gone, 0, measured.left_out)
    if level == "building":
        columns = rulings.with_due(columns, view.assessment.portfolio)
    return Table(
        level,
        found.cells.codes,
        found.cells.names,
        columns,
        _attributes(view.assessment, level),
        {} if level == "building" else counted,
        {} if level == "building" else left_out,
    )


def _places(assessment: Assessment) -> Places:
    frame, zones = assessment.portfolio.buildings, assessment.portfolio.zones
    return Places(
        frame.lon,
        frame.lat,
        frame.accuracy_m,
        frame.footprint,
        zones.code,
        zones.name,
        zones.name_en,
        zones.kind,
        zones.shape,
        zones.schematic,
        zones.member,
        zones.uncertain,
        zones.primary,
    )


def _sheets(view: View, wanted: Collection[str] | None) -> Mapping[str, Sheet]:
    makers = {**totals.MAKERS, **lists.MAKERS}
    found = {}
    for slug, make in makers.items():
        if wanted is None or slug in wanted:
            shape = SHAPES[slug]
            hidden = shape.enterprise and not view.policy.full_tax
            lines = () if hidden else tuple(make(view))
            unseen = lists.unseen_gaps(view) if slug == "gaps" else ()
            found[slug] = Sheet(slug, shape.headers, shape.units, lines, hidden, unseen)
    return found


def disclose(
    assessment: Assessment, audience: Audience, sheets: Collection[str] | None = None, guard: Guard | None = None
) -> Figures:
    """Everything an audience may see, all sheets or those asked for; without a guard the month is alone on offer."""
    portfolio, view = assessment.portfolio, View(assessment, audience, guard)
    tables = {level: _table(view, level) for level in assessment.levels}
    warnings, states = warned.seen(view)
    return Figures(
        audience,
        portfolio.month,
        portfolio.origin,
        portfolio.closed,
        portfolio.data_date,
        tables,
        {**_sheets(view, sheets), **upgrade.sheets(view, tables, sheets)},
        _places(assessment),
        rulings=rulings.seen(view, tables["building"].columns),
        warnings=warnings,
        warned=states,
        proposals=typed.seen(view),
    )
