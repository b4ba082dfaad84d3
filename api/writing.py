"""Disclosed figures onto disk: map and report of a month for one audience."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from api import files
from buildings import reports
from buildings.audience import Audience, Role
from buildings.errors import InvalidValue, NotFound
from buildings.quantities import exact, parse_month
from buildings.settings import settings
from buildings.workflows import figures as figures_workflow
from buildings.workflows import opening
from buildings.workflows.figures import Beside
from buildings.workflows.opening import Prepared
from buildings.workflows.programme import EVERY, with_programme
from buildings.workflows.progress import Progress, silent

FEN_PER_WAN: Final = 1_000_000
MOST_FEN: Final = 10**15
SUBDISTRICT: Final = re.compile(r"\d{9}")


@dataclass(frozen=True)
class Asked:
    """What a person asks for on the command line, as typed; None = not said."""

    month: str | None = None
    audience: str | None = None
    purpose: str | None = None
    subdistrict: str | None = None


def wan(typed: str) -> int:
    """Fen of an amount in 万元 as typed; InvalidValue for what is no amount, or a negative one."""
    amount = exact(typed)
    if not 0 <= amount <= MOST_FEN:  # before anything is reckoned: 1e9999999 has more digits than a day has seconds
        raise InvalidValue("wan_form", value=typed)
    fen = amount * FEN_PER_WAN
    if fen != int(fen):
        raise InvalidValue("wan_form", value=typed)
    return int(fen)


def fen(typed: str) -> int:
    """Whole fen as typed; InvalidValue for what is none, or a negative one."""
    amount = exact(typed)
    if not 0 <= amount <= MOST_FEN or amount != int(amount):
        raise InvalidValue("fen_form", value=typed)
    return int(amount)


def settings_of(typed: Sequence[str], wrong: str = "threshold_form") -> dict[str, str]:
    """Thresholds as typed, each ``name=value``; InvalidValue ``wrong`` for another form, or one that comes twice."""
    found: dict[str, str] = {}
    for one in typed:
        slug, equals, value = (part.strip() for part in one.partition("="))
        if not equals or not slug or slug in found:
            raise InvalidValue(wrong, value=one.strip())
        found[slug] = value
    return found


def audience_of(asked: Asked) -> Audience:
    """The audience a person named; InvalidValue when there is none of that name or its purpose or scope is missing."""
    if asked.audience not in set(Role):
        raise InvalidValue("no_such_audience", value=asked.audience, known=" ".join(Role))
    role = Role(asked.audience)
    if role is Role.TAX_OFFICER and not (asked.purpose and asked.purpose.strip()):
        raise InvalidValue("purpose_needed")
    codes: frozenset[str] = frozenset()
    if role is Role.SUBDISTRICT:
        if asked.subdistrict is None or not SUBDISTRICT.fullmatch(asked.subdistrict):
            raise InvalidValue("subdistrict_needed")
        codes = frozenset({asked.subdistrict})
    purpose = None if asked.purpose is None else asked.purpose.strip()
    return Audience(frozenset({role}), codes, purpose=purpose)


def looked_at(
    asked: Asked, *, what: str, actor: str, progress: Progress = silent, programme: Collection[str] = ()
) -> Beside:
    """The figures asked for; a tax officer's look is logged with its purpose before anything is computed.

    ``programme``: which sheets of targets, projects and ratings it has, too.
    """
    wanted = None if asked.month is None else parse_month(asked.month)
    named = None if asked.audience is None else audience_of(asked)
    prepared = opening.opened()
    audience = named or prepared.audience
    month = figures_workflow.month_or_latest(prepared.engine, prepared.origin, wanted)
    figures_workflow.note_look(prepared.engine, month, audience, what=what, actor=actor)
    progress("figures", 0, 1)
    found = figures_workflow.beside(prepared.engine, month, audience, prepared.origin)
    for code in audience.subdistrict_codes - set(found.figures.tables["subdistrict"].codes):
        raise NotFound(code=code)
    if programme:
        found = with_programme(prepared.engine, found, programme)
    progress("figures", 1, 1)
    return found


def map_file(beside: Beside, out: Path, progress: Progress = silent) -> Path:
    """The layout map as one self-contained file."""
    figures, language = beside.figures, settings().language
    import maps  # noqa: PLC0415 - folium takes a second, and a report needs none

    progress("map", 0, 1)
    files.tighten(out)
    path = files.folder(out, figures.month) / files.map_name(figures, language)
    files.put(path, maps.build(figures, real=beside.real, language=language, mode="inline"), figures.audience)
    progress("map", 1, 1)
    return path


def report_files(
    beside: Beside, out: Path, progress: Progress = silent, formats: Sequence[str] = reports.FORMATS
) -> list[Path]:
    """The monthly report in the formats asked for."""
    files.tighten(out)
    place, written = files.folder(out, beside.figures.month), []
    for done, one in enumerate(formats):
        progress("report", done, len(formats), f".{one}")
        written += reports.write(beside.figures, place, formats=(one,), language=settings().language)
    progress("report", len(formats), len(formats))
    return written


def latest(prepared: Prepared, progress: Progress = silent) -> list[Path]:
    """Map and report of the latest month, unless they stand written from the same record; none without a month."""
    engine, origin, audience = prepared.engine, prepared.origin, prepared.audience
    if not figures_workflow.months(engine, origin):
        return []
    month = figures_workflow.month_or_latest(engine, origin, None)
    out, written_from = settings().out_dir, f"{figures_workflow.version(engine)} {files.drawn_by(settings())}"
    files.tighten(out)
    if files.is_current(out, written_from, month, audience):
        return files.of_audience(out, month, audience)
    progress("figures", 0, 1)
    found = with_programme(engine, figures_workflow.beside(engine, month, audience, origin), EVERY)
    progress("figures", 1, 1)
    paths = [map_file(found, out, progress), *report_files(found, out, progress)]
    files.stamp(out, written_from, month, audience, paths)
    return paths
