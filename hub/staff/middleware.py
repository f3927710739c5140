"""Those who see personal data, and all who have set up a second factor, get nowhere without it; nor with a password
that another has set."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from hub.staff.models import ADMINISTRATORS
from hub.staff.passwords import must_change
from hub.staff.scopes import role_of, sees_personal_data

Handler = Callable[[HttpRequest], HttpResponse]
HAS_FACTOR = "has_second_factor"  # in the session, from log-in on
FACTOR_BY_PROVIDER = "factor_by_provider"  # the same, True or False: signed on by OpenID Connect
_OPEN = (
    "/login/",
    "/logout/",
    "/oidc/",
    "/second-factor/",
    "/static/",
    "/verify/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/console/language/",
)


def second_factor(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        missing = None if request.path_info.startswith(_OPEN) else _missing(request)
        if missing is None or request.path_info == missing:
            return get_response(request)
        if request.path_info.startswith("/api/"):
            raise PermissionDenied(missing)
        return redirect(f"{missing}?{urlencode({'next': request.path})}")

    return handle


def _missing(request: HttpRequest) -> str | None:
    """Returns the page where one has to go first. Costs nothing where there is no session: kiosks and displays have
    none."""
    user = request.user
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not isinstance(user, User):
        return None
    by_provider = request.session.get(FACTOR_BY_PROVIDER)
    is_asked = HAS_FACTOR in request.session or needs_factor(user)
    if is_asked and not by_provider and not user.is_verified():  # type: ignore[attr-defined]
        return "/second-factor/"
    return "/password/" if by_provider is None and must_change(user) else None


def needs_factor(user: User) -> bool:
    """Returns whether the user needs a second factor; none does on a practice hub, where all data is invented."""
    if role_of(user) in ADMINISTRATORS:
        return True
    return settings.HUB_SECOND_FACTOR != "administrators" and not settings.PRACTICE and sees_personal_data(user)
