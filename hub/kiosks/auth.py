from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from hub.kiosks.capabilities import Capability, check_can
from hub.kiosks.certificates import has_its_certificate
from hub.kiosks.models import Kiosk
from hub.kiosks.presence import check_presence
from hub.kiosks.tokens import kiosk_of, token_hash


class KioskToken(HttpBearer):
    """`Authorization: Bearer <the kiosk's token>`, of a channel that can do what the operation needs."""

    def __init__(self, capability: Capability = Capability.SERVE) -> None:
        super().__init__()
        self.capability = capability

    def __call__(self, request: HttpRequest) -> Kiosk | None:
        """Returns the kiosk as HttpBearer does, without reading all other headers."""
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        return self.authenticate(request, token) if scheme.lower() == self.openapi_scheme else None

    def authenticate(self, request: HttpRequest, token: str) -> Kiosk | None:
        """Returns the kiosk. Raises PermissionDenied; Refused where the card of whom it is about is not there."""
        hashed = token_hash(token)
        kiosk = kiosk_of(hashed)
        if kiosk is None or not has_its_certificate(request, kiosk):
            return None
        check_can(kiosk, self.capability)
        check_presence(request, kiosk, hashed)
        return kiosk


def kiosk_asking(request: HttpRequest) -> Kiosk:
    """Returns the kiosk that the request comes from; it was authenticated before."""
    return cast(Kiosk, request.auth)  # type: ignore[attr-defined]
