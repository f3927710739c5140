"""Addresses from a figure to the list of the cases, or of the calls, that it counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from hub.catalogue.models import Area


@dataclass(frozen=True, slots=True)
class DrillDown:
    """Of the dashboard's days and area."""

    days: int
    area: Area | None

    def address(self, **more: str) -> str:
        return self._to("console:figures_cases", more)

    def to_calls(self, **more: str) -> str:
        """Returns the address of the list of people called."""
        return self._to("console:figures_calls", more)

    def to_hours(self, hours: Iterable[int]) -> list[str]:
        return [self.to_calls(hour=str(hour)) for hour in hours]

    def to_days(self, days: Iterable[date]) -> list[str]:
        return [self.address(day=day.isoformat()) for day in days]

    def to_channels(self, channels: Iterable[str]) -> list[str]:
        return [self.address(channel=channel) for channel in channels]

    def _to(self, page: str, more: dict[str, str]) -> str:
        parameters = {"days": str(self.days), "area": self.area.code if self.area else "", **more}
        return f"{reverse(page)}?{urlencode(parameters)}"
