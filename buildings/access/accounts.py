"""Accounts of people and machines: who they are, how a person proves it, what stays in the history."""

import re
import secrets
from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlmodel import Field, Session, SQLModel

from buildings.database.base import Record, table_args, unique_unless_voided
from buildings.database.history import table_of
from buildings.database.types import Key, Slug, one_of
from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue, NotFound, StaleVersion

LEAST_LENGTH: Final = 12
MOST_LENGTH: Final = 200  # a longer one would only cost the server time
_LETTERS: Final = "bcdfghjkmnpqrstvwxz23456789"
USERNAME: Final = re.compile(r"[a-z][a-z0-9._-]{1,39}")


class AccountKind(StrEnum):
    """Who stands behind an account."""

    PERSON = "person"
    MACHINE = "machine"


class AccountBase(SQLModel):
    """What is said of an account; its roles are grants of their own."""

    username: str = Field(max_length=40, description="lower-case letters, digits, . _ -")
    name: str = Field(min_length=1, max_length=100, description="as people know them")
    kind: str = Field(default=AccountKind.PERSON, sa_type=Slug)
    enabled: bool = True
    subject: str | None = Field(default=None, description="issuer and subject of an outside sign-in")


class Account(Record, AccountBase, table=True):
    """An account as it is known now."""

    __tablename__ = "accounts"
    __of_doors__ = True
    __table_args__ = table_args(
        one_of("kind", AccountKind),
        unique_unless_voided("accounts", "username"),
        unique_unless_voided("accounts", "subject"),
    )


class Password(SQLModel, table=True):
    """Hash of an account's password (argon2id), kept apart so that no history holds former ones."""

    __tablename__ = "passwords"

    account_id: int = Field(primary_key=True, foreign_key="accounts.id", sa_type=Key)
    hash: str
    temporary: bool = Field(default=False, description="set by somebody else: to be changed at the next sign-in")


_A = table_of(Account).c


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash to be tried where there is none, so that an unknown name takes as long as a wrong password."""
    return _hasher().hash("nobody's password")


def create(changes: Changes, base: AccountBase) -> Account:
    """A new account without a password and without a role.

    Raises
    ------
    InvalidValue, Conflict
        The name is not written as names are; the name is taken.
    """
    if not USERNAME.fullmatch(base.username):
        raise InvalidValue("username_form", value=base.username)
    if find(changes.session, base.username) is not None:
        raise Conflict("username_taken", value=base.username)
    row = Account.model_validate(base.model_dump())
    changes.session.add(row)
    changes.session.flush()
    return row


def change(changes: Changes, row: Account, *, name: str | None = None, enabled: bool | None = None) -> bool:
    """Rename, disable or enable an account; whether anything changed."""
    before = (row.name, row.enabled)
    row.name, row.enabled = name or row.name, row.enabled if enabled is None else enabled
    changes.session.flush()
    return before != (row.name, row.enabled)


def fresh(row: Record, version: int | None) -> None:
    """StaleVersion when an account or a grant moved on since ``version``."""
    if version is not None and row.version != version:
        raise StaleVersion(version=row.version)


def set_password(changes: Changes, row: Account, password: str, *, temporary: bool = False) -> None:
    """Give a person a password; the former one is gone.

    Raises
    ------
    InvalidValue
        Too short, too long, or the account's own name.
    Conflict
        A machine has keys and no password.
    """
    if row.kind != AccountKind.PERSON:
        raise Conflict("machine_password", value=row.username)
    if not LEAST_LENGTH <= len(password) <= MOST_LENGTH or row.username in password.lower():
        raise InvalidValue("weak_password", least=LEAST_LENGTH)
    kept = changes.session.get(Password, row.key) or Password(account_id=row.key, hash="")
    kept.hash, kept.temporary = _hasher().hash(password), temporary
    changes.session.add(kept)
    changes.session.flush()


def random_password() -> str:
    """Sixteen letters and digits in groups, easily read aloud; without vowels, so that it spells no name."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def proves(session: Session, row: Account | None, password: str) -> bool:
    """Whether the password is the account's; as slow for nobody as for somebody."""
    kept = None if row is None else session.get(Password, row.key)
    usable = row is not None and row.enabled and row.voided_at is None and len(password) <= MOST_LENGTH
    try:
        _hasher().verify(_nobody() if kept is None else kept.hash, password[:MOST_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None and usable


def must_change(session: Session, row: Account) -> bool:
    """Whether the password was set by somebody else."""
    kept = session.get(Password, row.key)
    return kept is not None and kept.temporary


def passwords(session: Session, account_ids: Collection[int]) -> Mapping[int, bool]:
    """Which of the accounts have a password, and whether it was set by somebody else."""
    columns = Password.__table__.c  # type: ignore[attr-defined]
    query = select(columns.account_id, columns.temporary).where(columns.account_id.in_(account_ids))
    return {row[0]: row[1] for row in session.execute(query)}


def find(session: Session, username: str) -> Account | None:
    """The standing account of a name, written in any case."""
    query = select(Account).where(_A.username == username.strip().lower(), _A.voided_at.is_(None))
    row: Account | None = session.execute(query).scalar_one_or_none()
    return row


def named(session: Session, username: str) -> Account:
    """The standing account of a name; NotFound."""
    row = find(session, username)
    if row is None:
        raise NotFound(code=username)
    return row


def by_subject(session: Session, subject: str) -> Account | None:
    """The account that an outside sign-in belongs to."""
    row: Account | None = session.execute(
        select(Account).where(_A.subject == subject, _A.voided_at.is_(None))
    ).scalar_one_or_none()
    return row


def link(changes: Changes, row: Account, subject: str | None) -> None:
    """Let an outside sign-in (issuer and subject) be this account, or none."""
    other = None if subject is None else by_subject(changes.session, subject)
    if other is not None and other is not row:
        raise Conflict("subject_taken", value=other.username)
    row.subject = subject
    changes.session.flush()


def listed(session: Session) -> list[Account]:
    """All standing accounts, by name."""
    rows = session.execute(select(Account).where(_A.voided_at.is_(None)).order_by(_A.id)).scalars()
    return sorted(rows, key=lambda row: row.username)


def any_stands(session: Session) -> bool:
    """Whether anybody has an account: without one the server speaks to this machine only."""
    return session.execute(select(_A.id).where(_A.voided_at.is_(None)).limit(1)).first() is not None
