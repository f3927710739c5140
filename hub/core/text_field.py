"""A column of wordings, `{tag: wording}` as JSON, whose value is a Text; and how it is edited, looked up and shown."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.query_utils import DeferredAttribute
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contract.text import Text
from hub.core.sealing import SealedField
from hub.core.text_input import TextFormField
from hub.core.wording import head_words
from languages.registry import DEFAULT, LOCALES

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_ORDER = {tag: position for position, tag in enumerate(LOCALES)}  # a database keeps none


def wording_of(column: str) -> KeyTextTransform:
    """Returns the default locale's wording of a column, for `annotate` and constraints."""
    return KeyTextTransform(DEFAULT, column)


def wording_lookup(column: str, tag: str = DEFAULT) -> str:
    """Returns the name under which `filter`, `order_by` and `search_fields` find a wording of a column."""
    return f"{column}__{tag}"


def wording_lookups(column: str) -> list[str]:
    """Returns that name in every locale."""
    return [wording_lookup(column, tag) for tag in LOCALES]


def wording_column(column: str, label: "str | StrPromise") -> Callable[[Any], str]:
    """Returns a column of an admin's list or form that shows the wording in the reader's language."""

    @admin.display(description=label, ordering=wording_lookup(column))
    def shown(row: Any) -> str:
        return str(getattr(row, column).in_locale(get_language() or DEFAULT))

    return shown


def lazy_wording(text: Text) -> Any:
    """Returns the wording in the language of the reader at the time."""
    return lazy(lambda: text.in_locale(get_language() or DEFAULT), str)()


class _TextAttribute(DeferredAttribute):
    """Takes a Text, a mapping of wordings, or a string in the default locale; is always a Text."""

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = as_text(value)


def as_text(value: Any) -> Any:
    """Returns the Text of what a column was given; what is an expression of the database stays one. Raises
    ValidationError."""
    if value is None or isinstance(value, str):
        return Text.plain(value or "")
    return Text.model_validate(value) if isinstance(value, Mapping) else value


class TextField(models.JSONField[Any, Text]):
    """Wordings by locale. Unless it is `blank`, there is one in the default locale.

    `max_length` bounds that one in characters; a translation, whose letters are narrower, may have twice as many.
    """

    descriptor_class = _TextAttribute

    def __init__(self, verbose_name: Any = None, **options: Any) -> None:
        super().__init__(verbose_name, **{"default": Text, **options})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("default", None)
        return name, path, args, options

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        wordings = super().from_db_value(value, expression, connection)
        if isinstance(expression, KeyTransform) or not isinstance(wordings, dict):
            return wordings
        return Text(dict(sorted(wordings.items(), key=_by_registry)))

    def to_python(self, value: Any) -> Any:
        return as_text(value)

    def get_prep_value(self, value: Any) -> Any:
        return value.root if isinstance(value, Text) else super().get_prep_value(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(self.get_prep_value(value), connection, True)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return super().get_db_prep_save(as_text(value), connection)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        mistakes = [head_words(LOCALES[tag].name, why) for tag, why in self.list_mistakes(value)]
        if mistakes:
            raise ValidationError(mistakes)

    def list_mistakes(self, value: Text) -> Iterator[tuple[str, str]]:
        """Yields the tags of wordings that cannot be taken, and why."""
        if not self.blank and not value.root.get(DEFAULT, "").strip():
            yield DEFAULT, _("must not be empty")
        for tag, wording in value.root.items():
            limit = self.longest(tag)
            if limit is not None and len(wording) > limit:
                yield (
                    tag,
                    _("%(most)d characters at most, there are %(count)d") % {"most": limit, "count": len(wording)},
                )

    def longest(self, tag: str) -> int | None:
        if self.max_length is None:
            return None
        return self.max_length if tag == DEFAULT else 2 * self.max_length

    def value_to_string(self, obj: models.Model) -> Any:
        return self.get_prep_value(self.value_from_object(obj))

    def formfield(self, **options: Any) -> Any:
        limits = {tag: self.longest(tag) for tag in LOCALES}
        mine = {"form_class": TextFormField, "limits": limits, "required": not self.blank}
        field_options = {name: value for name, value in options.items() if name not in ("encoder", "decoder", "widget")}
        return models.Field.formfield(self, **{**mine, **field_options})


class SealedTextField(SealedField):
    """Wordings by locale, sealed; none at all rest as NULL. The value is a Text."""

    def __init__(self, verbose_name: Any = None, **options: Any) -> None:
        super().__init__(verbose_name, **{"null": True, "default": Text, **options})

    def to_value(self, value: Any) -> Any:
        text = as_text(value)
        return Text(dict(sorted(text.root.items(), key=_by_registry))) if isinstance(text, Text) else text

    def to_json(self, value: Any) -> Any:
        return value.root or None if isinstance(value, Text) else value


def _by_registry(wording: tuple[str, str]) -> int:
    return _ORDER.get(wording[0], len(_ORDER))
