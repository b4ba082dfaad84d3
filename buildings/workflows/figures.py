"""Snapshot → assess → disclose: the only way from facts to figures that leave."""

from dataclasses import dataclass, replace

from buildings.access import audit
from buildings.assessment import assess
from buildings.audience import Audience, Role
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.entries import LOOK
from buildings.disclosure import disclose
from buildings.disclosure.figures import Figures
from buildings.errors import NotFound
from buildings.facts import horizon, snapshot
from buildings.kinds import Origin
from buildings.quantities import format_month
from buildings.workflows import guards, recall, verdicts
from buildings.workflows.recall import Pulse


@dataclass(frozen=True)
class MonthInfo:
    """One month of the horizon: whether a tax file stands for it and whether it is closed."""

    month: int
    has_file: bool
    closed: bool


def months(engine: Engine, origin: str, at: Pulse | None = None) -> tuple[MonthInfo, ...]:
    """Months with figures, newest first; ``at`` is the state of the database, when it is known already."""

    def found() -> tuple[MonthInfo, ...]:
        with work.reading(engine) as session:
            return tuple(MonthInfo(*row) for row in horizon.months(session, origin))

    return recall.kept(engine, ("months", origin), at or recall.pulse(engine), found)


def month_or_latest(engine: Engine, origin: str, month: int | None, at: Pulse | None = None) -> int:
    """The month if figures exist for it, the newest one with a tax file unless said; NotFound otherwise."""
    known = months(engine, origin, at)
    if month is not None:
        if not any(info.month == month for info in known):
            raise NotFound("no_such_month", code=format_month(month))
        return month
    if not known:
        raise NotFound("no_months")
    return next((info.month for info in known if info.has_file), known[0].month)


@dataclass(frozen=True, eq=False)
class Beside:
    """Figures of one origin and, beside a demonstration, those of the real register: drawn together, never mixed."""

    figures: Figures
    real: Figures | None = None


def figures(engine: Engine, month: int, audience: Audience, origin: str) -> Figures:
    """Everything an audience may see of one month; beside a demonstration, the gap list of the real register."""
    return beside(engine, month, audience, origin).figures


def beside(engine: Engine, month: int, audience: Audience, origin: str) -> Beside:
    """``figures``, with those of the real register for maps that draw both."""
    found = _disclosed(engine, month, audience, origin)
    if origin != Origin.DEMONSTRATION:
        return Beside(found)
    real = _disclosed(engine, month, audience, Origin.REAL)
    return Beside(replace(found, gaps_real=real.sheets["gaps"]), real)


def _disclosed(engine: Engine, month: int, audience: Audience, origin: str) -> Figures:
    verdicts.settle(engine, origin)
    with work.reading(engine) as session:
        portfolio = snapshot.snapshot(session, month, origin)
        guard = None if audience.has(Role.TAX_OFFICER) else guards.current(engine, session, origin)
        if guard is None:
            portfolio = replace(portfolio, findings=verdicts.of_month(session, portfolio))
        else:
            findings, outlook = verdicts.below(engine, session, portfolio, guard)
            portfolio = replace(portfolio, findings=findings, outlook=outlook)
        return disclose(assess(portfolio), audience, guard=guard)


def note_look(engine: Engine, month: int, audience: Audience, *, what: str, actor: str) -> None:
    """Log a tax officer's look at enterprise tax before it is shown: who, when, what, purpose; nobody else's."""
    if audience.has(Role.TAX_OFFICER):
        details = {"month": format_month(month), "what": what}
        purpose = audit.stated(audience.purpose)
        work.run(engine, lambda _: None, actor=actor, action=LOOK, purpose=purpose, details=details)


def version(engine: Engine) -> str:
    """Changes whenever the record changes, and differs between databases; figures of one version are equal."""
    return recall.pulse(engine).record
