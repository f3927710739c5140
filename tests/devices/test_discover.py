"""Finding what is plugged in. The ports of the machine that runs the tests are left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices import discover as discovery
from devices.discover import Found, discover
from devices.simulators.process import SimulatorProcess


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The serial ports that this machine has."""
    ports: list[Path] = []
    monkeypatch.setattr(discovery, "_serial_devices", lambda: iter(ports))
    monkeypatch.setattr(discovery, "_usb_printers", lambda: iter(()))
    monkeypatch.setattr(discovery, "_pcsc_readers", list)
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
