"""Days off by law (《全国年节及纪念日放假办法》): they hold before the State Council announces a year."""

from datetime import date
from functools import cache

import holidays

_IN_LIEU = "substituted"  # of the package's words for a day that an announcement moved


@cache
def statutory_days(year: int) -> frozenset[date]:
    """Returns a year's thirteen days, those by the moon and the sun computed; without days moved or given in lieu."""
    days = holidays.country_holidays("CN", years=year, observed=False, language="en_US")
    return frozenset(day for day, name in days.items() if _IN_LIEU not in name)
