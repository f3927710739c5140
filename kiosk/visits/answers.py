"""Read what was answered to one's questions and reviews, what is told to one's group, and what one has agreed to."""

from contract.cases import read_case_code
from contract.channels import Lookup, Reply, Told
from contract.forms import Field, FieldKind
from contract.numbers import mask_numbers
from contract.people import Person
from contract.residents import Consents
from kiosk.pages.form_filling import fill_field
from kiosk.pages.kinds import FormPage, GuidePage, ListPage
from kiosk.pages.language import N_, _, language
from kiosk.pages.page_parts import Choice, ListRow, TextSection, Tone
from kiosk.pages.ui import Back
from kiosk.pages.wording import in_all_languages, moment, plain_date
from kiosk.visit import Visit
from kiosk.visits.agreeing import agreements, ask, chosen, rows
from kiosk.visits.identify import card_or

_NUMBER = "number"


def read_answers(visit: Visit) -> None:
    """Shows the answers. Raises HubAway where nothing can be looked up now."""
    if not visit.devices.can_identify():
        by_code(visit)
        return
    while True:
        text = _("Place your identity card on the reader to see your answers.")
        answer = card_or(visit, text, Choice(_NUMBER, _("Enter a number instead")))
        if isinstance(answer, Person):  # back leads out of here: their card lies there, and would lead to the same list
            by_card(visit, answer)
            return
        try:
            by_code(visit)
        except Back:
            continue
        return


def by_card(visit: Visit, person: Person) -> None:
    visit.wait_a_moment()
    mine = Lookup(number=person.number)
    replies = visit.hub_link.hub.replies(mine).replies
    consents = agreements(visit, person)
    while True:
        consent = chosen(consents, browse(visit, replies, visit.hub_link.hub.notices_for(mine).notices, consents))
        if consent is None:
            return
        try:
            consents = ask(visit, person, consent) or consents
        except Back:
            continue


def by_code(visit: Visit) -> None:
    problem = ""
    typed = ""
    while True:
        typed = str(visit.ask(code_page(typed, problem)).get("code", ""))
        code = read_case_code(typed)
        if code:
            visit.wait_a_moment()
            if replies := visit.hub_link.hub.replies(Lookup(code=code)).replies:
                visit.ask(reply_page(replies[0]))
                return
        problem = _("No question was found with this number.") if code else _("This is not such a number.")


def browse(visit: Visit, replies: tuple[Reply, ...], messages: tuple[Told, ...], consents: Consents) -> str:
    """Shows notices for one's group first, then the newest; at the end, what one has agreed to. Returns the last
    row."""
    notices = {f"notice:{place}": notice for place, notice in enumerate(messages)}
    mine = {reply.code: reply for reply in replies}
    listed = (*(_notice_row(key, notice) for key, notice in notices.items()), *map(_row, replies))
    page = ListPage(_("My answers"), rows=(*listed, *rows(consents)), empty=_("There is no question yet."))
    while True:
        key = visit.ask(page)
        if chosen(consents, key):
            return key
        try:
            visit.ask(notice_page(notices[key]) if key in notices else reply_page(mine[key]))
        except Back:
            continue
        return key


def code_page(typed: str, problem: str) -> FormPage:
    field = Field(key="code", label=in_all_languages(N_("Number of your question")), kind=FieldKind.TEXT, max_length=20)
    shown = fill_field(field, typed, latin=True)
    problems = {"code": problem} if problem else {}
    return FormPage(_("Find an answer by its number"), fields=(shown,), action=_("Search"), problems=problems)


def reply_page(reply: Reply) -> GuidePage:
    answer = reply.answer or _("Not answered yet. Please look again later.")
    sections = (
        TextSection(_("You wrote"), (mask_numbers(reply.asked),)),
        TextSection(_("Our answer"), tuple(answer.split("\n"))),
    )
    return GuidePage(_("Answer"), sections=sections, action=_("Back to the menu"))


def notice_page(notice: Told) -> GuidePage:
    body = tuple(notice.body.in_locale(language()).split("\n"))
    heading = notice.title.in_locale(language())
    return GuidePage(_("Notice"), sections=(TextSection(heading, body),), action=_("Back to the menu"))


def _row(reply: Reply) -> ListRow:
    badge, tone = (_("Answered"), Tone.GOOD) if reply.answer else (_("Waiting"), Tone.CALM)
    return ListRow(mask_numbers(reply.asked)[:40], moment(reply.asked_at), badge=badge, key=reply.code, tone=tone)


def _notice_row(key: str, notice: Told) -> ListRow:
    return ListRow(notice.title.in_locale(language()), plain_date(notice.since), badge=_("Notice"), key=key)
