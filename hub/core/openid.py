"""OpenID Connect with a provider, by the hub's own requests: each within five seconds in all, and no redirect followed.

`fetch_claims` is the whole exchange of the authorisation code (with PKCE) for claims that hold.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode

import jwt
from django.conf import settings

from hub.core.outgoing import fetch, is_safe_address, post_form

_PATIENCE = 5  # seconds for each answer of the provider
_LARGEST = 1 << 18  # bytes of one
_REQUIRED = ["exp", "iat", "iss", "aud", "sub"]
_PARTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True, repr=False)
class OpenIdClient:
    """What a provider knows this hub by; `algorithm`: how it signs."""

    issuer: str
    client_id: str
    secret: str
    algorithm: str

    @classmethod
    def from_settings(cls, name: str) -> "OpenIdClient":
        """Returns the one of `HUB_<name>_ISSUER` and its settings; of a provider that is not set up, `issuer` is
        empty."""
        parts = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "ALGORITHM")
        return cls(*(getattr(settings, f"HUB_{name}_{part}") for part in parts))


@dataclass(frozen=True, slots=True, repr=False)
class LogInAttempt:
    """What one browser's log-in is known by: to the provider, in its token, and by its code."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def make(cls) -> "LogInAttempt":
        return cls(secrets.token_urlsafe(16), secrets.token_urlsafe(16), secrets.token_urlsafe(48))

    @property
    def challenge(self) -> str:
        """Returns what the provider is told of the verifier (RFC 7636, S256)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def fetch_json(address: str, **headers: str) -> dict[str, Any]:
    """Returns the provider's answer. Raises OSError or ValueError."""
    return _read(partial(fetch, address, _PATIENCE, _LARGEST, headers))


def post_json(address: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """Returns the provider's answer to a form's fields. Raises OSError or ValueError."""
    return _read(partial(post_form, address, fields, _PATIENCE, _LARGEST))


def _read(request: Callable[[], tuple[int, bytes]]) -> dict[str, Any]:
    try:
        status, body = request()
    except HTTPException as error:
        raise ValueError("no answer of a provider") from error
    if status != 200:
        raise ValueError(f"the provider answers {status}")
    return dict(json.loads(body))


@cache
def find_parts(issuer: str) -> dict[str, str]:
    """Returns where the provider's parts are, as it says itself. Raises OSError or ValueError."""
    document = fetch_json(f"{issuer}/.well-known/openid-configuration")
    parts = {name: str(document.get(name)) for name in _PARTS}
    if document.get("issuer") != issuer or not all(map(is_safe_address, parts.values())):
        raise ValueError("the provider names another issuer, or addresses without TLS")
    return parts


def find_key(jwks_uri: str, token: str) -> jwt.PyJWK:
    """Returns the provider's key of the name that the token says; one that has a single key need not name it. Raises
    OSError or ValueError."""
    try:
        keys = jwt.PyJWKSet.from_dict(fetch_json(jwks_uri)).keys
        name = jwt.get_unverified_header(token).get("kid")
    except jwt.PyJWTError as error:
        raise ValueError("the provider's keys or its token cannot be read") from error
    matching = [key for key in keys if key.key_id == name] or [key for key in keys if None in (name, key.key_id)]
    if len(matching) != 1:
        raise ValueError("the provider has no such key")
    return matching[0]


def read_token(client: OpenIdClient, token: str, key: Any) -> dict[str, Any]:
    """Returns the content of a token whose signature, issuer, audience and times hold. Raises ValueError."""
    try:
        return jwt.decode(
            token,
            key,
            algorithms=[client.algorithm],
            audience=client.client_id,
            issuer=client.issuer,
            leeway=60,
            options={"require": _REQUIRED},
        )
    except jwt.PyJWTError as error:
        raise ValueError("the ID token does not hold") from error


def build_address(client: OpenIdClient, attempt: LogInAttempt, back: str, scope: str) -> str:
    """Returns the address at the provider to which the browser goes. Raises OSError or ValueError."""
    fields = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": back,
        "scope": scope,
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": attempt.challenge,
        "code_challenge_method": "S256",
    }
    return f"{find_parts(client.issuer)['authorization_endpoint']}?{urlencode(fields)}"


def fetch_claims(client: OpenIdClient, attempt: LogInAttempt, code: str, back: str) -> dict[str, Any]:
    """Returns the claims of who logged in; what the signed token says stands before the provider's second answer.
    Raises OSError or ValueError."""
    parts = find_parts(client.issuer)
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
    fields |= {"client_id": client.client_id, "client_secret": client.secret, "code_verifier": attempt.verifier}
    tokens = post_json(parts["token_endpoint"], fields)
    token, access = str(tokens.get("id_token", "")), str(tokens.get("access_token", ""))
    content = read_token(client, token, find_key(parts["jwks_uri"], token))
    if content.get("nonce") != attempt.nonce:
        raise ValueError("the ID token is of another log-in")
    further = fetch_json(parts["userinfo_endpoint"], Authorization=f"Bearer {access}")
    if further.get("sub") != content["sub"]:
        raise ValueError("the user info is of somebody else")
    return {**further, **content}
