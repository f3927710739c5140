"""Filters of the residents' pages."""

from collections.abc import Mapping
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from contract.text import Text
from hub.web.style import find_style_address
from hub.web.words import WORDS
from languages.dates import format_day
from languages.registry import DEFAULT, find_tag

register = template.Library()


@register.simple_tag
def style_address() -> str:
    return find_style_address()


@register.filter
def spoken(text: Text | None) -> str:
    """Returns a text of the catalogue in the reader's language."""
    return "" if text is None else text.in_locale(get_language() or "")


@register.filter
def at(values: Mapping[str, object] | None, key: str) -> object:
    """Returns the value of that key; None without one."""
    return values.get(key) if values else None


@register.filter
def word(value: object, kind: str) -> object:
    """Returns what the pages call a value of that kind."""
    return WORDS[kind].get(str(value), value)


@register.filter
def day(value: date | None) -> str:
    """Returns a day as the reader's language writes it."""
    return "" if value is None else format_day(value, find_tag(get_language() or "") or DEFAULT)


@register.filter
def moment(value: datetime | None) -> str:
    """Returns day and time at the hub."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{day(local.date())} {local:%H:%M}"
