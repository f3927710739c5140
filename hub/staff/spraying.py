"""One password tried on many names. An address from which many names failed has to wait; browsers in which somebody has
signed in before do not, so that nobody is locked out by what a stranger does in the same building."""

from datetime import timedelta

from axes.helpers import get_client_ip_address
from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hub.staff.typed_names import hash_name

_COOKIE, _SALT = "known_browser", "hub.staff.spraying"
_LASTS = 90 * 24 * 3600  # seconds
_MOST_NAMES = 20  # that may fail from one address within
_WITHIN = timedelta(hours=1)


def must_wait(request: HttpRequest, name: str) -> bool:
    return hash_name(name) not in _known_names(request) and _failed_names(request) >= _MOST_NAMES


def remember_browser(request: HttpRequest, response: HttpResponse, name: str) -> None:
    names = sorted({*_known_names(request), hash_name(name)})[-10:]
    secure, value = bool(settings.SESSION_COOKIE_SECURE), signing.dumps(names, salt=_SALT)
    response.set_cookie(_COOKIE, value, max_age=_LASTS, httponly=True, samesite="Strict", secure=secure)


def _failed_names(request: HttpRequest) -> int:
    since = timezone.now() - _WITHIN
    failed = AccessAttempt.objects.filter(ip_address=get_client_ip_address(request), attempt_time__gte=since)
    return int(failed.values("username").distinct().count())


def _known_names(request: HttpRequest) -> set[str]:
    try:
        return set(signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT, max_age=_LASTS))
    except signing.BadSignature:
        return set()
