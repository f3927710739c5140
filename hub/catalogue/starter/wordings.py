"""The starter catalogue's texts: written in the default locale, translated by the gettext catalogues `starter`."""

import gettext
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from contract.text import Text
from languages.registry import DEFAULT, LOCALES, CataloguesMissing

DOMAIN = "starter"
_LOCALE = Path(__file__).resolve().parents[3] / "locale"


class _Untranslated(gettext.NullTranslations):
    """Has no wording of its own, so that the reader's fallback is taken."""

    def gettext(self, message: str) -> str:
        return ""


def starter_text(wording: str, **values: object) -> Text:
    """The text in every language that has it, with `{name}` filled in. Raises CataloguesMissing."""
    wordings = {DEFAULT: wording} | {tag: each.gettext(wording) for tag, each in _catalogues().items()}
    return Text({tag: each.format(**values) if values else each for tag, each in wordings.items()})


@cache
def _catalogues() -> Mapping[str, gettext.NullTranslations]:
    return {tag: _catalogue(locale.folder) for tag, locale in LOCALES.items() if tag != DEFAULT}


def _catalogue(folder: str) -> gettext.NullTranslations:
    try:
        catalogue = gettext.translation(DOMAIN, _LOCALE, [folder])
    except OSError as error:
        missing = _LOCALE / folder / "LC_MESSAGES" / f"{DOMAIN}.mo"
        raise CataloguesMissing(f"no {missing}: run `python -m tools.catalogues`") from error
    catalogue.add_fallback(_Untranslated())
    return catalogue
