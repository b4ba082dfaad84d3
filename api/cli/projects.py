"""``projects``: upgrade projects as lists and one by one, for an audience that may see them."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.cli import usage
from api.cli.drawing import For, Month, Purpose, Subdistrict
from api.cli.screen import actor, language, listed, out, say

if TYPE_CHECKING:
    from buildings.audience import Audience
    from buildings.workflows.opening import Prepared

app = typer.Typer(
    cls=usage.Group,
    help=say("改造项目：清单，以及一个项目的阶段、资金和成效。", "Upgrade projects, and one with its effect."),
    no_args_is_help=True,
)
SHOWN = "code,building,building_name,title,stage,started_by,finished_by,photo_count"
UNKNOWN = ("—", "—")


@app.command(
    "list",
    cls=usage.Command,
    help=say("列出改造项目及其到某日的阶段。", "List upgrade projects with the stage reached by a day."),
)
def list_(
    stage: Annotated[
        str | None,
        typer.Option(
            metavar=say("阶段", "STAGE"),
            help=say(
                "只列这个阶段：planned 谋划、approved 立项、started 开工、finished 竣工、accepted 验收、cancelled 取消",
                "only this stage: planned approved started finished accepted cancelled",
            ),
        ),
    ] = None,
    building: Annotated[
        str | None, typer.Option(metavar=say("楼宇编码", "CODE"), help=say("只列这栋楼宇", "only this building"))
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--day", metavar="YYYY-MM-DD", help=say("到哪一天，默认今天", "by which day, else today")),
    ] = None,
    audience: For = None,
    purpose: Purpose = None,
    subdistrict: Subdistrict = None,
) -> None:
    """List projects."""
    from api import writing
    from buildings.workflows import opening, project_lists

    prepared = opening.opened()
    asked = writing.Asked(None, audience, purpose, subdistrict)
    who = writing.audience_of(asked) if audience is not None else prepared.audience
    given = {"stage": stage, "building": building, "as_of": as_of, "fields": SHOWN, "sort": "code"}
    pairs = [(name, value) for name, value in given.items() if value is not None]
    found = project_lists.listed(prepared, who, actor(), pairs, language())
    table = Table(box=None, padding=(0, 2, 0, 0))
    for head in found.headers:
        table.add_column(head, overflow="fold")
    for row in found.rows:
        table.add_row(*(say(*UNKNOWN) if cell is None else str(cell) for cell in row))
    if found.mark:
        out.print(found.mark, markup=False)
    out.print(table, markup=False)
    out.print(say(f"共 {len(found.rows)} 个改造项目。", f"{len(found.rows)} upgrade projects."), markup=False)


@app.command(
    cls=usage.Command,
    help=say(
        "一个改造项目：登记内容、各阶段、资金、链接、照片和成效。",
        "One upgrade project: what is recorded, stages, funding, links, pictures and effect.",
    ),
)
def show(
    code: Annotated[str, typer.Argument(metavar=say("项目编码", "CODE"), help=say("如 UP-0001", "such as UP-0001"))],
    month: Month = None,
    audience: For = None,
    purpose: Purpose = None,
    subdistrict: Subdistrict = None,
    everybody: Annotated[
        bool, typer.Option("--all", help=say("同类楼宇全部列出", "name every peer, not only the first ones"))
    ] = False,
) -> None:
    """Show a project."""
    from api import writing
    from buildings.workflows import figures, opening, project_lists

    prepared = opening.opened()
    asked = writing.Asked(month, audience, purpose, subdistrict)
    who = writing.audience_of(asked) if audience is not None else prepared.audience
    found = project_lists.one(prepared, who, actor(), code.strip(), language())
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for head, cell in found.fields:
        table.add_row(head, say(*UNKNOWN) if cell is None else str(cell))
    out.print(table, markup=False)
    for heading, lines in found.parts:
        if lines:
            out.print(heading, markup=False)
            listed(lines, out, None)
    if figures.months(prepared.engine, prepared.origin):
        _effect(prepared, who, (code.strip(), month), everybody=everybody)


def _effect(prepared: "Prepared", who: "Audience", asked: tuple[str, str | None], *, everybody: bool) -> None:
    """The effect of a project in a month; a tax officer's look is logged before."""
    from buildings.quantities import parse_month
    from buildings.words import label
    from buildings.workflows import figures, project_effects, project_lists

    code, month = asked
    wanted = None if month is None else parse_month(month)
    found = figures.month_or_latest(prepared.engine, prepared.origin, wanted)
    figures.note_look(prepared.engine, found, who, what=f"projects show {code}", actor=actor())
    told = project_effects.told(prepared.engine, code, found, who, prepared.origin)
    out.print(label("project_part", "effect", language()), markup=False, soft_wrap=True)
    listed(list(project_lists.effect_lines(told, language(), everybody=everybody)), out, None)
