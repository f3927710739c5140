"""What residents can do with their own case beside reading it: take it back, and complain about it (群众监督)."""

from uuid import uuid4

from contract.cases import OPEN_STATES, CaseDetail, CaseSearch, ComplaintGiven, OwnComplaint
from contract.forms import Field, FieldKind
from contract.numbers import mask_numbers
from kiosk.hub_link.connection import HubRefused
from kiosk.pages.form_filling import fill_field
from kiosk.pages.kinds import FormPage, GuidePage, MessagePage, OutcomePage
from kiosk.pages.language import N_, _
from kiosk.pages.page_parts import Choice, TextSection, Tone
from kiosk.pages.ui import Back
from kiosk.pages.wording import in_all_languages, moment, plain_date, reason
from kiosk.visit import Visit

_WITHDRAW, _COMPLAIN = "withdraw", "complain"


def case_choices(case: CaseDetail, search: CaseSearch) -> tuple[Choice, ...]:
    """Returns what may be done. Only the card takes a case back; who has shown neither card nor last four cannot be
    answered."""
    withdrawing = (Choice(_WITHDRAW, _("Withdraw this case")),) if search.number and case.state in OPEN_STATES else ()
    complaining = (Choice(_COMPLAIN, _("Complain about this case")),) if search.number or search.last_four else ()
    return (*withdrawing, *complaining)


def act_on_case(visit: Visit, key: str, case: CaseDetail, search: CaseSearch) -> CaseDetail:
    """Carries out the choice; returns the case as it is afterwards. Back leads to the case again; a refusal is told."""
    own = search.model_copy(update={"code": case.code})
    try:
        return _withdraw(visit, case, own) if key == _WITHDRAW else _complain(visit, case, own)
    except Back:
        return case
    except HubRefused as refusal:
        visit.tell(_("This could not be done"), reason(refusal.problem), tone=Tone.TROUBLE)
        return visit.hub_link.hub.own_case(own)


def _withdraw(visit: Visit, case: CaseDetail, search: CaseSearch) -> CaseDetail:
    choices = (Choice(_WITHDRAW, _("Withdraw it"), icon="cross"), Choice("", _("Leave it as it is")))
    text = _("The work on it ends. You can hand it in again at any time.")
    if visit.ask(MessagePage(_("Withdraw this case?"), text=text, choices=choices)) != _WITHDRAW:
        return case
    visit.wait_a_moment()
    return visit.hub_link.hub.withdraw(search)


def _complain(visit: Visit, case: CaseDetail, search: CaseSearch) -> CaseDetail:
    words = str(visit.ask(complain_page())["text"])
    visit.wait_a_moment()
    body = ComplaintGiven(
        id=uuid4(), code=case.code, number=search.number, last_four=search.last_four, text=words.strip()
    )
    complaint = visit.hub_link.hub.complain(body)
    visit.ask(complained_page(complaint, _promise(visit) if search.number else ""))
    return visit.hub_link.hub.own_case(search)


def complained_page(complaint: OwnComplaint, promise: str) -> OutcomePage:
    return OutcomePage(
        _("Your complaint has arrived"),
        text=_answered_by(complaint),
        code_label=_("Case number"),
        code=complaint.case,
        note=promise,
        choices=(Choice("", _("Continue")),),
        back=False,
        cancel=False,
    )


def _promise(visit: Visit) -> str:
    """Returns the promise of a message; "" for a hub that can send none."""
    can_send = bool(visit.catalogue and visit.catalogue.messages)
    return _("If you agreed to messages, you are told when it is answered.") if can_send else ""


def complain_page() -> FormPage:
    field = Field(
        key="text", label=in_all_languages(N_("What you complain about")), kind=FieldKind.LONG_TEXT, max_length=500
    )
    who = _("It goes to somebody who has no part in the case, and is answered within 15 working days.")
    return FormPage(_("Complain about this case"), fields=(fill_field(field, help_text=who),), action=_("Send"))


def complaint_page(complaint: OwnComplaint) -> GuidePage:
    answer = complaint.answer.split("\n") if complaint.answer else (_answered_by(complaint),)
    written = _("{code}, {date}").format(code=complaint.case, date=moment(complaint.made_at))
    sections = (
        TextSection(_("You wrote"), (mask_numbers(complaint.text), written)),
        TextSection(_("Our answer"), tuple(answer)),
    )
    return GuidePage(_("My complaint"), sections=sections, action=_("Back"))


def _answered_by(complaint: OwnComplaint) -> str:
    return _(
        "Somebody who has no part in the case looks into it, and answers by {date}. Read the answer here: My record."
    ).format(date=plain_date(complaint.answer_by))
