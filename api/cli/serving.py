"""``run`` and ``serve``: from a fresh machine to pages at 127.0.0.1."""

import socket
from pathlib import Path
from typing import Annotated

import typer

from api.cli.screen import actor, err, language, out, progress, say
from buildings.errors import Misconfigured
from buildings.settings import settings
from buildings.words import text

RUN = say(
    "建库、导入登记与示范数据、写出最新月份的布局图和月报，然后提供网页与接口（127.0.0.1:8000）。按 Ctrl-C 停止。",
    "Set up the database, import, write map and report of the latest month, serve them at 127.0.0.1:8000.",
)
SERVE = say(
    "只提供网页与接口（先用 run 或 import 建好数据）。没有账户时只绑定本机。",
    "Serve pages and API only; without accounts on this machine only.",
)
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

Port = Annotated[int | None, typer.Option(help=say("端口，默认 8000", "port, 8000 unless said"), min=1, max=65535)]
Host = Annotated[str | None, typer.Option(help=say("绑定的地址，只能是本机", "address to bind; loopback only"))]


def run(
    demo: Annotated[
        bool | None,
        typer.Option(
            "--demo/--no-demo",
            help=say(
                "是否载入示范数据；不说则只对默认的 SQLite 文件载入",
                "load demonstration data; by default only into the default file",
            ),
        ),
    ] = None,
    months: Annotated[
        int, typer.Option(help=say("示范数据的月数", "months of demonstration data"), min=14, max=120)
    ] = 26,
    host: Host = None,
    port: Port = None,
    once: Annotated[
        bool, typer.Option("--once", help=say("写完文件就停，不提供网页", "write the files and stop"))
    ] = False,
) -> None:
    """See RUN."""
    address = None if once else _free(host, port)
    from buildings.workflows import start

    with progress() as report:
        prepared = start.prepare(actor=actor(), demo=demo, months=months, progress=report)
    if prepared.demo_refused:
        err.print(f"louyu: {text('errors', 'demo_refused', language())}", style="yellow")
    from api import writing

    with progress() as report:
        paths = writing.latest(prepared.engine, prepared.origin, prepared.audience, report)
    for path in paths:
        out.print(f"  {path}", markup=False, soft_wrap=True)
    if address is not None:
        _serve(prepared, address)


def serve(host: Host = None, port: Port = None) -> None:
    """See SERVE."""
    address = _free(host, port)
    from buildings.workflows import start

    _serve(start.opened(), address)


def _free(host: str | None, port: int | None) -> tuple[str, int]:
    """The address to bind, checked before any work is done; Misconfigured when it cannot be."""
    address = (host or settings().host, settings().port if port is None else port)
    if address[0] not in LOOPBACK:
        raise Misconfigured("only_loopback", host=address[0])
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise Misconfigured("port_taken", port=address[1]) from error
    return address


def _serve(prepared: "start.Prepared", address: tuple[str, int]) -> None:  # type: ignore[name-defined]  # noqa: F821
    import uvicorn

    from api.app import create_app
    from api.dependencies import Looking

    looking = Looking(prepared.engine, prepared.audience, prepared.origin)
    app = create_app(looking)
    host = f"[{address[0]}]" if ":" in address[0] else address[0]
    out.print(
        say(
            f"楼宇已就绪：http://{host}:{address[1]}/ （按 Ctrl-C 停止）",
            f"louyu is ready: http://{host}:{address[1]}/",
        )
    )
    uvicorn.run(app, host=address[0], port=address[1], log_level="warning", access_log=False)


def folder_of(path: Path | None) -> Path:
    """Where files go unless said."""
    return settings().out_dir if path is None else path
