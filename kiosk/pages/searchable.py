"""What the search finds: the catalogue's items, services and notices, and places nearby, as entries of one index."""

from collections.abc import Iterator, Sequence
from datetime import date

from contract.catalogue import Catalogue, Item, Notice, Service, split_words
from contract.channels import Entry as Place
from contract.text import Text
from kiosk.pages.kinds import CatalogueEntry
from kiosk.pages.language import _, language
from kiosk.search.index import Searchable, SearchIndex

SERVICE, NOTICE, PLACE = "service:", "notice:", "place:"  # before its code, number or id; an item's key is its code
_BEHIND_ITEMS = 0.9  # among equals an item goes before a notice

_built: list[tuple[Catalogue, Sequence[Place], SearchIndex]] = []  # the last one: a catalogue is searched by many


def get_index(catalogue: Catalogue, places: Sequence[Place] = ()) -> SearchIndex:
    """Returns the index over the catalogue and the places, built once for each."""
    for of_catalogue, of_places, index in _built:
        if of_catalogue is catalogue and of_places == places:
            return index
    index = SearchIndex(_list_entries(catalogue, places))
    _built[:] = [(catalogue, places, index)]
    return index


def _list_entries(catalogue: Catalogue, places: Sequence[Place]) -> Iterator[Searchable]:
    yield from map(_item, catalogue.items)
    yield from (
        Searchable(f"{SERVICE}{row.code}", _wordings(row.name), rank=_BEHIND_ITEMS) for row in catalogue.services
    )
    yield from (_place(place) for place in places)
    yield from (_notice(number, notice) for number, notice in enumerate(catalogue.notices))


def _item(item: Item) -> Searchable:
    words = tuple(word for wording in item.also_called.root.values() for word in split_words(wording))
    return Searchable(item.code, _wordings(item.name), words, (item.pinyin,))


def _place(place: Place) -> Searchable:
    return Searchable(f"{PLACE}{place.id}", _wordings(place.name), _wordings(place.about), rank=_BEHIND_ITEMS)


def _notice(number: int, notice: Notice) -> Searchable:
    return Searchable(f"{NOTICE}{number}", _wordings(notice.title), _wordings(notice.body), rank=_BEHIND_ITEMS)


def _wordings(text: Text) -> tuple[str, ...]:
    return tuple(text.root.values())


def list_further(catalogue: Catalogue, places: Sequence[Place], today: date) -> Iterator[CatalogueEntry]:
    """Returns what the search leads to besides items, as the page shows it."""
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
    """Raises StopIteration for what is no service's key."""
    return next(service for service in catalogue.services if key == f"{SERVICE}{service.code}")
