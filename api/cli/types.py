"""``types``: proposed types that differ from what was decided, those of one building, and deciding."""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table as Printed

from api.cli import usage
from api.cli.drawing import For, Month, Purpose, Subdistrict
from api.cli.flags import Code, figures_of, heading
from api.cli.screen import actor, language, out, say
from buildings.words import label

if TYPE_CHECKING:
    from buildings.disclosure.figures import Figures

app = typer.Typer(
    cls=usage.Group,
    help=say("分类与专业：建议、已决定的类型，以及决定。", "Types of buildings: proposed, decided, and deciding."),
    no_args_is_help=True,
)
Kind = Annotated[str, typer.Option("--kind", metavar="KIND", help="policy_type | specialty")]
Reason = Annotated[str, typer.Option(metavar=say("理由", "TEXT"), help=say("依据（留痕）", "why (logged)"))]
From = Annotated[
    str, typer.Option("--from", metavar=say("日期", "DAY"), help=say("自哪一天起，如 2026-03-01", "first day"))
]


@app.command(
    "list",
    cls=usage.Command,
    help=say("列出建议与决定不同的楼宇及依据。", "List proposals that differ from what was decided, and why."),
)
def list_(month: Month = None, audience: For = None, purpose: Purpose = None, subdistrict: Subdistrict = None) -> None:
    """List."""
    figures = figures_of(month, audience, purpose, subdistrict, what="types")
    from buildings.disclosure import typed

    out.print(heading(figures), markup=False)
    for rule in typed.rules(figures, language()):
        told = (f"{label('type_count', key, language())} {count}" for key, count in rule["counts"].items())
        out.print(f"{rule['label']}{say('：', ': ')}{say('，', ', ').join(told)}", markup=False, soft_wrap=True)
    table = Printed(box=None, padding=(0, 2, 0, 0))
    for head in ("code", "name", "type_kind", "decided", "since", "proposed", "because"):
        table.add_column(label("sheet", head, language()), overflow="fold")
    for one in typed.rows(figures, language()):
        proposal = one["proposal"]
        what = (label("type_kind", one["kind"], language()), _held(one), one["since"] or "")
        table.add_row(one["code"], one["name"], *what, proposal["label"], proposal["said"])
    out.print(table, markup=False)


@app.command(
    cls=usage.Command,
    help=say("一栋楼宇的类型、建议及依据，以及历次决定。", "A building's types, proposals and why, and its decisions."),
)
def show(
    code: Code, month: Month = None, audience: For = None, purpose: Purpose = None, subdistrict: Subdistrict = None
) -> None:
    """Show."""
    figures = figures_of(month, audience, purpose, subdistrict, what="types")
    from buildings.kinds import TypeKind
    from buildings.workflows import opening, types

    table = figures.tables["building"]
    at = table.row_of(code.strip())
    out.print(f"{heading(figures)}　{table.codes[at]} {table.names[at]}", markup=False)
    for kind in TypeKind:
        _line(figures, kind, at, figures.proposals[kind][at] if kind in figures.proposals else None)
    for past in types.history(opening.opened().engine, figures, at)[0]:
        parts = (past["valid_from"] or "—", label(past["kind"], past["value"], language()))
        more = (past.get("decided_by"), past.get("reason"))
        out.print("  " + "  ".join(filter(None, (*parts, *more))), markup=False, soft_wrap=True)


def _line(figures: "Figures", kind: str, at: int, one: Any) -> None:  # noqa: ANN401 - a proposal or None
    from buildings.disclosure import typed

    held = typed.held(figures, kind, at, language())
    since = f"（{label('sheet', 'since', language())} {held['since']}）" if held["since"] else ""
    plain = typed.plain(kind, one, language())
    if plain is None:
        told = label("type_count", "hidden", language())
    else:
        told = f"{plain['label'] or label('state', 'unknown', language())}　{plain['said']}"
    name, proposed = label("type_kind", kind, language()), label("sheet", "proposed", language())
    out.print(f"{name}：{_held(held)}{since}　{proposed}：{told}", markup=False, soft_wrap=True)


def _held(one: dict[str, Any]) -> str:
    return one["label"] or label("type_count", "undecided", language())


@app.command(
    cls=usage.Command,
    help=say(
        "决定一栋楼宇的类型，自某日起有效，直到下一个决定。用 --upon 写明看过哪个月的建议，该建议随决定保存。",
        "Decide a building's type from a day on; --upon names the month whose proposal is kept along.",
    ),
)
def decide(
    code: Code,
    kind: Kind,
    value: Annotated[str, typer.Option(metavar="VALUE", help=say("如 upgrade、finance、none", "e.g. upgrade, none"))],
    valid_from: From,
    reason: Reason,
    upon: Annotated[str | None, typer.Option(metavar="YYYY-MM", help=say("看过的月份", "month looked at"))] = None,
) -> None:
    """Decide."""
    from buildings.workflows import opening, types
    from buildings.workflows.type_shapes import decision

    said = decision(kind=kind, value=value, valid_from=valid_from, reason=reason, upon=upon)
    basis = {} if upon is None else types.basis(figures_of(upon, None, None, None, what="types"), code.strip(), kind)
    types.by_command(opening.opened(), code.strip(), said, actor=actor(), basis=basis)
    out.print(say(f"已决定：{code} 自 {valid_from} 起", f"Decided: {code} from {valid_from} on"), markup=False)


@app.command(
    cls=usage.Command,
    help=say(
        "撤销一个有误的决定（附理由）；之前的决定重新有效。", "Take out a wrong decision; what held before holds again."
    ),
)
def void(
    code: Code,
    kind: Kind,
    reason: Reason,
    valid_from: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar=say("日期", "DAY"),
            help=say("它的起始日；不写为文件所载、没有日期的那一个", "its first day; left out: what a file stated"),
        ),
    ] = None,
) -> None:
    """Void."""
    from buildings.workflows import opening, types
    from buildings.workflows.type_shapes import voiding

    said = voiding(kind=kind, valid_from=valid_from, reason=reason)
    types.by_command(opening.opened(), code.strip(), said, actor=actor(), basis={})
    out.print(say(f"已撤销：{code}", f"Taken out: {code}"), markup=False)
