"""``audit``: who did what, sealed in a chain, and whether everything is still as it was sealed."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.cli import usage
from api.cli.screen import language, listed, out, progress, say
from buildings.words import text

if TYPE_CHECKING:
    from buildings.access.proofs import Misfit

app = typer.Typer(
    cls=usage.Group,
    help=say("操作记录：谁在什么时候做了什么；封存并核对。", "The audit: who did what and when; sealed and verified."),
    no_args_is_help=True,
)
ENTRIES = "audit_entries"
FEW = 3


@app.command(
    cls=usage.Command,
    help=say(
        "封存到现在为止的操作记录，并显示封存值。请把它抄在别处：以后用 verify --noted 可以发现封存被整体删除。",
        "Seal all entries so far and show the seal. Note it elsewhere: verify --noted then finds deleted seals.",
    ),
)
def seal() -> None:
    """Seal what is not sealed."""
    from buildings.workflows import auditing, opening

    prepared = opening.opened()
    with progress() as report:
        sealed = auditing.seal(prepared.engine, progress=report)
    newest = auditing.newest(prepared.engine)
    out.print(say(f"封存了 {sealed} 条操作记录。", f"{sealed} entries sealed."))
    if newest is not None:
        said = say(f"第 {newest[0]} 号封存：{newest[1]}", f"Seal {newest[0]}: {newest[1]}")
        out.print(said, markup=False, soft_wrap=True)


@app.command(
    cls=usage.Command,
    help=say(
        "重新计算全部封存，列出与封存时不同的操作记录、登记版本和税收文件。全部相符时退出码为 0，否则为 1。",
        "Recompute all seals and name every entry, version or delivery that differs; exit code 0 without any, else 1.",
    ),
)
def verify(
    noted: Annotated[
        str | None,
        typer.Option(metavar="SHA256", help=say("以前抄下的封存值，必须还在链上", "a seal noted earlier")),
    ] = None,
) -> None:
    """Verify the chain."""
    from buildings.workflows import auditing, opening

    prepared = opening.opened()
    with progress() as report:
        proof = auditing.verify(prepared.engine, noted=noted, progress=report)
    listed([said(misfit) for misfit in proof.misfits], out, most=None)
    wrong = len(proof.misfits)
    counts = say(
        f"{proof.seals} 号封存、{proof.entries} 条操作记录；尚未封存 {proof.unsealed} 条；不符 {wrong} 处。",
        f"{proof.seals} seals over {proof.entries} entries; {proof.unsealed} not sealed; {wrong} misfits.",
    )
    out.print(counts)
    if proof.misfits:
        raise typer.Exit(1)


def said(misfit: "Misfit") -> str:
    """A misfit as a sentence: names tables and keys, never values."""
    slug, what = misfit.kind.value, ""
    if slug == "seal_missing" and not misfit.seal:
        slug = "seal_noted"
    if misfit.table == ENTRIES:
        what = text("edge", "misfit_entry", language(), key=misfit.key)
    elif misfit.table:
        named = "misfit_record" if misfit.key else "misfit_table"
        what = text("edge", named, language(), facts=misfit.table, key=misfit.key, version=misfit.version)
    return text("edge", f"misfit_{slug}", language(), seal=misfit.seal, what=what)


def _wrote(counts: Mapping[str, int]) -> str:
    """How many versions, and of what when that is few tables."""
    if not counts:
        return ""
    total, few = sum(counts.values()), len(counts) <= FEW
    return (
        " ".join(f"{name} {count}" for name, count in counts.items())
        if few
        else say(f"{total} 条，{len(counts)} 张表", f"{total} in {len(counts)} tables")
    )


Day = Annotated[
    dt.datetime | None, typer.Option(metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help=say("那一天", "the day"))
]


@app.command(
    "list",
    cls=usage.Command,
    help=say("列出操作记录，最新的在前。", "List entries, newest first."),
)
def list_(
    account: Annotated[
        str | None, typer.Option(metavar=say("账户", "ACCOUNT"), help=say("只看这个账户", "of this account only"))
    ] = None,
    action: Annotated[
        str | None, typer.Option(metavar=say("操作", "ACTION"), help=say("只看这种操作", "of this action only"))
    ] = None,
    since: Day = None,
    until: Day = None,
    most: Annotated[int, typer.Option(metavar="N", help=say("最多几条", "how many"), min=1, max=10_000)] = 50,
) -> None:
    """List entries."""
    from buildings.quantities import SHANGHAI
    from buildings.workflows import auditing, opening

    prepared = opening.opened()
    first = None if since is None else since.replace(tzinfo=SHANGHAI)
    last = None if until is None else until.replace(tzinfo=SHANGHAI) + dt.timedelta(days=1, microseconds=-1)
    wanted = auditing.Wanted(account, action, first, last)
    table = Table(box=None, padding=(0, 2, 0, 0))
    heads = (
        *(("号", "no."), ("时间", "time"), ("谁", "who"), ("操作", "action")),
        *(("用途", "purpose"), ("写入", "wrote"), ("封存", "seal")),
    )
    for head in heads:
        table.add_column(say(*head), overflow="fold", no_wrap=head[1] in {"no.", "action"})
    for one in auditing.listed(prepared.engine, wanted, most=most):
        entry = one.entry
        when = entry.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
        cells = (entry.key, when, entry.actor, entry.action, entry.purpose or "", _wrote(one.wrote), one.seal or "—")
        table.add_row(*map(str, cells))
    out.print(table, markup=False)
