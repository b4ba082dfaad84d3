"""Upgrade projects for the screen of whoever may see them: words instead of slugs, yuan instead of fen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from buildings.access.principals import Principal
from buildings.access.roles import Permission, allowed
from buildings.audience import Audience
from buildings.database import work
from buildings.disclosure.explain import peers_said
from buildings.disclosure.show import mark, show
from buildings.errors import Forbidden
from buildings.metrics.catalogue import METRICS
from buildings.metrics.metric import State, Unit
from buildings.quantities import decimal_of
from buildings.register import photos
from buildings.register.photos import Photo
from buildings.register.views import asking
from buildings.register.views.projects import STEPS, UPGRADE_PROJECTS
from buildings.reports.extract import Extract
from buildings.words import Language, joined, label, text
from buildings.workflows import evidence_files, projects, reading
from buildings.workflows.opening import Prepared
from buildings.workflows.project_effects import SHOWN, Measure, Told

SIDES: Final = ("before", "after", "peers_before", "peers_after")
MOST_NAMED: Final = 10
NOT_SHOWN: Final = {"version", "updated_at"}
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Portrait:
    """One project: its fields with their headings, and lines of what stands below it."""

    fields: tuple[tuple[str, object], ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]


def seeing(audience: Audience, actor: str) -> Principal:
    """Somebody on the machine itself who looks as an audience; Forbidden for one that does not see projects."""
    if not allowed(audience, Permission.SEE_PROJECTS):
        raise Forbidden("projects_unpublished")
    return Principal(actor, standing=audience)


def listed(prepared: Prepared, audience: Audience, actor: str, pairs: Pairs, language: Language) -> Extract:
    """Projects as asked for by the parameters that the API takes."""
    who = seeing(audience, actor)
    asked = asking.parse(UPGRADE_PROJECTS, pairs, staff=True)
    with reading.opened(prepared.engine, who, prepared.origin, UPGRADE_PROJECTS, asked) as desk:
        return reading.extract(desk, desk.whole(), language)


def one(prepared: Prepared, audience: Audience, actor: str, code: str, language: Language) -> Portrait:
    """One project; NotFound."""
    who = seeing(audience, actor)
    with work.reading(prepared.engine) as session:
        rows, funding, links = projects.whole(session, who, code, prepared.origin)
        pictures = photos.of_project(session, projects.standing(session, code, prepared.origin))
    fields = [
        (label("list_column", column.name, language), column.cell(rows.row[column.name], language))
        for column in UPGRADE_PROJECTS.columns
        if column.name not in NOT_SHOWN
    ]
    stages = [_line(column.cell(stage[column.name], language) for column in STEPS) for stage in rows.stages]
    money = [_line((one.funder, None if one.amount_fen is None else decimal_of(one.amount_fen))) for one in funding]
    addresses = [_line((label("project_link", one.kind, language), one.caption, one.url)) for one in links]
    shown = [_line(_picture(one, language)) for one in pictures]
    parts = {"stages": stages, "funding": money, "links": addresses, "photos": shown}
    named = ((label("project_part", name, language), tuple(lines)) for name, lines in parts.items())
    return Portrait(tuple(fields), tuple(named))


def _picture(one: Photo, language: Language) -> Iterator[object]:
    """Code, when, day taken, caption, file or link, and who recorded it."""
    yield one.code
    yield label("project_link", one.row.kind, language)
    yield from (one.row.taken_on, one.row.caption)
    yield one.row.url if one.file is None else f"{evidence_files.code_of(one.file)} {one.file.name}"
    yield one.row.added_by


def effect_lines(told: Told, language: Language, *, everybody: bool = False) -> Iterator[str]:
    """The effect in sentences: each measure with what it stands on, or why it cannot be told.

    Of many peers the first are named, unless ``everybody`` is to be.
    """
    if told.before is not None and told.after is not None:
        spans = {"before": "–".join(told.before), "after": "–".join(told.after)}
        yield text("effects", "window", language, **spans)
    if told.reason is not None:
        yield label("effect_reason", told.reason, language)
    for one in told.measures:
        yield _measure(one, language, None if everybody else MOST_NAMED)


def _measure(one: Measure, language: Language, most: int | None) -> str:
    name = METRICS[one.metric].label(language)
    if one.state != SHOWN:
        why = f" {label('effect_reason', one.reason, language)}" if one.reason else ""
        return text("effects", "untold", language, name=name, mark=mark(State[one.state.upper()], language) + why)
    unit = Unit(one.unit)
    change = Unit.POINTS if unit is Unit.RATIO else unit
    said = {key: show(getattr(one, key), unit, language=language) for key in SIDES}
    effect = show(one.effect, change, language=language, with_unit=True)
    named = [f"{peer.name}（{peer.code}）" for peer in one.peers[:most]]
    peers = joined(named, language) + ("…" if len(named) < len(one.peers) else "")
    among = {"group": peers_said(one.group or "", language), "count": len(one.peers), "peers": peers}
    return text("effects", "told", language, name=name, effect=effect, **among, **said)


def _line(cells: Iterable[object]) -> str:
    return "  ".join("—" if cell is None else str(cell) for cell in cells)
