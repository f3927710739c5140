"""Every sentence of the hub's pages stands in every language's catalogue, and no other."""

import ast
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
CHINESE = re.compile(r"[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef]")
MAY_WRITE_CHINESE = {  # what is no sentence to a reader of the pages
    "alerts/message.py": "goes to people and systems outside, not to a reader with a language",
    "alerts/password_notice.py": "the same",
    "api.py": "the API's name",
    "cases/card_match.py": "the dots of names",
    "catalogue/spreadsheets.py": "cells of a table that is read",
    "catalogue/words.py": "the sign between search words, which are data",
    "certificates/fonts.py": "stands for a character without a glyph",
    "channels/starter.py": "the starter directory",
    "console/item_preview.py": "an invented name",
    "console/practice.py": "invented data",
    "console/results.py": "what is typed",
    "notify/models.py": "names the sign at the beginning of a text message",
    "notify/sending.py": "the sign at the beginning of a text message",
    "own_record/copies.py": "a paper in the default language",
    "places/importing.py": "headers of a table that is read",
    "registers/practice.py": "invented data",
    "registers/stand_in.py": "invented data",
    "residents/import_cells.py": "cells of a table that is read",
    "residents/import_columns.py": "headers of a table that is read",
    "setup/shipped_texts.py": "the starter catalogue",
    "setup/writing.py": "the starter catalogue",
}
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


def chinese_words(file: Path) -> Iterator[str]:
    """Yields what a file of code writes in Chinese, but for docstrings."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        for child in ast.iter_child_nodes(node):
            is_docstring = isinstance(node, ast.Expr)
            if isinstance(child, ast.Constant) and isinstance(child.value, str) and not is_docstring:
                yield from CHINESE.findall(child.value)


def test_no_sentence_of_ours_is_written_in_one_language() -> None:
    """What the code says, in a page, a mistake or a table, is an English sentence for the catalogues."""
    files = [file for file in HUB.rglob("*.py") if not {"migrations", "starter"} & set(file.parts)]
    writers = {str(file.relative_to(HUB)) for file in files if any(chinese_words(file))}
    assert writers == MAY_WRITE_CHINESE.keys()
    pages = [*HUB.rglob("*.html"), *HUB.rglob("static/**/*.js")]
    wrong = {file.name for file in pages if CHINESE.search(file.read_text("utf-8"))}
    assert wrong == {"agent.js"}  # which knows the signs that keyboards send


@pytest.mark.parametrize("app", ["admin", "auth"])
def test_no_word_of_the_admins_pages_gets_another_meaning(app: str) -> None:
    """Ours come before Django's: its account that is "Disabled" was once a person's disability."""
    folder = LOCALES[DEFAULT].folder
    ours, theirs = (
        catalogue(path_of(folder)),
        catalogue(DJANGO / f"contrib/{app}/locale/{folder}/LC_MESSAGES/django.po"),
    )
    assert {word for word in ours.keys() & theirs.keys() if word and theirs[word] != ours[word]} == set()
