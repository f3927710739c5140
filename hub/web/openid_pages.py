"""The way to an OpenID provider and back: what the log-in is known by is kept in the browser that began it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from hub.core.openid import LogInAttempt, OpenIdClient, build_address, fetch_claims
from hub.web.passes import find_pass, give_pass


class LogInFailed(Exception):
    """Why, without who."""


@dataclass(frozen=True, slots=True, repr=False)
class LogInProvider:
    """`back`: the name of the address to which it leads back; `attempt`: the cookie of a log-in that was begun."""

    client: OpenIdClient
    scope: str
    back: str
    attempt: str

    @classmethod
    def from_settings(cls, name: str, back: str, attempt: str) -> "LogInProvider":
        """Returns the one of `HUB_<name>_ISSUER` and its settings. Raises Http404 where it is not set up."""
        client = OpenIdClient.from_settings(name)
        if not client.issuer:
            raise Http404
        return cls(client, getattr(settings, f"HUB_{name}_SCOPE"), back, attempt)


def lead_to(request: HttpRequest, provider: LogInProvider) -> HttpResponse:
    """Raises LogInFailed."""
    attempt = LogInAttempt.make()
    try:
        response = redirect(build_address(provider.client, attempt, _back(request, provider), provider.scope))
    except (OSError, ValueError) as error:
        raise LogInFailed(type(error).__name__) from error
    give_pass(response, provider.attempt, f"{attempt.state} {attempt.nonce} {attempt.verifier}")
    return response


def fetch_who(request: HttpRequest, provider: LogInProvider) -> dict[str, Any]:
    """Returns the claims of who came back. Raises LogInFailed."""
    attempt = _find_attempt(request, provider)
    if attempt is None or "code" not in request.GET:
        raise LogInFailed("state")
    try:
        return fetch_claims(provider.client, attempt, request.GET["code"], _back(request, provider))
    except (OSError, ValueError, KeyError) as error:
        raise LogInFailed(type(error).__name__) from error


def _back(request: HttpRequest, provider: LogInProvider) -> str:
    path = reverse(provider.back)
    return f"{settings.HUB_ORIGIN}{path}" if settings.HUB_ORIGIN else request.build_absolute_uri(path)


def _find_attempt(request: HttpRequest, provider: LogInProvider) -> LogInAttempt | None:
    """Returns the log-in that this browser has begun, where the answer is to that one."""
    parts = (find_pass(request, provider.attempt) or "").split(" ")
    if len(parts) != 3 or not constant_time_compare(parts[0], request.GET.get("state", "")):
        return None
    return LogInAttempt(*parts)
