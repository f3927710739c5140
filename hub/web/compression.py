"""What is the same for everybody, compressed for a browser that takes that: once for each content."""

import gzip
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

_TOKEN = b"csrfmiddlewaretoken"
_LEAST = 1000  # bytes


def compress(request: HttpRequest, response: HttpResponse) -> None:
    """Compresses the content, unless it is short, a picture, or holds a form's token: beside a secret the length would
    tell of it (BREACH)."""
    content = response.content
    if len(content) < _LEAST or _TOKEN in content or not response["Content-Type"].startswith("text/"):
        return
    patch_vary_headers(response, ["Accept-Encoding"])
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = _compress(content)
        response["Content-Encoding"] = "gzip"


@lru_cache(maxsize=256)
def _compress(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)
