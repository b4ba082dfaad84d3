"""``targets``: how far the plan's targets are, for an audience that may see it."""

from typing import TYPE_CHECKING

from rich.table import Table

from api.cli.drawing import For, Month, Purpose, Subdistrict
from api.cli.screen import actor, language, listed, origin_said, out, say
from buildings.words import label, text

if TYPE_CHECKING:
    from buildings.workflows.plan_targets import Progress, Reading

TARGETS = say(
    "规划目标的进度：到月末有几栋、还差几栋、按近 12 个月的速度何时达到。",
    "Plan targets: how many count at a month's end, how many are missing, when they are met at this pace.",
)


def targets(
    month: Month = None, audience: For = None, purpose: Purpose = None, subdistrict: Subdistrict = None
) -> None:
    """See TARGETS."""
    from api import writing
    from buildings.quantities import parse_month
    from buildings.workflows import figures, opening, plan_targets

    prepared = opening.opened()
    asked = writing.Asked(month, audience, purpose, subdistrict)
    who = writing.audience_of(asked) if audience is not None else prepared.audience
    wanted = None if month is None else parse_month(month)
    found = figures.month_or_latest(prepared.engine, prepared.origin, wanted)
    figures.note_look(prepared.engine, found, who, what="targets", actor=actor())
    told = plan_targets.told(prepared.engine, found, who, prepared.origin)
    origin_said(prepared.origin)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for head in ("target", "basis", "aim", "by", "count", "short", "pace"):
        table.add_column(label("target_column", head, language()), overflow="fold")
    for one in told.targets:
        for reading in one.readings:
            table.add_row(*_row(one, reading))
    out.print(table, markup=False)
    for one in told.targets:
        for reading in one.readings:
            _below(one, reading)


def _row(one: "Progress", reading: "Reading") -> list[str]:
    aim = text("targets", "more_than" if one.more_than else "at_least", language(), value=one.value)
    late = "late" if reading.short_least else "late_unsure"
    by = one.by + (f" {label('target_column', late, language())}" if one.late and reading.short else "")
    count = label("state", reading.state, language()) if reading.count is None else str(reading.count)
    if reading.unsure:
        count += text("targets", "unsure", language(), count=len(reading.unsure))
    short = "—" if reading.short is None else str(reading.short)
    if reading.short_least != reading.short:
        short = f"{reading.short_least}–{short}"
    pace = text("targets", f"pace_{reading.pace}", language(), month=reading.pace_month)
    basis = label("target_basis", reading.basis, language())
    return [label("target", one.slug, language()), basis, aim, by, count, short, pace]


def _below(one: "Progress", reading: "Reading") -> None:
    """Why it cannot be told; the buildings that count, that would but for their scope, of which it is not sure."""
    head = f"{label('target', one.slug, language())}（{label('target_basis', reading.basis, language())}）"
    if reading.reason is not None:
        out.print(head + label("target_reason", reading.reason, language()), markup=False, soft_wrap=True)
    for slug in ("buildings", "outside", "unsure"):
        named = getattr(reading, slug)
        if named:
            more = label("target_part", "partial", language()) if slug == "buildings" and reading.partial else ""
            out.print(f"{head}{label('target_part', slug, language())}{more}", markup=False, soft_wrap=True)
            listed([f"{building.code} {building.name}" for building in named], out, None)
