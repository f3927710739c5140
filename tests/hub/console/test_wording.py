"""What the hub's pages say is there in Chinese, every sentence of it."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import django
import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation import templatize

HUB = Path(__file__).resolve().parents[3] / "hub"
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
DJANGO = Path(django.__file__).parent
CATALOGUE = HUB / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def sentences(file: Path) -> Iterator[str]:
    source = file.read_text("utf-8")
    code = templatize(source, origin=str(file)) if file.suffix == ".html" else source
    for _line, found, _comments, _context in extract("python", BytesIO(code.encode()), KEYWORDS):
        yield found[0] if isinstance(found, tuple) else str(found)


def catalogue(file: Path) -> dict[str, Any]:
    """What is said by the sentence it is a translation of."""
    with file.open("rb") as opened:
        return {
            str(entry.id[0] if isinstance(entry.id, tuple) else entry.id): entry.string for entry in read_po(opened)
        }


@pytest.mark.parametrize("pattern", ["*.html", "*.py"])
def test_every_sentence_has_its_chinese(pattern: str) -> None:
    chinese = catalogue(CATALOGUE)
    said = {sentence for file in HUB.rglob(pattern) for sentence in sentences(file)}
    assert len(said) > 20
    assert sorted(sentence for sentence in said if not chinese.get(sentence)) == []


@pytest.mark.parametrize("app", ["admin", "auth"])
def test_no_word_of_the_admins_pages_gets_another_meaning(app: str) -> None:
    """Ours come before Django's: its account that is "Disabled" was once a person's disability."""
    ours, theirs = catalogue(CATALOGUE), catalogue(DJANGO / f"contrib/{app}/locale/zh_Hans/LC_MESSAGES/django.po")
    assert {word for word in ours.keys() & theirs.keys() if word and theirs[word] != ours[word]} == set()
