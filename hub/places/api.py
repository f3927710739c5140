from base64 import b64encode

from django.http import HttpRequest
from ninja import Router

from contract.places import DrawnMapPicture, PlaceBook
from contract.text import text
from hub.core.problems import RequestRefused
from hub.kiosks.auth import kiosk_asking
from hub.kiosks.sites import area_of
from hub.places.selectors import book_of, find_map

router = Router(tags=["places"])


@router.get("places", response=PlaceBook)
def read_places(request: HttpRequest) -> PlaceBook:
    """Returns what an address is chosen from where the kiosk stands: at most 5000 places; empty without any."""
    return book_of(area_of(kiosk_asking(request)))


@router.get("places/map", response=DrawnMapPicture)
def read_map(request: HttpRequest) -> DrawnMapPicture:
    """Returns the picture of the map on which the places are drawn; 404 without any."""
    drawn = find_map(area_of(kiosk_asking(request)))
    if drawn is None:
        raise RequestRefused(404, text("There is no map of this area."))
    return DrawnMapPicture(digest=drawn.digest, jpeg=b64encode(bytes(drawn.jpeg)).decode())
