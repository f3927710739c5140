"""A question from the phone, and its answer by the code."""

from uuid import uuid4

import pytest
from django.utils import timezone

from contract.cases import case_code
from contract.text import Text
from hub.catalogue.areas import ROOT, Area
from hub.channels import knowledge, questions
from hub.channels.models import KnowledgeEntry, Question
from hub.core.clock import local_day
from hub.staff.models import Role
from languages.registry import DEFAULT
from tests.hub.pages.phone import Phone, input_of, text_of
from tests.hub.people import staff


def ask(phone: Phone, status: int = 200, /, **changes: str) -> str:
    page = phone.page("ask/")
    form = {"id": input_of(page, "id"), "site": input_of(page, "site"), "text": "几点开门？", "phone": ""}
    return phone.send("ask/", {**form, **changes}, status)


def test_a_question_is_asked_and_its_answer_read_by_its_code(phone: Phone) -> None:
    code = text_of(ask(phone), "question-code")
    row = Question.objects.get(code=code)
    assert row.channel == "web"
    assert "尚未答复" in phone.send("ask/answer/", {"code": code})
    questions.answer(row, "九点开门。", staff(Role.HEAD), timezone.now())
    assert "九点开门。" in Phone().send("ask/answer/", {"code": code.lower()})


def publish_entry() -> None:
    now, by = timezone.now(), staff(Role.HEAD)
    question, answer = Text({DEFAULT: "周末可以办理老年证吗？"}), Text({DEFAULT: "可以，周六上午。"})
    draft = knowledge.Draft(question, answer, Text(), Area.objects.get(pk=ROOT), knowledge.first_review(local_day(now)))
    row = knowledge.write(KnowledgeEntry(), draft, by, now)
    knowledge.set_published(row, True, by, now)


def test_sent_twice_it_is_one_question(phone: Phone) -> None:
    key = str(uuid4())
    assert ask(phone, id=key) == ask(phone, id=key)
    assert Question.objects.count() == 1


@pytest.mark.parametrize(
    "changes", [{"text": ""}, {"text": "长" * 550}, {"text": "字" * 700}, {"phone": "abc"}, {"id": "1"}]
)
def test_what_is_missing_or_too_long_is_asked_for_again(phone: Phone, changes: dict[str, str]) -> None:
    assert 'role="alert"' in ask(phone, 422, **changes)
    assert not Question.objects.exists()


def test_a_centre_that_is_not_there_is_asked_nothing(phone: Phone) -> None:
    ask(phone, 404, site="nowhere")


def test_what_was_typed_stays_on_the_form_and_is_no_markup(phone: Phone) -> None:
    page = ask(phone, 422, text="<b>几点</b>", phone="abc")
    assert "&lt;b&gt;几点&lt;/b&gt;" in page


def test_a_code_that_is_none_says_so_and_is_counted(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.web.questions.GUESSES", 2)
    for code in (case_code(uuid4()), ""):
        phone.send("ask/answer/", {"code": code}, 404)
    phone.send("ask/answer/", {"code": case_code(uuid4())}, 429)


def test_on_the_phone_an_answer_is_shown_before_the_question_goes_and_it_goes_all_the_same(phone: Phone) -> None:
    publish_entry()
    page = phone.page("ask/")
    form = {"id": input_of(page, "id"), "site": input_of(page, "site"), "text": "周末能办老年证吗", "phone": ""}
    shown = phone.send("ask/", form)
    assert "可以，周六上午。" in shown
    assert not Question.objects.exists()
    code = text_of(phone.send("ask/", {**form, "send": "1"}), "question-code")
    assert Question.objects.get(code=code).text == "周末能办老年证吗"
