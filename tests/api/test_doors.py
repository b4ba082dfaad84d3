"""Keys and cookies: who comes in, as whom, and what a foreign page cannot do with a cookie."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from threading import Event, Thread

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, update
from sqlmodel import select

from api.app import create_app
from api.auth import COOKIE, WhoNow
from api.house import House
from api.permissions import requires
from buildings.access import accounts, clock, grants, keys
from buildings.access.accounts import AccountBase
from buildings.access.grants import Held, ScopeKind
from buildings.access.keys import Asked
from buildings.access.roles import Permission
from buildings.access.sessions import SignedIn
from buildings.audience import PROMOTER, Role
from buildings.database import work
from buildings.database.work import Changes
from buildings.errors import NotSignedIn, TooMany
from buildings.workflows import doors
from tests.builders.edge import LOCAL
from tests.builders.register import edit

SECRET = "correct horse battery"  # noqa: S105 - of a test
DAY = dt.date(2026, 1, 1)


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    made = create_app(House(engine, PROMOTER, "real"))

    @made.post("/poke", dependencies=[Depends(requires(Permission.SEE_REGISTER))])
    def poke(who: WhoNow) -> dict[str, str]:
        return {"who": who.actor}

    return made


@pytest.fixture
def talking(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=LOCAL) as client:
        yield client


def make_account(changes: Changes, role: Role = Role.PROMOTER, name: str = "wang") -> int:
    row = accounts.create(changes, AccountBase(username=name, name="王"))
    accounts.set_password(changes, row, SECRET)
    grants.give(changes, row, Held(role, ScopeKind.DISTRICT, "", DAY))
    return row.key


def make_key(changes: Changes, **asked: object) -> str:
    row = accounts.named(changes.session, "wang")
    return keys.create(changes, row, Asked("test", 30, **asked), most_days=400)[1]  # type: ignore[arg-type]


def bearer(text: str) -> dict[str, str]:
    return {"authorization": f"Bearer {text}"}


def test_without_accounts_everybody_is_shown_what_the_server_was_started_for(engine: Engine) -> None:
    house = House(engine, PROMOTER, "real")
    assert house.standing == PROMOTER
    edit(engine, make_account)
    assert house.standing.roles == {Role.PUBLIC}


def test_a_key_comes_in_until_it_is_revoked(engine: Engine, talking: TestClient) -> None:
    edit(engine, make_account)
    text = edit(engine, lambda changes: make_key(changes, read_only=False))
    assert talking.post("/poke").status_code == 401
    assert talking.post("/poke", headers=bearer(text)).json()["who"].startswith("key:wang/")
    assert talking.post("/poke", headers=bearer(text[:-1] + ("a" if text[-1] != "a" else "b"))).status_code == 401

    def revoke(changes: Changes) -> None:
        (row,) = keys.of(changes.session, accounts.named(changes.session, "wang").key)
        assert keys.last_used(changes.session, row) is not None
        keys.revoke(changes, row, "left the office")

    edit(engine, revoke)
    assert talking.post("/poke", headers=bearer(text)).status_code == 401


def test_a_key_that_may_only_read_changes_nothing(engine: Engine, talking: TestClient) -> None:
    edit(engine, make_account)
    text = edit(engine, make_key)
    assert talking.post("/poke", headers=bearer(text)).status_code == 403


def test_a_key_narrowed_to_a_role_has_no_other(engine: Engine) -> None:
    def both(changes: Changes) -> str:
        make_account(changes)
        row = accounts.named(changes.session, "wang")
        grants.give(changes, row, Held(Role.LEADER, ScopeKind.DISTRICT, "", DAY))
        return make_key(changes, roles=[Role.LEADER])

    who = doors.by_key(engine, edit(engine, both))
    assert who.roles == {Role.LEADER}
    assert not who.may(Permission.SEE_REGISTER)


def test_a_cookie_needs_the_mark_of_the_page(engine: Engine, talking: TestClient) -> None:
    edit(engine, make_account)
    token, who = doors.sign_in(engine, " Wang ", SECRET, address="127.0.0.1")
    talking.cookies.set(COOKIE, token)
    assert talking.post("/poke").status_code == 403
    assert talking.post("/poke", headers={"x-csrf-token": "guess"}).status_code == 403
    assert talking.post("/poke", headers={"x-csrf-token": str(who.csrf)}).json() == {"who": "user:wang"}
    assert talking.post("/poke", data={"csrf": str(who.csrf)}).status_code == 200
    doors.sign_out(engine, token, who.actor)
    assert talking.post("/poke", headers={"x-csrf-token": str(who.csrf)}).status_code == 401


def test_wrong_passwords_lock_the_name_for_a_while(engine: Engine) -> None:
    edit(engine, make_account)
    for _ in range(8):
        with pytest.raises(NotSignedIn):
            doors.sign_in(engine, "wang", "wrong password!", address="10.0.0.1")
    with pytest.raises(TooMany):
        doors.sign_in(engine, "wang", SECRET, address="10.0.0.2")


def test_a_tax_officer_without_a_purpose_sees_what_a_promoter_sees(engine: Engine) -> None:
    edit(engine, lambda changes: make_account(changes, Role.TAX_OFFICER))
    text = edit(engine, make_key)
    assert doors.audience(engine, doors.by_key(engine, text)).roles == {Role.PROMOTER}
    stated = doors.audience(engine, doors.by_key(engine, text, purpose="月度核对"))
    assert (stated.roles, stated.purpose) == (frozenset({Role.TAX_OFFICER}), "月度核对")


def held(engine: Engine, let_go: Event, taken: Event) -> None:
    """Another writer, for as long as it takes: SQLite's one lock, or the rows in question."""
    with engine.connect() as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("lock table key_uses, signed_in in exclusive mode")
        taken.set()
        let_go.wait(60)


@pytest.fixture
def busy(engine: Engine) -> Iterator[Callable[[], None]]:
    """Calls a writer in that stays until the test is over."""
    let_go, taken = Event(), Event()
    writer = Thread(target=held, args=(engine, let_go, taken))

    def call() -> None:
        writer.start()
        assert taken.wait(20)

    yield call
    let_go.set()
    writer.join(60)


def test_who_reads_waits_for_no_writer(engine: Engine, talking: TestClient, busy: Callable[[], None]) -> None:
    """When a key or a session was last used is noted when nobody is in the way, and not otherwise."""
    edit(engine, make_account)
    text = edit(engine, make_key)
    token, _ = doors.sign_in(engine, "wang", SECRET, address="127.0.0.1")
    before = clock.now() - dt.timedelta(minutes=5)
    work.keeping(engine, lambda session: session.execute(update(SignedIn).values(seen_at=before)))
    busy()
    for headers in (bearer(text), {"cookie": f"{COOKIE}={token}"}):
        began = time.monotonic()
        assert talking.get("/api/v1/me", headers=headers).status_code == 200
        assert time.monotonic() - began < 5  # a writer is waited for 15 s
    assert last_uses(engine) == (None, before)


def test_what_is_free_is_noted(engine: Engine, talking: TestClient) -> None:
    edit(engine, make_account)
    text = edit(engine, make_key)
    token, _ = doors.sign_in(engine, "wang", SECRET, address="127.0.0.1")
    before = clock.now() - dt.timedelta(minutes=5)
    work.keeping(engine, lambda session: session.execute(update(SignedIn).values(seen_at=before)))
    for headers in (bearer(text), {"cookie": f"{COOKIE}={token}"}):
        assert talking.get("/api/v1/me", headers=headers).status_code == 200
    first, seen = last_uses(engine)
    assert first is not None
    assert seen > before
    doors.by_key(engine, text)
    doors.by_session(engine, token)
    assert last_uses(engine) == (first, seen)  # to about a minute


def last_uses(engine: Engine) -> tuple[dt.datetime | None, dt.datetime]:
    """Of the one key and the one session."""
    with work.reading(engine) as session:
        (key,) = keys.of(session, accounts.named(session, "wang").key)
        return keys.last_used(session, key), session.exec(select(SignedIn)).one().seen_at


def test_a_role_that_ended_yesterday_is_gone(engine: Engine) -> None:
    def ended(changes: Changes) -> None:
        make_account(changes)
        row = accounts.named(changes.session, "wang")
        (grant,) = grants.of(changes.session, row.key)
        grants.withdraw(changes, grant, dt.date(2026, 2, 1), "moved on")

    edit(engine, ended)
    _, who = doors.sign_in(engine, "wang", SECRET, address="127.0.0.1")
    assert who.held == ()
    assert doors.audience(engine, who).roles == {Role.PUBLIC}
