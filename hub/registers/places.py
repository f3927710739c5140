"""The places of every area from the place register: by the same import as from a file, all of them or none."""

from collections.abc import Iterator
from datetime import datetime

from contract.text import text
from hub.catalogue.areas import Area
from hub.core.imports import ImportLine, Report, Tell
from hub.core.table_files import UnreadableError
from hub.places.importing import import_lines
from hub.registers.answers import RegisteredPlaces
from hub.registers.asking import Inquiry, RegisterAway, ask
from hub.registers.models import RegisterKind

_LARGEST = 8_000_000  # bytes of an answer


def fetch_places(tell: Tell, now: datetime, dry_run: bool = False) -> Report:
    """Tells each mistake as it is found. Raises UnreadableError where the register cannot be asked."""
    lines = list(_list_lines(now))
    return import_lines(lambda: lines, tell, dry_run)


def _list_lines(now: datetime) -> Iterator[ImportLine]:
    """Raises UnreadableError."""
    row = 0
    for area in Area.objects.order_by("pk"):
        for place in _ask(area, now).places:
            row += 1
            cells = place.model_dump(mode="json", exclude_none=True, exclude={"as_of"})
            yield ImportLine(row, {"area": area.code, **{key: str(value) for key, value in cells.items()}}, False)


def _ask(area: Area, now: datetime) -> RegisteredPlaces:
    inquiry = Inquiry(
        kind=RegisterKind.PLACE,
        about={"area": area.code},
        answer=RegisteredPlaces,
        subject=f"area {area.code}",
        ground="import",
        by=None,
        largest=_LARGEST,
        is_kept=False,
    )
    try:
        content = ask(inquiry, now).content
    except RegisterAway as away:
        raise UnreadableError(text("The place register cannot be asked now: {why}.", why=str(away))) from None
    return content or RegisteredPlaces(area=area.code, places=())
