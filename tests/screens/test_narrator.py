"""What is read out of the pages, by which keys, and what of it the loudspeaker never says."""

import gc
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from kiosk.pages.kinds import MessagePage, OutcomePage, ReviewPage, StatementPage
from kiosk.pages.language import LANGUAGES, in_language
from screens.sample_form import FORM_FIELDS, one_field
from screens.samples import SAMPLES
from tests.screens.conftest import Lobby
from tests.screens.test_keypad import KEYS, Hands
from tests.speech.room import Room

SPOKEN_KEYS = KEYS | {"headphones_in": ("f14",), "headphones_out": ("f15",)}


class Listener(Hands):
    """Presses keys in a lobby whose pages are read out in two rooms: by the loudspeaker and in the headphones."""

    def __init__(self, lobby: Lobby, *, senses: bool = True, always: bool = False) -> None:
        from screens.keypad import Keypad
        from screens.narrator import Voice

        super().__init__(lobby)
        self.keypad = Keypad(lobby.stage, SPOKEN_KEYS)
        self.loud, self.phones = Room(), Room()
        voice = Voice(self.loud.speaker, self.phones.speaker, always=always, senses=senses)
        lobby.stage.narrator.use(voice)

    def press(self, *acts: str) -> None:
        from kivy.core.window import Keyboard

        for act in acts:
            code = Keyboard.keycodes[SPOKEN_KEYS[act][0]]
            self.lobby.settle()
            assert self.keypad.pressed(None, code)
            self.keypad.released(None, code)

    def close(self) -> None:
        for room in (self.loud, self.phones):
            room.held.set()
            room.speaker.close()


@pytest.fixture
def listener(portrait: Lobby) -> Iterator[Listener]:
    listener = Listener(portrait)
    yield listener
    listener.close()


def say(sentence: str, **values: Any) -> str:
    from kiosk.pages.language import _

    return in_language("zh-Hans", lambda: _(sentence)).format(**values)


def test_nothing_is_said_until_somebody_asks_for_it(listener: Listener) -> None:
    listener.lobby.show(SAMPLES["menu"])
    listener.lobby.show(SAMPLES["message"])
    listener.press("down")
    listener.loud.hears(say("Arrows: move the frame to what you want."))
    listener.loud.hears("没有打印出来")
    assert "青石街道社区服务中心" not in listener.loud.heard


def test_a_page_says_its_title_its_text_and_what_has_the_focus(listener: Listener) -> None:
    listener.lobby.show(SAMPLES["menu"])
    listener.press("down")
    for text in ("青石街道社区服务中心", "办理事项", "刷身份证，填表即办"):
        listener.loud.hears(text)
    listener.press("down")
    listener.loud.hears("查询进度")  # the ticket cannot be chosen
    assert listener.phones.heard == []


def test_a_result_says_its_number_one_by_one_and_to_its_end(listener: Listener) -> None:
    listener.lobby.show(SAMPLES["menu"])
    listener.press("down")
    listener.loud.hears("刷身份证，填表即办")
    listener.loud.held.clear()
    outcome = SAMPLES["outcome"]
    assert isinstance(outcome, OutcomePage)
    listener.lobby.show(outcome)
    listener.loud.hears(outcome.title)
    listener.lobby.show(SAMPLES["attract"])
    listener.loud.held.set()
    for character in (c for c in outcome.code if c.isalnum()):
        listener.loud.hears(character)
    assert outcome.title not in listener.loud.broken


def test_any_key_interrupts_and_stop_says_no_more(listener: Listener) -> None:
    listener.lobby.show(SAMPLES["guide"])
    listener.loud.held.clear()
    listener.press("down")
    listener.loud.hears(say("Arrows: move the frame to what you want."))
    listener.press("stop")
    listener.loud.held.set()
    listener.press("repeat")
    listener.loud.hears(SAMPLES["guide"].title)
    assert say("Arrows: move the frame to what you want.") in listener.loud.broken


def test_what_is_a_persons_own_is_heard_in_the_headphones_alone(listener: Listener) -> None:
    sample = SAMPLES["review"]
    assert isinstance(sample, ReviewPage)
    page = replace(sample, private=True)
    listener.lobby.show(SAMPLES["menu"])
    listener.press("down")
    listener.lobby.show(page)
    listener.loud.hears(say("Your answers, to be checked."))
    listener.loud.hears(say("What stands here is read out in headphones only."))
    own = {text for row in page.rows for text in (row.label, row.value) if text}
    assert own
    listener.press("down", "down")
    listener.press("headphones_in")
    listener.phones.hears(say("Arrows: move the frame to what you want."))
    listener.phones.hears(page.title)
    if page.rows[0].key:
        listener.goes_to(page.rows[0].key)
        listener.phones.hears(page.rows[0].label)
    listener.press("headphones_out", "repeat")
    listener.loud.hears(say("Your answers, to be checked."))
    assert not own & set(listener.loud.heard)


def test_headphones_that_nothing_tells_of_are_spoken_to_beside_the_loudspeaker(portrait: Lobby) -> None:
    listener = Listener(portrait, senses=False)
    try:
        portrait.show(replace(SAMPLES["message"], private=True))
        listener.press("down")
        listener.phones.hears("没有打印出来")
        listener.loud.hears(say("A message."))
        assert "没有打印出来" not in listener.loud.heard
    finally:
        listener.close()


def test_the_keys_of_a_pin_are_never_read_out_loud(listener: Listener) -> None:
    listener.lobby.show(SAMPLES["pin"])
    listener.press("down")
    listener.loud.hears(say("A page of your own."))
    listener.press("down", "right", "up", "left", "repeat")
    listener.loud.hears(say("A page of your own."))
    assert not {str(digit) for digit in range(10)} & set(listener.loud.heard)


def test_help_names_each_key_that_is_pressed(listener: Listener) -> None:
    listener.lobby.show(SAMPLES["guide"])
    listener.press("help")
    listener.loud.hears(say("The keys"))
    listener.press("left")
    listener.loud.hears(say("Left: to what comes before on this page."))
    listener.press("repeat")
    listener.loud.hears(say("Repeat: reads this page out again."))
    listener.press("back")
    listener.loud.hears(say("Back: to the page before."))
    listener.loud.hears(SAMPLES["guide"].title)


def test_louder_and_slower_are_heard_and_the_next_visit_begins_as_usual(listener: Listener) -> None:
    listener.lobby.show(SAMPLES["menu"])
    listener.press("down", "volume_up")
    listener.loud.hears("♪")
    listener.loud.hears(say("Volume {level} of {most}", level=7, most=10))
    assert listener.loud.loudness[-1] == pytest.approx(0.7)
    listener.press("slower")
    listener.loud.hears("♪")
    assert listener.loud.speaker.speed == pytest.approx(0.9)
    listener.lobby.show(SAMPLES["attract"])
    listener.lobby.show(SAMPLES["menu"])
    listener.press("down")
    listener.loud.hears("青石街道社区服务中心")
    assert listener.loud.speaker.speed == 1.0
    assert listener.loud.loudness[-1] == pytest.approx(0.6)


def test_what_is_entered_is_read_out_as_it_stands_there(listener: Listener) -> None:
    statement = SAMPLES["statement"]
    assert isinstance(statement, StatementPage)
    listener.lobby.show(statement)
    listener.press("down")
    listener.loud.hears(statement.tick)
    listener.press("confirm")
    listener.loud.hears(say("chosen"))


def test_what_is_typed_is_said_sign_by_sign_and_a_long_number_digit_by_digit(listener: Listener) -> None:
    from screens.page_words import list_page_words

    (phone,) = (field for field in FORM_FIELDS if field.field.key == "phone")
    listener.lobby.show(one_field(replace(phone, value="")))
    listener.taps(*(f"key_{digit}" for digit in "1380002"))
    listener.press("repeat")
    listener.loud.hears(phone.field.label.in_locale("zh-Hans"))
    listener.loud.hears("2")
    assert list_page_words(("1380002|",), None) == tuple("1380002")
    assert not [text for text in listener.loud.heard if "|" in text or text.startswith("13")]


def test_when_the_visit_is_over_no_text_of_its_last_page_is_kept(listener: Listener) -> None:
    number = "".join(map(str, range(1, 9))) * 2
    (phone,) = (field for field in FORM_FIELDS if field.field.key == "phone")
    listener.lobby.show(one_field(replace(phone, value="")))
    listener.press("down")
    listener.lobby.show(MessagePage("您写了", number, ()))
    listener.loud.hears("您写了")
    listener.lobby.show(SAMPLES["attract"])
    tuples = [each for each in gc.get_objects() if type(each) is tuple]
    assert not [each for each in tuples if any(type(text) is str and number in text for text in each)]


def test_large_text_is_read_out_without_a_key(listener: Listener) -> None:
    from screens.display_mode import Setting

    listener.lobby.show(SAMPLES["message"])
    listener.lobby.stage.switch(Setting.LARGE_TEXT)
    listener.loud.hears("没有打印出来")


def test_always_means_every_page_but_not_an_empty_lobby(portrait: Lobby) -> None:
    listener = Listener(portrait, always=True)
    try:
        portrait.show(SAMPLES["attract"])
        portrait.show(MessagePage("第一条", "说明", ()))
        listener.loud.hears("第一条")
        portrait.show(SAMPLES["attract"])
        portrait.show(MessagePage("第二条", "说明", ()))
        listener.loud.hears("第二条")
        assert "青石街道社区服务中心" not in listener.loud.heard
    finally:
        listener.close()


@pytest.mark.parametrize("name", list(SAMPLES))
def test_every_button_has_words_and_every_text_is_read(portrait: Lobby, name: str) -> None:
    from screens.clock_text import clock_time
    from screens.page_words import list_button_words, list_page_texts, list_page_words
    from screens.probe import buttons, texts

    clock = {clock_time()}
    portrait.show(SAMPLES[name])
    layer = portrait.stage.layer
    assert layer is not None
    clock.add(clock_time())  # the minute may have passed meanwhile
    spoken = "".join(list_page_words(list_page_texts(layer), SAMPLES[name]))
    spoken += "".join(word for button in buttons(layer) for word in list_button_words(button))
    drawn = {"".join(c for c in part.text if c.isalnum()) for part in texts(layer) if part.text not in clock}
    assert [text for text in drawn if text not in "".join(c for c in spoken if c.isalnum())] == []
    words = {button.key: list_button_words(button) for button in buttons(portrait.stage)}
    in_english = [text for texts in words.values() for text in texts if text.isascii() and text.islower() and text[1:]]
    assert in_english == []
    assert all(words.values())


def test_every_language_has_a_voice_to_fall_back_on() -> None:
    from languages.registry import LOCALES

    assert all(LOCALES[tag].voice for tag in LANGUAGES)
