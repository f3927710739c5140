"""Places come in from a file: all of them or none. A dry run tells every mistake and writes nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path

from contract.characters import character_problem
from contract.text import Text, join_texts, text
from hub.audit.services import record as audit
from hub.catalogue.areas import Area
from hub.core.imports import ImportLine, ImportMistake, Report, Tell, import_whole, read_lines
from hub.core.table_files import UnreadableError, fold_heading
from hub.places.models import KnownPlace, PlaceKind
from hub.places.referring import refer_addresses

_MOST_ROWS = 100_000
_COLUMNS: Mapping[str, tuple[str, ...]] = {  # and what else they are called
    "area": ("区域", "社区", "区域代码"),
    "kind": ("类别", "种类"),
    "name": ("名称", "地点"),
    "latitude": ("纬度",),
    "longitude": ("经度",),
}
_NEEDED = ("area", "kind", "name")
_KINDS = {
    PlaceKind.HOUSE: ("住宅", "楼栋", "房屋"),
    PlaceKind.SHOP: ("商铺", "商户"),
    PlaceKind.FACILITY: ("设施", "公共设施"),
}
_KEYS = {fold_heading(word): key for key, words in _COLUMNS.items() for word in (key, *words)}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in (kind.value, *words)}
_DEGREES = {"latitude": 90, "longitude": 180}


def import_places(path: Path, tell: Tell, dry_run: bool = False) -> Report:
    """Tells each mistake as it is found. Raises UnreadableError, OSError."""
    return import_lines(lambda: read_lines(path, _check_header, _MOST_ROWS, _find_column), tell, dry_run)


def import_lines(read: Callable[[], Iterable[ImportLine]], tell: Tell, dry_run: bool) -> Report:
    """Takes lines with the columns of a file, wherever they come from. Addresses that begin with one of the places
    refer to it from then on. Raises what `read` raises."""
    report = import_whole(partial(_go_through, read), _record_event, Report(tell), dry_run=dry_run)
    if not dry_run and not report.mistake_count:
        refer_addresses()
    return report


def _record_event(report: Report) -> None:
    audit(None, "import places", "places", {"new": report.new, "changed": report.changed, "same": report.same})


def _find_column(name: str) -> str:
    return _KEYS.get(fold_heading(name), name)


def _check_header(names: Sequence[str]) -> None:
    """Raises UnreadableError."""
    columns = join_texts([Text.plain(name) for name in _COLUMNS])
    wrong = [name for name in names if name not in _COLUMNS or names.count(name) > 1]
    if wrong or any(name not in names for name in _NEEDED):
        raise UnreadableError(text("A file of places has the columns {columns}, each once.", columns=columns))


def _go_through(read: Callable[[], Iterable[ImportLine]], report: Report) -> None:
    areas = {word: area for area in Area.objects.all() for word in (*area.name.root.values(), area.code)}
    rows: dict[tuple[int, str], int] = {}  # where each place of the file stands
    for line in read():
        place = _build(line, areas)
        problems = list(_problems(line, place, rows))
        for column, code, message in problems:
            report.add(ImportMistake(line.row, column, code, message))
        if not problems:
            _write(place, report)


def _build(line: ImportLine, areas: Mapping[str, Area]) -> KnownPlace:
    cells = line.cells
    place = KnownPlace(kind=_KIND_OF.get(cells.get("kind", ""), ""), name=" ".join(cells.get("name", "").split()))
    area = areas.get(cells.get("area", ""))
    if area is not None:
        place.area = area
    for column in _DEGREES:
        setattr(place, column, _parse_degrees(cells.get(column)))
    return place


def _parse_degrees(cell: str | None) -> Decimal | None:
    try:
        return None if cell is None else Decimal(cell).quantize(Decimal("0.000001"))
    except InvalidOperation:
        return Decimal(1000)  # out of every range


def _problems(line: ImportLine, place: KnownPlace, rows: dict[tuple[int, str], int]) -> Iterator[tuple[str, str, Text]]:
    if place.area_id is None:
        yield "area", "unknown_area", text("There is no such area.")
    if not place.kind:
        yield "kind", "unknown_kind", text("This is none of: house, shop, facility.")
    if not 0 < len(place.name) <= 60 or character_problem(place.name):
        yield "name", "name", text("A place has a name of at most 60 characters.")
    for column, most in _DEGREES.items():
        value = getattr(place, column)
        if value is not None and abs(value) > most:
            yield column, "degrees", text("This is no number of degrees.")
    if (place.latitude is None) != (place.longitude is None):
        yield "latitude", "half", text("Latitude and longitude belong together.")
    if line.has_too_many_cells:
        yield "row", "cells", text("There are more cells than columns.")
    if place.area_id and place.name and (first := rows.setdefault((place.area_id, place.name), line.row)) != line.row:
        yield "name", "twice", text("This stands in row {row} already.", row=first)


def _write(place: KnownPlace, report: Report) -> None:
    existing = KnownPlace.objects.filter(area=place.area, name=place.name).first()
    if existing is None:
        place.save()
        report.new += 1
        return
    changes = {name: getattr(place, name) for name in ("kind", "latitude", "longitude")}
    if existing.active and all(getattr(existing, name) == value for name, value in changes.items()):
        report.same += 1
        return
    for name, value in {**changes, "active": True}.items():
        setattr(existing, name, value)
    existing.save()
    report.changed += 1
