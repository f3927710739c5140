"""A kiosk with a general card reader and a scanner beside the identity card reader."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from contract.cases import case_code
from contract.paper_codes import case_qr
from devices.manager import DeviceManager, DeviceSpec
from devices.simulators.pcsc_daemon import PcscDaemon
from devices.simulators.process import SimulatorProcess
from kiosk.pages.kinds import (
    AttractPage,
    BrowsePage,
    CardPage,
    CoverPage,
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
from tests.kiosk.conftest import Lobby, session, settings
from tests.kiosk.hub_process import HubProcess
from tests.kiosk.resident import Resident
from tests.kiosk.steps import URGENT_AID, entry_named, filled, goes_to_form, hands_in
from tests.kiosk.test_channels import newest_review

# Staff write down whose social security card it is.
KNOWN = """
from datetime import date
from django.db import transaction
from django.utils import timezone
from hub.residents.selectors import find
from hub.residents.services import keep_fact
with transaction.atomic():
    keep_fact(find("110101196503074525"), "card_number", "E24682468", "staff", timezone.now(), date(2999, 1, 1))
"""
SERVED = """
from django.utils import timezone
from hub.queues.models import Ticket
Ticket.objects.filter(pk={ticket!r}).update(state="served", served_at=timezone.now())
"""


@pytest.fixture(scope="module")
def cards() -> Iterator[SimulatorProcess]:
    """Cards with a chip, for the general reader."""
    daemon = PcscDaemon()
    daemon.start()
    with SimulatorProcess("pcsc", vpcd=daemon.vpcd) as process:
        yield process
    daemon.remove()


@pytest.fixture(scope="module")
def scanner() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("serial_line") as process:
        yield process


@pytest.fixture(scope="module")
def identity_cards() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("sam_v") as process:
        yield process


@pytest.fixture
def desk(
    cards: SimulatorProcess,
    scanner: SimulatorProcess,
    identity_cards: SimulatorProcess,
    hub: HubProcess,
    tmp_path: Path,
) -> Iterator[Lobby]:
    """No printer, three ways to be known. All cards are lifted in the end, and the daemon has seen it: one that takes
    a lifted card's place within its 0.4 s is not told apart."""
    devices = DeviceManager(
        [
            DeviceSpec("general", "card_reader", "pcsc", "pcsc://Virtual PCD"),
            DeviceSpec("reader", "card_reader", "sam_v", identity_cards.port),
            DeviceSpec("scanner", "scanner", "serial_line", scanner.port),
        ]
    )
    devices.start()
    desk = Lobby(Resident(), identity_cards, scanner, devices, tmp_path, hub)
    desk.wait_until(lambda: devices.can("scanner") and devices.can_identify() and not devices.card_present())
    desk.wait_until(lambda: all(status.condition.usable for status in devices.statuses().values()))
    with session(desk.resident, devices, settings(tmp_path), hub.url, hub.token_file):
        desk.wait_until((tmp_path / "catalogue.json").exists)
        yield desk
    for reader in (cards, identity_cards):
        reader.do("lift")
    desk.wait_until(lambda: not devices.card_present())
    devices.stop()


def goes_to_card(resident: Resident) -> CardPage:
    resident.answers("apply")
    resident.answers(entry_named(resident.sees(BrowsePage, after=MenuPage), URGENT_AID))
    resident.sees(GuidePage)
    resident.answers(None)
    return resident.sees(CardPage)


def test_a_social_security_card_that_tells_a_name_opens_the_form(desk: Lobby, cards: SimulatorProcess) -> None:
    resident = desk.resident
    resident.begins()
    goes_to_card(resident)
    cards.do("place", card="second")
    form = resident.sees(FormPage)
    by_fact = {shown.field.fact: shown.value for shown in form.fields}
    assert (by_fact["name"], by_fact["number"]) == ("李秀英", "110101196503074525")


def test_a_card_that_tells_no_name_is_told_so_and_the_visit_goes_on(desk: Lobby, cards: SimulatorProcess) -> None:
    resident = desk.resident
    resident.begins()
    goes_to_card(resident)
    cards.do("place", card="third")
    assert "identity card" in resident.sees(MessagePage).text
    resident.answers("")
    resident.sees(CardPage)
    desk.reader.do("place", card="zhang")  # the other card still lies on its reader
    form = resident.sees(FormPage)
    assert "张伟明" in [shown.value for shown in form.fields]


def test_an_identity_card_on_the_general_reader_is_told_where_to_go(desk: Lobby, cards: SimulatorProcess) -> None:
    resident = desk.resident
    resident.begins()
    goes_to_card(resident)
    cards.do("place", card="identity")
    assert "on the identity card reader" in resident.sees(CardPage).problem


def test_with_the_identity_reader_out_nobody_is_sent_to_it_for_the_general_one_is_well(desk: Lobby) -> None:
    resident = desk.resident
    desk.reader.do("unplug")
    try:
        desk.wait_until(lambda: not desk.devices.can_identify())
        assert desk.devices.can("card_reader")
        resident.begins()
        resident.answers("apply")
        resident.answers(entry_named(resident.sees(BrowsePage, after=MenuPage), URGENT_AID))
        assert "card reader" in resident.sees(GuidePage).why_not
        resident.goes_back()
        resident.sees(BrowsePage)
        resident.goes_back()
        resident.sees(MenuPage)
        resident.answers("track")
        assert "code" in [shown.field.key for shown in resident.sees(FormPage).fields]
    finally:
        desk.reader.do("plug")
        desk.wait_until(desk.devices.can_identify)


def test_my_cases_need_a_card_that_tells_the_number(desk: Lobby, cards: SimulatorProcess) -> None:
    resident = desk.resident
    resident.begins()
    resident.answers("track")
    resident.sees(CardPage, after=MenuPage)
    cards.do("place", card="city")
    assert "neither name nor ID number" in resident.sees(MessagePage).text
    resident.answers("")
    resident.sees(CardPage)
    desk.reader.do("place", card="li")
    resident.sees(ListPage)


def test_a_receipt_that_is_scanned_opens_its_case_with_the_last_four(desk: Lobby, scanner: SimulatorProcess) -> None:
    resident = desk.resident
    resident.begins()
    desk.reader.do("place", card="zhang")
    outcome = hands_in(resident, goes_to_form(resident, URGENT_AID))
    resident.answers("finish")
    resident.sees(TakePage)
    desk.reader.do("lift")
    resident.begins()

    resident.answers("track")
    assert "scanner" in resident.sees(CardPage, after=MenuPage).text
    scanner.do("scan", code="医保电子凭证 0123456789")  # no business of this page
    scanner.do("scan", code=outcome.qr)
    form = resident.sees(FormPage)
    assert [shown.value for shown in form.fields] == [outcome.code, ""]
    assert form.start_at == "last_four"
    resident.answers({"code": outcome.code, "last_four": "002X"})
    assert resident.sees(TimelinePage).entries


def test_a_receipt_begins_a_visit_and_is_read_from_the_menu_too(desk: Lobby, scanner: SimulatorProcess) -> None:
    resident, code = desk.resident, case_code(UUID(int=7))
    resident.sees(AttractPage)
    scanner.do("scan", code="医保电子凭证 0123456789")  # no business of this page
    scanner.do("scan", code=case_qr(code))
    form = resident.sees(FormPage)
    assert [shown.value for shown in form.fields] == [code, ""]
    assert form.start_at == "last_four"
    resident.goes_back()
    resident.sees(MenuPage)
    scanner.do("scan", code=case_qr(code))
    assert [shown.value for shown in resident.sees(FormPage).fields] == [code, ""]


def test_a_receipt_may_be_scanned_on_the_form_as_well(desk: Lobby, scanner: SimulatorProcess) -> None:
    resident = desk.resident
    resident.begins()
    resident.answers("track")
    resident.sees(CardPage, after=MenuPage)
    resident.answers("number")
    assert [shown.value for shown in resident.sees(FormPage).fields] == ["", ""]
    scanner.do("scan", code="case:nonsense")
    scanner.do("scan", code=case_qr(case_code(UUID(int=7))))
    form = resident.sees(FormPage)
    assert [shown.value for shown in form.fields] == [case_code(UUID(int=7)), ""]
    resident.answers({"code": form.fields[0].value, "last_four": "0000"})
    assert resident.sees(FormPage).problems


def test_a_ticket_that_is_scanned_tells_how_it_stands_and_is_rated_once_one_was_served(
    desk: Lobby, scanner: SimulatorProcess
) -> None:
    ticket = str(uuid4())
    service = desk.hub.get("catalogue").json()["services"][0]["code"]
    number = desk.hub.post("tickets", {"id": ticket, "service": service}).json()["number"]
    desk.hub.post(f"tickets/{ticket}/confirm", None)
    resident = desk.resident
    resident.begins()
    resident.answers("track")
    resident.sees(CardPage, after=MenuPage)
    scanner.do("scan", code="ticket:nonsense")  # no business of this page
    scanner.do("scan", code=f"ticket:{ticket}")
    page = resident.sees(OutcomePage)
    assert page.code == number
    assert page.text.startswith("Please wait here until your number is called: ")
    assert [choice.key for choice in page.choices] == ["finish", "more"]
    resident.answers("finish")

    desk.hub.shell(SERVED.format(ticket=ticket))
    resident.sees(AttractPage)
    scanner.do("scan", code=f"ticket:{ticket}")
    assert [choice.key for choice in resident.sees(OutcomePage).choices] == ["rate", "finish", "more"]
    resident.answers("rate")
    resident.sees(MenuPage)
    resident.answers("4")
    assert resident.sees(MessagePage).title == "Thank you"  # in the language that the kiosk is set to
    resident.answers("more")
    resident.sees(MenuPage)
    assert newest_review(desk) == [4, [], None]
    scanner.do("scan", code=f"ticket:{ticket}")
    assert [choice.key for choice in resident.sees(OutcomePage).choices] == ["finish", "more"]
    resident.answers("more")
    resident.sees(MenuPage)
    scanner.do("scan", code=f"ticket:{uuid4()}")
    assert resident.sees(MessagePage).text == "There is no such number."


def test_a_code_that_the_hub_cannot_resolve_leads_to_the_identity_card(desk: Lobby, scanner: SimulatorProcess) -> None:
    resident = desk.resident
    resident.begins()
    assert "scanner" in goes_to_card(resident).text
    scanner.do("scan", code=case_qr(case_code(UUID(int=7))))  # no business of this page
    scanner.do("scan", code="28123456")
    assert "cannot be resolved here" in resident.sees(MessagePage).text
    resident.answers("")
    resident.sees(CardPage)
    desk.reader.do("place", card="zhang")
    form = resident.sees(FormPage)
    assert "张伟明" in [shown.value for shown in form.fields]
    the_rest_belongs_to_the_card(resident, form, desk.reader)


def the_rest_belongs_to_the_card(resident: Resident, form: FormPage, reader: SimulatorProcess) -> None:
    """Though the hub was asked about somebody before pages belonged to anybody."""
    resident.answers(filled(form))
    resident.sees(ReviewPage)
    reader.do("lift")
    assert "Your entries are covered" in resident.sees(CoverPage).text


def test_a_third_generation_card_that_the_hub_knows_opens_the_form(desk: Lobby, cards: SimulatorProcess) -> None:
    resident = desk.resident
    resident.begins()
    desk.reader.do("place", card="li")
    hands_in(resident, goes_to_form(resident, URGENT_AID))
    resident.answers("finish")
    resident.sees(TakePage)
    desk.reader.do("lift")
    desk.hub.shell(KNOWN)
    resident.begins()
    goes_to_card(resident)
    cards.do("place", card="third_contactless")
    form = resident.sees(FormPage)
    assert "李秀英" in [shown.value for shown in form.fields]
    the_rest_belongs_to_the_card(resident, form, cards)
