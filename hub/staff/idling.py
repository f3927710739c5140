"""Signs out who does nothing for a while: a page that renews itself is not somebody at work."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
ACTIVE_AT = "active_at"  # in the session, seconds since 1970
_NOTED_EVERY = 60.0  # seconds


def idle_log_off(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            _look_at(request, time.time())
        return get_response(request)

    return handle


def _look_at(request: HttpRequest, now: float) -> None:
    last = request.session.get(ACTIVE_AT)
    if last is not None and settings.HUB_IDLE_MINUTES and now - last > settings.HUB_IDLE_MINUTES * 60:
        logout(request)
    elif last is None or (_is_somebody(request) and now - last > _NOTED_EVERY):
        request.session[ACTIVE_AT] = now


def _is_somebody(request: HttpRequest) -> bool:
    """Returns whether a person acts: a part of a page that is fetched again is none."""
    return request.method != "GET" or "HX-Request" not in request.headers or "HX-Boosted" in request.headers
