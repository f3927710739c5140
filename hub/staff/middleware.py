"""Administrators, and all who have set up a second factor, get nowhere without it."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from hub.staff.models import Role
from hub.staff.scopes import role_of

Handler = Callable[[HttpRequest], HttpResponse]
HAS_FACTOR = "has_second_factor"  # in the session, from log-in on
_OPEN = ("/login/", "/logout/", "/second-factor/", "/static/", "/healthz", "/readyz", "/metrics", "/console/language/")


def second_factor(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(_OPEN) or not _is_missing(request):
            return get_response(request)
        if request.path_info.startswith("/api/"):
            raise PermissionDenied("second factor")
        return redirect(f"/second-factor/?{urlencode({'next': request.path})}")

    return handle


def _is_missing(request: HttpRequest) -> bool:
    """Costs nothing where there is no session: kiosks and displays have none."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return False
    wanted = HAS_FACTOR in request.session or role_of(request.user) is Role.ADMINISTRATOR
    return wanted and not request.user.is_verified()  # type: ignore[attr-defined]
