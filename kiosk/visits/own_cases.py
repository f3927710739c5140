"""One's own cases: by the card, newest first; or one by its number, typed or scanned from its receipt, with the last
four of the ID number. Where no card was shown, those of the telephone that was left, if there is one."""

from collections.abc import Mapping
from contextlib import suppress

from contract.cases import CaseDetail, CaseSearch, CaseState, CaseSummary, TimelineEntry, read_case_code
from contract.drafts import DraftSearch, OwnDraft
from contract.forms import Field, FieldKind
from contract.people import Person
from contract.surveys import SurveySearch
from kiosk.pages.form_filling import fill_field
from kiosk.pages.kinds import FormPage, ListPage, TimelinePage
from kiosk.pages.language import N_, _, language
from kiosk.pages.page_parts import Choice, ListRow, Tone
from kiosk.pages.printed import case_of_qr, draft_of_qr
from kiosk.pages.ui import Back
from kiosk.pages.wording import in_all_languages, moment, promised_day
from kiosk.visit import Visit
from kiosk.visits.case_actions import act_on_case, case_choices
from kiosk.visits.rate import rate
from kiosk.visits.reprint import REPRINT, may_reprint, reprint_receipt
from kiosk.visits.result import offer_result
from kiosk.visits.supplement import SupplementUpload
from kiosk.visits.survey import offer_survey, thank

_NUMBER, _SCANNED = "number", "scanned"
_OVER = (CaseState.DECIDED, CaseState.DELIVERED, CaseState.REFUSED, CaseState.WITHDRAWN)


def browse_cases(visit: Visit, person: Person) -> None:
    cases = visit.hub_link.hub.search(CaseSearch(number=person.number)).cases
    page = ListPage(_("My cases"), rows=tuple(case_row(case) for case in cases), empty=_("There is no case yet."))
    while True:
        code = visit.ask(page)
        try:
            show_case(visit, CaseSearch(code=code, number=person.number), person)
        except Back:
            continue
        return


def scanned_case(visit: Visit) -> str | None:
    """Returns the number on a receipt, or of what was saved, that was just held to the scanner. Any other code is
    ignored."""
    scanned = visit.devices.scan() or ""
    return case_of_qr(scanned) or draft_of_qr(scanned)


def by_number(visit: Visit, scanned: str = "") -> OwnDraft | None:
    """Asks for number and last four, which must fit together, so that a number alone, left on a receipt, shows
    nothing. Returns what was saved to go on later, where it is the number of that."""
    entered: dict[str, str] = {"code": scanned}
    problems: dict[str, str] = {}
    while True:
        answer = visit.ask(number_page(entered, problems), until=lambda: _scanned_entry(visit))
        if _SCANNED in answer:
            entered, problems = {"code": str(answer[_SCANNED])}, {}
            continue
        entered = {key: str(value).strip() for key, value in answer.items()}
        code = read_case_code(entered.get("code", ""))
        problems = {} if code else {"code": _("This is not a case number. Please compare it with your receipt.")}
        search = CaseSearch(code=code, last_four=entered.get("last_four", "").upper() or None)
        if code and (case := visit.find_own(visit.hub_link.hub.own_case, search)):
            show(visit, case, search)
            return None
        draft_search = DraftSearch(code=code, last_four=search.last_four)
        if code and (draft := visit.find_own(visit.hub_link.hub.own_draft, draft_search)):
            return draft
        problems = problems or {"code": _("No case was found with this number and these four digits.")}


def _scanned_entry(visit: Visit) -> Mapping[str, str] | None:
    """Returns a receipt that is scanned while the form is shown: its number, and the last four still to be entered."""
    code = scanned_case(visit)
    return {_SCANNED: code} if code else None


def number_page(entered: dict[str, str], problems: dict[str, str]) -> FormPage:
    code = Field(key="code", label=in_all_languages(N_("Case number")), kind=FieldKind.TEXT, max_length=20)
    last_four = Field(
        key="last_four",
        label=in_all_languages(N_("Last four characters of the applicant's ID number")),
        kind=FieldKind.TEXT,
        required=False,
        max_length=4,
    )
    no_card = _("Where no card was shown: the last four digits of the telephone you left, or nothing if you left none.")
    fields = tuple(
        fill_field(field, entered.get(field.key, ""), help_text, latin=True)
        for field, help_text in ((code, _("Or the number of what you saved to go on later.")), (last_four, no_card))
    )
    start_at = "last_four" if entered.get("code") and not problems else ""
    return FormPage(
        _("Find a case by its number"), fields=fields, action=_("Search"), problems=problems, start_at=start_at
    )


def show_case(visit: Visit, search: CaseSearch, person: Person) -> None:
    visit.wait_a_moment()
    show(visit, visit.hub_link.hub.own_case(search), search, person)


def show(visit: Visit, case: CaseDetail, search: CaseSearch, holder: Person | None = None) -> None:
    """Shows how the case went. The way on is to send what is missing; of one that is over, to say how it was
    handled. `holder`: whose card lies here."""
    supplement = SupplementUpload(visit, case, search, holder)
    try:
        while supplement.is_possible:
            visit.ask(timeline_page(case, sends=True))
            with suppress(Back):
                case = supplement.take() or case
                break
    finally:
        supplement.end()
    while key := visit.ask(timeline_page(case, again=may_reprint(visit, case), actions=case_choices(case, search))):
        if key == REPRINT:
            reprint_receipt(visit, search)
        else:
            case = act_on_case(visit, key, case, search)
    if search.number:
        offer_result(visit, case.code, search.number)
    survey_search = SurveySearch(case=case.code, number=search.number, last_four=search.last_four)
    answered = offer_survey(visit, survey_search) if case.state in _OVER else False
    if case.may_review:
        rate(visit, search)
    elif answered:
        thank(visit)


def timeline_page(
    case: CaseDetail, sends: bool = False, again: bool = False, actions: tuple[Choice, ...] = ()
) -> TimelinePage:
    """Returns the timeline. `sends`: a telephone can send what is missing. `again`: its receipt may be printed again.
    `actions`: what else may be done with it."""
    rows = [
        ListRow(_("Case number"), case.code),
        ListRow(_("Department"), case.department.in_locale(language())),
        ListRow(_("Submitted at"), moment(case.submitted_at)),
    ]
    if case.promised_by:
        rows.append(ListRow(_("Promised by"), promised_day(case.promised_by, case.provisional)))
    if case.missing:
        rows.append(ListRow(_("Papers missing"), "；".join(paper.in_locale(language()) for paper in case.missing)))
    if case.answer:
        rows.append(ListRow(_("Answer"), case.answer.in_locale(language())))
    newest_first = reversed(case.timeline)
    return TimelinePage(
        case.item.in_locale(language()),
        rows=tuple(rows),
        entries=tuple(timeline_row(entry) for entry in newest_first),
        action=_("Send the missing papers") if sends else _way_on(case),
        choices=(*((Choice(REPRINT, _("Print the receipt again")),) if again else ()), *actions),
    )


def _way_on(case: CaseDetail) -> str:
    return _("Rate this service") if case.may_review else _("Back to the menu")


def case_row(case: CaseSummary) -> ListRow:
    label = case.item.in_locale(language())
    submitted = _("{code}, submitted {date}").format(code=case.code, date=moment(case.submitted_at))
    return ListRow(
        label, submitted, badge=state_words(case.state), key=case.code, tone=_TONES.get(case.state, Tone.CALM)
    )


def timeline_row(entry: TimelineEntry) -> ListRow:
    note = entry.note.in_locale(language()) if entry.note else ""
    words = state_words(entry.state)
    value = _("{state}: {note}").format(state=words, note=note) if note else words
    return ListRow(moment(entry.at), value, tone=_TONES.get(entry.state, Tone.CALM))


_TONES = {
    CaseState.SUPPLEMENT_WANTED: Tone.TROUBLE,
    CaseState.REFUSED: Tone.TROUBLE,
    CaseState.DECIDED: Tone.GOOD,
    CaseState.DELIVERED: Tone.GOOD,
}


def state_words(state: CaseState) -> str:
    return {
        CaseState.SUBMITTED: _("Submitted"),
        CaseState.ACCEPTED: _("Accepted"),
        CaseState.SUPPLEMENT_WANTED: _("Papers missing"),
        CaseState.IN_PROGRESS: _("In progress"),
        CaseState.DECIDED: _("Decided"),
        CaseState.DELIVERED: _("Delivered"),
        CaseState.WITHDRAWN: _("Withdrawn"),
        CaseState.REFUSED: _("Not accepted"),
    }[state]
