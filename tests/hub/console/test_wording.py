"""Every sentence of the hub's pages stands in every language's catalogue, and no other."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import django
import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation import templatize

from languages.registry import DEFAULT, LOCALES, SOURCE

HUB = Path(__file__).resolve().parents[3] / "hub"
KEYWORDS = {
    "_": None,
    "both": None,
    "gettext": None,
    "gettext_lazy": None,
    "in_both": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
BOTH = re.compile(r'{% both "([^"]+)"')
DJANGO = Path(django.__file__).parent
FOLDERS = sorted(locale.folder for tag, locale in LOCALES.items() if tag != SOURCE)


def path_of(folder: str) -> Path:
    return HUB / "locale" / folder / "LC_MESSAGES" / "django.po"


def sentences(file: Path) -> Iterator[str]:
    source = file.read_text("utf-8")
    yield from BOTH.findall(source)
    code = templatize(source, origin=str(file)) if file.suffix == ".html" else source
    for _line, found, _comments, _context in extract("python", BytesIO(code.encode()), KEYWORDS):
        words = found[0] if isinstance(found, tuple) else found
        if words:
            yield str(words)


def catalogue(file: Path) -> dict[str, Any]:
    """Returns what is said by the sentence it is a translation of."""
    with file.open("rb") as opened:
        return {
            str(entry.id[0] if isinstance(entry.id, tuple) else entry.id): entry.string for entry in read_po(opened)
        }


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("pattern", ["*.html", "*.py"])
def test_every_sentence_is_there_in_every_language(pattern: str, folder: str) -> None:
    wordings = catalogue(path_of(folder))
    said = {sentence for file in HUB.rglob(pattern) for sentence in sentences(file)}
    assert len(said) > 20
    assert sorted(sentence for sentence in said if not wordings.get(sentence)) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_language_has_the_same_sentences(folder: str) -> None:
    assert catalogue(path_of(folder)).keys() == catalogue(path_of(LOCALES[DEFAULT].folder)).keys()


@pytest.mark.parametrize("app", ["admin", "auth"])
def test_no_word_of_the_admins_pages_gets_another_meaning(app: str) -> None:
    """Ours come before Django's: its account that is "Disabled" was once a person's disability."""
    folder = LOCALES[DEFAULT].folder
    ours, theirs = (
        catalogue(path_of(folder)),
        catalogue(DJANGO / f"contrib/{app}/locale/{folder}/LC_MESSAGES/django.po"),
    )
    assert {word for word in ours.keys() & theirs.keys() if word and theirs[word] != ours[word]} == set()
