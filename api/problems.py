"""Domain errors as RFC 9457 problems: the one table from error to status."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from api.dependencies import language_of
from buildings import errors
from buildings.errors import DomainError
from buildings.words import sentence

STATUS: dict[type[DomainError], int] = {
    errors.DomainError: 500,
    errors.InvalidValue: 422,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.CapacityExceeded: 409,
    errors.StaleVersion: 412,
    errors.MonthClosed: 409,
    errors.Forbidden: 403,
    errors.WrongOrigin: 409,
    errors.FileRejected: 422,
    errors.Misconfigured: 500,
    errors.Busy: 503,
}


def problem(error: DomainError, request: Request) -> JSONResponse:
    """The problem document of an error, in the language of the request."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    return JSONResponse(
        {
            "type": f"urn:louyu:problem:{error.name}",
            "title": type(error).__name__,
            "status": status,
            "detail": sentence(error, language_of(request)),
        },
        status,
        media_type="application/problem+json",
    )


def install(app: FastAPI) -> None:
    """Answer every domain error of an app with its problem."""

    @app.exception_handler(DomainError)
    def _(request: Request, error: Exception) -> JSONResponse:
        if not isinstance(error, DomainError):  # the handler is registered for nothing else
            raise error
        return problem(error, request)
