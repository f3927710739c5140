"""The first start: from nothing to a configuration that the next start runs with."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from config.loader import load
from config.tolerant_loader import load_tolerantly
from devices.manager import DeviceManager
from devices.models import models
from devices.simulators.process import SimulatorProcess
from devices.transports import check_port
from kiosk.pages.kinds import AttractPage, FormPage, ListPage, MessagePage
from kiosk.pages.technician_kinds import OutlinePage, PinPage
from kiosk.technician.credentials_file import CredentialsFile
from kiosk.technician.pin import Pin
from kiosk.technician.run_context import RunContext
from tests.kiosk.conftest import session
from tests.kiosk.full_disk import full_disk
from tests.kiosk.hub_process import HubProcess, free_port
from tests.kiosk.resident import Resident

PIN = "493817"


@contextmanager
def starts(config: Path, devices: DeviceManager, restarted: Event, data_dir: Path) -> Iterator[Resident]:
    """As the service manager starts it."""
    technician = Resident()
    found = load_tolerantly(config, models(), check_port)
    kiosk = found.settings.kiosk.model_copy(update={"data_dir": data_dir})
    run = RunContext(
        config,
        problems=found.problems,
        unsound=not found.may_serve,
        unattended=True,
        restart=restarted.set,
    )
    settings = found.settings.model_copy(update={"kiosk": kiosk})
    nowhere = f"http://127.0.0.1:{free_port()}"
    with session(technician, devices, settings, nowhere, config.with_name("hub.token"), run):
        yield technician


def names_it(technician: Resident) -> None:
    technician.sees(ListPage)
    technician.answers("en")
    technician.sees(FormPage)
    technician.answers({"site": "Lakeside", "id": "lobby-7"})


def test_from_nothing_to_a_kiosk_that_serves(
    spare_printer: SimulatorProcess, bare_machine: None, tmp_path: Path
) -> None:
    spare_printer.do("take")
    config, devices, restarted = tmp_path / "kiosk.toml", DeviceManager([]), Event()
    with starts(config, devices, restarted, tmp_path / "data") as technician:
        names_it(technician)
        technician.sees(ListPage)
        technician.answers("embedded")
        assert technician.sees(OutlinePage).width_mm == 268
        technician.answers(301.5)
        technician.sees(ListPage)
        technician.answers("find")
        technician.sees(ListPage)
        technician.answers("by_hand")
        technician.sees(ListPage)
        technician.answers("printer/escpos")
        page = technician.sees(FormPage)
        answers = {field.field.key: field.value for field in page.fields}
        technician.answers(answers | {"device_port": spare_printer.port})
        technician.sees(MessagePage)
        technician.answers("")
        assert technician.sees(ListPage).rows[0].label == "printer"
        technician.answers("go_on")
        for _ in range(2):
            technician.sees(PinPage)
            technician.answers(PIN)
        technician.sees(MessagePage)
        technician.answers("")
        assert technician.sees(ListPage).title == "Test of all devices"
        technician.answers("go_on")
        assert technician.sees(MessagePage).title == "The kiosk is set up"
        technician.answers("")
        assert restarted.wait(10)
    devices.stop()
    settings = load(config, models(), check_port)
    assert (settings.kiosk.id, settings.kiosk.site, settings.kiosk.language) == ("lobby-7", "Lakeside", "en")
    assert settings.screen.width_mm == 301.5
    assert [device.port for device in settings.devices] == [spare_printer.port]
    assert Pin(CredentialsFile(tmp_path / "data")).check(PIN)
    assert "Ready for service" in "".join(spare_printer.do("take")["pieces"])
    assert {file.name for file in tmp_path.iterdir()} == {"kiosk.toml", "data"}
    with starts(config, DeviceManager([]), Event(), tmp_path / "data") as resident:
        resident.sees(AttractPage)


def test_who_walks_away_finds_what_was_entered(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    for _ in range(2):
        with starts(config, DeviceManager([]), Event(), tmp_path / "data") as technician:
            names_it(technician)
            technician.sees(ListPage)
    assert not config.exists()
    assert "Lakeside" in (tmp_path / "kiosk.toml.setup").read_text("utf-8")


def test_an_enrolment_code_becomes_a_token(hub: HubProcess, tmp_path: Path) -> None:
    code = hub.shell(
        "from django.utils import timezone; from hub.kiosks.services import make_code; "
        "from hub.kiosks.models import Site; print(make_code('lobby-9', Site.objects.first(), None, timezone.now()))"
    ).strip()
    with starts(tmp_path / "kiosk.toml", DeviceManager([]), Event(), tmp_path / "data") as technician:
        names_it(technician)
        technician.sees(ListPage)
        technician.answers("elsewhere")
        technician.sees(FormPage)
        technician.answers({"url": f"http://127.0.0.1:{free_port()}", "code": code})
        assert technician.sees(FormPage).problems == {"url": "No hub answers there."}
        technician.answers({"url": hub.url, "code": "AAAA-AAAA-AAAA"})
        assert "code" in technician.sees(FormPage).problems
        technician.answers({"url": hub.url, "code": code})
        technician.sees(OutlinePage)
    token = tmp_path / "hub.token"
    assert token.stat().st_mode & 0o077 == 0
    draft = (tmp_path / "kiosk.toml.setup").read_text("utf-8")
    assert 'token_file = "hub.token"' in draft
    assert 'id = "lobby-9"' in draft


def test_by_hand_a_kiosk_runs_on_the_defaults(tmp_path: Path) -> None:
    settings = load(None, models(), check_port)
    kiosk = settings.kiosk.model_copy(update={"data_dir": tmp_path / "data"})
    run = RunContext()
    resident = Resident()
    nowhere = f"http://127.0.0.1:{free_port()}"
    settings = settings.model_copy(update={"kiosk": kiosk})
    with session(resident, DeviceManager([]), settings, nowhere, tmp_path / "token", run):
        resident.sees(AttractPage)


def test_the_hub_that_the_installation_has_set_up_is_kept(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    installed = f'[kiosk]\nid = "lobby-1"\ndata_dir = "data"\n[hub]\nurl = "http://127.0.0.1:{free_port()}"\n'
    config.write_text(installed + 'token_file = "hub.token"\n', "utf-8")
    (tmp_path / "hub.token").write_text("of the hub here", "utf-8")
    with starts(config, DeviceManager([]), Event(), tmp_path / "data") as technician:
        technician.sees(ListPage)
        technician.answers("en")
        page = technician.sees(FormPage)
        assert {field.field.key: field.value for field in page.fields}["id"] == "lobby-1"
        technician.answers({"site": "Lakeside", "id": "lobby-1"})
        assert [row.key for row in technician.sees(ListPage).rows] == ["keep", "elsewhere"]
        technician.answers("keep")
        technician.sees(OutlinePage)
    draft = load(tmp_path / "kiosk.toml.setup", models(), check_port)
    assert draft.hub.url.startswith("http://127.0.0.1:")
    assert (tmp_path / "hub.token").read_text("utf-8") == "of the hub here"


def test_another_hub_leaves_the_token_of_the_first_alone(hub: HubProcess, tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    installed = f'[hub]\nurl = "http://127.0.0.1:{free_port()}"\ntoken_file = "hub.token"\n'
    config.write_text(installed, "utf-8")
    (tmp_path / "hub.token").write_text("of the hub here", "utf-8")
    with starts(config, DeviceManager([]), Event(), tmp_path / "data") as technician:
        names_it(technician)
        technician.sees(ListPage)
        technician.answers("elsewhere")
        technician.sees(FormPage)
        technician.answers({"url": hub.url, "code": a_code(hub, "lobby-11")})
        technician.sees(OutlinePage)
    draft = load(tmp_path / "kiosk.toml.setup", models(), check_port)
    assert (draft.hub.url, draft.hub.token_file) == (hub.url, tmp_path / "enrolled.token")
    assert (tmp_path / "hub.token").read_text("utf-8") == "of the hub here"


def test_after_a_restart_all_that_was_entered_is_there_and_is_what_is_tested(
    hub: HubProcess, spare_printer: SimulatorProcess, bare_machine: None, tmp_path: Path
) -> None:
    """With the id that the hub gave, the hub that it is enrolled at, and the devices of the draft."""
    spare_printer.do("take")
    config, first, again = tmp_path / "kiosk.toml", DeviceManager([]), DeviceManager([])
    with starts(config, first, Event(), tmp_path / "data") as technician:
        names_it(technician)
        technician.sees(ListPage)
        technician.answers("elsewhere")
        technician.sees(FormPage)
        technician.answers({"url": hub.url, "code": a_code(hub, "lobby-12")})
        technician.sees(OutlinePage)
        technician.answers(301.5)
        adds_a_printer(technician, spare_printer)
    first.stop()
    with starts(config, again, Event(), tmp_path / "data") as technician:
        technician.sees(ListPage)
        technician.answers("en")
        page = technician.sees(FormPage)
        assert {field.field.key: field.value for field in page.fields}["id"] == "lobby-12"
        technician.answers({field.field.key: field.value for field in page.fields})
        technician.sees(ListPage)
        technician.answers("keep")
        assert technician.sees(OutlinePage).width_mm == 301.5
        technician.answers(301.5)
        technician.sees(ListPage)
        technician.answers("go_on")
        chooses_a_pin(technician)
        rows = technician.sees(ListPage).rows
        assert [(row.label, row.badge) for row in rows[:3]] == [
            ("Printer printer", "passed"),
            ("Hub", "passed"),
            ("Readiness slip", "passed"),
        ]
    again.stop()
    slip = "".join(spare_printer.do("take")["pieces"])
    assert "lobby-12" in slip


def test_a_full_disk_is_told_of_and_the_same_step_is_there_again(tmp_path: Path) -> None:
    with starts(tmp_path / "kiosk.toml", DeviceManager([]), Event(), tmp_path / "data") as technician:
        technician.sees(ListPage)
        with full_disk():
            technician.answers("en")
            assert technician.sees(MessagePage).title == "It was not saved"
        technician.answers("")
        technician.sees(ListPage)
        technician.answers("en")
        technician.sees(FormPage)


def a_code(hub: HubProcess, kiosk: str) -> str:
    return hub.shell(
        "from django.utils import timezone; from hub.kiosks.services import make_code; "
        f"from hub.kiosks.models import Site; print(make_code({kiosk!r}, Site.objects.first(), None, timezone.now()))"
    ).strip()


def adds_a_printer(technician: Resident, printer: SimulatorProcess) -> None:
    technician.sees(ListPage)
    technician.answers("find")
    technician.sees(ListPage)
    technician.answers("by_hand")
    technician.sees(ListPage)
    technician.answers("printer/escpos")
    page = technician.sees(FormPage)
    technician.answers({field.field.key: field.value for field in page.fields} | {"device_port": printer.port})
    technician.sees(MessagePage)
    technician.answers("")
    technician.sees(ListPage)


def chooses_a_pin(technician: Resident) -> None:
    for _ in range(2):
        technician.sees(PinPage)
        technician.answers(PIN)
    technician.sees(MessagePage)
    technician.answers("")
