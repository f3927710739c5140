"""Houses, shops and facilities by area, from which an address is chosen."""

from collections.abc import Iterator

from pydantic import Field as Bound

from contract.text import Message, Text
from languages.registry import DEFAULT

MOST_PLACES = 5000  # that a kiosk is given


class PlaceArea(Message):
    """`parent`: the code of the area above, empty for the highest one here."""

    code: str
    name: Text
    parent: str = ""


class KnownPlace(Message):
    area: str  # its code
    name: str


class PlaceBook(Message):
    """What an address is chosen from where a kiosk stands."""

    areas: tuple[PlaceArea, ...] = ()
    places: tuple[KnownPlace, ...] = Bound(default=(), max_length=MOST_PLACES)

    def find_area(self, code: str) -> PlaceArea | None:
        return next((area for area in self.areas if area.code == code), None)

    def list_below(self, code: str) -> tuple[PlaceArea, ...]:
        """Returns the areas directly below that one; for "" the highest ones."""
        return tuple(area for area in self.areas if area.parent == code)

    def list_within(self, code: str) -> tuple[KnownPlace, ...]:
        """Returns the places of that area and of those below it."""
        codes = {code, *self._codes_below(code)}
        return tuple(place for place in self.places if place.area in codes)

    def _codes_below(self, code: str) -> Iterator[str]:
        for area in self.list_below(code):
            yield area.code
            yield from self._codes_below(area.code)


def place_words(area: Text | None, name: str) -> str:
    """Returns the beginning of an address, as it is kept: the area in the default locale's words, and the place."""
    return f"{area.in_locale(DEFAULT)} {name}" if area else name
