"""The one table from error to status, and the headers that go with a status."""

from http import HTTPStatus

from buildings import errors
from buildings.errors import DomainError

STATUS: dict[type[DomainError], int] = {
    errors.DomainError: 500,
    errors.InvalidValue: 422,
    errors.Refused: 422,
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
    errors.BeyondScope: 403,
    errors.TemporaryPassword: 403,
    errors.NotSignedIn: 401,
    errors.TooMany: 429,
    errors.WrongOrigin: 409,
    errors.FileRejected: 422,
    errors.Misconfigured: 500,
    errors.Busy: 503,
}


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
