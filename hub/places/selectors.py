"""Places as kiosks choose from them, and as a case refers to one."""

from contract import places as c
from hub.cases.models import Case
from hub.catalogue.areas import Area
from hub.places.models import AreaMap, KnownPlace


def book_of(area: Area) -> c.PlaceBook:
    """Returns the area, those below it, their places in use, and the map on which these are drawn."""
    areas = {row.pk: row for row in area.within().select_related("parent")}
    rows = KnownPlace.objects.filter(area__in=areas, active=True).order_by("area__position", "area__code", "name")
    drawn = find_map(area)
    places = tuple(
        c.KnownPlace(area=areas[row.area_id].code, name=row.name, at=drawn.find_point(row) if drawn else None)
        for row in rows[: c.MOST_PLACES]
    )
    if not places:
        return c.PlaceBook()
    shown = c.DrawnMap(digest=drawn.digest, width=drawn.width, height=drawn.height) if drawn else None
    return c.PlaceBook(areas=tuple(_area(row, areas) for row in areas.values()), places=places, drawn_map=shown)


def find_map(area: Area) -> AreaMap | None:
    """Returns the area's map without its picture, or that of the nearest area above it."""
    chain = area.upwards()
    maps = {row.area_id: row for row in AreaMap.objects.filter(area__in=chain).defer("jpeg")}
    return next((maps[above.pk] for above in chain if above.pk in maps), None)


def _area(row: Area, areas: dict[int, Area]) -> c.PlaceArea:
    above = areas.get(row.parent_id or 0)
    return c.PlaceArea(code=row.code, name=row.name, parent=above.code if above else "")


def list_words(most: int) -> list[str]:
    """Returns what addresses at the places in use begin with; nothing where there are more than `most`."""
    rows = KnownPlace.objects.filter(active=True).order_by("words")
    words = list(rows.values_list("words", flat=True)[: most + 1])
    return words if len(words) <= most else []


def find_place(address: str) -> KnownPlace | None:
    """Returns the place with whose words an address begins, the longest where there are several."""
    parts = address.split(" ")
    beginnings = [" ".join(parts[: at + 1]) for at in range(len(parts))]
    rows = KnownPlace.objects.filter(words__in=beginnings, active=True)
    return max(rows, key=lambda row: len(row.words), default=None)


def place_of(case: Case) -> KnownPlace | None:
    return KnownPlace.objects.filter(case_links__case=case).select_related("area").first()


def count_cases_at(place: KnownPlace) -> int:
    return place.case_links.count()
