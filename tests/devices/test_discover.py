"""Finding what is plugged in. The ports of the machine that runs the tests are left alone."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from serial.tools import list_ports

from devices import discover as discovery
from devices.discover import Found, UsbDevice, discover
from devices.simulators.process import SimulatorProcess


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The serial ports that this machine has."""
    ports: list[Path] = []
    monkeypatch.setattr(discovery, "_serial_devices", lambda: iter(ports))
    monkeypatch.setattr(discovery, "_usb_devices", lambda: iter(()))
    monkeypatch.setattr(discovery, "_pcsc_readers", list)
    monkeypatch.setattr(discovery, "list_inputs", list)
    return ports


@pytest.fixture(scope="module")
def printer() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("escpos", tcp=True) as process:
        yield process


def test_what_is_configured_is_identified(reader: SimulatorProcess, printer: SimulatorProcess) -> None:
    found = {place.port: (place.kind, place.model) for place in discover([reader.port, printer.port])}
    assert found == {reader.port: ("card_reader", "sam_v"), printer.port: ("printer", "escpos")}


def test_a_presenter_is_told_from_a_printer(printer: SimulatorProcess) -> None:
    with SimulatorProcess("presenter") as presenter:
        found = discover([presenter.port, printer.port, "printer://", "printer://slips"])
    assert [(place.port, place.kind, place.model) for place in found] == [
        (presenter.port, "ticket_dispenser", "presenter"),
        (printer.port, "printer", "escpos"),
    ]


def test_a_reader_on_a_serial_port_of_the_machine_is_found(reader: SimulatorProcess, machine: list[Path]) -> None:
    machine.append(Path(reader.port.removeprefix("serial://").split("?")[0]))
    (found,) = discover()
    assert (found.model, found.port) == ("sam_v", reader.port)
    assert found.detail == "05.01-20101129-0001228293-0296863149"


def test_a_port_is_looked_at_once(reader: SimulatorProcess, machine: list[Path]) -> None:
    machine.append(Path(reader.port.removeprefix("serial://").split("?")[0]))
    assert len(discover([reader.port])) == 1


def test_a_port_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    port = f"serial://{tmp_path}/none"
    assert discover([port]) == [Found(port, detail=f"{tmp_path}/none: No such file or directory")]


USB_PRINTERS = [UsbDevice(0x04B8, 0x0E15, serial, "1-1", "EPSON TM-T88", frozenset({7})) for serial in ("A1", "B 2")]
USB_CAMERA = UsbDevice(0x046D, 0x0825, "", "1-3", "Webcam C270", frozenset({14, 1}))
USB_HUB = UsbDevice(0x1D6B, 0x0002, "", "1-0", "xHCI", frozenset({9}))


def test_two_equal_usb_printers_are_two_and_other_usb_devices_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "_usb_devices", lambda: iter([*USB_PRINTERS, USB_CAMERA, USB_HUB]))
    found = discover()
    assert [place.port for place in found] == [
        "usb://04b8:0e15?serial=A1",
        "usb://04b8:0e15?serial=B%202",
        "usb://046d:0825?at=1-3",
    ]
    assert (found[2].kind, found[2].detail) == (None, "Webcam C270")
    assert [place.port for place in discover(in_use=["usb://04b8:0e15?serial=A1"])] == [
        "usb://04b8:0e15?serial=B%202",
        "usb://046d:0825?at=1-3",
    ]


@pytest.mark.parametrize("number", ["", "0000000000"])
def test_two_equal_printers_without_a_number_of_their_own_are_told_apart_by_their_place(
    monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    twins = [UsbDevice(0x0416, 0x5011, number, at, "POS58 Printer", frozenset({7})) for at in ("1-1.2", "1-1.3")]
    monkeypatch.setattr(discovery, "_usb_devices", lambda: iter(twins))
    assert [place.port for place in discover()] == ["usb://0416:5011?at=1-1.2", "usb://0416:5011?at=1-1.3"]
    (left,) = discover(in_use=["usb://0416:5011?at=1-1.2"])
    assert left.port == "usb://0416:5011?at=1-1.3"


def test_a_reader_that_is_configured_by_the_beginning_of_its_name_is_not_offered_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(discovery, "_pcsc_readers", lambda: ["pcsc://ACS ACR38U-CCID 00 00"])
    assert discover(in_use=["pcsc://ACS ACR38U-CCID"]) == []


def test_what_goes_wrong_at_one_port_ends_the_search_at_no_other(
    reader: SimulatorProcess, machine: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    device = Path(reader.port.removeprefix("serial://").split("?")[0])
    machine += [Path("/dev/broken"), device]
    identify = discovery.identify

    def breaks(port: str) -> Found:
        if "broken" in port:
            raise RuntimeError
        return identify(port)

    monkeypatch.setattr(discovery, "identify", breaks)
    assert [place.model for place in discover()] == [None, "sam_v"]


def test_a_device_is_named_by_the_name_that_lasts_longest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two adapters without a number of their own share one name by id, which leads to either."""
    devices = [tmp_path / f"ttyUSB{at}" for at in range(3)]
    kiosk, by_path, by_id = (tmp_path / name for name in ("kiosk", "by-path", "by-id"))
    for path in (*devices, kiosk, by_path, by_id):
        path.touch() if path in devices else path.mkdir()
    (kiosk / "usb-1-2").symlink_to(devices[0])
    (by_path / "pci-usb-0:2").symlink_to(devices[0])
    (by_path / "pci-usb-0:3").symlink_to(devices[1])
    (by_id / "usb-1a86_USB_Serial").symlink_to(devices[1])
    monkeypatch.undo()
    monkeypatch.setattr(discovery, "_LASTING", (kiosk, by_path, by_id))
    monkeypatch.setattr(list_ports, "comports", lambda: [SimpleNamespace(device=str(device)) for device in devices])
    assert discovery._serial_devices() == [kiosk / "usb-1-2", by_path / "pci-usb-0:3", devices[2]]


def test_a_site_names_its_own_serial_ports(
    reader: SimulatorProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(discovery, "_usb_devices", lambda: iter(()))
    monkeypatch.setattr(discovery, "_pcsc_readers", list)
    monkeypatch.setattr(discovery, "list_inputs", list)
    (tmp_path / "reader").symlink_to(reader.port.removeprefix("serial://").split("?")[0])
    monkeypatch.setenv("KIOSK_SERIAL_PORTS", f"{tmp_path}/nothing*:{tmp_path}/read*")
    (found,) = discover()
    assert (found.model, found.port) == ("sam_v", f"serial://{tmp_path}/reader?baudrate=115200")


def test_a_port_is_tried_at_each_rate_of_a_reader() -> None:
    ports = discovery._at_each_rate(Path("/dev/ttyUSB0"))
    rates = [int(port.partition("baudrate=")[2]) for port in ports]
    assert sorted(rates) == [9600, 19200, 38400, 57600, 115200]


def test_a_reader_that_hears_nothing_at_other_rates_is_found_at_its_own(machine: list[Path]) -> None:
    with SimulatorProcess("sam_v", baudrate=57600) as reader:
        reader.do("set", own_rate=True)
        machine.append(Path(reader.port.removeprefix("serial://").split("?")[0]))
        (found,) = discover()
    assert (found.model, found.port) == ("sam_v", reader.port)
