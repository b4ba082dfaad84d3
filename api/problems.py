"""Errors as RFC 9457 problems: the one table from error to status; people in a browser get a page instead."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import TypeVar

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.dependencies import language_of
from api.pages import html, links
from buildings import errors
from buildings.errors import DomainError
from buildings.words import sentence

E = TypeVar("E", bound=Exception)

STATUS: dict[type[DomainError], int] = {
    errors.DomainError: 500,
    errors.InvalidValue: 422,
    errors.BadRequest: 400,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.CapacityExceeded: 409,
    errors.StaleVersion: 412,
    errors.VersionMissing: 428,
    errors.KeyReused: 409,
    errors.TooLarge: 413,
    errors.MonthClosed: 409,
    errors.Forbidden: 403,
    errors.NotSignedIn: 401,
    errors.TooMany: 429,
    errors.WrongOrigin: 409,
    errors.FileRejected: 422,
    errors.Misconfigured: 500,
    errors.Busy: 503,
}


def problem(error: DomainError, request: Request, status: int | None = None) -> Response:
    """What an error says to who asked, in the language of the request."""
    language = language_of(request)
    status = status or status_of(error)
    said, headers = sentence(error, language), told(error, status)
    if _reads_pages(request):
        if status == HTTPStatus.UNAUTHORIZED and request.method == "GET":
            return links.to_sign_in(request, language)
        page = html.page(request, "problem.html", language, status=status, said=said)
        page.status_code = status
        page.headers.update(headers)
        return page
    content = {
        "type": f"urn:louyu:problem:{error.name}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": said,
    }
    return JSONResponse(content, status, headers, media_type="application/problem+json")


def status_of(error: DomainError) -> int:
    """The status of an error."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def told(error: DomainError, status: int | None = None) -> dict[str, str]:
    """Headers that go with a status: when to come again, how to come in."""
    status = status or status_of(error)
    if status == HTTPStatus.UNAUTHORIZED:
        return {"www-authenticate": "Bearer"}
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        return {"retry-after": str(error.details.get("seconds", 1))}
    return {}


def _reads_pages(request: Request) -> bool:
    return not request.url.path.startswith(("/api/", "/ogc")) and "text/html" in request.headers.get("accept", "")


def install(app: FastAPI) -> None:
    """Answer every error of an app with its problem."""

    @app.exception_handler(DomainError)
    def _(request: Request, error: Exception) -> Response:
        return problem(_as(DomainError, error), request)

    @app.exception_handler(HTTPException)
    def _(request: Request, error: Exception) -> Response:
        refused = _as(HTTPException, error)
        answer = problem(_of_status(refused.status_code, request), request, refused.status_code)
        answer.headers.update(_headers(refused.headers))
        return answer

    @app.exception_handler(RequestValidationError)
    def _(request: Request, error: Exception) -> Response:
        first = _as(RequestValidationError, error).errors()[0]
        return problem(errors.InvalidValue(field=first["loc"][-1], value=first["input"]), request)

    @app.exception_handler(ConnectionError)
    def _(request: Request, _error: Exception) -> Response:
        return problem(errors.Busy("database_gone"), request)

    @app.exception_handler(Exception)
    def _(request: Request, _error: Exception) -> Response:  # the server's log has the rest
        return problem(DomainError(), request)


def _of_status(status: int, request: Request) -> DomainError:
    if status == HTTPStatus.NOT_FOUND:
        return errors.NotFound(code=request.url.path)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return errors.InvalidValue("no_such_method", value=request.method)
    return DomainError()


def _headers(known: Mapping[str, str] | None) -> dict[str, str]:
    return dict(known or {})


def _as(kind: type[E], error: Exception) -> E:
    if not isinstance(error, kind):  # a handler is registered for nothing else
        raise error
    return error
