"""Filters of the console's pages."""

import json
from collections.abc import Collection, Iterable, Mapping

from django import template
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contract.kiosks import AlarmView
from contract.text import Text
from hub.catalogue.item_checks import DraftProblem
from hub.catalogue.item_parts import name_place
from hub.catalogue.models import Item, ItemDraft
from hub.catalogue.parts import wording_of
from hub.console.wording import WORDS
from hub.core.text_input import wording_key
from hub.queues.returning import TWICE
from languages.registry import DEFAULT, LOCALES

_ONE_LINE = 300  # characters
register = template.Library()


@register.simple_tag
def device_words() -> str:
    """Returns how kinds of devices, their conditions and faults are called, as JSON for a script."""
    kinds = {kind: {key: str(word) for key, word in WORDS[kind].items()} for kind in ("device", "condition", "fault")}
    return json.dumps(kinds, ensure_ascii=False)


@register.filter
def spoken(text: Text | None) -> str:
    """Returns a text of the catalogue in the reader's language."""
    return "" if text is None else text.in_locale(get_language() or "")


@register.filter
def called(row: object) -> str:
    """Returns a row's name in the reader's language."""
    return spoken(getattr(row, "name", None))


@register.simple_tag
def options(named: Iterable[tuple[str, Text]], chosen: str = "") -> str:
    """Returns the choices of a list. A city has hundreds of centres, and a loop of the template takes long for them."""
    locale, mark = get_language() or "", mark_safe(" selected")
    rows = ((code, mark if code == chosen else "", name.in_locale(locale)) for code, name in named)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


@register.simple_tag
def suggestions(rows: Iterable[object]) -> str:
    """Returns the names of rows as a field suggests them."""
    return format_html_join("", '<option value="{}"></option>', ((called(row),) for row in rows))


@register.simple_tag
def boxes(name: str, items: Iterable[Item], chosen: Collection[str] = ()) -> str:
    """Returns a box to tick for each item."""
    mark = mark_safe(" checked")
    rows = ((name, item.code, mark if item.code in chosen else "", called(item)) for item in items)
    return format_html_join(" ", '<label><input type="checkbox" name="{}" value="{}"{}> {}</label>', rows)


@register.inclusion_tag("console/wording_inputs.html")
def wording_inputs(
    name: str,
    label: str,
    longest: int,
    pk: object = "",
    value: Text | None = None,
    required: bool = True,
    folded: bool = False,
) -> dict[str, object]:
    """Renders one input a locale; where it is `required`, the default one has to be filled in. `folded`: the others
    are folded away."""
    fields = [
        {
            "locale": locale,
            "name": wording_key(name, tag),
            "id": f"{name}{pk}_{tag}",
            "required": required and tag == DEFAULT,
            "value": value.root.get(tag, "") if value else "",
        }
        for tag, locale in LOCALES.items()
    ]
    shown, folded_away = (fields[:1], fields[1:]) if folded else (fields, [])
    shape = {"longest": longest, "long": longest > _ONE_LINE, "several": len(LOCALES) > 1}
    return {"label": label, "fields": shown, "folded": folded_away, **shape}


@register.filter
def content_wording(value: Mapping[str, str]) -> str:
    """Returns a wording of a draft in the reader's language."""
    return wording_of(value, get_language() or "")


@register.filter
def problem_place(problem: DraftProblem) -> str:
    """Returns where in a draft something is wrong, in words."""
    return name_place(problem.path)


@register.filter
def problem_address(problem: DraftProblem, draft: ItemDraft) -> str:
    """Returns the place on the page on which it is mended."""
    names = problem.path.split(".")
    if names[:2] == ["form", "fields"] and len(names) > 2:
        return f"{reverse('console:item_field', args=[draft.pk, int(names[2])])}#at-{problem.path}"
    return f"{reverse('console:item_section', args=[draft.pk, problem.section])}#at-{problem.path}"


@register.filter
def word(value: str | int, kind: str) -> object:
    """Returns what the console calls a value of that kind; a value it does not know stays as it is."""
    return WORDS[kind].get(value, value or "")


@register.filter
def in_words(detail: str) -> str:
    """Returns what is wrong with a device: the fault, then what it said itself."""
    fault, _space, more = detail.partition(" ")
    return f"{word(fault, 'fault')} {more}".strip()


@register.filter
def alarm_words(alarm: AlarmView) -> str:
    """Returns what is wrong, in the reader's language."""
    if alarm.kind == "restored":
        held, _space, lost = alarm.detail.partition(" ")
        return _("%(held)s sent again, %(lost)s to be asked for") % {"held": held.lstrip("+"), "lost": lost.lstrip("-")}
    if alarm.kind == "late" and alarm.detail == TWICE:
        return _("It is on two papers")
    if alarm.kind == "call":
        return f"{word(alarm.detail, 'kiosk_page')}"
    return in_words(alarm.detail) if alarm.kind == "fault" else f"{word(alarm.detail, 'trouble')}"


@register.filter
def at(mapping: Mapping[str, object], key: str | None) -> object:
    return mapping.get(key or "")
