"""Errors as RFC 9457 problems; people in a browser get a page instead."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, TypeVar

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api import faults
from api.dependencies import language_of
from api.pages import html, links
from api.statuses import status_of, told
from buildings import errors
from buildings.errors import DomainError, TemporaryPassword
from buildings.words import sentence

E = TypeVar("E", bound=Exception)


def problem(
    error: DomainError, request: Request, status: int | None = None, fields: Sequence[Mapping[str, Any]] = ()
) -> Response:
    """What an error says to who asked, in the language of the request; of each wrong field, where it is."""
    language = language_of(request)
    status = status or status_of(error)
    said, headers = sentence(error, language), told(error, status)
    if _reads_pages(request):
        if request.method == "GET":
            if status == HTTPStatus.UNAUTHORIZED:
                return links.to_sign_in(request, language)
            if isinstance(error, TemporaryPassword):
                return links.to("/account", language)
        page = html.page(request, "problem.html", language, status=status, said=said)
        page.status_code = status
        page.headers.update(headers)
        return page
    content: dict[str, Any] = {
        "type": f"urn:louyu:problem:{error.name}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": said,
    }
    listed = fields or faults.of_error(error, request, status, language)
    if listed:
        content["errors"] = listed
    return _Problem(content, status, headers)


class _Problem(JSONResponse):
    """A problem; what was sent and is no text (half a character) is repeated with a question mark."""

    media_type = "application/problem+json"

    def render(self, content: object) -> bytes:
        """The bytes of it."""
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


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
        if refused.status_code == HTTPStatus.BAD_REQUEST:  # the framework's, for a body that it cannot take apart
            form = "form" in request.headers.get("content-type", "")
            return problem(errors.InvalidValue("form_unread" if form else "body_unread"), request)
        answer = problem(_of_status(refused.status_code, request), request, refused.status_code)
        answer.headers.update(_headers(refused.headers))
        return answer

    @app.exception_handler(RequestValidationError)
    def _(request: Request, error: Exception) -> Response:
        found = _as(RequestValidationError, error).errors()
        return problem(faults.invalid(found[0]), request, fields=faults.of_form(found, language_of(request)))

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
