"""Signing in by a real OpenID Connect provider: who is linked comes in; what is stolen, replayed or forged does not."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import Engine
from sqlmodel import select

from api import provider as ours
from api.app import create_app
from api.auth import COOKIE
from api.house import House
from api.pages.outside import AWAY
from buildings.access import outside as table
from buildings.access.clock import now
from buildings.access.outside import OutsideSignIn
from buildings.audience import PUBLIC
from buildings.database import work
from buildings.errors import DomainError, NotSignedIn
from buildings.settings import settings
from buildings.workflows import accounts, doors
from tests.api.test_doors import make_account
from tests.builders.edge import LOCAL
from tests.builders.register import edit
from tests.fixtures.edge import Configure
from tests.fixtures.provider import CLIENT, SECRET, Provider

ISSUER = "https://sso.example"


@pytest.fixture
def talking(engine: Engine, configure: Configure, provider: Provider) -> Iterator[TestClient]:
    """A browser of a site whose office has the provider, and an account wang that is not linked."""
    configure(oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET, oidc_name="统一门户")
    ours._known.cache_clear()
    edit(engine, make_account)
    with TestClient(create_app(House(engine, PUBLIC, "real")), base_url=LOCAL, follow_redirects=False) as client:
        yield client


def leave(talking: TestClient, following: str = "/") -> str:
    """Where the browser is sent to."""
    answer = talking.get("/sign-in/outside", params={"next": following})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def link(engine: Engine, talking: TestClient, provider: Provider) -> None:
    """What an administrator does with what the person tells."""
    said = talking.get(provider.consent(leave(talking)).removeprefix(LOCAL)).text
    subject = said.partition(provider.issuer)[2].partition("）")[0].strip()
    assert subject
    edit(engine, lambda changes: accounts.link(changes, "wang", None, table.subject_of(provider.issuer, subject)))


@pytest.mark.oidc
def test_who_is_linked_comes_in_and_goes_on(engine: Engine, talking: TestClient, provider: Provider) -> None:
    assert "用统一门户登录" in talking.get("/sign-in").text
    link(engine, talking, provider)
    address = leave(talking, "/map?month=2026-10")
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid"]
    assert min(len(asked[name][0]) for name in ("state", "nonce", "code_challenge")) > 40
    back = provider.consent(address)
    answer = talking.get(back.removeprefix(LOCAL))
    assert answer.headers["location"] == "/map?month=2026-10&lang=zh"
    who = doors.by_session(engine, talking.cookies[COOKIE])
    assert who is not None
    assert who.username == "wang"
    assert AWAY not in talking.cookies
    with work.reading(engine) as session:
        assert session.exec(select(OutsideSignIn)).all() == []


@pytest.mark.oidc
def test_who_fails_is_still_on_the_way(talking: TestClient, provider: Provider) -> None:
    page = talking.get(provider.consent(leave(talking, "/map?month=2026-10")).removeprefix(LOCAL)).text
    assert 'name="next" value="/map?month=2026-10&amp;lang=zh"' in page
    assert 'href="/sign-in?lang=en&amp;next=/map%3Fmonth%3D2026-10%26lang%3Dzh"' in page


@pytest.mark.oidc
def test_who_is_not_linked_is_told_what_to_tell(talking: TestClient, provider: Provider) -> None:
    answer = talking.get(provider.consent(leave(talking)).removeprefix(LOCAL))
    assert answer.status_code == 401
    assert "没有对应的本系统账户" in answer.text
    assert provider.issuer in answer.text
    assert COOKIE not in talking.cookies


@pytest.mark.oidc
def test_a_disabled_account_stays_out(engine: Engine, talking: TestClient, provider: Provider) -> None:
    link(engine, talking, provider)
    edit(engine, lambda changes: accounts.change(changes, "wang", None, enabled=False))
    assert talking.get(provider.consent(leave(talking)).removeprefix(LOCAL)).status_code == 401
    assert COOKIE not in talking.cookies


@pytest.mark.oidc
def test_one_comes_back_once_and_only_in_the_same_browser(
    engine: Engine, talking: TestClient, provider: Provider
) -> None:
    link(engine, talking, provider)
    back = provider.consent(leave(talking)).removeprefix(LOCAL)
    state = talking.cookies[AWAY]
    del talking.cookies[AWAY]  # somebody else's browser, led here by a foreign page
    assert "登录过程已过期" in talking.get(back).text
    talking.cookies.set(AWAY, state[:-1] + "x")
    assert talking.get(back).status_code == 401
    talking.cookies.clear()
    talking.cookies.set(AWAY, state)
    assert talking.get(back).status_code == 303
    talking.cookies.clear()
    talking.cookies.set(AWAY, state)
    assert talking.get(back).status_code == 401
    assert COOKIE not in talking.cookies


@pytest.mark.oidc
def test_a_code_of_another_sign_in_is_refused(engine: Engine, talking: TestClient, provider: Provider) -> None:
    """It does not fit the verifier (PKCE) that this sign-in holds."""
    link(engine, talking, provider)
    stolen = parse_qs(urlsplit(provider.consent(leave(talking))).query)["code"][0]
    leave(talking)
    answer = talking.get("/sign-in/outside/back", params={"state": talking.cookies[AWAY], "code": stolen})
    assert (answer.status_code, "外部登录没有成功" in answer.text) == (401, True)
    assert stolen not in answer.text
    assert COOKIE not in talking.cookies


@pytest.mark.oidc
def test_one_who_thinks_better_of_it_is_back_at_the_door(talking: TestClient) -> None:
    leave(talking)
    answer = talking.get(
        "/sign-in/outside/back", params={"state": talking.cookies[AWAY], "error": "access_denied<script>"}
    )
    assert (answer.status_code, "外部登录没有成功" in answer.text) == (401, True)
    assert "access_denied" not in answer.text


@pytest.mark.oidc
def test_one_who_stays_away_too_long_begins_anew(engine: Engine, talking: TestClient, provider: Provider) -> None:
    link(engine, talking, provider)
    back = provider.consent(leave(talking)).removeprefix(LOCAL)

    def age(session: work.Session) -> None:
        row = session.get_one(OutsideSignIn, talking.cookies[AWAY])
        row.began_at = now() - dt.timedelta(minutes=11)
        session.flush()

    work.keeping(engine, age)
    assert "登录过程已过期" in talking.get(back).text


@pytest.mark.oidc
def test_one_is_led_to_places_of_this_site_only(engine: Engine, talking: TestClient, provider: Provider) -> None:
    link(engine, talking, provider)
    back = provider.consent(leave(talking, "//evil.example/")).removeprefix(LOCAL)
    assert talking.get(back).headers["location"] == "/?lang=zh"


def test_a_provider_that_is_gone_is_said(engine: Engine, configure: Configure) -> None:
    configure(oidc_issuer="http://127.0.0.1:9", oidc_client_id=CLIENT)
    with TestClient(create_app(House(engine, PUBLIC, "real")), base_url=LOCAL, follow_redirects=False) as talking:
        answer = talking.get("/sign-in/outside")
    assert (answer.status_code, "连不上外部登录服务" in answer.text) == (503, True)


def test_without_a_provider_there_is_no_such_door(engine: Engine, configure: Configure) -> None:
    configure()
    with TestClient(create_app(House(engine, PUBLIC, "real")), base_url=LOCAL, follow_redirects=False) as talking:
        assert talking.get("/sign-in/outside").status_code == 404
        assert talking.get("/sign-in/outside/back?state=x&code=y").status_code == 404
        assert "/sign-in/outside" not in talking.get("/sign-in").text


# what a provider answers, forged in one place at a time


@pytest.fixture
def key(configure: Configure, monkeypatch: pytest.MonkeyPatch) -> RSAKey:
    """The key of a provider that was made up for this."""
    configure(oidc_issuer=ISSUER, oidc_client_id=CLIENT)
    made = RSAKey.generate_key(2048, parameters={"kid": "1"})
    monkeypatch.setattr(ours, "_fetch", lambda _: {"keys": [made.as_dict(private=False)]})
    return made


def vouched(key: RSAKey, **claims: object) -> str:
    known = {"issuer": ISSUER, "jwks_uri": "x", "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"]}
    moment = int(now().timestamp())
    good = {"iss": ISSUER, "sub": "42", "aud": CLIENT, "exp": moment + 300, "iat": moment, "nonce": "n"}
    content: dict[str, Any] = {name: value for name, value in (good | claims).items() if value is not None}
    token = jwt.encode({"alg": "RS256", "kid": "1"}, content, key)
    try:
        return ours._vouched({"id_token": token}, "n", known)
    except Exception as error:
        raise NotSignedIn("outside_refused", reason=type(error).__name__) from error


def test_a_token_for_this_site_and_moment_is_believed(key: RSAKey) -> None:
    assert vouched(key) == "42"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another client"},
        {"aud": None},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"iat": 4_000_000_000},
    ],
)
def test_any_other_is_not(key: RSAKey, claims: dict[str, object]) -> None:
    with pytest.raises(DomainError):
        vouched(key, **claims)


def test_a_token_of_another_key_is_not_believed(key: RSAKey) -> None:
    other = RSAKey.generate_key(2048, parameters={"kid": "1"})
    assert other.thumbprint() != key.thumbprint()
    with pytest.raises(DomainError):
        vouched(other)


@pytest.mark.parametrize("token", ["eyJhbGciOiJub25lIn0.eyJzdWIiOiI0MiJ9.", "x.y.z", ""])
@pytest.mark.usefixtures("key")
def test_a_token_without_a_signature_is_not_believed(token: str) -> None:
    known = {"issuer": ISSUER, "jwks_uri": "x", "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"]}
    with pytest.raises(ours.REFUSED):
        ours._vouched({"id_token": token}, "n", known)


def test_the_secret_of_the_client_is_in_no_text(configure: Configure) -> None:
    configure(oidc_client_secret=SECRET)
    assert SECRET not in f"{settings()!r}{settings().model_dump_json()}"
