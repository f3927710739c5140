"""What the search leads to besides items: a service, a notice, a place, or somebody to ask."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from uuid import uuid4

from contract.catalogue import Catalogue
from contract.search.entries import NOTICE, PLACE, SERVICE
from contract.searches import UnfoundWords, clean_words
from kiosk import clock
from kiosk.pages.kinds import GuidePage
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Choice, TextSection
from kiosk.pages.search_entries import Unfound
from kiosk.pages.searchable import get_service
from kiosk.pages.ui import Back
from kiosk.visit import Visit
from kiosk.visits.consult import ask
from kiosk.visits.directory import open_entry
from kiosk.visits.held_number import find_holder
from kiosk.visits.queueing import queueing
from kiosk.visits.take_number import NumberRequest, take_number

_FEWEST = 2  # characters of a word
HOTLINE = "12345"  # 政务服务便民热线, in every city


def count_unfound(visit: Visit, typed: str) -> None:
    """Counts a search for the hub, which offers it to staff as a new word. A disk that takes nothing stops nobody."""
    words = clean_words(typed)
    if len(words) < _FEWEST:
        return
    unfound = UnfoundWords(id=uuid4(), words=words, language=language(), day=clock.today())
    with suppress(OSError, sqlite3.Error):
        visit.hub_link.outbox.put_message(unfound)
        visit.hub_link.sender.wake()


def ways_on() -> tuple[Choice, ...]:
    """Returns what one can do where nothing is found."""
    return (
        Choice("ask", _("Ask the staff a question"), _("You can read the answer here later"), "edit"),
        Choice("number", _("Take a number"), _("Speak with somebody at a window"), "ticket"),
        Choice("hotline", _("Call {number}").format(number=HOTLINE), _("The city's hotline, day and night"), "phone"),
        Choice("help", _("Have somebody help you here"), _("Help is free"), "people"),
    )


def follow(visit: Visit, catalogue: Catalogue, answer: str | Unfound) -> None:
    """Does what is no item. Raises Back where the resident wants to search again."""
    if isinstance(answer, Unfound):
        _WAYS[answer.way](visit)
    elif answer.startswith(SERVICE):
        take_number(visit, NumberRequest((get_service(catalogue, answer),), holder=find_holder(visit)), again=queueing)
    elif answer.startswith(PLACE):
        open_entry(visit, next(place for place in visit.places if answer == f"{PLACE}{place.id}"))
    else:
        read_notice(visit, catalogue, int(answer.removeprefix(NOTICE)))


def read_notice(visit: Visit, catalogue: Catalogue, number: int) -> None:
    notice = catalogue.notices[number]
    body = TextSection(_("Public notice"), (notice.body.in_locale(language()),))
    visit.ask(GuidePage(notice.title.in_locale(language()), sections=(body,), action=_("Back to the menu")))


def name_hotline(visit: Visit) -> None:
    """Names the hotline. Raises Back: they may search on."""
    text = _("Dial {number} on any telephone. They answer questions about every public service, day and night.")
    visit.tell(_("Call {number}").format(number=HOTLINE), text.format(number=HOTLINE))
    raise Back


def offer_help(visit: Visit) -> None:
    """Offers help. Raises Back: they may search on."""
    text = _("Please go to the general service desk. A member of staff comes with you, and you do it here together.")
    visit.tell(_("Have somebody help you here"), text)
    raise Back


_WAYS: dict[str, Callable[[Visit], None]] = {
    "ask": ask,
    "number": queueing,
    "hotline": name_hotline,
    "help": offer_help,
}
