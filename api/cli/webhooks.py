"""``webhooks``: deliver what waits, for an office whose server does not, or by cron."""

from typing import Annotated

import typer

from api.cli import usage
from api.cli.screen import language, out, say
from buildings.errors import Busy
from buildings.words import sentence

app = typer.Typer(
    cls=usage.Group,
    help=say("推送（webhook）：把变更发给订阅的地址。", "Webhooks: send changes to those who subscribed."),
    no_args_is_help=True,
)


@app.callback()
def group() -> None:
    """A group even while it has one command."""


@app.command(
    cls=usage.Command,
    help=say(
        "把等待的变更发给订阅的地址，直到按 Ctrl-C。serve 和 run 自己会推送，同一时间只有一个进程推送。",
        "Send what waits until Ctrl-C. serve and run do so themselves; one process at a time delivers.",
    ),
)
def deliver(
    once: Annotated[
        bool,
        typer.Option("--once", help=say("发完现在到时间的就结束（用于 cron）", "end when nothing is due (for cron)")),
    ] = False,
) -> None:
    """Deliver."""
    from buildings.workflows import courier, opening

    prepared = opening.opened()
    if once:
        try:
            count = courier.once(prepared.engine)
        except Busy as busy:
            if busy.name != courier.ELSEWHERE:
                raise
            out.print(sentence(busy, language()), markup=False, soft_wrap=True)
            return
        out.print(say(f"推送了 {count} 次。", f"{count} attempts were made."))
        return
    out.print(say("开始推送（按 Ctrl-C 停止）。", "Delivering (Ctrl-C stops it)."))
    courier.Courier(prepared.engine).run()
