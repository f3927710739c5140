"""Houses, shops and facilities by area, from which an address is chosen."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field as Bound
from pydantic import SerializerFunctionWrapHandler, model_serializer

from contract.text import Message, Text, without_empty
from languages.registry import DEFAULT

MOST_PLACES = 5000  # that a kiosk is given


class PlaceArea(Message):
    """`parent`: the code of the area above, empty for the highest one here."""

    code: str
    name: Text
    parent: str = ""


Part = Annotated[float, Bound(ge=0, le=1)]


class KnownPlace(Message):
    """`at`: where it is on the drawn map, as parts of its width from the left and of its height from the top."""

    area: str  # its code
    name: str
    at: tuple[Part, Part] | None = None

    @model_serializer(mode="wrap")
    def _without_no_point(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leaves out `at` where there is none: a kiosk of an earlier release does not know it."""
        return without_empty(dump(self), "at")


class DrawnMap(Message):
    """The operator's picture of the neighbourhood: a JPEG of so many pixels, and its SHA-256."""

    digest: str = Bound(pattern="^[0-9a-f]{64}$")
    width: int = Bound(ge=1)
    height: int = Bound(ge=1)


class DrawnMapPicture(Message):
    """`jpeg`: in Base64."""

    digest: str
    jpeg: str


class PlaceBook(Message):
    """What an address is chosen from where a kiosk stands."""

    areas: tuple[PlaceArea, ...] = ()
    places: tuple[KnownPlace, ...] = Bound(default=(), max_length=MOST_PLACES)
    drawn_map: DrawnMap | None = None

    @model_serializer(mode="wrap")
    def _without_no_map(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leaves out `drawn_map` where there is none: a kiosk of an earlier release does not know it."""
        return without_empty(dump(self), "drawn_map")

    def list_on_map(self) -> tuple[KnownPlace, ...]:
        """Returns the places that have their point on the map; none without a map."""
        return tuple(place for place in self.places if place.at) if self.drawn_map else ()

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
