"""Single sign-on by OpenID Connect: the provider says who it is, a claim names the account, roles stay the hub's.

mozilla-django-oidc does the exchange (authorisation code, PKCE, state, nonce); the requests are the hub's own, with a
total deadline. The ID token's signature, issuer, audience and times are checked here, as it checks the first alone.
"""

from collections.abc import Mapping
from typing import Any

import jwt
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import SuspiciousOperation
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from hub.core.openid import OpenIdClient, fetch_json, find_key, find_parts, post_json, read_token
from hub.staff.backends import is_as_written
from hub.staff.scopes import role_of

_ENDPOINTS = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}
_CHOICES: Mapping[str, object] = {
    "OIDC_AUTHENTICATION_CALLBACK_URL": "oidc_callback",
    "OIDC_CREATE_USER": False,
    "OIDC_RP_SCOPES": "openid profile email",
    "OIDC_USE_PKCE": True,
}


def oidc_setting(name: str, *default: Any) -> Any:
    """Returns a setting of mozilla-django-oidc: the hub's own, or what the provider tells of itself."""
    if name in _ENDPOINTS:
        return find_parts(settings.HUB_OIDC_ISSUER)[_ENDPOINTS[name]]
    own = {
        "OIDC_RP_CLIENT_ID": settings.HUB_OIDC_CLIENT_ID,
        "OIDC_RP_CLIENT_SECRET": settings.HUB_OIDC_CLIENT_SECRET,
        "OIDC_RP_SIGN_ALGO": settings.HUB_OIDC_ALGORITHM,
        **_CHOICES,
    }
    return own[name] if name in own else getattr(settings, name, *default)


class OidcBackend(OIDCAuthenticationBackend):  # type: ignore[misc]
    """Not one of AUTHENTICATION_BACKENDS: the callback asks it, and the session is one of the hub's own."""

    get_settings = staticmethod(oidc_setting)
    claims: Mapping[str, Any] = {}

    def retrieve_matching_jwk(self, token: str) -> jwt.PyJWK:
        """Returns the provider's key of the name that the token says; one that has a single key need not name it.
        Raises SuspiciousOperation."""
        try:
            return find_key(self.OIDC_OP_JWKS_ENDPOINT, token)
        except ValueError as error:
            raise SuspiciousOperation(str(error)) from error

    def _verify_jws(self, payload: str, key: Any) -> Any:
        """Returns the verified content of a token. Raises SuspiciousOperation."""
        try:
            return read_token(OpenIdClient.from_settings("OIDC"), payload, key)
        except ValueError as error:
            raise SuspiciousOperation(str(error)) from error

    def get_token(self, payload: Mapping[str, str]) -> dict[str, Any]:
        """Returns the provider's tokens. Raises OSError or ValueError."""
        return post_json(self.OIDC_OP_TOKEN_ENDPOINT, payload)

    def get_userinfo(self, access_token: str, id_token: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the claims; what the signed token says stands before what the provider's second answer says. Raises
        OSError, ValueError, SuspiciousOperation."""
        claims = fetch_json(self.OIDC_OP_USER_ENDPOINT, Authorization=f"Bearer {access_token}")
        if claims.get("sub") != payload["sub"]:
            raise SuspiciousOperation("the user info is of somebody else")
        self.claims = {**claims, **payload}
        return dict(self.claims)

    def verify_claims(self, claims: Mapping[str, Any]) -> bool:
        return isinstance(claims.get(settings.HUB_OIDC_CLAIM), str)

    def filter_users_by_claims(self, claims: Mapping[str, Any]) -> list[User]:
        """Returns the account of that user name, if it works here and is as the hub wrote it."""
        rows = User.objects.select_related("staff_profile").filter(username=claims[settings.HUB_OIDC_CLAIM])
        return [user for user in rows if role_of(user) is not None and is_as_written(user)]

    def describe_user_by_claims(self, claims: Mapping[str, Any]) -> str:
        return "this claim"  # a name that is nobody's stays out of the log

    def has_second_factor(self) -> bool:
        """Returns whether the provider says so, in `amr` (RFC 8176) or `acr`, in a value that the hub is set to
        take."""
        methods = self.claims.get("amr")
        stated = {str(method) for method in methods} if isinstance(methods, list) else set()
        return bool((stated | {str(self.claims.get("acr", ""))}) & set(settings.HUB_OIDC_FACTOR))
