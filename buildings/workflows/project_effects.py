"""改造成效 of one project as an audience may see it: snapshots of both ends, the gate's masks, then the effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from buildings.access.roles import Permission, allowed
from buildings.assessment import assess, effect
from buildings.assessment.effect import Effect, Seen, Window
from buildings.audience import Audience, Role
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Session
from buildings.disclosure import rates
from buildings.disclosure.view import View
from buildings.errors import Forbidden, NotFound
from buildings.facts import projects as facts
from buildings.facts import snapshot
from buildings.kinds import Derives
from buildings.metrics import peers
from buildings.metrics.catalogue import METRICS
from buildings.metrics.metric import State
from buildings.portfolio import Flags, Portfolio
from buildings.quantities import format_month
from buildings.stages import Project
from buildings.workflows import guards

UNKNOWN: Final = State.UNKNOWN.name.lower()
SHOWN: Final = State.SHOWN.name.lower()


@dataclass(frozen=True)
class Named:
    """A building that was compared with."""

    code: str
    name: str


@dataclass(frozen=True)
class Measure:
    """One measure as it may be seen; ``reason`` says why it cannot be told. Beside a hidden one nothing stands."""

    metric: str
    unit: str
    derives_from: str
    state: str
    reason: str | None = None
    before: float | None = None
    after: float | None = None
    missing_before: int | None = None
    missing_after: int | None = None
    group: str | None = None
    peers: tuple[Named, ...] = ()
    peers_before: float | None = None
    peers_after: float | None = None
    effect: float | None = None
    suppressed: bool = False


@dataclass(frozen=True)
class Told:
    """The effect of a project; ``reason`` says why there is none yet, and then nothing was measured.

    ``before`` and ``after``: first and last month of either twelve; known as soon as the works are done.
    """

    code: str
    building: str
    building_name: str
    month: str
    audience: str
    demonstration: bool
    reason: str | None
    before: tuple[str, str] | None
    after: tuple[str, str] | None
    measures: tuple[Measure, ...]


def told(engine: Engine, code: str, month: int, audience: Audience, origin: str) -> Told:
    """The effect as far as it can be told in a month.

    Raises
    ------
    Forbidden, NotFound
        Projects are not for this audience; there is no such project.
    """
    if not allowed(audience, Permission.SEE_PROJECTS):
        raise Forbidden("projects_unpublished")
    with work.reading(engine) as session:
        latest = snapshot.snapshot(session, month, origin)
        projects = facts.listed(session, {int(key): place for place, key in enumerate(latest.buildings.id)})
        project = next((one for one in projects if one.code == code), None)
        if project is None:
            raise NotFound(code=code)
        found, reason = effect.window(project.works, month)
        measures: tuple[Measure, ...] = ()
        if found is not None and reason is None:
            measures = _measures(engine, session, audience, (project, projects), (found, origin))
    return _told(latest, audience, project, (found, reason), measures)


def _told(
    latest: Portfolio,
    audience: Audience,
    project: Project,
    seen: tuple[Window | None, str | None],
    measures: tuple[Measure, ...],
) -> Told:
    found, reason = seen
    spans: list[tuple[str, str] | None] = [None, None]
    if found is not None:
        spans = [(format_month(last - 11), format_month(last)) for last in (found.before, found.after)]
    frame, place = latest.buildings, project.place
    names = str(frame.code[place]), str(frame.name[place]), format_month(latest.month), audience.slug
    demonstration = latest.origin == "demonstration"
    return Told(project.code, *names, demonstration, reason, spans[0], spans[1], measures)


def _measures(
    engine: Engine,
    session: Session,
    audience: Audience,
    of: tuple[Project, tuple[Project, ...]],
    when: tuple[Window, str],
) -> tuple[Measure, ...]:
    """Both ends, what may be seen of them, and the effect among what may be seen."""
    (project, projects), (found, origin) = of, when
    before = snapshot.snapshot(session, found.before, origin, found.first)
    after = snapshot.snapshot(session, found.after, origin, found.after - 11)
    guard = None if audience.has(Role.TAX_OFFICER) else guards.current(engine, session, origin)
    views = [View(assess(one, metrics=()), audience, guard) for one in (before, after)]
    visible = {kind: _visible(views, kind) for kind in {METRICS[slug].derives_from for slug in effect.MEASURES}}
    thin, unsure = zip(*(_coverage(view) for view in views), strict=True)
    free = effect.untouched(projects, found, before, after)
    made = effect.effects(before, after, project.place, free, Seen(visible, thin, unsure))
    return tuple(_measure(one, before, views[1], visible, project.place) for one in made)


def _visible(views: list[View], derives: Derives) -> Flags:
    flags: Flags = np.logical_and.reduce([view.rows(derives) for view in views])
    return flags


def _coverage(view: View) -> tuple[Flags, Flags]:
    """Whose coverage is too low for a comparison, as exactly as the audience may know it; and whose is not known."""
    portfolio = view.assessment.portfolio
    if view.policy.full_tax:
        low = peers.thinly_covered(portfolio)
        return low, ~low & ~peers.covered(portfolio)
    low = rates.thin(portfolio)
    return low, np.zeros_like(low)


def _measure(one: Effect, before: Portfolio, view: View, visible: Mapping[Derives, Flags], place: int) -> Measure:
    metric = one.metric
    said = metric.slug, metric.unit.value, metric.derives_from.value
    if not visible[metric.derives_from][place]:
        state = view.instead(metric.derives_from)
        return Measure(*said, state.name.lower(), suppressed=state is State.HIDDEN)
    frame = before.buildings
    return Measure(
        *said,
        UNKNOWN if one.effect is None else SHOWN,
        one.reason,
        before=one.before,
        after=one.after,
        missing_before=one.missing_before,
        missing_after=one.missing_after,
        group=one.group or None,
        peers=tuple(Named(str(frame.code[peer]), str(frame.name[peer])) for peer in one.peers),
        peers_before=one.peers_before,
        peers_after=one.peers_after,
        effect=one.effect,
    )
