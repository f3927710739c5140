"""The log-in page's button for those who have a certificate."""

import logging

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hub.audit.services import record
from hub.staff import certificates
from hub.staff.middleware import FACTOR_BY_PROVIDER

_BACKEND = "hub.staff.backends.HubBackend"
_log = logging.getLogger("hub.staff")


@never_cache
@require_POST
def log_in_by_certificate(request: HttpRequest) -> HttpResponse:
    if not certificates.is_offered():
        raise Http404
    try:
        row = certificates.get_account(request)
    except certificates.CertificateRefused as error:
        _log.warning("no log-in by certificate: %s", error)
        record(None, "fail to sign on", "user unknown", {"why": f"certificate: {error}"})
        return render(request, "staff/oidc_failed.html", status=403)
    login(request, row.user, backend=_BACKEND)
    request.session[FACTOR_BY_PROVIDER] = settings.HUB_STAFF_CERT_FACTOR
    record(row.user, "sign on", f"user {row.user.pk}", {"certificate": row.pk})
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    """Returns where to go then, within this hub."""
    address = request.POST.get("next") or "/"
    return address if url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()) else "/"
