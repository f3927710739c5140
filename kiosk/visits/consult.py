"""咨询: ask a question, and read the answers later with the card or the code."""

from collections.abc import Mapping
from uuid import uuid4

from contract.answers import check_answers, clean_answers
from contract.cases import case_code
from contract.channels import QUESTION_FORM, Acknowledgement, Question
from contract.forms import Answer, Form
from contract.people import Person
from kiosk.pages.form_filling import form_fields, prefill
from kiosk.pages.kinds import FormPage, MenuPage, OutcomePage
from kiosk.pages.known_facts import FactWithOrigin
from kiosk.pages.language import _, language
from kiosk.pages.next_step import NextStep, after_question
from kiosk.pages.page_parts import Choice
from kiosk.pages.printed import code_slip
from kiosk.pages.ui import Back
from kiosk.visit import Visit
from kiosk.visits.answers import read_answers
from kiosk.visits.checking import known_for_form
from kiosk.visits.ending import what_next
from kiosk.visits.identify import card_or
from kiosk.visits.known_answers import is_answered

_NO_CARD = "no_card"


def consult(visit: Visit) -> None:
    while True:
        key = visit.ask(consult_page())
        try:
            ask(visit) if key == "ask" else read_answers(visit)
        except Back:
            continue
        return


def consult_page() -> MenuPage:
    return MenuPage(
        _("Questions and answers"),
        choices=(
            Choice("ask", _("Ask a question"), _("Staff will answer it"), "edit"),
            Choice("read", _("Read answers"), _("With your card or your number; your choices too"), "list"),
        ),
    )


def ask(visit: Visit) -> None:
    """Asks with the card, by which the answer can be read; or without it, by the code alone."""
    person = whose_card(visit, _("Place your identity card to read the answer with it later."))
    facts = known_for_form(visit, person, QUESTION_FORM) if person else {}
    answers = fill_in(visit, QUESTION_FORM, _("Your question"), facts)
    if is_answered(visit, str(answers["text"])):
        return
    question = Question(
        id=uuid4(),
        text=str(answers["text"]),
        phone=str(answers.get("phone", "")),
        number=person.number if person else None,
        asked_at=visit.now(),
    )
    step = after_question(with_card=person is not None, with_phone=bool(question.phone))
    show_code(visit, _("Your question has been taken"), case_code(question.id), step, visit.send(question))


def whose_card(visit: Visit, text: str) -> Person | None:
    """Returns the person of the card; None where they go on without one, or none can be read."""
    if not visit.devices.can_identify():
        return None
    answer = card_or(visit, text, Choice(_NO_CARD, _("Go on without a card")))
    return answer if isinstance(answer, Person) else None


def fill_in(visit: Visit, form: Form, title: str, facts: Mapping[str, FactWithOrigin]) -> dict[str, Answer]:
    """Returns a short form, as often as something in it cannot be taken. Raises NoRoom before one that could not be
    kept."""
    visit.check_room()
    today = visit.now().date()
    answers: dict[str, Answer] = prefill(form, facts, today)
    problems: dict[str, str] = {}
    while True:
        fields = form_fields(form, answers, facts)
        entered = visit.ask(FormPage(title, fields=fields, action=_("Send"), problems=problems))
        answers = clean_answers(form, entered)
        problems = {
            problem.field: problem.message.in_locale(language()) for problem in check_answers(form, answers, today)
        }
        if not problems:
            return answers


def show_code(visit: Visit, title: str, code: str, step: NextStep, acknowledgement: Acknowledgement | None) -> None:
    """Shows what to do next and the code on the page, and on paper where there is a printer."""
    if visit.devices.can("printer"):
        visit.hand_out(code_slip(visit.site, title, code, step))
    page = OutcomePage(
        title,
        text=step.words,
        steps=step.rows(),
        code_label=_("Your number"),
        code=code,
        note=""
        if acknowledgement
        else _("Kept safely on this kiosk. It is sent on as soon as the connection is back."),
        choices=what_next(),
        paper="printer" if visit.devices.can("printer") else "",
        back=False,
        cancel=False,
    )
    visit.finish(page)
