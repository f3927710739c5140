"""评价: five grades for a case or a visit, by one tap; who is not content may say why. It can always be left out."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from contract.answers import clean_answers
from contract.cases import CaseSearch
from contract.channels import BAD, COMMENT_FORM, Acknowledgement, Aspect, Grade, Review
from contract.forms import Answer
from kiosk.hub_link.connection import HubRefused
from kiosk.pages.form_filling import form_fields
from kiosk.pages.kinds import FormPage, MenuPage, MessagePage
from kiosk.pages.language import _
from kiosk.pages.page_parts import Choice, Tone
from kiosk.pages.ui import Back
from kiosk.pages.wording import reason
from kiosk.visit import Visit
from kiosk.visits.ending import what_next

RATE = "rate"
_SKIP = "skip"
_ICONS = {5: "heart", 4: "good", 3: "check", 2: "minus", 1: "cross"}


def rating() -> Choice:
    """Returns the way here, on the last page of a journey."""
    return Choice(RATE, _("Rate this service"))


def rate(visit: Visit, case: CaseSearch | None = None, ticket: UUID | None = None) -> None:
    """Takes a review of that case, which has to be shown to be one's own once it is over; or of the visit with that
    number. Raises Cancelled where the visit ends with it, NoRoom where it could not be kept.
    """
    visit.check_room()
    while True:
        chosen = visit.ask(grades_page())
        if chosen == _SKIP:
            return
        grade = Grade(int(chosen))
        try:
            reasons = ask_why(visit) if grade in BAD else {}
        except Back:
            continue
        break
    try:
        acknowledgement = visit.send(review_of(visit, case, ticket, grade, reasons))
    except HubRefused as refusal:
        text = reason(refusal.problem) or _("Your review could not be taken.")
        visit.finish(MessagePage(_("Thank you"), text=text, choices=what_next(), back=False, cancel=False))
        return
    visit.finish(thanks(grade, acknowledgement))


def grades_page() -> MenuPage:
    words = {
        Grade.VERY_SATISFIED: _("Very satisfied"),
        Grade.SATISFIED: _("Satisfied"),
        Grade.FAIRLY_SATISFIED: _("Fairly satisfied"),
        Grade.DISSATISFIED: _("Dissatisfied"),
        Grade.VERY_DISSATISFIED: _("Very dissatisfied"),
    }
    choices = [Choice(str(grade.value), label, icon=_ICONS[grade.value]) for grade, label in words.items()]
    skip = Choice(_SKIP, _("Not now"), _("Your name is never shown with a review"), "exit")
    return MenuPage(_("How satisfied are you?"), choices=(*choices, skip), back=False, cancel=False)


def ask_why(visit: Visit) -> Mapping[str, Answer]:
    """Asks why; returns which aspects, and one's own words; all of it may stay empty."""
    page = FormPage(_("What should we do better?"), fields=form_fields(COMMENT_FORM, {}, {}), action=_("Send"))
    return clean_answers(COMMENT_FORM, visit.ask(page))


def review_of(
    visit: Visit, case: CaseSearch | None, ticket: UUID | None, grade: Grade, reasons: Mapping[str, Answer]
) -> Review:
    return Review(
        id=uuid4(),
        case=case.code if case else None,
        number=case.number if case else None,
        last_four=case.last_four if case else None,
        ticket=ticket,
        grade=grade,
        aspects=tuple(map(Aspect, reasons.get("aspects", ()))),
        comment=str(reasons.get("comment", "")),
        given_at=visit.now(),
    )


def thanks(grade: Grade, acknowledgement: Acknowledgement | None) -> MessagePage:
    text = _("Your review helps us to do better.")
    if grade in BAD and acknowledgement:
        text = _(
            "We are sorry. You will be answered within 15 working days: choose “Questions and answers” on the kiosk, "
            "with your card or this number: {code}"
        ).format(code=acknowledgement.code)
    return MessagePage(_("Thank you"), text=text, choices=what_next(), tone=Tone.GOOD, back=False, cancel=False)
