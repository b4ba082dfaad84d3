"""``run`` and ``serve``: from a fresh machine to pages at 127.0.0.1."""

import errno
import ipaddress
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.screen import actor, err, language, out, progress, say, trouble
from buildings.audience import PUBLIC
from buildings.errors import Misconfigured
from buildings.settings import settings
from buildings.words import text

if TYPE_CHECKING:
    from buildings.workflows.opening import Prepared

RUN = say(
    "建库、导入登记与示范数据、写出最新月份的布局图和月报，然后提供网页与接口（127.0.0.1:8000）。按 Ctrl-C 停止。",
    "Set up the database, import, write map and report of the latest month, serve them at 127.0.0.1:8000.",
)
SERVE = say(
    "只提供网页与接口（先用 run 或 import 建好数据）。有账户并设置了 LOUYU_PUBLIC_URL 才能绑定本机以外的地址。",
    "Serve pages and API only; other addresses than loopback need accounts and LOUYU_PUBLIC_URL.",
)
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
PATIENCE_SECONDS = 3  # for answers under way when the server is stopped

Port = Annotated[
    int | None, typer.Option(metavar="N", help=say("端口，默认 8000", "port, 8000 unless said"), min=0, max=65535)
]
Host = Annotated[
    str | None,
    typer.Option(metavar=say("地址", "ADDRESS"), help=say("绑定的地址", "address to bind")),
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
    from api import demo_accounts
    from buildings.workflows import auditing, start

    with progress() as tell:
        district = start.Demonstration(months=months, buildings=buildings)
        prepared = start.prepare(actor=actor(), demo=demo, district=district, progress=tell)
        lines = demo_accounts.furnish(prepared.engine, actor(), language())
        auditing.seal_if_quiet(prepared.engine, tell)
    if prepared.demo_refused:
        err.print(f"louyu: {text('errors', 'demo_refused', language())}", style="yellow", soft_wrap=True)
    from api import writing

    with progress() as tell:
        paths = writing.latest(prepared, tell)
    for path in paths:
        out.print(f"  {path}", markup=False, soft_wrap=True)
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)
    if lines:
        out.print(
            say(f"也写在 {demo_accounts.path()}", f"Also in {demo_accounts.path()}"), markup=False, soft_wrap=True
        )
    if bound is not None:
        _serve(prepared, bound)


def serve(host: Host = None, port: Port = None) -> None:
    """See SERVE."""
    bound = _bound(host, port, others=True)
    from buildings.workflows import opening

    prepared = opening.opened()
    if not _is_local(bound) and not settings().https:
        err.print(f"louyu: {text('edge', 'not_https', language())}", style="yellow", soft_wrap=True)
    _serve(prepared, bound)


def _is_local(bound: socket.socket) -> bool:
    return ipaddress.ip_address(bound.getsockname()[0]).is_loopback


def _bound(host: str | None, port: int | None, *, others: bool = False) -> socket.socket:
    """The port, held before any work is done; Misconfigured when it cannot be had.

    Addresses that others reach only with ``others``, and when it is said how they come.
    """
    host, port = host or settings().host, settings().port if port is None else port
    if host not in LOOPBACK:
        if not others:
            raise Misconfigured("run_is_local", host=host)
        if not settings().public_url:
            raise Misconfigured("public_url_needed", host=host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        made = socket.create_server((host, port), family=family)
        return socket.socket(fileno=made.detach())  # knows its protocol: asyncio then sends small answers at once
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Misconfigured("port_taken", port=port, address=_address(host, port)) from error
        raise Misconfigured("cannot_bind", host=host, port=port, reason=trouble(error).details["reason"]) from error


def _address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _serve(prepared: "Prepared", bound: socket.socket) -> None:
    import uvicorn

    from api.app import create_app
    from api.dependencies import Looking, warm
    from api.house import House
    from buildings.workflows import courier, doors, upkeep

    if settings().public_url and not doors.has_accounts(prepared.engine):
        bound.close()
        raise Misconfigured("accounts_first")
    # what can be reached from elsewhere shows the public's view, whatever becomes of the accounts while it runs
    audience = PUBLIC if settings().public_url else prepared.audience
    app = create_app(House(prepared.engine, audience, prepared.origin))
    address = _address(*bound.getsockname()[:2])
    with progress() as tell:
        tell("figures", 0, 1)
        warm(Looking(prepared.engine, audience, prepared.origin))
        tell("figures", 1, 1)
    ready = say(f"楼宇已就绪：{address} （按 Ctrl-C 停止）", f"louyu is ready: {address} (Ctrl-C stops it)")
    out.print(ready, markup=False, soft_wrap=True)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,  # addresses hold what people look for, and the secrets of an outside sign-in
        server_header=False,
        proxy_headers=bool(settings().public_url),  # who asks stands behind a server of https on this machine
        timeout_graceful_shutdown=PATIENCE_SECONDS,
    )
    engine = prepared.engine
    # the server closes by itself and passes the signal on
    with suppress(KeyboardInterrupt), courier.beside(engine), upkeep.beside(engine):
        uvicorn.Server(config).run(sockets=[bound])
    prepared.engine.dispose()
    out.print(say("已停止。", "Stopped."))
