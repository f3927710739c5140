"""The language the resident reads: `_` and `ngettext` look up the English sentence in the active gettext catalogue.

One visit is held at a time, so the language is the process's, not a thread's.
"""

import gettext
from collections.abc import Callable

from languages.catalogues import load_catalogue
from languages.registry import DEFAULT, LOCALES, find_tag

DOMAIN = "kiosk"
LANGUAGES = {tag: locale.name for tag, locale in LOCALES.items()}  # each named in itself, the default first


_catalogues: dict[str, gettext.NullTranslations] = {}


class _Active:
    code = DEFAULT


def activate(code: str) -> None:
    """Sets the active language; an unknown code means the default. Raises CataloguesMissing."""
    code = find_tag(code) or DEFAULT
    _catalogue(code)
    _Active.code = code


def language() -> str:
    """Returns the active language's tag."""
    return _Active.code


def _(sentence: str) -> str:
    """Returns the sentence in the active language. Raises CataloguesMissing."""
    return _catalogue(_Active.code).gettext(sentence)


def N_(sentence: str) -> str:  # noqa: N802  # the name that extraction tools know
    """Marks a sentence for the catalogues that `_` gets later."""
    return sentence


def ngettext(one: str, many: str, count: int) -> str:
    """Returns the form for that count in the active language. Raises CataloguesMissing."""
    return _catalogue(_Active.code).ngettext(one, many, count)


def wordings(sentence: str) -> dict[str, str]:
    """Returns the sentence in every language, by tag. Raises CataloguesMissing."""
    return {tag: _catalogue(tag).gettext(sentence) for tag in LOCALES}


def in_language(code: str, sentence: Callable[[], str]) -> str:
    """Returns what `sentence` returns in another language than the active one."""
    before = language()
    activate(code)
    try:
        return sentence()
    finally:
        activate(before)


def _catalogue(code: str) -> gettext.NullTranslations:
    if code not in _catalogues:
        _catalogues[code] = load_catalogue(DOMAIN, code)
    return _catalogues[code]
