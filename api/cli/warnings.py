"""``warnings``: early warnings of a month with their reasons, and those of one building."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table as Printed

from api.cli import usage
from api.cli.drawing import For, Month, Purpose, Subdistrict
from api.cli.flags import Code, figures_of, heading
from api.cli.screen import language, out, say
from buildings.kinds import Alert, AlertEvent
from buildings.words import label

if TYPE_CHECKING:
    from buildings.disclosure.figures import Figures

app = typer.Typer(
    cls=usage.Group,
    help=say("预警事件：本月新增、持续和解除的，以及原因。", "Early warnings: raised, standing, ended, and why."),
    no_args_is_help=True,
)
Kind = Annotated[Alert | None, typer.Option(help=say("只列这一种预警", "this warning alone"))]
Event = Annotated[
    AlertEvent | None,
    typer.Option(
        help=say("只列新增、持续、解除或数据不足的", "what was raised, stands, ended, or cannot be told alone")
    ),
]
All = Annotated[bool, typer.Option("--standing", help=say("也列出持续的", "those that stand, too"))]


@app.command(
    "list",
    cls=usage.Command,
    help=say("列出本月新增和解除的预警事件及原因。", "List warnings raised or ended in the month, with their reasons."),
)
def list_(  # noqa: PLR0913, PLR0917 - each is an option
    month: Month = None,
    audience: For = None,
    purpose: Purpose = None,
    subdistrict: Subdistrict = None,
    standing: All = False,
    warning: Kind = None,
    event: Event = None,
) -> None:
    """List."""
    figures = figures_of(month, audience, purpose, subdistrict, what="warnings")
    from buildings.disclosure import warned
    from buildings.quantities import format_month

    out.print(heading(figures), markup=False)
    _counts(figures)
    table = Printed(box=None, padding=(0, 2, 0, 0))
    for head in ("event", "warning", "code", "name", "since", "because"):
        table.add_column(label("sheet", head, language()), overflow="fold")
    names = figures.tables["building"]
    told = set(warned.HAPPENED) if standing else {AlertEvent.RAISED, AlertEvent.ENDED}
    for one in warned.listed(
        figures, tuple(Alert) if warning is None else (warning,), told if event is None else {event}
    ):
        what = (label("warning_event", one.event, language()), label("warning", one.warning, language()))
        building = (str(names.codes[one.at]), str(names.names[one.at]))
        table.add_row(*what, *building, format_month(one.since), warned.said(one, language()))
    out.print(table, markup=False)


def _counts(figures: "Figures") -> None:
    from buildings.disclosure import warned

    for kind in warned.kinds(figures, language()):
        told = warned.counts(figures, str(kind["warning"]))
        parts = (f"{label('warning_count', key, language())} {count}" for key, count in told.items())
        out.print(f"{kind['label']}{say('：', ': ')}{say('，', ', ').join(parts)}", markup=False, soft_wrap=True)


@app.command(
    cls=usage.Command,
    help=say("一栋楼宇的预警事件及原因，以及历次起止。", "A building's warnings, why, and when they stood."),
)
def show(
    code: Code, month: Month = None, audience: For = None, purpose: Purpose = None, subdistrict: Subdistrict = None
) -> None:
    """Show."""
    figures = figures_of(month, audience, purpose, subdistrict, what="warnings")
    from buildings.disclosure import warned
    from buildings.quantities import format_month
    from buildings.workflows import opening, timelines

    table = figures.tables["building"]
    at = table.row_of(code.strip())
    out.print(f"{heading(figures)}　{code} {table.names[at]}", markup=False)
    for one in warned.events(figures, everywhere=True):
        if one.at == at:
            event, name = label("warning_event", one.event, language()), label("warning", one.warning, language())
            line = f"{name}（{event}，{format_month(one.since)}）：{warned.said(one, language())}"
            out.print(line, markup=False, soft_wrap=True)
    told = timelines.stood(opening.opened().engine, figures, at)
    out.print(f"  {told.reach.said(language())}", markup=False, soft_wrap=True)
    for past in told.spans:
        last = "" if past.last is None else format_month(past.last)
        name = label("warning", past.warning, language())
        out.print(f"  {name}  {format_month(past.first)}–{last}", markup=False)
