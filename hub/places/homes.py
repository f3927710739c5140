"""The place where somebody lives, for the pages that show the address: never asked for by the place."""

from dataclasses import dataclass
from datetime import date

from hub.places.models import AreaMap, KnownPlace
from hub.places.selectors import find_map, place_of_fact
from hub.residents.models import ADDRESS, Resident, ResidentFact

_PARTS = 40  # of the map's longer side: the point's radius


@dataclass(frozen=True, slots=True)
class MapPoint:
    """`x`, `y`, `radius`: pixels of the map's picture, from the upper left."""

    map: AreaMap
    x: int
    y: int

    @property
    def radius(self) -> int:
        return max(self.map.width, self.map.height) // _PARTS


@dataclass(frozen=True, slots=True)
class Home:
    """`point`: where it is on the drawn map; None without coordinates, without a map, and outside of it."""

    place: KnownPlace
    point: MapPoint | None


def find_home(resident: Resident, today: date) -> Home | None:
    """Returns the place with which the person's address begins, as long as that is kept. Raises ChangedPastHub."""
    fact = ResidentFact.objects.filter(resident=resident, key=ADDRESS, keep_until__gte=today).first()
    place = place_of_fact(fact) if fact else None
    return Home(place, _find_point(place)) if place else None


def _find_point(place: KnownPlace) -> MapPoint | None:
    row = find_map(place.area)
    point = row.find_point(place) if row else None
    return MapPoint(row, round(point[0] * row.width), round(point[1] * row.height)) if row and point else None
