"""The sentences of the board's page."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop, override

_SENTENCES: Mapping[str, str] = {
    "stale": gettext_noop("The connection is lost and the numbers may be old. Please listen for your number."),
    "lost": gettext_noop("Connection lost"),
    "goTo": gettext_noop("Please go to {window}"),
    "before": gettext_noop("Called before: {numbers}"),
    "waiting": gettext_noop("{count} waiting"),
    "call": gettext_noop("Number {number}, please go to {window}"),
    "sound": gettext_noop("Turn the sound on"),
}


def build_wordings(tag: str) -> dict[str, str]:
    """Returns the sentences in that language, by their keys in the page; names in braces are filled there."""
    with override(tag.lower()):
        return {key: gettext(sentence) for key, sentence in _SENTENCES.items()}
