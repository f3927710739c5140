"""My record at the kiosk: after the card, read, corrected, ended and erased; a case taken back and complained about."""

import pytest
import requests

from contract.signed_pdf import is_signed_pdf
from devices.simulators.people import PEOPLE
from devices.simulators.process import SimulatorProcess
from kiosk.pages.kinds import (
    CardPage,
    FormPage,
    GuidePage,
    ListPage,
    MenuPage,
    MessagePage,
    OutcomePage,
    ReviewPage,
    StatementPage,
    TimelinePage,
)
from kiosk.pages.page_parts import ListRow
from tests.kiosk.conftest import Lobby
from tests.kiosk.resident import Resident
from tests.kiosk.results import printer_of_pages
from tests.kiosk.steps import URGENT_AID, goes_to_form, hands_in

LI = PEOPLE["li"]
KEPT = f"""
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from contract.people import Person, PersonKind
from contract.text import Text
from hub.cases.models import Complaint, Entitlement
from hub.catalogue.models import Item
from hub.residents.models import Correction, Mandate, ResidentFact
from hub.residents.services import get_registered
now = timezone.now()
Complaint.objects.all().delete()
Correction.objects.all().delete()
Mandate.objects.exclude(cases__isnull=False).delete()
li = Person(kind=PersonKind.CITIZEN, name={LI["name"]!r}, number={LI["number"]!r})
zhang = Person(kind=PersonKind.CITIZEN, name={PEOPLE["zhang"]["name"]!r}, number={PEOPLE["zhang"]["number"]!r})
resident, other = get_registered(li, "person", now), get_registered(zhang, "person", now)
ResidentFact.objects.update_or_create(resident=resident, key="phone", defaults=dict(
    value="13800138000", source="resident", checked_at=now, keep_until=now.date() + timedelta(days=90)))
mandate = Mandate.objects.create(id=uuid4(), principal=resident, agent=other, since=now.date(),
                                 until=now.date() + timedelta(days=30))
mandate.items.set(Item.objects.all()[:1])
Entitlement.objects.all().delete()
days = dict(resident=resident, first_day=now.date() - timedelta(days=300), granted_at=now)
Entitlement.objects.create(item=Item.objects.get(code="991100300000"), name=Text.plain("高龄津贴"),
                           last_day=now.date() + timedelta(days=20), renew_from=now.date() - timedelta(days=9), **days)
Entitlement.objects.create(item=Item.objects.all()[0], privacy="confidential", name=Text.plain("孤儿保障"), **days)
"""


@pytest.fixture
def resident(lobby: Lobby) -> Resident:
    """At the list of what is kept of Li, whose card lies there."""
    lobby.hub.shell(KEPT)
    lobby.reader.do("place", card="li")
    lobby.resident.begins()
    lobby.resident.answers("record")
    return lobby.resident


def row(page: ListPage | ReviewPage, key: str) -> ListRow:
    return next(each for each in page.rows if each.key == key)


def opens(resident: Resident, key: str) -> None:
    resident.sees(ListPage, after=CardPage)
    resident.answers(key)


def test_details_are_masked_and_corrected_by_request(resident: Resident, lobby: Lobby) -> None:
    opens(resident, "facts")
    phone = row(resident.sees(ReviewPage), "phone")
    assert (phone.value, phone.full) == ("138****8000", "13800138000")
    resident.answers("phone")
    resident.sees(FormPage)
    resident.answers({"value": "13900139000", "reason": ""})
    assert "Staff check it" in resident.sees(MessagePage).text
    resident.answers("")
    opens(resident, "facts")
    assert [each.badge for each in resident.sees(ReviewPage).rows][-1] == "Being checked"


def test_a_mandate_is_ended_by_the_one_who_gave_it(resident: Resident, lobby: Lobby) -> None:
    opens(resident, "mandates")
    page = resident.sees(ListPage)
    key = page.rows[0].key
    assert PEOPLE["zhang"]["name"] not in page.rows[0].label  # masked
    resident.answers(key)
    resident.sees(MessagePage)
    resident.answers("end")
    resident.sees(MessagePage)
    resident.answers("")
    opens(resident, "mandates")
    ended = resident.sees(ListPage).rows[0]
    assert (ended.badge, ended.key) == ("ended", "")


def test_an_entitlement_that_ends_soon_is_marked_and_leads_to_its_item(resident: Resident, lobby: Lobby) -> None:
    record = resident.sees(ListPage, after=CardPage)
    assert row(record, "entitlements").badge == "1 ends soon"
    resident.answers("entitlements")
    soon, hidden = resident.sees(ListPage).rows
    assert (soon.label, soon.badge, hidden.label) == ("高龄津贴", "Ends soon", "A service of this centre")
    resident.answers(hidden.key)
    assert resident.sees(MessagePage).title == "孤儿保障"
    resident.answers("")
    resident.sees(ListPage)
    resident.answers(soon.key)
    resident.sees(MessagePage)
    resident.answers("renew")
    assert resident.sees(GuidePage).title == "Temporary assistance"
    resident.goes_back()
    resident.sees(ListPage)


def test_what_no_law_keeps_is_erased_and_the_rest_named(resident: Resident, lobby: Lobby) -> None:
    opens(resident, "erase")
    resident.sees(StatementPage)
    resident.answers(None)
    stays = resident.sees(ListPage)
    assert "Mandates" in [each.label for each in stays.rows]
    resident.goes_back()
    assert row(resident.sees(ListPage), "facts").badge == "None"


def test_every_part_opens_and_back_leads_to_the_list(resident: Resident, lobby: Lobby) -> None:
    kinds: dict[str, type[ListPage | ReviewPage]] = {
        "cases": ListPage, "complaints": ListPage, "facts": ReviewPage, "papers": ListPage, "readings": ListPage,
        "consents": ListPage, "mandates": ListPage, "appointments": ListPage, "entitlements": ListPage,
    }  # fmt: skip
    for key, kind in kinds.items():
        opens(resident, key)
        resident.sees(kind)
        resident.goes_back()
    opens(resident, "readings")
    assert "At the kiosk" in resident.sees(ListPage).rows[0].value


def test_a_copy_of_all_comes_out_of_the_printer_of_pages(resident: Resident, lobby: Lobby) -> None:
    with SimulatorProcess("ipp", tcp=True) as a4, printer_of_pages(lobby, a4):
        opens(resident, "copy")
        resident.sees(MenuPage)
        resident.answers("print")
        resident.sees(MessagePage)  # being printed
        assert "take all pages" in resident.sees(MessagePage).text
        (pdf,) = a4.do("state")["printed"]
    keys = requests.get(f"{lobby.hub.url}/verify/keys", timeout=30).text
    assert is_signed_pdf(pdf.encode("latin-1"), keys)


def test_a_case_is_complained_about_and_taken_back(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.reader.do("place", card="li")
    resident.begins()
    code = hands_in(resident, goes_to_form(resident, URGENT_AID)).code
    resident.sees(OutcomePage)
    resident.answers("more")
    resident.sees(MenuPage)
    resident.answers("record")
    opens(resident, "cases")
    resident.sees(ListPage)
    resident.answers(code)
    assert {"withdraw", "complain"} <= {choice.key for choice in resident.sees(TimelinePage).choices}
    resident.answers("complain")
    resident.sees(FormPage)
    resident.answers({"text": "没有人联系我"})
    outcome = resident.sees(OutcomePage)
    assert "no part in the case" in outcome.text
    assert outcome.code == code
    assert "messages" not in outcome.note  # without a channel none is promised
    resident.answers("")
    resident.sees(TimelinePage)
    resident.answers("withdraw")
    resident.sees(MessagePage)
    resident.answers("withdraw")
    page = resident.sees(TimelinePage)
    assert "withdraw" not in {choice.key for choice in page.choices}
    assert lobby.hub.query(f"SELECT state FROM cases_case WHERE code = '{code}'") == [("withdrawn",)]
    resident.goes_back()
    resident.sees(ListPage)  # of cases
    resident.goes_back()
    opens(resident, "complaints")
    complaint = resident.sees(ListPage).rows[0]
    assert (complaint.label, complaint.badge) == ("没有人联系我", "Waiting")
    resident.answers(complaint.key)
    resident.sees(GuidePage)
