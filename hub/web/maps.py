"""The operator's map on a page: the picture, and on it the numbers under which shops and facilities are listed."""

from dataclasses import dataclass
from itertools import islice

from hub.places.models import AreaMap, KnownPlace, PlaceKind

_MOST = 60  # points that one can still tell apart


@dataclass(frozen=True, slots=True)
class NumberedPoint:
    """`x`, `y`: pixels of the picture, from the upper left."""

    number: int
    name: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class MapOnPage:
    row: AreaMap
    points: list[NumberedPoint]

    @property
    def radius(self) -> int:
        """Returns that of a point, in pixels of the picture: its number is read on a phone of 360 px."""
        return max(self.row.width, self.row.height) // 26


def draw_map(row: AreaMap) -> MapOnPage:
    """Returns the map with the shops and facilities in use on it; where people live is not shown."""
    places = KnownPlace.objects.filter(area__in=row.area.within(), active=True).exclude(kind=PlaceKind.HOUSE)
    on_it = ((place, point) for place in places.order_by("kind", "name") if (point := row.find_point(place)))
    points = [
        NumberedPoint(number, place.name, round(point[0] * row.width), round(point[1] * row.height))
        for number, (place, point) in enumerate(islice(on_it, _MOST), 1)
    ]
    return MapOnPage(row, points)
