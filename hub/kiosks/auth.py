from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from hub.kiosks.models import Kiosk
from hub.kiosks.tokens import kiosk_of


class KioskToken(HttpBearer):
    """`Authorization: Bearer <the kiosk's token>`."""

    def authenticate(self, request: HttpRequest, token: str) -> Kiosk | None:
        return kiosk_of(token)


def kiosk_asking(request: HttpRequest) -> Kiosk:
    """The kiosk that the request comes from; it was authenticated before."""
    return cast(Kiosk, request.auth)  # type: ignore[attr-defined]
