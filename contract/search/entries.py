"""What the search finds: the catalogue's items, services and notices, and places nearby, as entries of one index."""

from collections.abc import Iterator, Sequence

from contract.catalogue import Catalogue, Item, LifeEvent, Notice, Service, split_words
from contract.channels import Entry as Place
from contract.search.index import Searchable, SearchIndex
from contract.text import Text

# before its code, number or id; an item's key is its code
SERVICE, NOTICE, PLACE, EVENT = "service:", "notice:", "place:", "event:"
_BEHIND_ITEMS = 0.9  # among equals an item goes before a notice, and before an event that it belongs to

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
    yield from map(_event, catalogue.life_events)
    yield from map(_service, catalogue.services)
    yield from map(_place, places)
    yield from (_notice(number, notice) for number, notice in enumerate(catalogue.notices))


def _item(item: Item) -> Searchable:
    return Searchable(item.code, _wordings(item.name), _words(item.also_called), (item.pinyin,))


def _event(event: LifeEvent) -> Searchable:
    return Searchable(f"{EVENT}{event.code}", _wordings(event.name), _words(event.also_called), rank=_BEHIND_ITEMS)


def _words(also_called: Text) -> tuple[str, ...]:
    return tuple(word for wording in also_called.root.values() for word in split_words(wording))


def _service(service: Service) -> Searchable:
    return Searchable(f"{SERVICE}{service.code}", _wordings(service.name), rank=_BEHIND_ITEMS)


def _place(place: Place) -> Searchable:
    return Searchable(f"{PLACE}{place.id}", _wordings(place.name), _wordings(place.about), rank=_BEHIND_ITEMS)


def _notice(number: int, notice: Notice) -> Searchable:
    return Searchable(f"{NOTICE}{number}", _wordings(notice.title), _wordings(notice.body), rank=_BEHIND_ITEMS)


def _wordings(text: Text) -> tuple[str, ...]:
    return tuple(text.root.values())
