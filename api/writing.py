"""Disclosed figures onto disk: map and report of a month for one audience."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import maps
from api import files
from buildings import reports
from buildings.audience import Audience, Role
from buildings.database.engine import Engine
from buildings.disclosure.figures import Figures
from buildings.errors import InvalidValue
from buildings.quantities import parse_month
from buildings.settings import settings
from buildings.workflows import figures as figures_workflow
from buildings.workflows import start


@dataclass(frozen=True)
class Asked:
    """What a person asks for on the command line, as typed; None = not said."""

    month: str | None
    audience: str | None
    purpose: str | None
    subdistrict: str | None


def audience_of(asked: Asked) -> Audience:
    """The audience a person named; InvalidValue when there is none of that name or its purpose or scope is missing."""
    if asked.audience not in set(Role):
        raise InvalidValue("no_such_audience", value=asked.audience, known=" ".join(Role))
    role = Role(asked.audience)
    if role is Role.TAX_OFFICER and not (asked.purpose and asked.purpose.strip()):
        raise InvalidValue("purpose_needed")
    if role is Role.SUBDISTRICT and not asked.subdistrict:
        raise InvalidValue("subdistrict_needed")
    return Audience(frozenset({role}), frozenset(filter(None, (asked.subdistrict,))), purpose=asked.purpose)


def looked_at(asked: Asked, *, actor: str) -> tuple[Engine, Figures]:
    """The figures asked for, with their database; a tax officer's look is logged with its purpose."""
    wanted = None if asked.month is None else parse_month(asked.month)
    prepared = start.opened()
    audience = prepared.audience if asked.audience is None else audience_of(asked)
    month = figures_workflow.month_or_latest(prepared.engine, prepared.origin, wanted)
    return prepared.engine, figures_workflow.looked(prepared.engine, month, audience, prepared.origin, actor=actor)


def map_file(engine: Engine, figures: Figures, out: Path) -> Path:
    """The layout map as one self-contained file."""
    real = figures_workflow.real_beside(engine, figures.month, figures.audience, figures.origin)
    path = files.folder(out, figures.month) / files.map_name(figures)
    return files.write_text(path, maps.build(figures, real=real, language=settings().language, mode="inline"))


def latest(engine: Engine, origin: str, audience: Audience, progress: Callable[[str, int, int], None]) -> list[Path]:
    """Map and report of the latest month, unless they stand written from the same record; none without a month."""
    known = figures_workflow.months(engine, origin)
    if not known:
        return []
    month = figures_workflow.month_or_latest(engine, origin, None)
    version, out = figures_workflow.version(engine), settings().out_dir
    if files.is_current(out, version, month, audience):
        return files.of_audience(out, month, audience)
    label = "布局图与月报" if settings().language == "zh" else "map and report"
    progress(label, 0, 3)
    figures = figures_workflow.figures(engine, month, audience, origin)
    progress(label, 1, 3)
    paths = [map_file(engine, figures, out)]
    progress(label, 2, 3)
    paths += reports.write(figures, files.folder(out, month), language=settings().language)
    files.stamp(out, version, month, audience, paths)
    progress(label, 3, 3)
    return paths
