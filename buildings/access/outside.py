"""Sign-in through a provider of the office (OpenID Connect): what is remembered between leaving and coming back."""

import datetime as dt

from sqlmodel import Field, SQLModel

from buildings.database.types import Utc


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
