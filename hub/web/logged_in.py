"""Who logged in at the city, in this browser: it vouches for name and number as a card does."""

from django.http import HttpRequest

from hub.residents.models import Resident
from hub.web.passes import CITY, find_pass


def find_logged_in(request: HttpRequest) -> Resident | None:
    key = find_pass(request, CITY) or ""
    return Resident.objects.filter(pk=int(key)).first() if key.isdecimal() else None
