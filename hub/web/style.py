"""The style sheet of the residents' pages: compressed once, under an address that changes with it, so that a phone
fetches it once."""

import gzip
import hashlib
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from hub.web.frame import page

_FILE = Path(__file__).parent / "static" / "web" / "web.css"
_DIGITS = 16  # of the digest


@cache
def _read() -> bytes:
    return _FILE.read_bytes()


@cache
def _compress() -> bytes:
    return gzip.compress(_read(), 9, mtime=0)


@cache
def find_style_address() -> str:
    return reverse("web:style", args=[hashlib.sha256(_read()).hexdigest()[:_DIGITS]])


@page(public=True)
def style(request: HttpRequest, digest: str) -> HttpResponse:
    """Returns it as it is now; under an earlier address it may be kept for a moment alone."""
    may_compress = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(_compress() if may_compress else _read(), content_type="text/css; charset=utf-8")
    if may_compress:
        response["Content-Encoding"] = "gzip"
    if request.path == find_style_address():
        response["Cache-Control"] = "public, max-age=31536000, immutable"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
