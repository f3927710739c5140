"""To the provider, and back."""

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from mozilla_django_oidc.views import OIDCAuthenticationRequestView

from hub.audit.services import record
from hub.staff.middleware import FACTOR_BY_PROVIDER
from hub.staff.oidc import OidcBackend, oidc_setting

_BACKEND = "hub.staff.backends.HubBackend"
_STATES, _NEXT = "oidc_states", "oidc_login_next"  # in the session, by mozilla-django-oidc
_log = logging.getLogger("hub.oidc")


class _ToProvider(OIDCAuthenticationRequestView):  # type: ignore[misc]
    get_settings = staticmethod(oidc_setting)


@never_cache
@require_GET
def to_provider(request: HttpRequest) -> HttpResponse:
    if not settings.HUB_OIDC_ISSUER:
        raise Http404
    try:
        response: HttpResponse = _ToProvider.as_view()(request)
    except (OSError, ValueError, KeyError) as error:
        return _refuse(request, type(error).__name__)
    return response


@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Handles the provider's answer. A browser sends no SameSite=Strict cookie when it comes from another site, so the
    page loads itself again once."""
    if not settings.HUB_OIDC_ISSUER:
        raise Http404
    if "here" not in request.GET:
        return render(request, "staff/oidc_back.html", {"address": f"{request.get_full_path()}&here=1"})
    entry = request.session.get(_STATES, {}).pop(request.GET.get("state", ""), None)
    request.session.modified = True
    if entry is None or "code" not in request.GET:
        return _refuse(request, "state")
    try:
        backend = OidcBackend()
        user = backend.authenticate(request, nonce=entry["nonce"], code_verifier=entry["code_verifier"])
    except (OSError, ValueError, KeyError, SuspiciousOperation) as error:
        return _refuse(request, type(error).__name__)
    if user is None or not user.is_active:
        return _refuse(request, "account")
    return _sign_in(request, user, backend.has_second_factor())


def _sign_in(request: HttpRequest, user: User, with_factor: bool) -> HttpResponse:
    address: Any = request.session.pop(_NEXT, None)
    login(request, user, backend=_BACKEND)
    request.session[FACTOR_BY_PROVIDER] = with_factor
    record(user, "sign on", f"user {user.pk}", {"second factor": with_factor})
    return redirect(address or "/")


def _refuse(request: HttpRequest, why: str) -> HttpResponse:
    """Shows that the log-in failed; neither page nor log says who it was."""
    _log.warning("no sign-on by the provider: %s", why)
    record(None, "fail to sign on", "user unknown", {"why": why})
    return render(request, "staff/oidc_failed.html", status=403)
