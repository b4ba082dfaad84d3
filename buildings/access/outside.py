"""Sign-in through a provider of the office (OpenID Connect): what is remembered between leaving and coming back."""

import datetime as dt
from typing import Final

from sqlalchemy import Table, delete
from sqlmodel import Field, Session, SQLModel

from buildings.database.types import Utc

LONGEST: Final = dt.timedelta(minutes=10)
"""How long somebody may be away at the provider."""


def subject_of(issuer: str, subject: str) -> str:
    """How an account names an outside sign-in."""
    return f"{issuer.rstrip('/')} {subject}"


def parted(subject: str | None) -> dict[str, str] | None:
    """Issuer and subject of the same."""
    if subject is None:
        return None
    issuer, _, name = subject.partition(" ")
    return {"issuer": issuer, "subject": name}


class OutsideSignIn(SQLModel, table=True):
    """A sign-in under way at the provider."""

    __tablename__ = "outside_sign_ins"

    state: str = Field(primary_key=True)
    nonce: str
    verifier: str = Field(description="PKCE")
    back_to: str = "/"
    began_at: dt.datetime = Field(sa_type=Utc)


_TABLE: Final[Table] = OutsideSignIn.__table__  # type: ignore[attr-defined]


def begin(session: Session, row: OutsideSignIn) -> None:
    """Remember a sign-in that is under way, and forget those that nobody came back from."""
    session.execute(delete(_TABLE).where(_TABLE.c.began_at < row.began_at - LONGEST))
    session.add(row)
    session.flush()


def take(session: Session, state: str, now: dt.datetime) -> OutsideSignIn | None:
    """What was remembered under a state, once; None when there is none, or it is too long ago."""
    row = session.get(OutsideSignIn, state)
    if row is None:
        return None
    session.expunge(row)
    taken = session.execute(delete(_TABLE).where(_TABLE.c.state == state).returning(_TABLE.c.state)).all()
    return row if taken and now - row.began_at <= LONGEST else None
