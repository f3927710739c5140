"""Sentences put together, and one for a reader whose language is not known."""

from collections.abc import Iterable
from functools import reduce

from contract.text import Text, text
from languages.registry import DEFAULT, SOURCE


def in_both(sentence: Text, between: str = " · ") -> str:
    """The wording in the default language and that of the code, for a title, a file or a command's output."""
    return between.join(sentence.in_locale(tag) for tag in (DEFAULT, SOURCE))


def joined(parts: Iterable[Text]) -> Text:
    """The parts as one list, with each language's comma. There is at least one."""
    return reduce(lambda first, second: text("{first}, {second}", first=first, second=second), parts)
