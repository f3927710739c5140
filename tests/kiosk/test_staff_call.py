"""A call for staff reaches the console, and their answer reaches the page; a card left behind is told of too."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contract.kiosks import CARD_LEFT, PAPER_LEFT, STAFF_CALL
from devices.base import Condition
from devices.manager import DeviceManager, DeviceSpec
from devices.simulators.process import SimulatorProcess
from kiosk.hub_link import incidents
from kiosk.hub_link.incidents import Incidents
from kiosk.hub_link.staff_call import CallState, StaffCall
from kiosk.pages.kinds import Page
from kiosk.pages.ui import A, Pages
from kiosk.technician.run_context import RunContext
from kiosk.visits import ending
from kiosk.visits.ending import take_card
from tests.kiosk.conftest import Hall, session, settings
from tests.kiosk.hub_process import HubProcess
from tests.kiosk.resident import Resident
from tests.together import wait_until

OPEN_CALLS = """
from hub.kiosks.models import Alarm
print(*(alarm.detail for alarm in Alarm.objects.filter(kind="call", cleared_at=None)))
"""
SOMEBODY_ANSWERS = """
from django.contrib.auth.models import User
from django.utils import timezone
from hub.kiosks.alarms import acknowledge
from hub.kiosks.models import Alarm
user, _ = User.objects.get_or_create(username="front-desk")
acknowledge(Alarm.objects.get(kind="call", cleared_at=None), user, timezone.now())
"""


@pytest.fixture
def calls(hub: HubProcess, quiet_devices: DeviceManager, tmp_path: Path) -> Iterator[StaffCall]:
    """Those of a kiosk that is running."""
    run_context, resident = RunContext(), Resident()
    with session(resident, quiet_devices, settings(tmp_path), hub.url, hub.token_file, run_context):
        resident.begins()
        yield run_context.calls


def test_a_call_is_answered_and_the_resident_sees_it(calls: StaffCall, hub: HubProcess) -> None:
    states = list[CallState]()
    calls.changed = states.append
    calls.call("form")
    wait_until(lambda: "form" in hub.shell(OPEN_CALLS))
    assert states == [CallState.CALLED]
    hub.shell(SOMEBODY_ANSWERS)
    wait_until(lambda: calls.state is CallState.COMING)
    calls.call("form")  # nobody has to be called twice
    assert states == [CallState.CALLED, CallState.COMING]
    calls.end_visit()
    wait_until(lambda: hub.shell(OPEN_CALLS).strip() == "")


def test_where_the_hub_is_away_nobody_is_said_to_have_been_called(calls: StaffCall, hub: HubProcess) -> None:
    hub.stop()
    calls.call("menu")
    wait_until(lambda: calls.state is CallState.UNHEARD)
    hub.start()
    wait_until(lambda: calls.state is CallState.CALLED)
    wait_until(lambda: "menu" in hub.shell(OPEN_CALLS))


def test_both_sides_have_one_name_for_it() -> None:
    names = incidents.STAFF_CALL, incidents.CARD_LEFT, incidents.PAPER_LEFT
    assert names == (STAFF_CALL, CARD_LEFT, PAPER_LEFT)


def test_a_call_outlasts_the_visit_until_somebody_has_answered() -> None:
    open_incidents = Incidents()
    calls = StaffCall(open_incidents)
    calls.call("guide")
    calls.end_visit()
    assert calls.state is CallState.NONE
    assert [(report.name, report.detail) for report in open_incidents.reports()] == [("staff-call", "guide")]
    assert calls.waits
    calls.hear(coming=False)
    assert calls.waits
    calls.hear(coming=True)
    assert open_incidents.reports() == ()
    assert calls.state is CallState.NONE


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing lies for long before staff are told."""
    monkeypatch.setattr(ending, "LEFT_BEHIND", 0.0)


class Waiting(Pages):
    """Takes the card away only once staff have been told."""

    def __init__(self, hall: Hall, kiosk: Incidents) -> None:
        super().__init__(Resident(), 60, 20)
        self._hall, self._incidents = hall, kiosk

    def ask(self, page: Page[A], **options: Any) -> A:
        wait_until(lambda: self._incidents.is_open("card-left"))
        self._hall.reader.do("lift")
        return super().ask(page, **options)


class Lit(Pages):
    """Takes the card away only once the light shines."""

    def __init__(self, hall: Hall, board: SimulatorProcess) -> None:
        super().__init__(Resident(), 60, 20)
        self._hall, self._board = hall, board

    def ask(self, page: Page[A], **options: Any) -> A:
        wait_until(lambda: self._board.do("state")["closed"] == [1])
        self._hall.reader.do("lift")
        return super().ask(page, **options)


def test_staff_hear_of_a_card_that_is_left_until_it_is_taken(hall: Hall, at_once: None) -> None:
    kiosk, heard = Incidents(), list[str]()
    kiosk.report_to(lambda name, status: heard.append(f"{name} {status.condition}"))
    hall.reader.do("place", card="li")
    hall.wait_until(hall.devices.card_present)
    take_card(Waiting(hall, kiosk), hall.devices, kiosk)
    assert heard == [f"card-left {Condition.FAULT}", f"card-left {Condition.CONNECTED}"]


def test_a_light_shines_while_a_card_lies_there(hall: Hall) -> None:
    with SimulatorProcess("relay") as board:
        hall.devices.put(DeviceSpec("light", "signal_light", "relay", board.port))
        hall.wait_until(lambda: hall.devices.can("signal_light"))
        hall.reader.do("place", card="li")
        hall.wait_until(hall.devices.card_present)
        take_card(Lit(hall, board), hall.devices, Incidents())
        hall.wait_until(lambda: board.do("state")["closed"] == [])
        hall.devices.drop("light")
        assert board.do("state")["switched"] == 1


def test_a_card_that_is_taken_in_time_is_nobodys_business(hall: Hall, at_once: None) -> None:
    kiosk = Incidents()
    take_card(Pages(Resident(), 60, 20), hall.devices, kiosk)
    assert kiosk.reports() == ()
