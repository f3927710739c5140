"""Tags that speak of languages: pages for a reader whose own is not known yet, and the switch."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from hub.staff.languages import in_both
from languages.registry import LOCALES, Locale, find_tag

register = template.Library()


@register.simple_tag
def both(sentence: str, element: str = "") -> SafeString:
    """Returns the sentence in two languages: one after the other, or each in an element of its own."""
    pair = in_both(sentence)
    if element:
        parts = ((element, tag, words, element) for tag, words in pair)
        return format_html_join("\n", '<{} lang="{}">{}</{}>', parts)
    (_, first), (tag, second) = pair
    return format_html('{} <span lang="{}">{}</span>', first, tag, second)


@register.simple_tag
def other_languages() -> list[Locale]:
    """Returns the languages that the page is not in."""
    current = find_tag(get_language() or "")
    return [locale for tag, locale in LOCALES.items() if tag != current]
