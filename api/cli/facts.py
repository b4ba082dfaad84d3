"""``facts``: the kept figures, checked against or rebuilt from the register."""

from typing import TYPE_CHECKING

import typer

from api.cli import usage
from api.cli.screen import actor, language, listed, out, progress, say
from buildings.words import text

if TYPE_CHECKING:
    from buildings.workflows.checking import Difference

app = typer.Typer(
    cls=usage.Group,
    help=say("核对或重算每月数据（由登记推算，供月报和地图读取）。", "Verify or rebuild the kept facts."),
    no_args_is_help=True,
)
SECRET = ("tax", "retained", "fee", "amount", "gate")  # columns whose values are tax: named, never shown


@app.command(
    cls=usage.Command,
    help=say(
        "重算一遍，与库内逐行比较，列出每处差异。没有差异时退出码为 0，否则为 1。",
        "Rebuild, compare, name each difference; exit code 0 without any, else 1.",
    ),
)
def verify() -> None:
    """Compare kept facts with a rebuild."""
    from buildings.workflows import checking, opening

    prepared = opening.opened()
    with progress() as report:
        found = checking.verify(prepared.engine, progress=report)
    listed([said(difference) for difference in found], out, most=None)
    out.print(say(f"{len(found)} 处差异。", f"{len(found)} differences."))
    if found:
        out.print(say("用 ./louyu facts rebuild 重算。", "./louyu facts rebuild mends them."))
        raise typer.Exit(1)


def said(difference: "Difference") -> str:
    """A difference as a sentence; what is tax is named and not shown."""
    place = {"facts": difference.table, "key": " ".join(str(part) for part in difference.key)}
    if not difference.column:
        return text("edge", "fact_missing" if difference.kept is None else "fact_left", language(), **place)
    hidden = text("edge", "hidden_value", language())
    secret = difference.column.startswith(SECRET)
    kept, rebuilt = (hidden if secret else value for value in (difference.kept, difference.rebuilt))
    details = {"column": difference.column, "kept": kept, "rebuilt": rebuilt}
    return text("edge", "fact_differs", language(), **place, **details)


@app.command(
    cls=usage.Command,
    help=say("从登记全部重算。内容不变时结果相同。", "Rebuild all facts from the register."),
)
def rebuild() -> None:
    """Rebuild all facts."""
    from buildings.workflows import checking, opening

    prepared = opening.opened()
    with progress() as report:
        checking.rebuild(prepared.engine, actor=actor(), progress=report)
    out.print(say("已重算。", "Rebuilt."))
