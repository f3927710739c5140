"""An independent assessor's questions about a case or a visit of one's own. They can always be left out."""

from contextlib import suppress

from contract.answers import clean_answers
from contract.forms import Answers
from contract.surveys import Survey, SurveyAnswer, SurveySearch
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.pages.form_filling import form_fields
from kiosk.pages.kinds import FormPage, MessagePage
from kiosk.pages.language import _, language, ngettext
from kiosk.pages.page_parts import Choice, Tone
from kiosk.pages.ui import Back
from kiosk.pages.wording import reason
from kiosk.visit import Visit
from kiosk.visits.ending import what_next

_ANSWER, _SKIP, _ON = "answer", "skip", "on"


def offer_survey(visit: Visit, search: SurveySearch) -> bool:
    """Asks what an assessor wants to know, if anything; returns whether it was answered. Raises Cancelled where the
    visit ends with it, NoRoom where the answers could not be kept."""
    survey = next(iter(find_surveys(visit, search)), None)
    if survey is None:
        return False
    visit.check_room()
    while visit.ask(invitation(survey)) == _ANSWER:
        page = FormPage(_("An independent assessor asks"), fields=form_fields(survey.form, {}, {}), action=_("Send"))
        try:
            answers = clean_answers(survey.form, visit.ask(page))
        except Back:
            continue
        return _send(visit, survey, answers)
    return False


def find_surveys(visit: Visit, search: SurveySearch) -> tuple[Survey, ...]:
    """Returns none where the hub cannot say."""
    with suppress(HubAway, HubRefused):
        return visit.hub_link.hub.surveys(search)
    return ()


def _send(visit: Visit, survey: Survey, answers: Answers) -> bool:
    values = {key: str(answer) for key, answer in answers.items()}
    try:
        visit.send(SurveyAnswer(id=survey.id, answers=values, given_at=visit.now()))
    except HubRefused as refusal:
        text = reason(refusal.problem) or _("Your answers could not be taken.")
        visit.ask(MessagePage(_("Thank you"), text=text, choices=(Choice(_ON, _("Continue")),), back=False))
        return False
    return True


def thank(visit: Visit) -> None:
    """Ends a journey that ended with answers. Raises Cancelled where the visit ends."""
    text = _("Your answers go to the assessor without your name.")
    page = MessagePage(_("Thank you"), text=text, choices=what_next(), tone=Tone.GOOD, back=False, cancel=False)
    visit.finish(page)


def invitation(survey: Survey) -> MessagePage:
    many = len(survey.form.fields)
    questions = ngettext("Answer {count} question", "Answer {count} questions", many).format(count=many)
    text = _(
        "An independent assessor asks how this went: {about}. Your answers go to the assessor without your name; the "
        "staff do not read them."
    )
    return MessagePage(
        _("An independent assessor asks"),
        text=text.format(about=survey.about.in_locale(language())),
        choices=(Choice(_ANSWER, questions), Choice(_SKIP, _("Not now"))),
        back=False,
    )
