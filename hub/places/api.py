from django.http import HttpRequest
from ninja import Router

from contract.places import PlaceBook
from hub.kiosks.auth import kiosk_asking
from hub.kiosks.sites import area_of
from hub.places.selectors import book_of

router = Router(tags=["places"])


@router.get("places", response=PlaceBook)
def read_places(request: HttpRequest) -> PlaceBook:
    """Returns what an address is chosen from where the kiosk stands: at most 5000 places; empty without any."""
    return book_of(area_of(kiosk_asking(request)))
