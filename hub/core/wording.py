"""Sentences for a reader whose language is not known."""

from contract.text import Text
from languages.registry import DEFAULT, SOURCE


def in_both(sentence: Text, between: str = " · ") -> str:
    """Returns the wording in the default language and that of the code, for a title, a file or a command's output."""
    return between.join(sentence.in_locale(tag) for tag in (DEFAULT, SOURCE))
