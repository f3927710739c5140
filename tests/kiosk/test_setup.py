"""A technician sets up devices: a device is tried before it is saved, and the last change can be undone."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.loader import load
from devices import discover
from devices.documents import Document, Qr
from devices.manager import DeviceManager
from devices.models import models
from devices.simulators.process import SimulatorProcess
from devices.simulators.usb_stand_in import standing_in
from devices.transports import check_port
from kiosk.pages.kinds import FormPage, GuidePage, ListPage, MessagePage
from kiosk.pages.language import LANGUAGES, activate
from kiosk.technician import list_fields
from kiosk.technician.run_context import RunContext
from kiosk.technician.settings_form import form_fields, read_answers
from languages.registry import DEFAULT, SOURCE
from screens.keyboard.layouts import LETTERS, SIGNS
from tests.kiosk.conftest import session
from tests.kiosk.hub_process import free_port
from tests.kiosk.resident import Resident
from tests.kiosk.technician import enters

SERIAL_DEVICES = discover._serial_devices  # as it is before a test says that nothing is plugged in
USB_DEVICES = discover._usb_devices
CONFIGURATION = """# the lobby's
[kiosk]
data_dir = "data"
language = "en"
"""


@dataclass
class Site:
    technician: Resident
    devices: DeviceManager
    config: Path
    printer: SimulatorProcess

    def configured(self) -> list[tuple[str, str, str]]:
        devices = load(self.config, models(), check_port).devices
        return [(device.name, device.model, device.port) for device in devices]

    def adds(self, model: str) -> FormPage:
        self.technician.sees(ListPage)
        self.technician.answers("find")
        assert "by_hand" in {row.key for row in self.technician.sees(ListPage).rows}
        self.technician.answers("by_hand")
        self.technician.sees(ListPage)
        self.technician.answers(model)
        return self.technician.sees(FormPage)

    def removes(self, name: str) -> None:
        self.technician.sees(ListPage)
        self.technician.answers(f"device:{name}")
        self.technician.sees(MessagePage)
        self.technician.answers("remove")

    def fills(self, page: FormPage, **changes: str) -> None:
        self.technician.answers({field.field.key: field.value for field in page.fields} | changes)


@pytest.fixture
def site(spare_printer: SimulatorProcess, bare_machine: None, tmp_path: Path) -> Iterator[Site]:
    config = tmp_path / "kiosk.toml"
    config.write_text(CONFIGURATION, "utf-8")
    devices = DeviceManager([])
    settings = load(config, models(), check_port)
    technician = Resident()
    nowhere = f"http://127.0.0.1:{free_port()}"
    with session(technician, devices, settings, nowhere, tmp_path / "token", RunContext(config)):
        enters(technician)
        technician.answers("setup")
        yield Site(technician, devices, config, spare_printer)
    devices.stop()


def test_a_device_is_added_tried_and_in_use_at_once(site: Site) -> None:
    page = site.adds("printer/escpos")
    assert page.fields[0].value == "printer"
    site.fills(page, device_port=site.printer.port, cutter="o2")
    assert site.technician.sees(MessagePage).title == "It is saved"
    site.technician.answers("")
    assert "device:printer" in {row.key for row in site.technician.sees(ListPage).rows}
    assert site.devices.can("printer")
    assert site.configured() == [("printer", "escpos", site.printer.port)]
    text = site.config.read_text("utf-8")
    assert text.startswith("# the lobby's")
    assert "cutter = false" in text
    assert "print_complete" not in text  # it has its default


def test_what_is_not_such_a_device_is_not_saved(site: Site) -> None:
    page = site.adds("card_reader/sam_v")
    site.fills(page, device_port=site.printer.port)
    said = site.technician.sees(MessagePage)
    assert said.title == "It was not saved"
    site.technician.answers("")
    site.technician.sees(FormPage)
    assert site.configured() == []
    assert list(site.devices.statuses()) == []


def test_a_port_that_is_none_and_a_name_that_is_taken_are_told_at_the_field(site: Site) -> None:
    site.fills(site.adds("printer/escpos"), device_port="COM3")
    page = site.technician.sees(FormPage)
    assert page.problems["device_port"].startswith("A port begins with serial://")
    site.fills(page, device_port=site.printer.port)
    site.technician.sees(MessagePage)
    site.technician.answers("")
    site.fills(site.adds("printer/escpos"), device_name="printer", device_port=site.printer.port)
    problems = site.technician.sees(FormPage).problems
    assert "already that of printer" in problems["device_port"]
    assert "already" in problems["device_name"]


def test_a_change_that_fails_leaves_the_device_as_it_was(site: Site) -> None:
    site.fills(site.adds("printer/escpos"), device_port=site.printer.port)
    site.technician.sees(MessagePage)
    site.technician.answers("")
    site.technician.sees(ListPage)
    site.technician.answers("device:printer")
    site.technician.sees(MessagePage)
    site.technician.answers("edit")
    page = site.technician.sees(FormPage)
    assert page.fields[0].locked
    site.fills(page, device_port=f"tcp://127.0.0.1:{free_port()}")
    assert site.technician.sees(MessagePage).title == "It was not saved"
    site.devices.test("printer", 10.0)
    assert site.configured() == [("printer", "escpos", site.printer.port)]


def test_the_last_change_is_undone(site: Site) -> None:
    site.fills(site.adds("printer/escpos"), device_port=site.printer.port)
    site.technician.sees(MessagePage)
    site.technician.answers("")
    site.technician.sees(ListPage)
    site.technician.answers("undo")
    site.technician.sees(MessagePage)
    site.technician.answers("undo")
    assert site.technician.sees(MessagePage).title == "It is undone"
    assert site.config.read_text("utf-8") == CONFIGURATION
    assert list(site.devices.statuses()) == []
    site.technician.answers("")
    assert "undo" in {row.key for row in site.technician.sees(ListPage).rows}


@pytest.mark.parametrize("key", sorted(models()))
def test_every_models_settings_have_a_form_that_gives_them_back(key: tuple[str, str]) -> None:
    settings = models()[key]()
    schema = settings.model_json_schema()
    fields = form_fields(schema, {})
    assert bool(fields) == bool(schema.get("properties"))
    answers = {field.field.key: field.value for field in fields}
    found = read_answers(schema, answers)
    assert set(found.values()) <= {None}  # untouched, all is as it is by default
    assert settings.model_validate({k: v for k, v in found.items() if v is not None}) == settings()


@pytest.mark.parametrize("key", sorted(models()))
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_setting_has_a_name_and_a_meaning_in_both_languages(key: tuple[str, str], code: str) -> None:
    schema = models()[key]().model_json_schema()
    activate(code)
    try:
        fields = form_fields(schema, {})
    finally:
        activate(DEFAULT)
    assert {field.field.key for field in fields} == set(schema["properties"])
    chinese = re.compile("[\u4e00-\u9fff]")
    for field in fields:
        assert field.label != field.field.key
        assert field.help
        assert bool(chinese.search(field.label)) == bool(chinese.search(field.help)) == (code != SOURCE)


def test_end_marks_are_written_as_they_are_called() -> None:
    schema = models()["scanner", "serial_line"]().model_json_schema()
    (field,) = [field for field in form_fields(schema, {}) if field.field.key == "end_marks"]
    assert field.value == "CR+LF CR LF"
    assert read_answers(schema, {"end_marks": field.value}) == {"end_marks": None}
    found = read_answers(schema, {"end_marks": "tab ## #+0x1d+cr"})
    assert found == {"end_marks": ["\t", "##", "#\x1d\r"]}
    assert form_fields(schema, found)[0].value == "TAB ## #+GS+CR"


@given(st.lists(st.text(st.characters(max_codepoint=127), min_size=1), max_size=8))
def test_marks_that_are_written_are_read_as_they_were(some: list[str]) -> None:
    assert list_fields.read(list_fields.render(some)) == some


def test_the_usual_marks_can_be_typed_on_the_screen() -> None:
    keys = {key.upper() for row in (*LETTERS, *SIGNS) for key in row}
    assert set("CR+LF CR LF TAB 0X1D") - {" "} <= keys


def test_what_is_wrong_with_a_setting_is_said_in_words_of_ours(site: Site) -> None:
    page = site.adds("printer/escpos")
    site.fills(page, device_port=site.printer.port, device_name="no name", answer_seconds="99")
    assert site.technician.sees(FormPage).problems == {"answer_seconds": "At most 5."}
    site.fills(page, device_port=site.printer.port, device_name="no name")
    assert site.technician.sees(FormPage).problems == {"device_name": 'Letters, digits, "-", "_" and ".".'}


def test_a_device_is_taken_away(site: Site) -> None:
    site.fills(site.adds("printer/escpos"), device_port=site.printer.port)
    site.technician.sees(MessagePage)
    site.technician.answers("")
    site.removes("printer")
    assert site.technician.sees(MessagePage).title == "It was removed"
    assert site.config.read_text("utf-8") == CONFIGURATION
    assert list(site.devices.statuses()) == []


@pytest.mark.parametrize("port", ["printer://slips", "printer://"])
def test_a_printer_that_tickets_are_printed_on_is_not_taken_away(site: Site, port: str) -> None:
    tickets = f'[[device]]\nname = "tickets"\nkind = "ticket_dispenser"\nmodel = "receipt_printer"\nport = "{port}"\n'
    head = '[[device]]\nname = "slips"\nkind = "printer"\nmodel = "escpos"\n'
    text = f'{CONFIGURATION}{head}port = "{site.printer.port}"\n{tickets}'
    site.config.write_text(text, "utf-8")
    site.removes("slips")
    told = site.technician.sees(MessagePage)
    assert (told.title, "tickets" in told.text) == ("It was not removed", True)
    site.technician.answers("")
    assert site.config.read_text("utf-8") == text
    site.removes("tickets")
    assert site.technician.sees(MessagePage).title == "It was removed"
    site.technician.answers("")
    site.removes("slips")
    assert site.technician.sees(MessagePage).title == "It was removed"
    assert site.configured() == []


def test_what_is_plugged_in_is_found_and_set_up(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On real lines: a reader that is known, and a line on which nothing answers."""
    monkeypatch.setattr(discover, "_serial_devices", SERIAL_DEVICES)
    with SimulatorProcess("sam_v", directory=tmp_path / "s") as reader, pty_without_anyone(tmp_path / "ttyX"):
        monkeypatch.setenv("KIOSK_SERIAL_PORTS", f"{tmp_path}/s/sam_v:{tmp_path}/tty*")
        site.technician.sees(ListPage)
        site.technician.answers("find")
        rows = {row.label: row for row in site.technician.sees(ListPage).rows}
        assert rows["Unknown device"].value == f"serial://{tmp_path}/ttyX nothing answers"
        site.technician.answers(rows["Card reader sam_v"].key)
        page = site.technician.sees(FormPage)
        assert page.fields[1].value == f"serial://{tmp_path}/s/sam_v?baudrate=115200"
        site.fills(page)
        assert site.technician.sees(MessagePage).title == "It is saved"
        assert [model for _name, model, _port in site.configured()] == ["sam_v"]
        assert reader.do("state")
        site.devices.drop("card-reader")


def test_a_usb_reader_is_found_and_set_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "_usb_devices", USB_DEVICES)
    with SimulatorProcess("sam_v", usb="two_pipes") as reader, standing_in(reader.bus):
        site.technician.sees(ListPage)
        site.technician.answers("find")
        rows = {row.label: row for row in site.technician.sees(ListPage).rows}
        site.technician.answers(rows["Card reader sam_v_usb"].key)
        site.fills(site.technician.sees(FormPage))
        assert site.technician.sees(MessagePage).title == "It is saved"
        assert site.configured() == [("card-reader", "sam_v_usb", reader.port)]
        site.devices.drop("card-reader")


def test_the_pages_show_a_device_as_it_was_changed_to(site: Site) -> None:
    site.fills(site.adds("printer/escpos"), device_port=site.printer.port)
    site.technician.sees(MessagePage)
    site.technician.answers("")
    site.technician.sees(ListPage)
    site.technician.goes_back()
    site.technician.sees(ListPage)
    site.technician.answers("devices")
    site.technician.sees(ListPage)
    site.technician.answers("printer")
    said = "\n".join(line for section in site.technician.sees(GuidePage).sections for line in section.lines)
    assert f"Port: {site.printer.port}" in said
    assert "Model: escpos" in said


def test_a_file_that_is_no_toml_is_told_of_and_left_as_it_is(site: Site) -> None:
    page = site.adds("printer/escpos")
    site.config.write_text("this is = = no TOML", "utf-8")
    site.fills(page, device_port=site.printer.port)
    said = site.technician.sees(MessagePage)
    assert (said.title, "cannot be read" in said.text) == ("It was not saved", True)
    assert site.config.read_text("utf-8") == "this is = = no TOML"
    site.technician.answers("")
    site.technician.sees(ListPage)
    assert list(site.devices.statuses()) == []


def test_a_new_device_does_not_take_the_name_of_one_with_something_wrong(site: Site) -> None:
    broken = CONFIGURATION + '[[device]]\nname = "printer"\nkind = "printer"\nmodel = "none"\nport = "tcp://x:1"\n'
    site.config.write_text(broken, "utf-8")
    page = site.adds("printer/escpos")
    assert page.fields[0].value == "printer-2"
    site.fills(page, device_port=site.printer.port, device_name="printer")
    assert "already" in site.technician.sees(FormPage).problems["device_name"]
    assert site.config.read_text("utf-8") == broken


@contextmanager
def pty_without_anyone(link: Path) -> Iterator[None]:
    ours, theirs = os.openpty()
    link.symlink_to(os.ttyname(theirs))
    try:
        yield
    finally:
        os.close(ours)
        os.close(theirs)


class TestCodes:
    """A printer is tried with both kinds of QR code, and the technician says which of them can be read."""

    def slip(self, site: Site) -> str:
        """Returns the last; the printer is shared by the tests of this file."""
        return str(site.printer.do("take")["pieces"][-1])

    @pytest.mark.parametrize(
        ("answer", "key"),
        [("drawn", 'qr = "drawn"'), ("native", 'qr = "native"'), ("both", 'qr = "native"'), ("neither", ""), ("", "")],
    )
    def test_the_key_is_what_can_be_read(self, site: Site, answer: str, key: str) -> None:
        site.fills(site.adds("printer/escpos"), device_port=site.printer.port)
        page = site.technician.sees(MessagePage)
        assert "Two QR codes" in page.text
        slip = self.slip(site)
        assert "[QR https://example.org/]" in slip
        assert "[image" in slip
        site.technician.answers(answer)
        if answer == "neither":
            assert site.technician.sees(MessagePage).title == "No QR code can be read"
            site.technician.answers("")
        site.technician.sees(ListPage)
        text = site.config.read_text("utf-8")
        assert key in text
        assert ("qr =" in text) is bool(key)

    def test_the_key_is_used_at_once_and_not_asked_for_again(self, site: Site) -> None:
        site.fills(site.adds("printer/escpos"), device_port=site.printer.port)
        site.technician.sees(MessagePage)
        self.slip(site)
        site.technician.answers("drawn")
        site.technician.sees(ListPage)
        site.technician.answers("device:printer")
        site.technician.sees(MessagePage)
        site.technician.answers("edit")
        site.fills(site.technician.sees(FormPage))
        assert "Two QR codes" not in site.technician.sees(MessagePage).text
        site.devices.print(Document("code", (Qr("https://example.org/c"),)))
        assert "[QR" not in self.slip(site)

    def test_a_printer_without_paper_is_saved_all_the_same(self, site: Site) -> None:
        site.printer.do("fault", name="paper_out")
        site.fills(site.adds("printer/escpos"), device_port=site.printer.port)
        page = site.technician.sees(MessagePage)
        assert page.title == "It is saved"
        assert "Two QR codes" not in page.text
        site.printer.do("refill")

    def test_the_test_slip_asks_again(self, site: Site) -> None:
        site.fills(site.adds("printer/escpos"), device_port=site.printer.port)
        site.technician.sees(MessagePage)
        site.technician.answers("native")
        site.technician.sees(ListPage)
        site.technician.goes_back()
        site.technician.sees(ListPage)
        self.slip(site)
        site.technician.answers("checks")
        site.technician.sees(ListPage)
        site.technician.answers("device:printer")
        site.technician.sees(MessagePage)
        slip = self.slip(site)
        assert "[QR kiosk:" in slip
        assert "[image" in slip
        site.technician.answers("passed")
        assert "Two QR codes" in site.technician.sees(MessagePage).text
        site.technician.answers("drawn")
        site.technician.sees(ListPage)
        assert 'qr = "drawn"' in site.config.read_text("utf-8")
