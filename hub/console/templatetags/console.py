"""Filters of the console's pages."""

from collections.abc import Mapping

from django import template
from django.utils.translation import get_language

from contract.text import Text
from hub.console.wording import WORDS

register = template.Library()


@register.filter
def spoken(text: Text | None) -> str:
    """A text of the catalogue in the reader's language."""
    return "" if text is None else text.in_locale(get_language() or "")


@register.filter
def called(row: object) -> str:
    """The name of a row that has one in two languages."""
    chinese, english = str(getattr(row, "name_zh", "")), str(getattr(row, "name_en", ""))
    return english if english and (get_language() or "").startswith("en") else chinese


@register.filter
def word(value: str | int, kind: str) -> object:
    """What the console calls a value of that kind; a value it does not know stays as it is."""
    return WORDS[kind].get(value, value or "")


@register.filter
def in_words(detail: str) -> str:
    """What is wrong with a device: the fault, then what it said itself."""
    fault, _space, more = detail.partition(" ")
    return f"{word(fault, 'fault')} {more}".strip()


@register.filter
def at(mapping: Mapping[str, object], key: str | None) -> object:
    return mapping.get(key or "")
