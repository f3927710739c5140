"""办理结果: the resident chooses how to have the result of their case on paper, with the card on the reader."""

import logging
from time import monotonic

from contract.cases import Accepted
from contract.certificates import ResultChoice, ResultSearch, ResultStage, ResultState, ResultWay
from contract.forms import Field, FieldKind
from contract.paper_codes import case_qr
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.pages.form_filling import fill_field
from kiosk.pages.kinds import FormPage, MenuPage, MessagePage, OutcomePage
from kiosk.pages.language import N_, _, language
from kiosk.pages.page_parts import Choice, ListRow
from kiosk.pages.ui import Back
from kiosk.pages.wording import in_all_languages
from kiosk.visit import Visit
from kiosk.visits.ending import what_next
from kiosk.visits.print_pages import print_choices, print_result

log = logging.getLogger(__name__)

_PATIENCE = 20.0  # seconds for a department that answers by itself
_EVERY = 1.0  # seconds between two questions to the hub
_LATER, _OVER = "later", "over"
_ADDRESS = "address"


def await_result(visit: Visit, accepted: Accepted | None, number: str) -> bool:
    """Waits for the result of what was just handed in, where its department answers by itself, and hands it out.
    Returns False where there is none, or not in time: then it is fetched another time."""
    if accepted is None:
        return False
    search = ResultSearch(code=accepted.code, number=number)
    state = _find(visit, search)
    if state is None:
        return False
    if state.stage is ResultStage.AWAITED:
        state = _await(visit, search)
    return state is not None and state.stage is ResultStage.READY and _choose(visit, search, state)


def offer_result(visit: Visit, code: str, number: str) -> None:
    """Offers the result of a case that was looked up, where it is ready and not yet handed out."""
    search = ResultSearch(code=code, number=number)
    state = _find(visit, search)
    if state is not None and state.stage is ResultStage.READY:
        _choose(visit, search, state)


def _find(visit: Visit, search: ResultSearch) -> ResultState | None:
    """Returns the result's state; None also where the hub does not answer: the case is shown all the same."""
    try:
        return visit.hub_link.hub.result(search)
    except HubRefused:
        return None
    except HubAway as away:
        log.info("no result from the hub: %s", away)
        return None


def _await(visit: Visit, search: ResultSearch) -> ResultState | None:
    """Asks again and again while the page says so; returns None where it takes too long or the resident will not
    wait."""
    begun = latest = monotonic()
    outcome: list[ResultState | None] = []

    def look() -> str | None:
        nonlocal latest
        now = monotonic()
        if now - latest < _EVERY:
            return None
        latest = now
        state = _find(visit, search)
        if state is not None and state.stage is ResultStage.AWAITED and now - begun < _PATIENCE:
            return None
        outcome.append(state)
        return _OVER

    text = _("The department is making it out now. It takes a few seconds; please leave your card on the reader.")
    page = MessagePage(
        _("Your result is being made out"), text=text, choices=(_later(),), back=False, cancel=False
    )  # fmt: skip
    return outcome[-1] if visit.ask(page, until=look) == _OVER and outcome else None


def _later() -> Choice:
    return Choice(_LATER, _("Fetch it another time"))


def _choose(visit: Visit, search: ResultSearch, state: ResultState) -> bool:
    """Returns whether the resident has chosen how to have it."""
    title = _("How would you like to have it: {title}").format(title=state.title.in_locale(language()))
    while True:
        way = visit.ask(MenuPage(title, choices=(*_ways(visit, state), _later()), back=False))
        if way == _LATER:
            return False
        try:
            address = _ask_address(visit) if way == ResultWay.POST else ""
        except Back:
            continue
        choice = ResultChoice(code=search.code, number=search.number, way=ResultWay(way), address=address)
        visit.wait_a_moment()
        chosen = visit.hub_link.hub.choose_result(choice)
        if choice.way is ResultWay.PRINT and not print_result(visit, search, title):
            continue
        visit.finish(_chosen_page(case_qr(search.code, visit.pages), search.code, chosen, choice.way))
        return True


def _ways(visit: Visit, state: ResultState) -> tuple[Choice, ...]:
    post = Choice(ResultWay.POST, _("Have it posted"), hint=_("It is sent to an address that you enter."))
    if state.made_elsewhere:
        hint = _("Staff hand it out against your card.")
        return post, Choice(ResultWay.WINDOW, _("Collect it at a window"), hint=hint)
    printing = print_choices(visit, ResultWay.PRINT, _("It is signed electronically, and good without a seal."))
    window = Choice(ResultWay.WINDOW, _("Collect it at a window"), hint=_("Staff print it against your card."))
    return *printing, window, post


def _ask_address(visit: Visit) -> str:
    """Asks for the address. Raises Back."""
    field = Field(
        key=_ADDRESS, label=in_all_languages(N_("Address for the post")), kind=FieldKind.LONG_TEXT, max_length=200
    )
    page = FormPage(_("Where is it to be sent?"), fields=(fill_field(field),), action=_("Continue"))
    return str(visit.ask(page)[_ADDRESS])


def _chosen_page(qr: str, code: str, state: ResultState, way: ResultWay) -> OutcomePage:
    words = {
        ResultWay.PRINT: _("Please take all pages from the printer, and your card from the reader."),
        ResultWay.WINDOW: _("Please go to a window with your identity card. It is handed to you there."),
        ResultWay.POST: _("It is posted to the address you have entered. “Track a case” shows when it was sent."),
    }
    return OutcomePage(
        _("It has been printed") if way is ResultWay.PRINT else _("It is noted"),
        text=words[way],
        steps=(ListRow(_("Bring"), _("your identity card")),) if way is ResultWay.WINDOW else (),
        code_label=_("Case number"),
        code=code,
        qr=qr,
        rows=(ListRow(_("Result"), state.title.in_locale(language())),),
        choices=what_next(),
        paper="page_printer" if way is ResultWay.PRINT else "",
        back=False,
        cancel=False,
    )
