"""One password tried on many names, and many on one. An address from which many names failed has to wait, and so has
everybody who tries a name that failed often; a browser in which that name has signed in before does neither, so that
nobody is locked out by what a stranger does, in the same building or elsewhere."""

from collections.abc import Mapping
from ipaddress import ip_address

from axes.helpers import get_client_ip_address
from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hub.core.access_log import address_of
from hub.staff.typed_names import hash_name

_COOKIE, _SALT = "known_browser", "hub.staff.spraying"
_LASTS = 90 * 24 * 3600  # seconds
_MOST_NAMES = 20  # that may fail from one address, as long as django-axes remembers them


def counted_name(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str | None:
    """Returns what django-axes counts wrong passwords by: the name's hash, and another one in browsers that know it."""
    name = credentials.get("username") if credentials else request.POST.get("username")
    return None if name is None else hash_name(name, in_known_browser=_is_known(request, name))


def counted_address(request: HttpRequest) -> str | None:
    """Returns the address that django-axes notes: the client's own, also where a proxy stands in front."""
    try:
        return str(ip_address(address_of(request)))
    except ValueError:
        return None


def must_wait(request: HttpRequest, name: str) -> bool:
    return not _is_known(request, name) and _failed_names(request) >= _MOST_NAMES


def remember_browser(request: HttpRequest, response: HttpResponse, name: str) -> None:
    names = sorted({*_known_names(request), hash_name(name)})[-10:]
    secure, value = bool(settings.SESSION_COOKIE_SECURE), signing.dumps(names, salt=_SALT)
    response.set_cookie(_COOKIE, value, max_age=_LASTS, httponly=True, samesite="Strict", secure=secure)


def _failed_names(request: HttpRequest) -> int:
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    failed = AccessAttempt.objects.filter(ip_address=get_client_ip_address(request), attempt_time__gte=since)
    return int(failed.values("username").distinct().count())


def _is_known(request: HttpRequest, name: str) -> bool:
    return hash_name(name) in _known_names(request)


def _known_names(request: HttpRequest) -> set[str]:
    try:
        return set(signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT, max_age=_LASTS))
    except signing.BadSignature:
        return set()
