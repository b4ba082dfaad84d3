"""What can go wrong in the domain: errors that know no language and no HTTP."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Word:
    """A word within a sentence, said in the language of the sentence: a slug of the same tables.

    ``value`` fills ``{value}`` (several of them joined), ``about`` the numbered places ``{about[0]}``, ``{about[1]}``.
    """

    slug: str
    value: object = None
    about: tuple[object, ...] = ()


def rightly(context: Mapping[str, Any]) -> tuple[str, ...]:
    """What would be right, from the context of a pydantic error: the words of a list, or a bound."""
    words = re.findall(r"'([^']*)'", str(context.get("expected", "")))
    return tuple(words) or tuple(str(value) for value in context.values())


class DomainError(Exception):
    """A refusal that a person can act on.

    ``slug`` names the sentence in ``data/i18n/errors_*.csv``; ``details`` fill its places and never hold tax figures.
    A detail may be a ``Word`` or several of them; ``pointer`` says where in what was sent the trouble is.
    """

    slug: ClassVar[str] = "error"

    def __init__(self, slug: str | None = None, /, **details: object) -> None:
        self.name = slug or type(self).slug
        self.details = details
        super().__init__(self.name, details)

    def __str__(self) -> str:
        """Slug and details; people read ``words.sentence`` instead."""
        return f"{self.name} {self.details}" if self.details else self.name


class InvalidValue(DomainError):
    """A value breaks a rule of its own field."""

    slug = "invalid_value"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where in what was sent (a JSON Pointer), and in which row of many."""

    pointer: str
    error: DomainError
    index: int | None = None


class Refused(InvalidValue):
    """Several things are wrong with what was sent: ``details['faults']``; nothing of it was done."""

    slug = "refused"


class BadRequest(InvalidValue):
    """A request is not formed as the standard that it follows demands."""

    slug = "bad_request"


class NotFound(DomainError):
    """Nothing of that code is known (or the asker may not know it)."""

    slug = "not_found"


class Conflict(DomainError):
    """The write contradicts what is recorded."""

    slug = "conflict"


class CapacityExceeded(Conflict):
    """Let, owner-occupied and out-of-service area would exceed a unit's area on some day."""

    slug = "capacity_exceeded"


class StaleVersion(Conflict):
    """Somebody changed the record since it was read."""

    slug = "stale_version"


class VersionMissing(DomainError):
    """A change must say which version of the record it was made upon."""

    slug = "version_missing"


class KeyReused(Conflict):
    """An idempotency key came back with another request."""

    slug = "key_reused"


class TooLarge(DomainError):
    """More was sent than is taken at once."""

    slug = "too_large"


class MonthClosed(Conflict):
    """The month is closed; its figures cannot be changed in place."""

    slug = "month_closed"


class Forbidden(DomainError):
    """The audience may not do or see this."""

    slug = "forbidden"


class BeyondScope(Forbidden):
    """What is seen reaches further than what the asker may change."""

    slug = "beyond_scope"


class TemporaryPassword(Forbidden):
    """Somebody came in with a password that another one set: it is to be changed before anything else."""

    slug = "temporary_password"


class NotSignedIn(Forbidden):
    """Nobody is known to ask: sign in, or send a key that stands."""

    slug = "not_signed_in"


class TooMany(DomainError):
    """Too many requests or wrong passwords; ``details['seconds']`` says when to try again."""

    slug = "too_many"


class WrongOrigin(DomainError):
    """Demonstration and real data were about to be mixed."""

    slug = "wrong_origin"


class FileRejected(DomainError):
    """A file cannot be imported; its issues are in ``details['issues']``."""

    slug = "file_rejected"


class Misconfigured(DomainError):
    """A setting or a parameter file is wrong; nothing was started."""

    slug = "misconfigured"


class Busy(DomainError):
    """Another writer holds the database; the retries ran out."""

    slug = "busy"
