"""What pages say is in the list of sentences that are rendered ahead as clips."""

import re

import pytest

from speech.sources import split_sentences
from tests.screens.conftest import Lobby
from tests.screens.real_pages import real_pages
from tools.voice import list_texts

_KNOWN_LATER = re.compile(r"[0-9A-Za-z*]")  # dates, amounts, numbers, what is masked
PAGES = ("menu", "browse", "guide", "guide more", "event guide", "findings", "papers", "appointment days")


@pytest.fixture(scope="module")
def rendered() -> set[str]:
    return set(list_texts("zh-Hans"))


@pytest.mark.parametrize("name", PAGES)
def test_each_sentence_of_a_page_has_a_way_to_a_clip(portrait: Lobby, rendered: set[str], name: str) -> None:
    from screens.page_words import list_button_words, list_page_texts, list_page_words
    from screens.probe import buttons

    page = real_pages()[name]
    portrait.show(page)
    layer = portrait.stage.layer
    assert layer is not None
    words = list(list_page_words(list_page_texts(layer), page))
    words += [word for button in buttons(layer) for word in list_button_words(button)]
    sentences = [sentence for word in words for sentence in split_sentences(word)]
    assert len(sentences) > 5
    assert [each for each in sentences if each not in rendered and not _KNOWN_LATER.search(each)] == []
