"""How far a phone is from a centre. A position is compared here, and kept nowhere."""

import math
from dataclasses import dataclass

from hub.kiosks.models import Site

_RADIUS = 6_371_000  # metres, of the earth
_MOST_DIGITS = 25  # of a number as a browser writes it


@dataclass(frozen=True, slots=True, repr=False)
class Position:
    """In degrees of WGS 84. `accuracy`: metres within which the phone is, as it says."""

    latitude: float
    longitude: float
    accuracy: float


def parse_position(latitude: str, longitude: str, accuracy: str) -> Position | None:
    """Returns the position; None for one that cannot be."""
    typed = (latitude, longitude, accuracy)
    try:
        if max(map(len, typed)) > _MOST_DIGITS:
            return None
        position = Position(*map(float, typed))
    except ValueError:
        return None
    # written so that a number which is none ("nan") is outside of every range
    if abs(position.latitude) <= 90 and abs(position.longitude) <= 180 and 0 <= position.accuracy <= _RADIUS:
        return position
    return None


def measure_distance(site: Site, position: Position) -> float | None:
    """Returns the metres between them along the earth; None for a centre that has no position."""
    if site.latitude is None or site.longitude is None:
        return None
    here, there = math.radians(float(site.latitude)), math.radians(position.latitude)
    across = math.radians(position.longitude - float(site.longitude))
    part = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(across / 2) ** 2
    return 2 * _RADIUS * math.asin(math.sqrt(min(1.0, part)))
