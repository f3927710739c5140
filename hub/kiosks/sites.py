"""A site's time zone and area."""

from datetime import date, datetime
from functools import lru_cache
from time import monotonic
from zoneinfo import ZoneInfo

from hub.catalogue.areas import Area
from hub.kiosks.models import Kiosk, Site

_LOOK_AGAIN = 60  # seconds; a site hardly ever moves


def day_at(site: int, moment: datetime) -> date:
    """Returns the calendar day at a site."""
    return moment.astimezone(zone_at(site)).date()


def zone_at(site: int) -> ZoneInfo:
    """Returns a site's time zone, by the site's row."""
    return _zone(site, int(monotonic() // _LOOK_AGAIN))


def forget_zones() -> None:
    """Forgets the zones: each site is looked up again."""
    _zone.cache_clear()


@lru_cache(maxsize=4096)
def _zone(site: int, period: int) -> ZoneInfo:
    return ZoneInfo(Site.objects.values_list("time_zone", flat=True).get(pk=site))


def area_of(kiosk: Kiosk) -> Area:
    """Returns where a kiosk stands."""
    return Area.objects.select_related("parent__parent").get(site__kiosk=kiosk.pk)
