"""Who comes is asked in passing whether what they gave long ago is still right: once, and answered by one touch."""

from collections.abc import Iterator

import pytest

from devices.simulators.people import PEOPLE
from kiosk.pages.kinds import BrowsePage, CardPage, FormPage, GuidePage, ListPage, MenuPage, OutcomePage, ReviewPage
from tests.kiosk.conftest import Lobby
from tests.kiosk.resident import Resident
from tests.kiosk.steps import URGENT_AID, agrees, entry_named, goes_to_form, hands_in, value_of

LONG_AGO = f"""
from datetime import timedelta
from django.utils import timezone
from hub.residents.models import Correction, ResidentFact
from hub.residents.selectors import find
now = timezone.now()
Correction.objects.all().delete()
ResidentFact.objects.update_or_create(resident=find({PEOPLE["li"]["number"]!r}), key="phone", defaults=dict(
    value="13800138000", source="resident", checked_at=now - timedelta(days=400),
    keep_until=now.date() + timedelta(days=90)))
"""
CHECKED = f"""
from django.utils import timezone
from hub.residents.models import ResidentFact
from hub.residents.selectors import find
phones = ResidentFact.objects.filter(resident=find({PEOPLE["li"]["number"]!r}), key="phone")
print([(row.value, row.checked_at.date() == timezone.now().date()) for row in phones])
"""


FORGOTTEN = f"""
from hub.residents.models import Consent, ResidentFact
from hub.residents.selectors import find
for kind in (Consent, ResidentFact):
    kind.objects.filter(resident=find({PEOPLE["li"]["number"]!r})).delete()
"""


@pytest.fixture
def resident(lobby: Lobby) -> Iterator[Resident]:
    """Li, whose telephone was given long ago and whose card lies there, at the menu."""
    agrees(lobby, "li")
    lobby.hub.shell(LONG_AGO)
    lobby.reader.do("place", card="li")
    lobby.resident.begins()
    yield lobby.resident
    lobby.hub.start()
    lobby.hub.shell(FORGOTTEN)


def applies(resident: Resident) -> ReviewPage:
    resident.answers("apply")
    resident.answers(entry_named(resident.sees(BrowsePage), URGENT_AID))
    resident.sees(GuidePage)
    resident.answers(None)
    return resident.sees(ReviewPage, after=CardPage)


def test_one_touch_says_that_it_is_still_right_and_it_is_not_asked_again(resident: Resident, lobby: Lobby) -> None:
    page = applies(resident)
    (row,) = page.rows
    assert (row.label, row.value, row.full) == ("Telephone", "138****8000", "13800138000")
    resident.answers("")
    form = resident.sees(FormPage)
    assert value_of(form, "phone") == "13800138000"
    assert "[('13800138000', True)]" in lobby.hub.shell(CHECKED)
    hands_in(resident, form)
    resident.sees(OutcomePage)
    resident.answers("more")
    resident.sees(MenuPage)
    goes_to_form(resident, URGENT_AID)


def test_what_has_changed_is_asked_for_by_the_form(resident: Resident) -> None:
    page = applies(resident)
    resident.answers(page.rows[0].key)
    assert value_of(resident.sees(FormPage), "phone") == ""


def test_who_goes_back_goes_back_to_the_guide(resident: Resident) -> None:
    applies(resident)
    resident.goes_back()
    resident.sees(GuidePage)


def test_in_ones_own_record_it_is_asked_first_and_corrected_at_once(resident: Resident, lobby: Lobby) -> None:
    resident.answers("record")
    page = resident.sees(ReviewPage, after=CardPage)
    resident.answers(page.rows[0].key)
    resident.sees(FormPage)
    resident.answers({"phone": "13900139000"})
    resident.sees(ListPage)
    assert "[('13900139000', True)]" in lobby.hub.shell(CHECKED)


def test_who_goes_back_from_it_sees_the_record(resident: Resident) -> None:
    resident.answers("record")
    resident.sees(ReviewPage, after=CardPage)
    resident.goes_back()
    resident.sees(ListPage)
