"""The visit hears what the resident taps."""

from dataclasses import replace
from datetime import date
from typing import Any

from contract.answers import check_answer
from contract.forms import Field, FieldKind
from contract.text import Text
from kiosk.pages.kinds import FormPage
from kiosk.pages.page_parts import FilledField
from screens.sample_form import FORM_FIELDS, form
from screens.samples import SAMPLES


def test_a_menu_answers_with_the_choice(lobby: Any) -> None:
    lobby.show(SAMPLES["menu"])
    lobby.tap("track")
    assert lobby.answers() == ["track"]


def test_a_choice_that_cannot_be_taken_does_nothing(lobby: Any) -> None:
    lobby.show(SAMPLES["menu"])
    lobby.tap("ticket")
    assert lobby.answers() == []


def test_a_second_tap_says_nothing_more(lobby: Any) -> None:
    lobby.show(SAMPLES["menu"])
    lobby.tap("track")
    lobby.tap("guide")
    assert lobby.answers() == ["track"]


def test_a_button_looks_pressed_at_once(portrait: Any) -> None:
    from screens.layout import Button

    portrait.show(SAMPLES["menu"])
    button: Any = next(w for w in portrait.stage.walk() if isinstance(w, Button) and w.key == "track")
    x, y, *_ = portrait.targets()["track"].rect
    touch = portrait.press(x + 20, y + 20)
    assert button._ground.shown() == button.theme.rgba(button.look.pressed)
    portrait.lift(touch)
    assert button._ground.shown() == button.theme.rgba(button.look.ground)


def test_a_finger_that_slides_off_a_button_takes_the_tap_back(portrait: Any) -> None:
    portrait.show(SAMPLES["menu"])
    x, y, _, height = portrait.targets()["track"].rect
    portrait.drag(x + 20, y + 20, y + height + 100)
    assert portrait.answers() == []


def test_touching_anywhere_begins_in_the_first_language(lobby: Any) -> None:
    lobby.show(SAMPLES["attract"])
    lobby.lift(lobby.press(40, lobby.window.height - 60))
    assert lobby.answers() == ["zh-Hans"]


def test_a_language_may_be_chosen_instead(lobby: Any) -> None:
    lobby.show(SAMPLES["attract"])
    lobby.tap("en")
    assert lobby.answers() == ["en"]


def test_until_the_kiosk_serves_its_page_says_so_and_offers_nothing(lobby: Any) -> None:
    from screens.probe import texts

    lobby.show(SAMPLES["attract_starting"])
    assert "正在启动，约 12 秒" in {text.text for text in texts(lobby.stage)}
    assert lobby.targets() == {}
    lobby.lift(lobby.press(40, lobby.window.height - 60))
    assert lobby.answers() == []


def test_letters_narrow_the_list(lobby: Any) -> None:
    lobby.show(SAMPLES["browse"])
    for letter in "lsj":
        lobby.tap(f"key_{letter}")
    assert [key for key in lobby.targets() if key.isdigit()] == ["2"]
    lobby.tap("2")
    assert lobby.answers() == ["2"]


def test_a_group_narrows_the_list_and_letters_search_in_all_again(lobby: Any) -> None:
    lobby.show(SAMPLES["browse"])
    lobby.tap("by_1")
    lobby.tap("group_公安")
    assert [key for key in lobby.targets() if key.isdigit()] == ["6"]
    lobby.tap("key_g")
    assert {"4", "10"} <= set(lobby.targets())


def test_a_list_is_dragged_without_tapping_what_lies_under_the_finger(lobby: Any) -> None:
    lobby.show(SAMPLES["browse"])
    x, y, *_ = lobby.targets()["2"].rect
    lobby.drag(x + 50, y + 20, y - 180)
    assert lobby.answers() == []
    assert "0" not in lobby.targets()


def test_arrows_turn_a_guide(portrait: Any) -> None:
    portrait.show(SAMPLES["guide"])
    assert not portrait.targets()["page_up"].enabled
    portrait.tap("page_down")
    assert portrait.targets()["page_up"].enabled
    portrait.tap("action")
    assert portrait.answers() == [None]


def test_a_statement_is_handed_in_only_when_ticked(lobby: Any) -> None:
    lobby.show(SAMPLES["statement"])
    lobby.tap("action")
    assert lobby.answers() == []
    lobby.tap("tick")
    lobby.tap("action")
    assert lobby.answers() == [None]


def test_a_review_answers_with_the_row_to_correct_or_nothing(lobby: Any) -> None:
    lobby.show(SAMPLES["review"])
    lobby.tap("phone")
    assert lobby.answers() == ["phone"]
    lobby.show(SAMPLES["review"])
    lobby.tap("action")
    assert lobby.answers() == [""]


def test_a_form_is_filled_from_field_to_field(lobby: Any) -> None:
    lobby.show(form())
    lobby.tap("illness")  # a choice leads on by itself
    for digit in "20261102":  # and so does a date that is whole
        lobby.tap(f"key_{digit}")
    for digit in "5000":
        lobby.tap(f"key_{digit}")
    lobby.tap("action")
    lobby.tap("yes")
    lobby.tap("action")  # past the story, which may stay empty
    (answers,) = lobby.answers()
    assert answers["reason"] == "illness"
    assert answers["needs"] == ("fire", "illness")
    assert answers["day"] == "2026-11-02"
    assert answers["amount"] == "5000"
    assert answers["dibao"] == "yes"
    assert answers["name"] == "张䶮"
    assert "story" not in answers


def test_one_question_is_asked_at_a_time_and_what_is_filled_is_passed_over(lobby: Any) -> None:
    from screens.probe import texts

    lobby.show(form())
    asked = []
    for answer in (("illness",), tuple(f"key_{digit}" for digit in "20261102"), ("key_5", "action"), ("yes",)):
        seen = {text.text for text in texts(lobby.stage)}
        asked.append([shown.label for shown in FORM_FIELDS if shown.label in seen])
        assert f"第 {len(asked)} 题，共 5 题" in seen
        for key in answer:
            lobby.tap(key)
    assert asked == [["困难原因"], ["发生日期"], ["申请金额（元）"], ["是否享受低保"]]


def test_back_leads_through_the_questions_before_it_leaves_the_form(lobby: Any) -> None:
    lobby.show(form())
    lobby.tap("illness")
    for digit in "20261102":
        lobby.tap(f"key_{digit}")
    lobby.tap("back")
    lobby.tap("back")
    lobby.tap("fire")  # chosen in its place
    lobby.tap("back")
    lobby.tap("back")
    assert (lobby.replies[-1].entered["reason"], lobby.replies[-1].entered["day"]) == ("fire", "2026-11-02")


def test_a_question_that_was_left_by_back_is_asked_again(lobby: Any) -> None:
    from screens.probe import texts

    lobby.show(form())
    lobby.tap("illness")
    lobby.tap("back")  # from the date, which is not filled
    lobby.tap("illness")
    assert "发生日期" in {text.text for text in texts(lobby.stage)}


def test_a_foreigners_number_with_letters_can_be_typed(lobby: Any) -> None:
    field = Field(key="agent_number", label=Text({"zh-Hans": "代办人证件号码"}), kind=FieldKind.IDENTITY_NUMBER)
    lobby.show(FormPage("代办人", (FilledField("代办人证件号码", field),), "继续"))
    for keys in (("swap",), "ABC", ("swap",), "310123456789"):
        for key in keys:
            lobby.tap(f"key_{key}")
    lobby.tap("action")
    assert lobby.answers() == [{"agent_number": "ABC310123456789"}]


def test_a_form_says_what_is_wrong_with_a_field_and_stays(lobby: Any) -> None:
    from screens.probe import texts

    lobby.show(form("phone"))
    lobby.tap("key_backspace")
    lobby.tap("action")
    assert lobby.answers() == []
    problem = check_answer(FORM_FIELDS[2].field, "1380000123", date(2026, 11, 22))
    assert problem is not None
    assert problem.message.in_locale("zh-Hans") in {text.text for text in texts(lobby.stage)}


def test_going_back_from_a_form_keeps_what_was_entered(lobby: Any) -> None:
    lobby.show(form("dibao"))
    lobby.tap("no")
    lobby.tap("back")  # to the question
    lobby.tap("back")
    assert lobby.replies[-1].entered["dibao"] == "no"


def test_a_locked_field_cannot_be_opened(portrait: Any) -> None:
    portrait.show(form("phone", overview=True))
    assert "field_phone" in portrait.targets()
    assert "field_name" not in portrait.targets()


def test_a_locked_field_shows_the_whole_of_a_long_name(lobby: Any) -> None:
    from screens.probe import texts

    name = "OLUWASEUN ADEBAYO-FITZGERALD EMMANUEL JOHN"
    page = form("phone", overview=True)
    plain = page.fields[0].field.model_copy(
        update={"key": "village", "kind": FieldKind.TEXT}
    )  # of a kind that is not masked
    lobby.show(replace(page, fields=(replace(page.fields[0], field=plain, value=name, locked=True), *page.fields[1:])))
    assert name in {text.text for text in texts(lobby.stage)}


def with_story(story: str) -> FormPage:
    """Returns the sample form at its long text, of which so much was written before."""
    page = form("story")
    fields = [replace(field, value=story) if field.field.key == "story" else field for field in page.fields]
    return replace(page, fields=tuple(fields))


def test_the_keyboard_stays_where_it_is_while_a_long_text_is_typed(lobby: Any) -> None:
    lobby.show(form("story"))
    before = {key: t.rect for key, t in lobby.targets().items() if key.startswith("key_")}
    lobby.show(with_story("a b c d e f g h i j k l m " * 10))
    lobby.tap("key_chinese")
    for letter in "nopqrstuvwxyz":
        lobby.tap(f"key_{letter}")
        lobby.tap("key_space")
    assert {key: t.rect for key, t in lobby.targets().items() if key.startswith("key_")} == before


def test_of_a_long_text_the_end_is_shown_with_the_caret_behind_it(lobby: Any) -> None:
    from screens.probe import texts

    lobby.show(with_story("abcdefghij" * 24))
    lobby.tap("key_chinese")
    for letter in "abcdefghij":
        lobby.tap(f"key_{letter}")
    (shown,) = [text for text in texts(lobby.stage) if text.text.endswith("|")]
    assert shown.text.startswith("…")
    assert shown.text.replace("\n", "").endswith("ghij|")
    assert shown.drawn[1] <= shown.height + 1
