"""Sentences for a reader whose language is not known, and the signs between words in that of the reader."""

from collections.abc import Iterable

from django.utils.translation import pgettext

from contract.text import Text
from languages.registry import DEFAULT, SOURCE


def in_both(sentence: Text, between: str = " · ") -> str:
    """Returns the wording in the default language and that of the code, for a title, a file or a command's output."""
    return between.join(sentence.in_locale(tag) for tag in (DEFAULT, SOURCE))


def list_words(words: Iterable[str]) -> str:
    """Returns words in a list, as the reader's language parts them."""
    return pgettext("list", ", ").join(words)


def head_words(head: object, words: object) -> str:
    """Returns words under a heading in the same line, as the reader's language sets them."""
    return pgettext("heading", "%(head)s: %(words)s") % {"head": head, "words": words}
