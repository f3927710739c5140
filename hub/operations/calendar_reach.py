"""How far limits and appointments reach into years whose days off nobody has entered."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contract.catalogue import Limit
from hub.calendar.selectors import provisional_from, special_days
from hub.cases.limits import promised_by
from hub.catalogue.models import Item
from hub.core.clock import local_day
from hub.queues.appointments import AHEAD
from hub.queues.models import OfficeHours

_WARN = timedelta(days=30)  # a year's holidays are announced in the November before


@dataclass(frozen=True, slots=True)
class UnknownYear:
    """A year whose days off are not known, and the last day that limits and appointments of today reach."""

    year: int
    reach: date


def find_unknown_year(now: datetime) -> UnknownYear | None:
    """Returns the first year that today's longest limit, or a day that can be booked, reaches and nobody knows."""
    today = local_day(now)
    begins = provisional_from(today)
    reach = max([today + _WARN, *_limits(today), *_bookable(today)])
    return UnknownYear(begins.year, reach) if begins <= reach else None


def _limits(today: date) -> list[date]:
    special = special_days(today)
    rows = Item.objects.filter(offered=True).values_list("promised", "statutory")
    limits = [Limit.model_validate(limit) for row in rows for limit in row]
    longest = {(limit.unit, limit.day_off): limit for limit in sorted(limits, key=lambda limit: limit.days)}
    return [day for limit in longest.values() if (day := promised_by(limit, today, special))]


def _bookable(today: date) -> list[date]:
    return [today + AHEAD] if OfficeHours.objects.exists() else []
