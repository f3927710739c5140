"""The starter catalogue's texts: written in the default locale, translated by the gettext catalogues `starter`."""

import gettext
from collections.abc import Mapping
from functools import cache

from contract.text import Text
from languages.catalogues import load_catalogue
from languages.registry import DEFAULT, LOCALES

DOMAIN = "starter"


class _Untranslated(gettext.NullTranslations):
    """Has no wording of its own, so that the reader's fallback is taken."""

    def gettext(self, message: str) -> str:
        return ""


def starter_text(wording: str, **values: object) -> Text:
    """Returns the text in every language that has it, with `{name}` filled in. Raises CataloguesMissing."""
    wordings = {DEFAULT: wording} | {tag: each.gettext(wording) for tag, each in _catalogues().items()}
    return Text({tag: each.format(**values) if values else each for tag, each in wordings.items()})


@cache
def _catalogues() -> Mapping[str, gettext.NullTranslations]:
    return {tag: _catalogue(tag) for tag in LOCALES if tag != DEFAULT}


def _catalogue(tag: str) -> gettext.NullTranslations:
    catalogue = load_catalogue(DOMAIN, tag)
    catalogue.add_fallback(_Untranslated())
    return catalogue
