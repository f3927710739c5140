"""Save, and go on later: at any kiosk, after the card or by the code, and never somebody else."""

from datetime import UTC, datetime
from typing import cast
from uuid import UUID

import pytest

from contract.cases import case_code
from contract.drafts import OwnDraft, SavedDraft
from contract.forms import Answer
from contract.text import Text
from devices.simulators.people import PEOPLE
from kiosk.pages import language
from kiosk.pages.kinds import (
    BrowsePage,
    CardPage,
    FormPage,
    GuidePage,
    ListPage,
    MenuPage,
    MessagePage,
    OutcomePage,
    ReviewPage,
    TakePage,
    TimelinePage,
)
from kiosk.pages.printed import draft_of_qr
from kiosk.pages.ui import WentBack
from kiosk.visit import Visit
from kiosk.visits.saved_drafts import draft_from
from tests.hub.sample import CATALOGUE, REPORT
from tests.kiosk.conftest import Lobby
from tests.kiosk.steps import (
    NO_CARD,
    URGENT_AID,
    entry_named,
    filled,
    goes_to_form,
    hands_in,
    reads_through,
    value_of,
)

LI = PEOPLE["li"]
LAST_FOUR = LI["number"][-4:]


@pytest.fixture
def _nothing_saved(lobby: Lobby) -> None:
    lobby.hub.shell("from hub.cases.models import SavedDraft\nSavedDraft.objects.all().delete()")


def saves(lobby: Lobby, entered: dict[str, object]) -> str:
    """Saves what was entered on the form that is shown, and goes back to the menu; returns the code."""
    lobby.resident.reply(WentBack(entered, aside=True))
    page = lobby.resident.sees(OutcomePage)
    assert draft_of_qr(page.qr) == page.code
    lobby.resident.answers("more")
    lobby.resident.sees(MenuPage)
    return page.code


def enters_code(lobby: Lobby, code: str, last_four: str) -> None:
    lobby.resident.answers("track")
    lobby.resident.sees(CardPage)
    lobby.resident.answers("number")
    lobby.resident.sees(FormPage)
    lobby.resident.answers({"code": code, "last_four": last_four})


def chooses_again(lobby: Lobby) -> MenuPage:
    lobby.resident.answers("apply")
    lobby.resident.answers(entry_named(lobby.resident.sees(BrowsePage), URGENT_AID))
    lobby.resident.sees(GuidePage)
    lobby.resident.answers(None)
    return lobby.resident.sees(MenuPage, after=CardPage)


def ends(lobby: Lobby) -> None:
    """Ends the visit and takes the card; the next one begins without."""
    lobby.resident.cancels()
    lobby.resident.sees(TakePage)
    lobby.reader.do("lift")
    lobby.resident.begins()


def places_on_the_way(lobby: Lobby, card: str) -> None:
    """From the guide to the card, which is placed there."""
    lobby.resident.sees(GuidePage)
    lobby.resident.answers(None)
    lobby.resident.sees(CardPage)
    lobby.reader.do("place", card=card)


def saved_entries(page: ListPage) -> str:
    return next(row.value for row in page.rows if row.key == "drafts")


@pytest.mark.usefixtures("_nothing_saved")
def test_after_the_card_one_goes_on_where_one_was_and_it_is_one_case(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.reader.do("place", card="li")
    resident.begins()
    code = saves(lobby, filled(goes_to_form(resident, URGENT_AID)))
    slip: list[str] = []

    def is_printed() -> bool:
        slip.extend(lobby.printed())
        return bool(slip)

    lobby.wait_until(is_printed)
    assert code in slip[0]
    assert not any(LI[key] in slip[0] for key in ("name", "number"))
    assert chooses_again(lobby).choices[0].key == code
    resident.answers(code)
    review = resident.sees(ReviewPage, after=FormPage)
    assert review.beside is not None
    resident.answers(review.beside.key)  # saved once more, under the same number
    assert resident.sees(OutcomePage).code == code
    resident.answers("more")
    resident.sees(MenuPage)
    resident.answers("record")
    assert saved_entries(resident.sees(ListPage, after=CardPage)) == "1 entry"
    resident.answers("drafts")
    resident.answers(resident.sees(ListPage).rows[0].key)
    resident.sees(MenuPage)
    resident.answers("/go-on")
    resident.sees(GuidePage)
    resident.answers(None)
    resident.sees(ReviewPage)
    reads_through(resident)
    assert resident.sees(OutcomePage).code == code
    resident.answers("more")
    assert saved_entries(resident.sees(ListPage)) == "None"
    resident.cancels()


@pytest.mark.usefixtures("_nothing_saved")
def test_what_is_begun_again_leaves_nothing_of_what_was_thrown_away(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.reader.do("place", card="li")
    resident.begins()
    reason = {"reason": "needs_no_such_option"}
    form = goes_to_form(resident, URGENT_AID)
    phone = next(shown.field.key for shown in form.fields if shown.field.kind == "phone")
    saves(lobby, {phone: "13912340000", **reason})
    assert [choice.key for choice in chooses_again(lobby).choices][1:] == ["/again", "/delete"]
    resident.answers("/delete")
    assert value_of(resident.sees(FormPage), phone) != "13912340000"
    resident.cancels()
    assert lobby.hub.shell("from hub.cases.models import SavedDraft\nprint(SavedDraft.objects.count())").strip() == "0"


@pytest.mark.usefixtures("_nothing_saved")
def test_the_code_leads_on_for_the_one_whose_card_it_is_alone(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.reader.do("place", card="li")
    resident.begins()
    form = goes_to_form(resident, URGENT_AID)
    phone = next(shown.field.key for shown in form.fields if shown.field.kind == "phone")
    code = saves(lobby, {phone: "13912340000"})
    ends(lobby)
    enters_code(lobby, code, "0000")
    assert resident.sees(FormPage).problems
    resident.answers({"code": f"{code[:-1]}{'1' if code[-1] == '0' else '0'}", "last_four": LAST_FOUR})
    assert "not a case number" in resident.sees(FormPage).problems["code"]
    resident.answers({"code": code, "last_four": LAST_FOUR})
    places_on_the_way(lobby, "zhang")
    assert resident.sees(MessagePage).title == "This cannot be fetched now"
    resident.answers("")
    resident.sees(GuidePage)
    ends(lobby)
    enters_code(lobby, code, LAST_FOUR)
    places_on_the_way(lobby, "li")
    assert value_of(resident.sees(FormPage), phone) == "13912340000"
    resident.cancels()


@pytest.mark.usefixtures("_nothing_saved")
def test_without_a_card_the_code_and_the_telephone_lead_on(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    form = goes_to_form(resident, NO_CARD)
    entered = filled(form)
    phone = next(shown.field.key for shown in form.fields if shown.field.kind == "phone")
    code = saves(lobby, {**entered, phone: "13912345678"})
    enters_code(lobby, code, "1234")
    assert resident.sees(FormPage).problems
    resident.answers({"code": code, "last_four": "5678"})
    resident.sees(GuidePage)
    resident.answers(None)
    assert value_of(resident.sees(FormPage), phone) == "13912345678"  # on what was left empty
    assert hands_in(resident, form).code == code
    resident.answers("more")
    resident.sees(MenuPage)
    enters_code(lobby, code, "5678")  # the same number leads to the case now
    resident.sees(TimelinePage)
    resident.cancels()


@pytest.mark.usefixtures("_nothing_saved")
def test_while_the_hub_is_away_one_is_told_and_loses_nothing(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.reader.do("place", card="li")
    resident.begins()
    form = goes_to_form(resident, URGENT_AID)
    entered = filled(form)
    lobby.hub.stop()
    resident.reply(WentBack(entered, aside=True))
    assert "still here" in resident.sees(MessagePage).text
    resident.answers("")
    review = resident.sees(ReviewPage, after=FormPage)
    assert len(review.rows) >= len([answer for answer in entered.values() if answer])
    resident.cancels()
    resident.sees(TakePage)


class Told:
    """A visit that notes what the resident is told."""

    def __init__(self) -> None:
        self.catalogue, self.titles = CATALOGUE, list[str]()

    def tell(self, title: str, _text: str, **_more: object) -> None:
        self.titles.append(title)

    def now(self) -> datetime:
        return datetime.now(UTC)


def a_draft(item: str, answers: dict[str, Answer]) -> OwnDraft:
    now = datetime.now(UTC)
    saved = SavedDraft(
        code=case_code(UUID(int=7)), item=item, name=Text.plain("反映诉求"), saved_at=now, expires_at=now
    )
    return OwnDraft(id=UUID(int=7), saved=saved, item_version=7, language="en", answers=answers)


def test_of_a_service_that_is_gone_or_has_changed_one_is_told() -> None:
    language.activate("en")
    told = Told()
    visit = cast("Visit", told)
    assert draft_from(visit, a_draft("999999999999", {"what": "路灯不亮"})) is None
    draft = draft_from(visit, a_draft(REPORT, {"what": "路灯不亮", "phone": "none", "gone": "1"}))
    assert draft is not None
    assert draft.answers == {"what": "路灯不亮"}
    assert told.titles == ["This service is no longer offered here", "The form has changed since"]
    draft_from(visit, a_draft(REPORT, {"what": "路灯不亮"}))  # of an older version, and all of it fits
    assert len(told.titles) == 2
