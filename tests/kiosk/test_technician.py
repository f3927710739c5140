"""The technician comes: the hidden gesture, the PIN, the pages behind it."""

from pathlib import Path

import pytest

from contract.cases import case_code
from contract.kiosks import Mode
from devices.manager import DeviceManager
from kiosk.app import start
from kiosk.diagnostics.state import whole_state
from kiosk.pages.kinds import AttractPage, CardPage, FormPage, GuidePage, ListPage, MessagePage, OutOfServicePage
from kiosk.pages.technician_kinds import PinPage, TrialPage
from kiosk.storage.service_mode import ServiceMode
from tests.kiosk.conftest import Hall, Lobby, session, settings
from tests.kiosk.full_disk import full_disk
from tests.kiosk.hub_process import free_port
from tests.kiosk.resident import Resident
from tests.kiosk.technician import PIN, enters, enters_again, opens_the_door
from tests.kiosk.test_command_line import two_refused


def test_the_first_entry_asks_for_another_pin(hall: Hall) -> None:
    page = enters(hall.resident)
    assert "mode" in {row.key for row in page.rows}
    hall.resident.goes_back()
    hall.resident.sees(AttractPage)
    enters_again(hall.resident)


def test_who_does_not_change_the_default_pin_stays_outside(hall: Hall) -> None:
    opens_the_door(hall.resident)
    hall.resident.answers("000000")
    hall.resident.sees(MessagePage)
    hall.resident.answers("")
    hall.resident.sees(PinPage)
    hall.resident.answers("123456")
    assert hall.resident.sees(PinPage).problem
    hall.resident.goes_back()
    hall.resident.sees(AttractPage)


def test_two_new_pins_that_differ_change_nothing(hall: Hall) -> None:
    opens_the_door(hall.resident)
    hall.resident.answers("000000")
    hall.resident.sees(MessagePage)
    hall.resident.answers("")
    for digits in (PIN, PIN + "1"):
        hall.resident.sees(PinPage)
        hall.resident.answers(digits)
    assert hall.resident.sees(PinPage).problem


def test_five_wrong_pins_lock(hall: Hall) -> None:
    opens_the_door(hall.resident)
    for _ in range(5):
        hall.resident.answers("271828")
        page = hall.resident.sees_any()
    assert isinstance(page, MessagePage)
    assert "1 minute" in page.text
    hall.resident.answers("")
    hall.resident.sees(AttractPage)


def test_the_kiosk_is_put_under_maintenance_with_a_notice_and_back(hall: Hall) -> None:
    resident = hall.resident
    enters(resident)
    resident.answers("mode")
    page = resident.sees(MessagePage)
    assert [choice.key for choice in page.choices] == ["maintenance", "locked"]
    resident.answers("maintenance")
    resident.sees(FormPage)
    resident.answers({"notice": "Back at noon."})
    resident.sees(MessagePage)
    assert ServiceMode(hall.data_dir).mode is Mode.MAINTENANCE
    resident.goes_back()
    resident.sees(ListPage)
    resident.goes_back()
    assert resident.sees(OutOfServicePage).text == "Back at noon."
    enters_again(resident)
    resident.answers("mode")
    resident.sees(MessagePage)
    resident.answers("open")
    resident.sees(MessagePage)
    resident.goes_back()
    resident.sees(ListPage)
    resident.goes_back()
    resident.sees(AttractPage)


def goes_to(resident: Resident, *keys: str) -> None:
    enters(resident)
    for key in keys:
        resident.answers(key)


def text_of(page: GuidePage) -> str:
    return "\n".join(line for section in page.sections for line in section.lines)


def test_a_device_in_order_is_shown_with_all_that_is_known(hall: Hall) -> None:
    goes_to(hall.resident, "devices")
    page = hall.resident.sees(ListPage)
    assert [(row.key, row.badge) for row in page.rows] == [("reader", "In order"), ("printer", "In order")]
    hall.resident.answers("reader")
    said = text_of(hall.resident.sees(GuidePage))
    assert "05.01-20101129" in said
    assert "never tested" in said
    assert "Cards read: 0" in said


def test_a_device_in_trouble_says_what_is_wrong_and_who_mends_it(hall: Hall) -> None:
    hall.printer.do("fault", name="paper_out")
    hall.wait_until(lambda: not hall.devices.can("printer"))
    goes_to(hall.resident, "devices")
    row = hall.resident.sees(ListPage).rows[1]
    assert row.badge == "Fault"
    assert row.value == "There is no paper. Put in a new roll. (staff of the centre)"


def test_a_slip_is_printed_and_the_technician_judges_it(hall: Hall) -> None:
    goes_to(hall.resident, "checks")
    hall.resident.sees(ListPage)
    hall.resident.answers("device:printer")
    hall.resident.sees(MessagePage)
    (slip,) = hall.printed()
    assert "Test slip" in slip
    hall.resident.answers("passed")
    page = hall.resident.sees(ListPage)
    assert next(row for row in page.rows if row.key == "device:printer").value.endswith("passed")


def test_a_card_is_shown_masked(hall: Hall) -> None:
    goes_to(hall.resident, "checks")
    hall.resident.sees(ListPage)
    hall.resident.answers("device:reader")
    hall.resident.sees(CardPage)
    hall.reader.do("place", card="li")
    page = hall.resident.sees(MessagePage)
    assert page.text == "李**\n11**************25"
    hall.reader.do("lift")


def test_a_reader_that_reads_nothing_has_failed(hall: Hall) -> None:
    goes_to(hall.resident, "checks")
    hall.resident.sees(ListPage)
    hall.resident.answers("device:reader")
    (nothing,) = hall.resident.sees(CardPage).alternatives
    hall.resident.answers(nothing.key)
    assert hall.resident.sees(MessagePage).title == "The test has failed"
    hall.resident.answers("")
    (row,) = (row for row in hall.resident.sees(ListPage).rows if row.key == "device:reader")
    assert row.value.endswith("failed")


def test_all_devices_are_tested_and_a_readiness_slip_comes_out(hall: Hall) -> None:
    goes_to(hall.resident, "checks")
    hall.resident.sees(ListPage)
    hall.resident.answers("all")
    page = hall.resident.sees(ListPage)
    assert [row.badge for row in page.rows] == ["passed", "passed", "failed", "passed", ""]  # no hub
    (slip,) = hall.printed()
    assert "Not ready for service" in slip
    hall.resident.goes_back()
    all_row = hall.resident.sees(ListPage).rows[0]
    assert all_row.value.endswith("failed")
    hall.resident.goes_back()
    hall.resident.sees(ListPage)
    hall.resident.answers("devices")
    hall.resident.sees(ListPage)
    hall.resident.answers("reader")
    assert "passed" in text_of(hall.resident.sees(GuidePage))


def test_with_its_hub_it_is_ready_and_all_of_that_is_kept(lobby: Lobby) -> None:
    goes_to(lobby.resident, "checks")
    lobby.resident.sees(ListPage)
    lobby.resident.answers("all")
    page = lobby.resident.sees(ListPage)
    assert [row.badge for row in page.rows] == ["passed", "passed", "passed", "passed", ""]
    (slip,) = lobby.printed()
    assert slip.count("Ready for service") == 1
    tests = {test["name"]: test["passed"] for test in whole_state(lobby.data_dir)["tests"]}
    assert tests == {"reader": True, "printer": True, "hub": True, "readiness slip": True, "all": True}


def test_a_full_disk_keeps_no_technician_from_working(hall: Hall) -> None:
    enters(hall.resident)
    with full_disk():
        hall.resident.goes_back()
        hall.resident.sees(AttractPage)
        enters_again(hall.resident)
        hall.resident.answers("checks")
        hall.resident.sees(ListPage)
        hall.resident.answers("all")
        assert hall.resident.sees(ListPage).rows[0].badge == "passed"
        hall.resident.goes_back()
        hall.resident.sees(ListPage)
        hall.resident.goes_back()
        hall.resident.sees(ListPage)
        hall.resident.answers("mode")
        hall.resident.sees(MessagePage)
        hall.resident.answers("locked")
        hall.resident.sees(FormPage)
        hall.resident.answers({"notice": ""})
        page = hall.resident.sees(MessagePage)
        assert (page.title, page.text.splitlines()[0]) == ("It was not saved", "The disk is full.")
    assert ServiceMode(hall.data_dir).mode is Mode.OPEN


def test_out_by_itself_when_nothing_was_touched(
    quiet_devices: DeviceManager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "_TECHNICIAN_IDLE", 0.5)
    brief = settings(tmp_path)
    brief = brief.model_copy(update={"session": brief.session.model_copy(update={"warning_seconds": 1})})
    technician = Resident()
    with session(technician, quiet_devices, brief, f"http://127.0.0.1:{free_port()}", tmp_path / "token"):
        opens_the_door(technician)
        assert technician.warnings.get(timeout=15) == 1
        technician.sees(AttractPage)


def test_the_screen_is_tried_out(hall: Hall) -> None:
    goes_to(hall.resident, "checks")
    for what in ("touch", "sound", "keypad"):
        hall.resident.sees(ListPage)
        hall.resident.answers(f"trial:{what}")
        assert hall.resident.sees(TrialPage).what == what
        hall.resident.answers(what != "sound")
    page = hall.resident.sees(ListPage)
    results = {row.key: row.value.rpartition(" ")[2] for row in page.rows}
    assert (results["trial:touch"], results["trial:sound"]) == ("passed", "failed")


def test_the_machine_and_the_hub_are_told_of(hall: Hall) -> None:
    goes_to(hall.resident, "machine")
    said = text_of(hall.resident.sees(GuidePage))
    assert "Kiosk: kiosk-1" in said
    assert "Waiting to be sent: 0" in said
    assert "It does not answer." in said


def test_what_the_hub_refused_is_shown_sent_again_and_taken_over(hall: Hall) -> None:
    resident = hall.resident
    ids = two_refused(hall.data_dir)
    goes_to(resident, "outbox")
    page = resident.sees(ListPage)
    assert [row.key for row in page.rows] == [str(ids[0]), str(ids[1]), "all"]
    assert (page.rows[0].label, page.rows[0].badge) == ("Application", "the hub refused it (422)")
    resident.answers(str(ids[0]))
    assert case_code(ids[0]) in resident.sees(MessagePage).text
    resident.answers("again")
    resident.sees(MessagePage)
    resident.answers("")
    assert [row.key for row in resident.sees(ListPage).rows] == [str(ids[1])]
    resident.answers(str(ids[1]))
    resident.sees(MessagePage)
    resident.answers("done")
    resident.sees(MessagePage)
    resident.answers("done")
    assert resident.sees(ListPage).rows == ()
    resident.goes_back()
    outbox = next(row for row in resident.sees(ListPage).rows if row.key == "outbox")
    assert (outbox.value, outbox.badge) == ("Waiting to be sent: 1", "In order")
