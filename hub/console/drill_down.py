"""Addresses from a figure to the list of the cases, or of the calls, that it counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class DrillDown:
    """Of the dashboard as it is narrowed: each address keeps that, and narrows it further."""

    parameters: Mapping[str, str]

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
        return f"{reverse(page)}?{urlencode({**self.parameters, **more})}"
