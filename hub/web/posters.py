"""Posters for the lobby: a code that a phone opens, under the address that is set for residents' pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from hub.core.qr_svg import draw_qr
from hub.web.catalogue import get_catalogue, get_item
from hub.web.centres import get_site
from hub.web.frame import page, show


@page(public=True)
def of_guide(request: HttpRequest, code: str) -> HttpResponse:
    """Returns a sheet that leads to an item's guide."""
    return _show(request, get_item(get_catalogue(), code).shown_name, reverse("web:guide", args=[code]))


@page(public=True)
def of_centre(request: HttpRequest, code: str) -> HttpResponse:
    """Returns a sheet that leads to a centre: its waits, and a number from the phone."""
    return _show(request, get_site(code).name, reverse("web:centre", args=[code]))


def _show(request: HttpRequest, name: object, path: str) -> HttpResponse:
    """Shows the sheet. Raises Http404 where no address is set: what is printed must open."""
    if not settings.HUB_PAGES:
        raise Http404
    address = settings.HUB_PAGES + path.removeprefix(reverse("web:home"))
    return show(request, "poster", here="", name=name, address=address, qr=draw_qr(address))
