"""The page for what failed at the hub. It needs no database: that may be what failed."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def failed(request: HttpRequest) -> HttpResponse:
    """503 while the database is away, else 500; Django's `handler500`."""
    busy = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    return HttpResponse(render_to_string("staff/failed.html", {"busy": busy}), status=503 if busy else 500)
