from hub.catalogue.areas import Area
from hub.kiosks.models import Kiosk


def area_of(kiosk: Kiosk) -> Area:
    """Where a kiosk stands."""
    return Area.objects.select_related("parent__parent").get(site__kiosk=kiosk.pk)
