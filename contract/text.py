"""The common base of all messages, and text in several languages."""

import gettext
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, model_validator
from pydantic_core import PydanticCustomError

from languages.catalogues import load_catalogue
from languages.registry import DEFAULT, LOCALES, SOURCE, find_tag, pick_wording

DOMAIN = "contract"


class Message(BaseModel):
    """A value that crosses the line between kiosk and hub: immutable, and strict about unknown keys. What is parsed
    stays in no cache of strings but the keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, cache_strings="keys")


class Personal(Message):
    """A message about a person. It shows nothing of them in a repr, and so in no log or traceback."""

    def __repr_args__(self) -> Iterable[tuple[str | None, object]]:
        return ()


def without_empty(values: dict[str, Any], name: str) -> dict[str, Any]:
    """Returns a message's values without one that is empty, which readers of an earlier release do not know."""
    return {key: value for key, value in values.items() if value or key != name}


def _check_decoded(value: str) -> str:
    if "\ufffd" in value:
        raise PydanticCustomError("undecoded_text", "some characters could not be decoded")
    return value


DecodedText = Annotated[str, AfterValidator(_check_decoded)]
"""Text without U+FFFD, which stands for bytes that could not be decoded: a name with it is nobody's."""


class Text(RootModel[dict[str, str]]):
    """Text for residents: a mapping from a locale's tag to its wording.

    Older names of a locale are taken as keys (`zh`). Wordings that are empty are left out.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    root: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _by_tag(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        if unknown := [key for key in value if not isinstance(key, str) or find_tag(key) is None]:
            raise PydanticCustomError("unknown_language", "unknown language", {"count": len(unknown)})
        return {find_tag(key): wording for key, wording in value.items() if wording != ""}

    @classmethod
    def plain(cls, wording: str) -> "Text":
        """Returns typed text, whose language is not known, as wording of the default locale."""
        return cls({DEFAULT: wording})

    def in_locale(self, tag: str) -> str:
        """Returns the wording in that language or the next of its fallbacks; "" where there is none."""
        return pick_wording(self.root, tag)

    def __bool__(self) -> bool:
        return bool(self.root)

    def __hash__(self) -> int:
        return hash(frozenset(self.root.items()))


class BoundedText(Text):
    """Text from outside: no wording is longer than `longest` characters, and there is one where it is `required`."""

    longest: ClassVar[int] = 4000
    required: ClassVar[bool] = False

    @model_validator(mode="after")
    def _within_bounds(self) -> Self:
        if any(len(wording) > self.longest for wording in self.root.values()):
            raise PydanticCustomError("string_too_long", "too long", {"max_length": self.longest})
        if self.required and not self.root:
            raise PydanticCustomError("string_too_short", "too short", {"min_length": 1})
        return self


def text(sentence: str, **values: object) -> Text:
    """Returns the English sentence in every language that has it in its catalogue, with `{name}` filled in.

    A value that is a Text or a date is taken in the same language. Raises CataloguesMissing.
    """
    return Text({tag: _filled(catalogue.gettext(sentence), tag, values) for tag, catalogue in _catalogues().items()})


def plural_text(one: str, many: str, count: int, **values: object) -> Text:
    """Returns the sentence as `text` does, in the form for that count, which is `{count}`. Raises CataloguesMissing."""
    values = {"count": count, **values}
    wordings = {tag: catalogue.ngettext(one, many, count) for tag, catalogue in _catalogues().items()}
    return Text({tag: _filled(wording, tag, values) for tag, wording in wordings.items()})


def join_texts(texts: Sequence[Text]) -> Text:
    """Returns a list in every language: `火灾、疾病`, `Fire, Illness`. Raises CataloguesMissing."""
    if len(texts) < 2:
        return texts[0] if texts else Text()
    comma = text(", ")
    return Text({tag: comma.in_locale(tag).join(each.in_locale(tag) for each in texts) for tag in LOCALES})


def _filled(wording: str, tag: str, values: Mapping[str, object]) -> str:
    if not values:
        return wording
    return wording.format(**{name: _in_language(value, tag) for name, value in values.items()})


def _in_language(value: object, tag: str) -> object:
    if isinstance(value, Text):
        return value.in_locale(tag)
    if isinstance(value, date):
        from languages.dates import format_day  # what has no dates starts without Babel

        return format_day(value, tag)
    return value


@cache
def _catalogues() -> Mapping[str, gettext.NullTranslations]:
    return {tag: gettext.NullTranslations() if tag == SOURCE else load_catalogue(DOMAIN, tag) for tag in LOCALES}
