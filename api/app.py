"""The web application: start page, map, files and JSON for one audience."""

import operator

from fastapi import FastAPI
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import openapi, problems
from api.house import House
from api.ogc import routes as ogc
from api.pages import docs, start
from api.routes import account_keys, accounts, audit, figures, me, places
from buildings.settings import DATA, ROOT

LOCAL = ["127.0.0.1", "localhost", "[::1]"]
HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"x-frame-options": b"SAMEORIGIN",
    b"cache-control": b"no-cache",
}


class SafeHeaders:
    """Adds the headers every answer carries, unless the answer says otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the answer's headers."""

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in HEADERS.items() if pair[0] not in known)]
            await send(message)

        await self.app(scope, receive, complete if scope["type"] == "http" else send)


def create_app(house: House) -> FastAPI:
    """The application for one database and one audience; without accounts it is reachable from this machine only."""
    app = FastAPI(
        title="楼宇 louyu",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        generate_unique_id_function=operator.attrgetter("name"),  # clients call their functions by it
    )
    app.state.house = house
    openapi.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=2_000)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=LOCAL)
    app.add_middleware(SafeHeaders)
    problems.install(app)
    for module in (start, docs, me, accounts, account_keys, figures, places, audit, ogc):
        app.include_router(module.router)
    app.mount("/static/vendor", StaticFiles(directory=DATA / "vendor"), name="vendor")
    app.mount("/static", StaticFiles(directory=ROOT / "api" / "static"), name="static")

    @app.get("/favicon.ico", include_in_schema=False)
    def favicon() -> Response:
        """No icon, and no error in the log."""
        return Response(status_code=204)

    return app
