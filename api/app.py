"""The web application: start page, map, files and JSON for one audience."""

from typing import Final

from fastapi import FastAPI
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from api import limits, openapi, problems
from api.bodies import BodyLimit, most_megabytes
from api.headers import SafeHeaders
from api.heads import Heads
from api.house import House
from api.kept_uploads import Kept
from api.ogc import routes as ogc
from api.pages import account, docs, door, outside, pictures, start, tenancy
from api.routes import (
    account_keys,
    accounts,
    audit,
    changes,
    evidence,
    figures,
    flag_trials,
    flags,
    leases,
    lists,
    me,
    outages,
    parties,
    places,
    project_photos,
    projects,
    proposals,
    ratings,
    rent_roll,
    schemes,
    targets,
    types,
    units,
    warnings,
    webhooks,
)
from buildings.settings import DATA, ROOT, settings

LOCAL: Final = ["127.0.0.1", "localhost", "[::1]"]
MODULES: Final = (
    *(start, door, outside, account, tenancy, pictures, docs, me, accounts, account_keys, figures, flags, flag_trials),
    *(types, warnings, places, lists, changes, webhooks, audit, ogc, leases, rent_roll, units, outages, parties),
    *(proposals, schemes, ratings, evidence, projects, project_photos, targets),
)
"""What is served, in the order in which paths are matched."""


def create_app(house: House) -> FastAPI:
    """The application for one database and one audience; without accounts it is reachable from this machine only."""
    app = FastAPI(
        title="楼宇 louyu",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.house = house
    openapi.install(app)
    app.state.buckets = limits.buckets(house.requests_per_minute)
    app.state.uploads = Kept()
    app.add_middleware(BodyLimit, megabytes=most_megabytes())
    app.add_middleware(GZipMiddleware, minimum_size=2_000)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOCAL, *settings().public_hosts])
    app.add_middleware(SafeHeaders, https=settings().https)
    app.add_middleware(Heads)
    problems.install(app)
    for module in MODULES:
        app.router.routes.extend(module.router.routes)
    app.webhooks.routes.extend(webhooks.sent.routes)
    app.mount("/static/vendor", StaticFiles(directory=DATA / "vendor"), name="vendor")
    app.mount("/static", StaticFiles(directory=ROOT / "api" / "static"), name="static")

    @app.get("/favicon.ico", include_in_schema=False)
    def favicon() -> Response:
        """No icon, and no error in the log."""
        return Response(status_code=204)

    return app
