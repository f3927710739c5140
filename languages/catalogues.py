"""The gettext catalogues that lie beside the program, by domain and language."""

import gettext
from pathlib import Path

from languages.registry import LOCALES

LOCALE = Path(__file__).resolve().parents[1] / "locale"


class CataloguesMissing(RuntimeError):
    """The `.mo` files were not compiled: set-up has not run."""


def load_catalogue(domain: str, tag: str) -> gettext.GNUTranslations:
    """Returns the language's catalogue of that domain, read once in a process. Raises CataloguesMissing."""
    folder = LOCALES[tag].folder
    try:
        return gettext.translation(domain, LOCALE, [folder])
    except OSError as error:
        missing = LOCALE / folder / "LC_MESSAGES" / f"{domain}.mo"
        raise CataloguesMissing(f"no {missing}: run `python -m tools.catalogues`") from error
