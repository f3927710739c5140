"""A result on paper, from the card to the pages: a real hub, its worker, a department's own system, and a printer."""

from collections.abc import Iterator

import pytest
import requests

from contract.signed_pdf import is_signed_pdf
from devices.simulators.process import SimulatorProcess
from kiosk.pages.kinds import (
    AttractPage,
    FormPage,
    MenuPage,
    MessagePage,
    OutcomePage,
    ReviewPage,
    TakePage,
    TimelinePage,
)
from kiosk.visits import result
from tests.kiosk.conftest import Lobby
from tests.kiosk.hub_process import HubProcess
from tests.kiosk.results import answered_at_once, answering_system, printer_of_pages
from tests.kiosk.steps import filled, goes_to_form, reads_through

PROOF = "can bao zheng ming"
NAMES = ("参保证明打印", "公积金明细查询")


@pytest.fixture(scope="module")
def answering_key(hub_process: HubProcess) -> Iterator[tuple[str, str]]:
    hub_process.start()
    with answered_at_once(hub_process, *NAMES) as key:
        yield key


@pytest.fixture(scope="module")
def department(hub_process: HubProcess, answering_key: tuple[str, str]) -> Iterator[None]:
    with answering_system(hub_process, answering_key, *NAMES):
        yield


@pytest.fixture(scope="module")
def a4_process() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("ipp", tcp=True) as process:
        yield process


@pytest.fixture
def a4(a4_process: SimulatorProcess, lobby: Lobby) -> Iterator[SimulatorProcess]:
    with printer_of_pages(lobby, a4_process):
        yield a4_process


def hands_in(lobby: Lobby) -> None:
    """As far as the waiting for the result."""
    resident = lobby.resident
    lobby.reader.do("place", card="li")
    resident.begins("zh-Hans")
    resident.answers(filled(goes_to_form(resident, PROOF)))
    resident.sees(ReviewPage)
    reads_through(resident)


def asked_how(lobby: Lobby) -> MenuPage:
    hands_in(lobby)
    return lobby.resident.sees(MenuPage, after=MessagePage)


def leaves(lobby: Lobby) -> None:
    lobby.resident.answers("finish")
    lobby.resident.sees(TakePage)
    lobby.reader.do("lift")
    lobby.resident.sees(AttractPage)


def printed(a4: SimulatorProcess) -> list[str]:
    return list(a4.do("state")["printed"])


def test_a_department_that_is_late_keeps_nobody(
    answering_key: object, lobby: Lobby, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its system is away. The resident gets the receipt, and comes back."""
    monkeypatch.setattr(result, "_PATIENCE", 0.1)
    hands_in(lobby)
    outcome = lobby.resident.sees(OutcomePage, after=MessagePage)
    assert outcome.qr == f"case:{outcome.code}"
    leaves(lobby)


def test_who_will_not_wait_gets_the_receipt(answering_key: object, lobby: Lobby) -> None:
    hands_in(lobby)
    waiting = lobby.resident.sees(MessagePage)
    assert [choice.key for choice in waiting.choices] == ["later"]
    lobby.resident.answers("later")
    lobby.resident.sees(OutcomePage)
    leaves(lobby)


def test_a_proof_of_insurance_is_printed_at_once(department: None, lobby: Lobby, a4: SimulatorProcess) -> None:
    before = printed(a4)
    page = asked_how(lobby)
    assert "参保证明打印" in page.title
    assert [choice.key for choice in page.choices] == ["print", "window", "post", "later"]
    lobby.resident.answers("print")
    outcome = lobby.resident.sees(OutcomePage, after=MessagePage)
    (pdf,) = printed(a4)[len(before) :]
    keys = requests.get(f"{lobby.hub.url}/verify/keys", timeout=30).text
    assert is_signed_pdf(pdf.encode("latin-1"), keys)
    leaves(lobby)
    case = f"SELECT state FROM cases_case WHERE code = '{outcome.code}'"
    assert lobby.hub.query(case) == [("delivered",)]
    assert lobby.printed() == []  # no receipt besides


def test_without_a_printer_it_is_collected_at_a_window(department: None, lobby: Lobby) -> None:
    page = asked_how(lobby)
    assert [choice.key for choice in page.choices] == ["window", "post", "later"]
    lobby.resident.answers("window")
    outcome = lobby.resident.sees(OutcomePage)
    leaves(lobby)
    assert lobby.hub.query(f"SELECT state FROM cases_case WHERE code = '{outcome.code}'") == [("decided",)]


def test_it_is_posted_to_the_address_that_was_entered(department: None, lobby: Lobby) -> None:
    asked_how(lobby)
    lobby.resident.answers("post")
    (field,) = lobby.resident.sees(FormPage).fields
    lobby.resident.goes_back()
    lobby.resident.sees(MenuPage)
    lobby.resident.answers("post")
    lobby.resident.sees(FormPage)
    lobby.resident.answers({field.field.key: "某市某街道9号"})
    lobby.resident.sees(OutcomePage)
    leaves(lobby)


def test_what_was_left_for_later_is_fetched_by_the_card(department: None, lobby: Lobby, a4: SimulatorProcess) -> None:
    asked_how(lobby)
    lobby.resident.answers("later")
    lobby.resident.sees(OutcomePage)
    lobby.resident.answers("more")
    lobby.resident.sees(MenuPage, after=OutcomePage)
    lobby.resident.answers("track")
    rows = lobby.resident.sees_any()
    while not hasattr(rows, "empty"):
        rows = lobby.resident.sees_any()
    lobby.resident.answers(rows.rows[0].key)  # type: ignore[attr-defined]
    lobby.resident.sees(TimelinePage)
    lobby.resident.answers(None)
    page = lobby.resident.sees(MenuPage)
    assert "print" in [choice.key for choice in page.choices]
    before = len(printed(a4))
    lobby.resident.answers("print")
    lobby.resident.sees(OutcomePage, after=MessagePage)
    assert len(printed(a4)) == before + 1
    leaves(lobby)


def test_a_printer_without_paper_is_not_offered(department: None, lobby: Lobby, a4: SimulatorProcess) -> None:
    a4.do("fault", name="paper_out")
    lobby.wait_until(lambda: not lobby.devices.can("page_printer"))
    page = asked_how(lobby)
    assert page.choices[0].why_not == "打印机缺纸。"
    lobby.resident.answers("window")
    lobby.resident.sees(OutcomePage)
    leaves(lobby)


def test_a_printer_that_vanishes_in_mid_job_is_told_and_another_way_is_left(
    department: None, lobby: Lobby, a4: SimulatorProcess
) -> None:
    before = printed(a4)
    jobs = len(a4.do("state")["jobs"])
    a4.do("set", seconds=3600)
    asked_how(lobby)
    lobby.resident.answers("print")
    a4.wait_for(lambda state: len(state["jobs"]) > jobs)
    a4.do("unplug")
    message = lobby.resident.sees(MessagePage)
    while not message.choices:
        message = lobby.resident.sees(MessagePage)
    assert "稍后也不会再打印" in message.text
    lobby.resident.answers("")
    assert lobby.resident.sees(MenuPage).choices[0].why_not
    lobby.resident.answers("window")
    lobby.resident.sees(OutcomePage)
    a4.do("plug")
    lobby.wait_until(lambda: lobby.devices.can("page_printer"))
    assert list(a4.do("state")["jobs"].values())[-1] == 7  # cancelled, before anything else
    leaves(lobby)
    assert printed(a4) == before


def test_what_is_under_way_when_the_visit_ends_does_not_come_out(
    department: None, lobby: Lobby, a4: SimulatorProcess
) -> None:
    """Another card lies there: nothing is printed for the one who comes next."""
    before, jobs = printed(a4), len(a4.do("state")["jobs"])
    a4.do("set", seconds=3600)
    asked_how(lobby)
    lobby.resident.answers("print")
    a4.wait_for(lambda state: len(state["jobs"]) > jobs)
    lobby.reader.do("lift")
    lobby.reader.do("place", card="zhang")
    a4.wait_for(lambda state: list(state["jobs"].values())[-1] == 7, within=40)
    assert printed(a4) == before
    lobby.reader.do("lift")
