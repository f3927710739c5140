"""查进度: my cases by the card, newest first; or one by its number, and what was saved to go on later. A queue number
is looked up by its ticket's code."""

from collections.abc import Callable
from functools import partial

from contract.people import Person
from devices.manager import DeviceManager
from kiosk.pages.language import _
from kiosk.pages.page_parts import Choice
from kiosk.pages.printed import case_of_qr, draft_of_qr, ticket_of_qr
from kiosk.pages.ui import Back
from kiosk.visit import Visit
from kiosk.visits.go_on import look_up
from kiosk.visits.identify import card_or
from kiosk.visits.my_number import my_number
from kiosk.visits.own_cases import browse_cases

_NUMBER = "number"


def track(visit: Visit) -> None:
    """Shows cases. Raises HubAway where nothing can be looked up now."""
    if not visit.devices.can_identify():
        look_up(visit)
        return
    text = _("Place your identity card on the reader to see your cases.")
    if visit.devices.can("scanner"):
        text = _(
            "Place your identity card on the reader to see your cases, or hold the QR of your receipt or of your queue "
            "number to the scanner."
        )
    while True:
        answer = card_or(
            visit, text, Choice(_NUMBER, _("Enter a case number instead")), lambda: scanned_paper(visit.devices)
        )
        if isinstance(answer, Person):
            visit.wait_a_moment()
            browse_cases(visit, answer)
            return
        try:
            (on_paper(answer) or look_up)(visit)
        except Back:
            continue
        return


def on_paper(scanned: str) -> Callable[[Visit], None] | None:
    """Returns what the code on one of the kiosk's papers leads to: a receipt's case, a ticket's queue number,
    what was saved to go on later."""
    if ticket := ticket_of_qr(scanned):
        return partial(my_number, key=ticket)
    code = case_of_qr(scanned) or draft_of_qr(scanned)
    return partial(look_up, scanned=code) if code else None


def scanned_paper(devices: DeviceManager) -> str | None:
    """Returns the code of a paper of ours that was just held to the scanner. Any other is ignored."""
    scanned = devices.scan()
    return scanned if scanned and on_paper(scanned) else None
