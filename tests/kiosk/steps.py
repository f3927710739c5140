"""Steps that many journeys have in common."""

from uuid import uuid4

from devices.simulators.people import PEOPLE
from kiosk import clock
from kiosk.pages.kinds import (
    BrowsePage,
    BusyPage,
    CardPage,
    CoverPage,
    FormPage,
    GuidePage,
    MessagePage,
    OutcomePage,
    ReviewPage,
)
from tests.kiosk.conftest import Lobby
from tests.kiosk.resident import Resident

URGENT_AID = "lin shi jiu zhu"

NO_CARD = "wang ge"


def agrees(lobby: Lobby, card: str) -> None:
    """They have said yes to be told what they gave before."""
    who = PEOPLE[card]
    person = {"kind": "citizen", "name": who["name"], "number": who["number"]}
    choice = {"id": str(uuid4()), "person": person, "purpose": "reuse", "given": True}
    assert lobby.hub.post("residents/consents", choice).status_code == 200


def entry_named(page: BrowsePage, pinyin: str) -> str:
    return next(entry.key for entry in page.entries if entry.pinyin.startswith(pinyin))


def filled(page: FormPage) -> dict[str, object]:
    """Returns what the page holds, and something sensible in every required field that is empty."""
    answers: dict[str, object] = {}
    for shown in page.fields:
        samples = {
            "integer": "3",
            "money": "1200.50",
            "date": clock.today().isoformat(),
            "phone": "13800138000",
            "yes_no": "no",
            "bank_card": "6222020000000000000",
            "signature": "10,20 400,30",
            "choice": shown.options[0].key if shown.options else "",
            "choices": tuple(option.key for option in shown.options[:1]),
        }
        sample = samples.get(shown.field.kind, "Happiness Road 1")
        answers[shown.field.key] = shown.value or (sample if shown.field.required and not shown.field.only_if else "")
    return answers


def value_of(form: FormPage, key: str) -> object:
    return next(shown.value for shown in form.fields if shown.field.key == key)


def goes_to_form(resident: Resident, name: str) -> FormPage:
    resident.answers("apply")
    resident.answers(entry_named(resident.sees(BrowsePage), name))
    guide = resident.sees(GuidePage)
    assert guide.action
    assert not guide.why_not
    resident.answers(None)
    return resident.sees(FormPage, after=CardPage)


def reads_through(resident: Resident, remember: bool = False) -> None:
    """Hands in from the review, past the questions whether the details may be kept, where they are put."""
    resident.answers("")
    says_whether_to_remember(resident, remember)


def says_whether_to_remember(resident: Resident, remember: bool = False) -> None:
    """To each question that is put before the application is handed in; what follows is the next page."""
    while isinstance(page := resident.looks_ahead(), BusyPage | CoverPage | ReviewPage | MessagePage):
        if isinstance(page, MessagePage) and [choice.key for choice in page.choices] != ["yes", "no"]:
            return
        resident.sees_any()
        if isinstance(page, MessagePage):
            resident.answers("yes" if remember else "no")


def hands_in(resident: Resident, form: FormPage, *, remember: bool = False) -> OutcomePage:
    resident.answers(filled(form))
    resident.sees(ReviewPage)
    reads_through(resident, remember)
    return resident.sees(OutcomePage)


def lifts_and_places(lobby: Lobby, card: str) -> None:
    """As slowly as a hand does."""
    lobby.reader.do("lift")
    lobby.wait_until(lambda: not lobby.devices.card_present())
    lobby.reader.do("place", card=card)
    lobby.wait_until(lobby.devices.card_present)
