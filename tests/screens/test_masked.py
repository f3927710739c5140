"""By default no whole name, ID number, telephone or bank card stands on a page or on paper; it is shown while held."""

import re
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from contract.cases import Accepted, case_code
from contract.channels import Reply
from contract.field_kinds import get_kind
from contract.field_kinds.identity_number import mask_id_numbers
from contract.forms import Answer, Field, FieldKind, Form
from contract.own_record import OwnRecord
from contract.text import Text
from contract.uploads import UploadPaper
from devices.documents import Document
from hub.catalogue.starter import starter_catalogue
from kiosk.hub_link.usb_stick import StickFile
from kiosk.pages import printed
from kiosk.pages.answer_text import answer_text, full_text, is_masked
from kiosk.pages.form_filling import form_fields, review_rows
from kiosk.pages.kinds import FormPage, Page, ReviewPage
from kiosk.pages.next_step import NextStep, after_application
from kiosk.visits.answers import reply_page
from kiosk.visits.case_actions import complaint_page
from kiosk.visits.my_record import correction_page, facts_page
from kiosk.visits.stick_papers import files_page
from tests.screens.record_pages import NOW, a_record

TODAY = date(2026, 11, 22)
FORMS = [item for item in starter_catalogue().items if item.form.fields]
NAME, NUMBER, PHONE, BANK_CARD = "欧阳娜娜", "11010519491231002X", "13912345678", "6222021234567890128"
NAMES_SOMEBODY = re.compile("姓名|称呼|当事人|联系人|房东|监护人")
WHOLE: dict[FieldKind, str] = {
    FieldKind.TEXT: NAME,
    FieldKind.LONG_TEXT: f"{NAME}\n{NAME}",
    FieldKind.IDENTITY_NUMBER: NUMBER,
    FieldKind.PHONE: PHONE,
    FieldKind.BANK_CARD: BANK_CARD,
    FieldKind.HOUSEHOLD: f"{NAME} 配偶 {NUMBER}",
}


def answers_of(form: Form) -> dict[str, Answer]:
    hidden = {field.key: WHOLE[field.kind] for field in form.fields if get_kind(field.kind).hides(field)}
    return {field.key: get_kind(field.kind).sample(field, TODAY) for field in form.fields} | hidden


def texts_on(place: Any, page: Page[Any]) -> list[str]:
    from screens.probe import texts

    place.show(page)
    return [text.text for text in texts(place.stage)]


@pytest.mark.parametrize("item", FORMS, ids=lambda item: item.code)
def test_no_form_of_the_catalogue_shows_a_whole_value(portrait: Any, item: Any) -> None:
    form, answers = item.form, answers_of(item.form)
    hidden = [field for field in form.fields if get_kind(field.kind).hides(field)]
    opened = hidden[FORMS.index(item) % len(hidden)].key
    form_page = FormPage("填写", form_fields(form, answers, {}), "继续", start_at=opened, overview=True)
    for page in (form_page, ReviewPage("核对", review_rows(form, answers, {}), "提交")):
        shown = "\n".join(texts_on(portrait, page))
        assert not [value for value in (NAME, NUMBER, PHONE, BANK_CARD) if value in shown]


@pytest.mark.parametrize("kind", list(FieldKind))
def test_every_kind_that_says_who_somebody_is_hides_it(kind: FieldKind) -> None:
    field = Field(key="agent_name" if kind is FieldKind.TEXT else "names_names", label=Text.plain("X"), kind=kind)
    if kind in WHOLE:
        assert answer_text(field, WHOLE[kind]) != full_text(field, WHOLE[kind])
    else:
        assert not get_kind(kind).hides(field)


@pytest.mark.parametrize("fact", ["name", "number", "phone", "bank_card", "card_number", "disability_card"])
def test_a_fact_that_says_who_somebody_is_is_hidden_in_a_line_of_text_too(fact: str) -> None:
    """A site may make such a field, under a key of its own."""
    field = Field(key="theirs", label=Text.plain("X"), kind=FieldKind.TEXT, fact=fact)
    assert answer_text(field, NUMBER) != NUMBER


@pytest.mark.parametrize("item", FORMS, ids=lambda item: item.code)
def test_a_line_that_asks_for_a_person_is_hidden(item: Any) -> None:
    asked = [field for field in item.form.fields if NAMES_SOMEBODY.search(field.label.in_locale("zh-Hans"))]
    lines = [field for field in asked if field.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT)]
    assert not [field.key for field in lines if not get_kind(field.kind).hides(field)]


@pytest.mark.parametrize("kind", [FieldKind.TEXT, FieldKind.LONG_TEXT])
def test_an_item_may_say_that_a_line_names_somebody(kind: FieldKind) -> None:
    field = Field(key="field_7", label=Text.plain("X"), kind=kind, masked=True)
    assert answer_text(field, NAME) != NAME
    assert "masked" not in Field(key="field_8", label=Text.plain("X"), kind=kind).model_dump()  # for earlier kiosks


@pytest.mark.parametrize("kind", [FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.ADDRESS])
def test_numbers_of_people_in_free_words_are_hidden_and_can_be_held(kind: FieldKind) -> None:
    field = Field(key="remarks", label=Text.plain("X"), kind=kind)
    words = f"她的身份证{NUMBER},电话{PHONE}。卡号:{BANK_CARD}"
    assert answer_text(field, words) == "她的身份证110***********002X,电话139****5678。卡号:***************0128"
    assert is_masked(field, words)
    assert not is_masked(field, "幸福里3号楼 2单元501室,2026年11月,人民币1200.50元")


def test_what_is_corrected_in_my_record_is_masked_as_on_a_form() -> None:
    whole = {"name": NAME, "number": NUMBER, "phone": PHONE, "bank_card": BANK_CARD}
    facts = [a_record().facts[0].model_copy(update={"key": key, "value": value}) for key, value in whole.items()]
    rows = facts_page(a_record().model_copy(update={"facts": tuple(facts)})).rows
    assert [row.value for row in rows[:4]] == ["欧***", "110***********002X", "139****5678", "***************0128"]
    assert [row.full for row in rows[:4]] == list(whole.values())
    moved = facts[0].model_copy(
        update={"key": "address", "value": "本市 幸福里1号", "place": Text.plain("本市 安康里1号")}
    )
    (row,) = facts_page(OwnRecord(at=NOW, facts=(moved,))).rows
    assert (row.full, "安康里" in row.value) == ("本市 幸福里1号（现名：本市 安康里1号）", False)
    for fact in facts:
        shown = correction_page(fact).fields[0]
        assert answer_text(shown.field, fact.value) != fact.value


def test_what_somebody_wrote_before_shows_no_number_in_a_list() -> None:
    words = f"请打{PHONE}找我"
    complaint = a_record().complaints[0].model_copy(update={"text": words})
    reply = Reply(code="0000-0000-0000", asked=words, answer="", asked_at=NOW)
    file = StickFile(f"{NUMBER}.pdf", PHONE, 1, 0.0)
    paper = UploadPaper(position=0, name=Text.plain("户口簿"))
    for page in (complaint_page(complaint), reply_page(reply), files_page(paper, {"0": file})):
        assert not [value for value in (NUMBER, PHONE) if value in repr(page) or value in str(asdict(page))]


def test_masks_leave_what_tells_two_apart() -> None:
    def masked(kind: FieldKind, value: str) -> str:
        return answer_text(Field(key="name", label=Text.plain("X"), kind=kind), value)

    assert masked(FieldKind.TEXT, "张三") == "张*"
    assert masked(FieldKind.PHONE, PHONE) == "139****5678"
    assert masked(FieldKind.BANK_CARD, BANK_CARD) == "***************0128"
    assert masked(FieldKind.IDENTITY_NUMBER, NUMBER) == "110***********002X"
    mask_id_numbers("6+4")
    try:
        assert masked(FieldKind.IDENTITY_NUMBER, NUMBER) == "110105********002X"
    finally:
        mask_id_numbers("3+4")


def test_a_value_is_shown_while_its_button_is_held_and_one_at_a_time(portrait: Any) -> None:
    item = next(item for item in FORMS if any(field.kind is FieldKind.BANK_CARD for field in item.form.fields))
    page = ReviewPage("核对", review_rows(item.form, answers_of(item.form), {}), "提交")
    texts_on(portrait, page)
    x, y, width, height = portrait.targets()["hold_phone"].rect
    touch = portrait.press(x + width / 2, y + height / 2)
    assert PHONE in now_on(portrait)
    x, y, width, height = portrait.targets()["hold_name"].rect
    other = portrait.press(x + width / 2, y + height / 2)
    assert PHONE not in now_on(portrait)
    assert NAME in now_on(portrait)
    portrait.lift(other)
    portrait.lift(touch)
    assert not {NAME, PHONE} & set(now_on(portrait))
    assert portrait.answers() == []


def test_the_keypad_shows_a_value_while_its_key_is_held(portrait: Any) -> None:
    item = FORMS[0]
    texts_on(portrait, ReviewPage("核对", review_rows(item.form, answers_of(item.form), {}), "提交"))
    from screens.focus_geometry import Direction

    focus = portrait.stage.focus
    focus.appear()
    while focus.button.key != "hold_name":
        focus.move(Direction.RIGHT)
    focus.tap()
    assert NAME in now_on(portrait)
    focus.let_go()
    assert NAME not in now_on(portrait)


def test_a_page_that_is_taken_away_while_a_value_is_held_forgets_it(portrait: Any) -> None:
    item = FORMS[0]
    page = ReviewPage("核对", review_rows(item.form, answers_of(item.form), {}), "提交")
    texts_on(portrait, page)
    x, y, width, height = portrait.targets()["hold_name"].rect
    touch = portrait.press(x + width / 2, y + height / 2)
    assert NAME not in texts_on(portrait, replace(page, rows=page.rows[-1:]))
    portrait.lift(touch)


def now_on(place: Any) -> list[str]:
    from screens.probe import texts

    return [text.text for text in texts(place.stage)]


def test_nothing_of_a_person_stands_on_a_receipt() -> None:
    item, at = FORMS[0], datetime(2026, 11, 22, 10, 43, tzinfo=UTC)
    key = UUID(int=7**40)
    accepted = Accepted(id=key, code=case_code(key), accepted_at=at, promised_by=TODAY)
    step = after_application(item, {}, [paper.name for paper in item.papers], accepted)
    papers: list[Document] = [
        *(
            printed.receipt("青石街道社区服务中心", printed.HandedIn(item, accepted.code, at, answer, step))
            for answer in (accepted, None)
        ),
        printed.code_slip("青石街道社区服务中心", "预约", accepted.code, NextStep("请按时来。")),
    ]
    assert not [value for value in (NAME, NUMBER, PHONE, BANK_CARD) if value in repr(papers)]
