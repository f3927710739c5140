"""What the search leads to besides items, as the kiosk's page shows it."""

from collections.abc import Iterator, Sequence
from datetime import date

from contract.catalogue import Catalogue, Notice, Service
from contract.channels import Entry as Place
from contract.search.entries import NOTICE, PLACE, SERVICE
from contract.text import Text
from kiosk.pages.language import _, language
from kiosk.pages.search_entries import CatalogueEntry


def list_further(catalogue: Catalogue, places: Sequence[Place], today: date) -> Iterator[CatalogueEntry]:
    """Yields services, places and the notices of today."""
    for service in catalogue.services:
        yield _further(f"{SERVICE}{service.code}", service.name, _("Take a number"), "ticket")
    for place in places:
        yield _further(f"{PLACE}{place.id}", place.name, _("Community services"), "people")
    for number, notice in enumerate(catalogue.notices):
        if is_current(notice, today):
            yield _further(f"{NOTICE}{number}", notice.title, _("Public notice"), "info")


def _further(key: str, name: Text, hint: str, icon: str) -> CatalogueEntry:
    return CatalogueEntry(key, name.in_locale(language()), hint, "", (), icon)


def is_current(notice: Notice, today: date) -> bool:
    return notice.since <= today and (notice.until is None or today <= notice.until)


def get_service(catalogue: Catalogue, key: str) -> Service:
    """Returns the service. Raises StopIteration for what is no service's key."""
    return next(service for service in catalogue.services if key == f"{SERVICE}{service.code}")
