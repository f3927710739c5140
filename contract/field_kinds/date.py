"""A day, in ISO 8601: "2026-11-22"."""

import datetime as dt
import re

from contract.field_kinds.base import Mistake, ValueKind
from contract.field_kinds.inputs import HtmlInput, NumberPad
from contract.fields import Field
from contract.numbers import tidy_number
from contract.text import Text, text

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAYS = re.compile(r"-?[0-9]{1,5}")
_LENGTHS = (4, 2, 2)  # of year, month and day


class _Date(ValueKind):
    name = text("Date")
    editor = NumberPad(longest=sum(_LENGTHS), groups=_LENGTHS, today=True)
    html = HtmlInput(type="date", inputmode="numeric")
    is_chosen = True

    def check_value(self, field: Field, value: str, today: dt.date) -> Mistake | None:
        day = _find_day(value)
        if day is None:
            return "date", text('"{label}" is not a date that exists; choose it again.', label=field.label)
        first, last = date_bounds(field, today)
        if first is not None and day < first:
            return "too_early", text('"{label}" cannot be before {first}.', label=field.label, first=first)
        if last is not None and day > last:
            return "too_late", text('"{label}" cannot be after {last}.', label=field.label, last=last)
        return None

    def tidy_value(self, value: str) -> str:
        return tidy_number(value)

    def render(self, field: Field, value: str) -> Text:
        day = _find_day(value)
        return Text.plain(value) if day is None else text("{day}", day=day)

    def render_typed(self, field: Field, value: str) -> Text:
        """Returns the typed value with a mark for each missing digit: `2026-11-__`."""
        if _find_day(value):
            return self.render(field, value)
        parts = [*value.split("-"), "", ""]
        return Text.plain("-".join(f"{part:_<{length}}" for part, length in zip(parts, _LENGTHS, strict=False)))

    def default(self, field: Field, today: dt.date, age: int | None = None) -> str:
        """Returns the day that is that many days from today."""
        if not _DAYS.fullmatch(field.default):
            return ""
        return (today + dt.timedelta(days=int(field.default))).isoformat()

    def is_complete(self, value: str) -> bool:
        return _find_day(value) is not None

    def mask(self, field: Field, value: str) -> Text:
        """Returns the year."""
        return Text.plain(f"{value[:4]}-**-**")

    def sample(self, field: Field, today: dt.date) -> str:
        first, last = date_bounds(field, today)
        day = max(today, first or today)
        return min(day, last or day).isoformat()


def date_bounds(field: Field, today: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """Returns the first and the last day that a DATE field takes; None where it has no bound."""
    first = None if field.earliest_days is None else today + dt.timedelta(days=field.earliest_days)
    last = None if field.latest_days is None else today + dt.timedelta(days=field.latest_days)
    return first, last


def _find_day(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except ValueError:
        return None


KIND = _Date()
