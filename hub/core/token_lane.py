"""Requests to the interface with a token and no cookie skip the middleware that is for pages alone: sessions, forms,
second factors, messages. Host, headers and refusals are those of every other answer."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import UUID

from csp.middleware import CSPMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import Resolver404, ResolverMatch, resolve

Handler = Callable[[HttpRequest], HttpResponse]
_API = "/api/v1/"
_ID = re.compile(r"(?<=/)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=/|$)")
_SOME_ID = "00000000-0000-4000-8000-000000000000"


def token_lane(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        match = _find_match(request.path_info) if _is_for_token(request) else None
        if match is None:
            return get_response(request)
        request.get_host()  # raises DisallowedHost
        request.user = AnonymousUser()
        request.resolver_match = match
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        for name, value in _common_headers(request.is_secure()):
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    return handle


def _is_for_token(request: HttpRequest) -> bool:
    meta = request.META
    return (
        not meta.get("HTTP_COOKIE")
        and request.path_info.startswith(_API)
        and meta.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer "
    )


def _find_match(path: str) -> ResolverMatch | None:
    """Returns the match; None for a path that the interface does not have: the common way says so.

    To look through all the patterns takes longer than most answers, so what an id is part of is looked up once for
    all ids: none of them has a pattern of its own.
    """
    ids = _ID.findall(path)
    match = _resolve(_ID.sub(_SOME_ID, path)) if len(ids) == 1 else _resolve(path)
    if match is None or len(ids) != 1:
        return match
    kwargs = {name: _with_id(value, ids[0]) for name, value in match.kwargs.items()}
    return (
        ResolverMatch(match.func, match.args, kwargs, route=match.route) if kwargs != match.kwargs else _resolve(path)
    )


def _with_id(value: Any, text: str) -> Any:
    if isinstance(value, UUID):
        return UUID(text) if value == UUID(_SOME_ID) else value
    return text if value == _SOME_ID else value


@lru_cache(maxsize=256)
def _resolve(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


@lru_cache(maxsize=2)
def _common_headers(secure: bool) -> tuple[tuple[str, str], ...]:
    """Returns what the pages' middleware adds to each answer, as it adds it."""
    chain = SecurityMiddleware(CSPMiddleware(XFrameOptionsMiddleware(lambda _: HttpResponse())))
    request = _SomeRequest(secure)
    response: Any = chain(request)
    return tuple((name, value) for name, value in response.items() if name != "Content-Type")


class _SomeRequest(HttpRequest):
    def __init__(self, secure: bool) -> None:
        super().__init__()
        self.path = self.path_info = _API
        self._secure = secure

    def is_secure(self) -> bool:
        return self._secure
