"""A technician sets up devices: a device is tried before it is saved, and the last change can be undone."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.loader import load
from devices.front import Devices
from devices.models import models
from devices.simulators.process import SimulatorProcess
from devices.transports import check_port
from kiosk.pages import FormPage, ListPage, MessagePage
from kiosk.start import Circumstances
from kiosk.technician.settings_form import form_fields, read_answers
from tests.kiosk.conftest import session
from tests.kiosk.hub_process import free_port
from tests.kiosk.resident import Resident
from tests.kiosk.technician import enters

CONFIGURATION = """# the lobby's
[kiosk]
data_dir = "data"
language = "en"
"""


@dataclass
class Site:
    technician: Resident
    devices: Devices
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

    def fills(self, page: FormPage, **changes: str) -> None:
        self.technician.answers({field.field.key: field.value for field in page.fields} | changes)


@pytest.fixture
def site(spare_printer: SimulatorProcess, bare_machine: None, tmp_path: Path) -> Iterator[Site]:
    config = tmp_path / "kiosk.toml"
    config.write_text(CONFIGURATION, "utf-8")
    devices = Devices([])
    settings = load(config, models(), check_port)
    technician = Resident()
    nowhere = f"http://127.0.0.1:{free_port()}"
    with session(technician, devices, settings, nowhere, tmp_path / "token", Circumstances(config)):
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
    assert "begins with none of" in page.problems["device_port"]
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
    given = read_answers(schema, answers)
    assert set(given.values()) <= {None}  # untouched, all is as it is by default
    assert settings.model_validate({k: v for k, v in given.items() if v is not None}) == settings()
