"""Wordings in a form: one input a locale of the registry, sent as `name[tag]`."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from contract.text import Text
from languages.registry import DEFAULT, LOCALES, Locale


def wording_key(name: str, tag: str) -> str:
    """Returns what a wording is called in forms and files: `name[en]`."""
    return f"{name}[{tag}]"


def read_wordings(data: Mapping[str, Any], name: str) -> Text:
    """Returns what a form sent of a text."""
    return Text({tag: str(data.get(wording_key(name, tag), "")).strip() for tag in LOCALES})


class TextInput(forms.Widget):
    use_fieldset = True

    def __init__(self, limits: Mapping[str, int | None], attrs: Any = None) -> None:
        super().__init__(attrs)
        self.limits = limits

    def id_for_label(self, id_: str) -> str:
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Text:
        return read_wordings(data, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(wording_key(name, tag) in data for tag in LOCALES)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        wordings = value.root if isinstance(value, Text) else {}
        shared = self.build_attrs(self.attrs, attrs)
        inputs = ((self._input(locale, name, wordings.get(locale.tag, ""), shared),) for locale in LOCALES.values())
        return format_html("<div>{}</div>", format_html_join("", "{}", inputs))

    def _input(self, locale: Locale, name: str, wording: str, shared: Mapping[str, Any]) -> SafeString:
        limit = self.limits.get(locale.tag)
        kind: type[forms.Widget] = forms.Textarea if limit is None else forms.TextInput
        own: dict[str, Any] = {**shared, "lang": locale.tag, "dir": locale.direction}
        own |= {"maxlength": limit} if limit else {}
        own |= {"rows": 2, "cols": 60} if kind is forms.Textarea else {"size": 40}
        own |= {"id": f"{shared['id']}_{locale.tag}"} if "id" in shared else {}
        own["required"] = bool(shared.get("required")) and locale.tag == DEFAULT
        drawn = kind(own).render(wording_key(name, locale.tag), wording)
        return format_html('<label lang="{}">{} {}</label> ', locale.tag, locale.name, drawn)


class TextFormField(forms.Field):
    """Cleans to a Text. What a column asks of it is checked by the column."""

    def __init__(self, *, limits: Mapping[str, int | None], **options: Any) -> None:
        options.pop("max_length", None)
        super().__init__(**{"widget": TextInput(limits), **options})
        self.limits = limits

    def to_python(self, value: Any) -> Text:
        return value if isinstance(value, Text) else Text()

    def validate(self, value: Text) -> None:
        if self.required and not value.root.get(DEFAULT):
            raise ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or Text()) != (data or Text())
