"""``run`` and ``serve``: from a fresh machine to pages at 127.0.0.1."""

import errno
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.screen import actor, err, language, out, progress, say, trouble
from buildings.errors import Misconfigured
from buildings.settings import settings
from buildings.words import text

if TYPE_CHECKING:
    from buildings.workflows.start import Prepared

RUN = say(
    "建库、导入登记与示范数据、写出最新月份的布局图和月报，然后提供网页与接口（127.0.0.1:8000）。按 Ctrl-C 停止。",
    "Set up the database, import, write map and report of the latest month, serve them at 127.0.0.1:8000.",
)
SERVE = say(
    "只提供网页与接口（先用 run 或 import 建好数据）。没有账户时只绑定本机。",
    "Serve pages and API only; without accounts on this machine only.",
)
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
PATIENCE_SECONDS = 3  # for answers under way when the server is stopped

Port = Annotated[
    int | None, typer.Option(metavar="N", help=say("端口，默认 8000", "port, 8000 unless said"), min=0, max=65535)
]
Host = Annotated[
    str | None,
    typer.Option(metavar=say("地址", "ADDRESS"), help=say("绑定的地址，只能是本机", "address to bind; loopback only")),
]


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
        int,
        typer.Option(
            metavar="N", help=say("示范数据的月数，14 到 120", "months of demonstration data"), min=14, max=120
        ),
    ] = 26,
    buildings: Annotated[
        int,
        typer.Option(metavar="N", help=say("示范楼宇数，40 到 272", "buildings of the demonstration"), min=40, max=272),
    ] = 272,
    host: Host = None,
    port: Port = None,
    once: Annotated[
        bool, typer.Option("--once", help=say("写完文件就停，不提供网页", "write the files and stop"))
    ] = False,
) -> None:
    """See RUN."""
    bound = None if once else _bound(host, port)
    from buildings.workflows import auditing, start

    with progress() as tell:
        district = start.Demonstration(months=months, buildings=buildings)
        prepared = start.prepare(actor=actor(), demo=demo, district=district, progress=tell)
        auditing.seal_if_quiet(prepared.engine, tell)
    if prepared.demo_refused:
        err.print(f"louyu: {text('errors', 'demo_refused', language())}", style="yellow", soft_wrap=True)
    from api import writing

    with progress() as tell:
        paths = writing.latest(prepared, tell)
    for path in paths:
        out.print(f"  {path}", markup=False, soft_wrap=True)
    if bound is not None:
        _serve(prepared, bound)


def serve(host: Host = None, port: Port = None) -> None:
    """See SERVE."""
    bound = _bound(host, port)
    from buildings.workflows import start

    _serve(start.opened(), bound)


def _bound(host: str | None, port: int | None) -> socket.socket:
    """The port, held before any work is done; Misconfigured when it cannot be had."""
    host, port = host or settings().host, settings().port if port is None else port
    if host not in LOOPBACK:
        raise Misconfigured("only_loopback", host=host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Misconfigured("port_taken", port=port) from error
        raise Misconfigured("cannot_bind", host=host, port=port, reason=trouble(error).details["reason"]) from error


def _serve(prepared: "Prepared", bound: socket.socket) -> None:
    import uvicorn

    from api.app import create_app
    from api.house import House

    app = create_app(House(prepared.engine, prepared.audience, prepared.origin))
    host, port = bound.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    ready = say(f"楼宇已就绪：{address} （按 Ctrl-C 停止）", f"louyu is ready: {address} (Ctrl-C stops it)")
    out.print(ready, markup=False, soft_wrap=True)
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=PATIENCE_SECONDS)
    with suppress(KeyboardInterrupt):  # the server has closed by then, and passes the signal on
        uvicorn.Server(config).run(sockets=[bound])
    prepared.engine.dispose()
    out.print(say("已停止。", "Stopped."))
