"""Files handed in as an answer: their ids, parted by gaps, or "later" for one who brings them to the counter.

An id is that of a page at the hub, or of a file that a kiosk keeps and that follows. The files themselves go the way of
papers (`contract.file_fields`).
"""

import re
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from contract.field_kinds.base import Mistake, ValueKind, tidy_text
from contract.field_kinds.inputs import Control, FileList, HtmlInput
from contract.fields import Field
from contract.text import Text, plural_text, text

LATER = "later"
MOST = 100  # of one answer
_LONGEST = 37 * (MOST + 1)  # characters
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


def list_files(value: str) -> tuple[UUID, ...]:
    """Returns the ids; none where it is no answer of files."""
    parts = value.split(" ")
    return tuple(map(UUID, parts)) if all(map(_ID.fullmatch, parts)) else ()


def build_answer(files: Iterable[UUID]) -> str:
    return " ".join(map(str, dict.fromkeys(files)))


class _Files(ValueKind):
    name = text("Files")
    editor = FileList()
    html = HtmlInput(Control.FILES, type="file", wide=True)
    takes_files = True

    def longest(self, field: Field) -> int:
        return _LONGEST

    def check_value(self, field: Field, value: str, today: date) -> Mistake | None:
        if value == LATER:
            return None
        files = list_files(value)
        if not files:
            return "files", text('"{label}" cannot be read; please hand the files in again.', label=field.label)
        if len(files) > MOST:
            return "too_many", text('"{label}" takes {most} files at most.', label=field.label, most=MOST)
        return None

    def tidy_value(self, value: str) -> str:
        return " ".join(dict.fromkeys(tidy_text(value).lower().split()))

    def render(self, field: Field, value: str) -> Text:
        if value == LATER:
            return text("Brought to the counter later")
        count = len(list_files(value))
        return plural_text("{count} file", "{count} files", count) if count else Text.plain(value)

    def mask(self, field: Field, value: str) -> Text:
        """Returns how many there are, which tells nothing of what is in them."""
        return self.render(field, value)

    def sample(self, field: Field, today: date) -> str:
        return LATER


KIND = _Files()
