"""``facts``: the kept figures, checked against or rebuilt from the register."""

import typer

from api.cli.screen import actor, out, progress, say

app = typer.Typer(
    help=say("核对或重算事实表（由登记推算、供月报和地图读取）。", "Verify or rebuild the kept facts."),
    no_args_is_help=True,
)


@app.command(
    help=say("重算一遍并与库内比较，逐条列出差异；没有差异退出码为 0。", "Rebuild, compare, name each difference.")
)
def verify() -> None:
    """Compare kept facts with a rebuild."""
    from buildings.workflows import checking, start

    prepared = start.opened()
    with progress() as report:
        report(say("核对事实表", "verifying facts"), 0, 1)
        found = checking.verify(prepared.engine)
        report(say("核对事实表", "verifying facts"), 1, 1)
    for difference in found:
        out.print(str(difference), markup=False, soft_wrap=True)
    out.print(say(f"{len(found)} 处差异。", f"{len(found)} differences."))
    if found:
        raise typer.Exit(1)


@app.command(help=say("从登记全部重算。", "Rebuild all facts from the register."))
def rebuild() -> None:
    """Rebuild all facts."""
    from buildings.workflows import checking, start

    prepared = start.opened()
    with progress() as report:
        report(say("重算事实表", "rebuilding facts"), 0, 1)
        checking.rebuild(prepared.engine, actor=actor())
        report(say("重算事实表", "rebuilding facts"), 1, 1)
