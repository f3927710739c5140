"""What the hub's pages say is there in Chinese, every sentence of it."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation import templatize

HUB = Path(__file__).resolve().parents[3] / "hub"
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
CATALOGUE = HUB / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def sentences(file: Path) -> Iterator[str]:
    source = file.read_text("utf-8")
    code = templatize(source, origin=str(file)) if file.suffix == ".html" else source
    for _line, found, _comments, _context in extract("python", BytesIO(code.encode()), KEYWORDS):
        yield found[0] if isinstance(found, tuple) else str(found)


@pytest.mark.parametrize("pattern", ["*.html", "*.py"])
def test_every_sentence_has_its_chinese(pattern: str) -> None:
    with CATALOGUE.open("rb") as file:
        chinese = {
            str(message.id[0] if isinstance(message.id, tuple) else message.id): message for message in read_po(file)
        }
    said = {sentence for file in HUB.rglob(pattern) for sentence in sentences(file)}
    assert len(said) > 20
    assert sorted(sentence for sentence in said if sentence not in chinese or not chinese[sentence].string) == []
