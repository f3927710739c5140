"""The page for what failed at the hub."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from hub.core.database_faults import UNAVAILABLE


def failed(request: HttpRequest) -> HttpResponse:
    """Returns 503 while the database is away, else 500; Django's `handler500`. It asks no database: that may be what
    failed."""
    if isinstance(sys.exc_info()[1], UNAVAILABLE):
        return HttpResponse(render_to_string("staff/unavailable.html"), status=503)
    return server_error(request)
