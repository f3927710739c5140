"""One text after the other: a page replaces what is spoken, but never the last words; a key interrupts all."""

import gc
import logging
from collections.abc import Iterator

import pytest

from speech.speaker import Utterance
from tests.speech.room import Room
from tests.together import wait_until


@pytest.fixture
def room() -> Iterator[Room]:
    room = Room()
    yield room
    room.held.set()
    room.speaker.close()


def say(*texts: str, last_words: bool = False) -> Utterance:
    return Utterance(texts, "zh-Hans", last_words)


def test_texts_are_spoken_in_their_order(room: Room) -> None:
    room.speaker.say(say("一", "二"))
    room.speaker.say(say("三"))
    for text in ("一", "二", "三"):
        room.hears(text)


def test_a_new_page_replaces_what_is_spoken(room: Room) -> None:
    room.held.clear()
    room.speaker.turn(say("第一页", "还有"))
    room.hears("第一页")
    room.speaker.turn(say("第二页"))
    room.hears("第二页")
    assert room.broken == ["第一页"]


def test_last_words_are_spoken_to_their_end_before_the_next_page(room: Room) -> None:
    room.held.clear()
    room.speaker.turn(say("您的号码", "A", "0", "0", "3", last_words=True))
    room.hears("您的号码")
    room.speaker.turn(say("欢迎"))
    room.held.set()
    for text in ("A", "0", "0", "3", "欢迎"):
        room.hears(text)
    assert room.broken == []


def test_a_key_interrupts_even_last_words(room: Room) -> None:
    room.held.clear()
    room.speaker.turn(say("您的号码", "A", last_words=True))
    room.hears("您的号码")
    room.speaker.interrupt()
    room.speaker.say(say("返回"))
    room.hears("返回")
    assert room.broken == ["您的号码"]


def test_what_was_spoken_is_forgotten_while_nothing_is_said(room: Room) -> None:
    room.speaker.say(say("王小明", "A003"))
    room.hears("A003")
    wait_until(lambda: room.speaker.is_silent)
    assert [each for each in gc.get_objects() if type(each) is Utterance] == []


def test_what_no_voice_has_is_left_out_and_the_log_tells_the_voice_but_no_text(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "speech"):
        room.speaker.say(say("没有", "低保申请"))
        room.speaker.say(say("完"))
        room.hears("低保申请")
        room.hears("完")
    assert "silent, as no voice has this text" in caplog.text
    assert "spoke by recording" in caplog.text
    assert "低保" not in caplog.text
