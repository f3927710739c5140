from hub.catalogue.areas import Area
from hub.kiosks.models import Kiosk


def area_of(kiosk: Kiosk) -> Area:
    """Where a kiosk stands."""
    return Area.objects.select_related("parent__parent").get(site__kiosk=kiosk.pk)


def upwards(area: Area) -> list[Area]:
    """An area and those above it; the tree is three levels deep."""
    chain = [area]
    while chain[-1].parent is not None:
        chain.append(chain[-1].parent)
    return chain
