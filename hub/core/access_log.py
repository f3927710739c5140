"""One line a request: from which address, by whom, what, and how it ended. Nothing of what was sent.

The path is told as the pattern that it fits: a wrong one may hold anything.
"""

import logging
import re
from collections.abc import Callable
from time import monotonic

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
_log = logging.getLogger("hub.access")
_ADDRESS = re.compile(r"[0-9A-Fa-f.:]{2,45}")
_NOTHING_NEW = 304  # a board in the hall asks twice a second


def access_log(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        began = monotonic()
        response = get_response(request)
        if _log.isEnabledFor(logging.INFO) and response.status_code != _NOTHING_NEW:
            _note(request, response.status_code, round((monotonic() - began) * 1000))
        return response

    return handle


def _note(request: HttpRequest, status: int, milliseconds: int) -> None:
    fields = {
        "address": address_of(request),
        "principal": principal_of(request),
        "method": request.method if (request.method or "").isalpha() else "-",
        "route": _route(request),
        "status": status,
        "milliseconds": milliseconds,
    }
    _log.info(" ".join(map(str, fields.values())), extra=fields)


def address_of(request: HttpRequest) -> str:
    """Returns the client's address: behind a proxy with TLS the one that it saw, which is the last one in
    X-Forwarded-For; the others are what the client says of itself."""
    address = request.META.get("REMOTE_ADDR") or "-"
    if settings.BEHIND_PROXY:
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rpartition(",")[2].strip()
    return address if _ADDRESS.fullmatch(address) else "-"


def principal_of(request: HttpRequest) -> str:
    """Returns `kiosk:3`, `user:7`, `apikey:1`, as in the audit log; `-` for none. Makes no query."""
    row = getattr(request, "auth", None) or getattr(request, "_cached_user", None)
    return f"{row._meta.model_name}:{row.pk}" if isinstance(row, models.Model) and row.pk else "-"


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return f"/{match.route}" if match is not None and match.route else "-"
