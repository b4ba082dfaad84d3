"""``void``: takes out what was recorded by mistake; its history stays."""

from typing import Annotated

import typer

from api.cli import usage
from api.cli.screen import actor, language, out, progress, say
from buildings.words import text

app = typer.Typer(
    cls=usage.Group,
    help=say(
        "作废录错的登记：不删除，历史和理由都保留。", "Take out what was recorded by mistake; history and reason stay."
    ),
    no_args_is_help=True,
)


@app.command(
    cls=usage.Command,
    help=say(
        "作废一栋录错的楼宇，连同它的房间、面积、状态等全部登记。还有租约、手工分摊、变更申请或授权的不能作废。",
        "Void a building with its rooms and all that is recorded of it; refused while anything leans on it.",
    ),
)
def building(
    code: Annotated[str, typer.Argument(metavar=say("楼宇编码", "CODE"), help=say("如 GL-0901", "such as GL-0901"))],
    reason: Annotated[
        str, typer.Option(metavar=say("理由", "TEXT"), help=say("为什么作废（留痕）", "why it goes (logged)"))
    ],
) -> None:
    """Void a building."""
    from buildings.workflows import auditing, opening, voiding

    prepared = opening.opened()
    with progress() as report:
        gone = voiding.building(prepared.engine, code, reason, actor=actor(), progress=report)
        auditing.seal_if_quiet(prepared.engine, report)
    out.print(text("edge", "building_voided", language(), code=code.strip(), count=gone), markup=False, soft_wrap=True)
