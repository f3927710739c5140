"""What was searched for is told without numbers and names."""

from datetime import date
from uuid import uuid4

import pytest
from pydantic import ValidationError

from contract.searches import UnfoundWords, clean_words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("房子漏水", "房子漏水"),
        ("  Lost   MY card!  ", "lost my card"),
        ("补贴 110101198808081215", "补贴"),
        ("电话13912345678打不通", "电话 打不通"),
        ("一三九一二三四五六七八", ""),
        ("王小明", ""),
        ("王䶮", ""),
        ("我叫欧阳小明要退休", "要退休"),
        ("找李师傅修水管", "找 修水管"),
        ("張先生的補貼", "的補貼"),
        ("", ""),
        ("？？", ""),
        ("12345", ""),
        ("长" * 100, "长" * 24),
    ],
)
def test_only_words_are_left(typed: str, words: str) -> None:
    assert clean_words(typed) == words


def test_what_is_cleaned_is_taken() -> None:
    assert UnfoundWords(id=uuid4(), words="房子漏水", language="zh-Hans", day=date(2026, 11, 29)).words == "房子漏水"


@pytest.mark.parametrize("words", ["王小明", "12345678", "\ufffd\ufffd", "a" * 25])
def test_what_is_not_clean_is_refused(words: str) -> None:
    with pytest.raises(ValidationError):
        UnfoundWords(id=uuid4(), words=words, language="zh-Hans", day=date(2026, 11, 29))
