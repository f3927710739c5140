"""The style sheet of the residents' pages, under an address that changes with it, so that a phone fetches it once."""

import hashlib
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hub.web.frame import page

_FILE = Path(__file__).parent / "static" / "web" / "web.css"
_DIGITS = 16  # of the digest


@cache
def _read() -> bytes:
    return _FILE.read_bytes()


@cache
def find_style_address() -> str:
    return reverse("web:style", args=[hashlib.sha256(_read()).hexdigest()[:_DIGITS]])


@page(public=True)
def style(request: HttpRequest, digest: str) -> HttpResponse:
    """Returns it as it is now; under an earlier address it may be kept for a moment alone."""
    response = HttpResponse(_read(), content_type="text/css; charset=utf-8")
    if request.path == find_style_address():
        response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
