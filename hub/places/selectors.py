"""Places as kiosks choose from them, and as a case refers to one."""

from collections.abc import Collection

from contract import places as c
from hub.cases.models import Case
from hub.catalogue.areas import Area
from hub.core.worded import WordedQuery
from hub.places.models import LONGEST_WORDS, AreaMap, KnownPlace, PlaceWords
from hub.residents.models import ResidentFact


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
    """Returns the place with whose words an address begins, those it has or had; the longest where there are
    several."""
    key = find_places([address]).get(address)
    return None if key is None else KnownPlace.objects.filter(pk=key).first()


def find_places(addresses: Collection[str]) -> dict[str, int]:
    """Returns the keys of such places by address, of the addresses that begin with one."""
    beginnings = {address: _beginnings(address) for address in addresses}
    words = {each for several in beginnings.values() for each in several}
    rows = PlaceWords.objects.filter(words__in=words, place__active=True).select_related("place")
    places: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: row.words == row.place.words):  # the one that is called so now goes before
        places[row.words] = row.place_id
    longest = ((address, next(filter(places.__contains__, each), None)) for address, each in beginnings.items())
    return {address: places[beginning] for address, beginning in longest if beginning is not None}


def split_address(address: str) -> tuple[str, str]:
    """Returns the words of the place with which an address begins, and the rest; no words where it begins with none."""
    place = find_place(address)
    beginnings = _beginnings(address)
    words = set(place.all_words.values_list("words", flat=True)) if place else set()
    beginning = next((each for each in beginnings if each in words), "")
    return beginning, address.removeprefix(beginning).strip()


def _beginnings(address: str) -> list[str]:
    """Returns what the address may begin with, the longest first."""
    parts = address[: LONGEST_WORDS + 1].split(" ")
    beginnings = (" ".join(parts[:count]) for count in range(len(parts), 0, -1))
    return [beginning for beginning in beginnings if len(beginning) <= LONGEST_WORDS]


def place_of_fact(fact: ResidentFact) -> KnownPlace | None:
    """Returns the place with which somebody's address began when it was recorded, as it is called now. Raises
    ChangedPastHub."""
    if fact.place is None:
        return None
    return KnownPlace.objects.filter(pk=fact.place).select_related("area__parent").first()


def place_of(case: Case) -> KnownPlace | None:
    return _PLACE.first(case.pk)


_PLACE = WordedQuery(lambda case: KnownPlace.objects.filter(case_links__case=case).select_related("area")[:1])


def count_cases_at(place: KnownPlace) -> int:
    return place.case_links.count()
