"""``flags``: who is due for upgrade, why, since when; and a rule tried before it is adopted."""

from typing import TYPE_CHECKING, Annotated, cast

import typer
from rich.table import Table as Printed

from api.cli import usage
from api.cli.drawing import For, Month, Purpose, Subdistrict
from api.cli.screen import actor, language, out, progress, say
from buildings.words import label

if TYPE_CHECKING:
    from buildings.audience import Audience
    from buildings.disclosure.figures import Figures

app = typer.Typer(
    cls=usage.Group,
    help=say("改造提升预警：名单、依据、沿革，以及门槛试算。", "Upgrade flags: list, evidence, timeline, trials."),
    no_args_is_help=True,
)
Code = Annotated[str, typer.Argument(metavar=say("楼宇编码", "CODE"), help=say("如 GL-0001", "such as GL-0001"))]
Most = Annotated[int, typer.Option(metavar="N", min=0, help=say("最多列几栋，0 为全部", "at most so many; 0 = all"))]


def figures_of(
    month: str | None, audience: str | None, purpose: str | None, subdistrict: str | None, what: str = "flags"
) -> "Figures":
    """The figures asked for; the look is logged as one at ``what``."""
    from api import writing

    asked = writing.Asked(month, audience, purpose, subdistrict)
    with progress() as tell:
        return writing.looked_at(asked, what=what, actor=actor(), progress=tell).figures


def heading(figures: "Figures") -> str:
    """Whose figures of which month."""
    return headed(figures.demonstration, figures.month, figures.audience)


def headed(demonstration: bool, month: int, audience: "Audience") -> str:
    """What stands above an answer: demonstration or not, of which month, for whom."""
    from buildings.quantities import format_month

    mark = label("origin", "demonstration", language()) if demonstration else ""
    roles = "、".join(label("role", role, language()) for role in sorted(audience.roles))
    return "　".join(part for part in (mark, format_month(month), roles) if part)


@app.command(
    "list",
    cls=usage.Command,
    help=say(
        "列出应改造和关注的楼宇：应改造在前，各按税收提升空间从大到小；结论保密的列在最后。",
        "List buildings due or on watch: due first, each by tax upside; hidden ones last.",
    ),
)
def list_(
    month: Month = None,
    audience: For = None,
    purpose: Purpose = None,
    subdistrict: Subdistrict = None,
    most: Most = 50,
) -> None:
    """List."""
    from buildings.disclosure.upgrade import notes

    figures = figures_of(month, audience, purpose, subdistrict)
    sheet = figures.sheets["upgrade"]
    table = Printed(title=heading(figures), title_justify="left")
    for header, unit in zip(sheet.headers, sheet.units, strict=True):
        table.add_column(
            label("sheet", header, language()),
            justify="left" if unit == "text" else "right",
            overflow="fold",
            no_wrap=header == "code",  # what a next command is given
        )
    rows = sheet.rows[: most or None]
    for row in rows:
        table.add_row(*(_cell(*each) for each in zip(row, sheet.headers, sheet.units, strict=True)))
    out.print(table)
    if len(rows) < len(sheet.rows):
        left = len(sheet.rows) - len(rows)
        out.print(say(f"……另有 {left} 栋（--most 0 全部列出）", f"… and {left} more (--most 0 lists all)"))
    for line in notes(figures, language()):
        out.print(line, markup=False, soft_wrap=True)


@app.command(
    cls=usage.Command,
    help=say(
        "在预算内选出税收提升空间最大的楼宇（精确求解）。造价取未开工改造项目的计划投资，或用 --cost 写明，单位万元。",
        "The choice with the greatest tax upside within a budget, exactly. Costs: planned investment of projects still"
        " ahead, or --cost; in ten thousand yuan.",
    ),
)
def budget(
    amount: Annotated[
        str, typer.Argument(metavar=say("万元", "AMOUNT"), help=say("预算，万元", "in ten thousand yuan"))
    ],
    cost: Annotated[
        list[str] | None,
        typer.Option("--cost", metavar=say("编码=万元", "CODE=AMOUNT"), help=say("一栋的造价，可写多次", "may repeat")),
    ] = None,
    month: Month = None,
    audience: For = None,
    purpose: Purpose = None,
    subdistrict: Subdistrict = None,
) -> None:
    """Cut to a budget."""
    from api import writing
    from buildings.workflows import budgets, opening

    whole = writing.wan(amount)
    costs = {code: writing.wan(value) for code, value in writing.settings_of(cost or (), "cost_form").items()}
    figures = figures_of(month, audience, purpose, subdistrict)
    found = budgets.cut(opening.opened().engine, figures, whole, costs)
    out.print(heading(figures), markup=False, soft_wrap=True)
    for line in budgets.said(found, language()):
        out.print(line, markup=False, soft_wrap=True)


def _cell(value: object, header: str, unit: str) -> str:
    from buildings.disclosure.figures import State
    from buildings.disclosure.sheets import CELL_GROUPS
    from buildings.disclosure.show import mark, show

    if isinstance(value, State):
        return mark(value, language())
    if unit != "text":
        return show(cast("int", value), unit, language=language())
    group = CELL_GROUPS.get(header)
    several = value if isinstance(value, tuple) else (value,)
    return say("、", ", ").join(label(group, str(one), language()) if group else str(one) for one in several)


@app.command(
    cls=usage.Command,
    help=say(
        "一栋楼宇每条规则的结论、依据、怎样解除，以及从前的变化。",
        "One building: each rule's verdict, evidence, what would clear it, and how it came about.",
    ),
)
def show(
    code: Code,
    month: Month = None,
    audience: For = None,
    purpose: Purpose = None,
    subdistrict: Subdistrict = None,
) -> None:
    """Show."""
    from buildings.disclosure.explain import explained, said
    from buildings.disclosure.show import mark
    from buildings.disclosure.upgrade import judged_said
    from buildings.quantities import format_month
    from buildings.workflows import opening, timelines

    figures = figures_of(month, audience, purpose, subdistrict)
    table = figures.tables["building"]
    at = table.row_of(code.strip())
    out.print(f"{heading(figures)}　{code} {table.names[at]}", markup=False, soft_wrap=True)
    if not table.attributes["in_scope"][at]:
        out.print(say("  不在统计范围：不进名单", "  out of scope: not in the list"))
    for one in explained(figures, at):
        answer = mark(one.state, language()) if one.verdict is None else verdict(one.verdict.name.lower())
        since = (
            "" if one.since is None else say(f"（自 {format_month(one.since)}）", f" (since {format_month(one.since)})")
        )
        out.print(f"  {label('rule', one.rule, language())}：{answer}{since}", markup=False, soft_wrap=True)
        detail = said(one, language())
        if detail and one.verdict is not None:
            out.print(f"      {detail}", markup=False, soft_wrap=True)
    if judged := judged_said(figures.audience, language()):
        out.print(f"  {judged}", markup=False, soft_wrap=True)
    out.print(say("沿革", "Timeline"))
    told = timelines.timeline(opening.opened().engine, figures, at)
    out.print(f"  {told.reach.said(language())}", markup=False, soft_wrap=True)
    for span in told.spans:
        months = f"{format_month(span.first)} — {format_month(span.last)}"
        name = label("rule", span.rule, language())
        out.print(f"  {months}  {name}：{verdict(span.verdict.name.lower())}", markup=False, soft_wrap=True)


def verdict(slug: str) -> str:
    """A verdict in words."""
    return label("verdict", slug, language())
