"""Requests that may come twice: the key of one, what it asked and what it was answered, kept with its effect."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlmodel import Field, Session, SQLModel

from buildings.database.types import Document, Key, Utc
from buildings.errors import InvalidValue, KeyReused

MOST = 200  # characters of a key


class AnsweredRequest(SQLModel, table=True):
    """An answered request of an account; written in the transaction of its effect."""

    __tablename__ = "answered_requests"

    account_id: int = Field(primary_key=True, sa_type=Key)
    key: str = Field(primary_key=True)
    request_sha256: str
    status: int
    headers: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
    body: str
    at: dt.datetime = Field(sa_type=Utc, index=True)


@dataclass(frozen=True)
class Answer:
    """What a request is answered: status, headers and body as they left."""

    status: int
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Request:
    """A request that carries a key."""

    account_id: int
    key: str
    sha256: str


def request(account_id: int, key: str, *parts: bytes) -> Request:
    """A request by its key and by everything it asks (method, path, body …); InvalidValue for an unusable key."""
    if not 1 <= len(key) <= MOST or not key.isprintable():
        raise InvalidValue(field="Idempotency-Key", value=key[:MOST])
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return Request(account_id, key, digest.hexdigest())


def answered(session: Session, asked: Request) -> Answer | None:
    """What the same request was answered; KeyReused when the key came with another one."""
    row = session.get(AnsweredRequest, (asked.account_id, asked.key))
    if row is None:
        return None
    if row.request_sha256 != asked.sha256:
        raise KeyReused(key=asked.key)
    return Answer(row.status, row.body, tuple((name, str(value)) for name, value in row.headers.items()))


def keep(session: Session, asked: Request, answer: Answer, at: dt.datetime) -> None:
    """Keep an answer with the effect it tells of."""
    row = AnsweredRequest(
        account_id=asked.account_id,
        key=asked.key,
        request_sha256=asked.sha256,
        status=answer.status,
        headers=dict(answer.headers),
        body=answer.body,
        at=at,
    )
    session.add(row)
    session.flush()


def sweep(session: Session, before: dt.datetime) -> None:
    """Forget answers older than an instant."""
    session.execute(delete(AnsweredRequest).where(AnsweredRequest.__table__.c.at < before))  # type: ignore[attr-defined]
