"""The provider that vouches for people (OpenID Connect): where to send them, and whom it says they are."""

from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from buildings.errors import Busy, Misconfigured, NotFound, NotSignedIn, Word
from buildings.settings import settings
from buildings.workflows.outside import OutsideSignIn

if TYPE_CHECKING:
    from joserfc.jwk import KeySetSerialization

TIMEOUT_SECONDS: Final = 10
LEEWAY_SECONDS: Final = 60  # clocks differ
SAFE: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
REFUSED: Final = (OAuthError, JoseError, KeyError, ValueError)
_DISCOVERY: Final = "/.well-known/openid-configuration"


def configured() -> bool:
    """Whether there is one."""
    return bool(settings().oidc_issuer)


def _session(back: str) -> OAuth2Session:
    setting = settings()
    return OAuth2Session(
        setting.oidc_client_id,
        setting.oidc_client_secret.get_secret_value() or None,
        scope="openid",
        redirect_uri=back,
        code_challenge_method="S256",
        default_timeout=TIMEOUT_SECONDS,
    )


def _fetch(url: str) -> dict[str, Any]:
    """JSON of the provider; Busy when it cannot be had."""
    try:
        answer = requests.get(url, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise Busy("outside_unreachable") from error
    return found


@cache
def _known(issuer: str) -> dict[str, Any]:
    """What the provider says of itself; it must say that it is the one that was set."""
    found = _fetch(issuer.rstrip("/") + _DISCOVERY)
    if str(found.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
        raise Misconfigured("wrong_setting", setting="LOUYU_OIDC_ISSUER", reason=Word("setting_issuer"))
    return found


def required() -> None:
    """NotFound without one: then there is no such door."""
    if not configured():
        raise NotFound("no_outside")


def address(row: OutsideSignIn, back: str) -> str:
    """Where to send somebody who signs in."""
    url, _ = _session(back).create_authorization_url(
        _known(settings().oidc_issuer)["authorization_endpoint"],
        state=row.state,
        code_verifier=row.verifier,
        nonce=row.nonce,
    )
    return str(url)


def subject(row: OutsideSignIn, code: str, back: str) -> str:
    """Whom the provider vouches for.

    Raises
    ------
    NotSignedIn
        The code was refused, or the answer is not meant for this site, this moment or this sign-in.
    Busy
        The provider cannot be reached.
    """
    known = _known(settings().oidc_issuer)
    try:
        token = _session(back).fetch_token(known["token_endpoint"], code=code, code_verifier=row.verifier)
        return _vouched(token, row.nonce, known)
    except REFUSED as error:
        raise NotSignedIn("outside_refused", reason=type(error).__name__) from error
    except requests.RequestException as error:
        raise Busy("outside_unreachable") from error


def _vouched(token: dict[str, Any], nonce: str, known: dict[str, Any]) -> str:
    """The subject of an identity token whose signature, issuer, audience, days and nonce are right."""
    keys = KeySet.import_key_set(
        cast("KeySetSerialization", _fetch(known["jwks_uri"]))
    )  # fresh: a provider may have changed its keys
    algorithms = [one for one in known.get("id_token_signing_alg_values_supported", SAFE) if one in SAFE]
    read = jwt.decode(token["id_token"], keys, registry=JWSRegistry(algorithms=algorithms, strict_check_header=False))
    client = settings().oidc_client_id
    expected = {"iss": {"essential": True, "values": [known["issuer"]]}, "aud": {"essential": True, "value": client}}
    around = {"nonce": nonce, "client_id": client, "access_token": token.get("access_token")}
    claims = CodeIDToken(read.claims, read.header, expected, around)
    claims.validate(leeway=LEEWAY_SECONDS)
    return str(claims["sub"])
