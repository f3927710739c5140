"""A token may be bound to a client certificate. The proxy in front checks it, and passes on its SHA-256 in the header
that HUB_CLIENT_CERT_HEADER names; it has to drop that header from what clients send."""

import hmac
import re

from django.conf import settings
from django.http import HttpRequest

from hub.kiosks.models import Kiosk

_DIGEST = re.compile(r"[0-9a-f]{64}")


def parse_digest(text: str) -> str:
    """Returns a SHA-256 as 64 lower-case hexadecimal digits, from `AB:CD:…` or the like. Raises ValueError."""
    digest = text.strip().removeprefix("sha256:").replace(":", "").lower()
    if not _DIGEST.fullmatch(digest):
        raise ValueError("a SHA-256 has 64 hexadecimal digits")
    return digest


def has_its_certificate(request: HttpRequest, kiosk: Kiosk) -> bool:
    """Returns whether the request has the kiosk's certificate; True for a kiosk that is bound to none. Where the proxy
    passes none on, a bound one is refused."""
    if not kiosk.certificate:
        return True
    name: str = settings.HUB_CLIENT_CERT_HEADER
    try:
        digest = parse_digest(request.headers.get(name, "") if name else "")
    except ValueError:
        return False
    return hmac.compare_digest(digest, kiosk.certificate)
