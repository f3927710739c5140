"""An earlier line to the printer was lost within a command, and the printer stayed on: it takes what comes next for the
bytes that are missing. What is told as printed then is whole on paper, alone on its piece, and the rest is void."""

import socket
from collections.abc import Iterator

import pytest

from devices.documents import QrWay
from devices.simulators.process import SimulatorProcess
from tests.devices.paper import KINDS_OF_PRINTER, Desk, open_desk

RESET = b"\x1b@"
IMAGE = b"\x1dv0\x00\x48\x00\x15\x00"  # 21 rows of 72 bytes
IMAGE_BYTES = 21 * 72
QR = b"\x1d(k\x93\x001P0"  # 147 bytes follow the length, of which 3 are these
QR_BYTES = 144


def image_without(missing: int) -> bytes:
    return RESET + IMAGE + bytes(IMAGE_BYTES - missing)


def qr_without(missing: int) -> bytes:
    return RESET + QR + b"7" * (QR_BYTES - missing)


LISTED = [
    ("generic", image_without(812)),
    ("xprinter", image_without(1511)),
    ("xprinter", image_without(1412)),
    ("custom", image_without(612)),
    ("xprinter", qr_without(90)),
    ("xprinter", qr_without(110)),
    ("custom", qr_without(110)),
]
LEFT = {
    "image 1511": image_without(1511),
    "image 612": image_without(612),
    "image 1": image_without(1),
    "qr 110": qr_without(110),
    "qr's length": RESET + QR[:4],
    "qr's name": RESET + QR[:2],
    "a parameter": RESET + b"\x1d!",
    "text": RESET + "N99999 王某某".encode("gb18030"),
    "cut": RESET + b"N99999\n" + b"\x1dV",
}


def leave(printer: SimulatorProcess, data: bytes) -> None:
    host, port = printer.port.removeprefix("tcp://").split(":")
    before = printer.do("state")["received"]
    with socket.create_connection((host, int(port))) as line:
        line.sendall(data)
        printer.wait_for(lambda state: state["received"] == before + len(data))


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    with open_desk(request.param, speed=100) as desk:
        desk.learn()
        desk.driver.close()
        yield desk


def three_jobs_are_whole(desk: Desk) -> None:
    """The first may fail, and says so; the others are printed."""
    desk.number = 0
    told = [desk.give() for _ in range(3)]
    assert told[1:] == [True, True], told
    desk.check()


@pytest.mark.parametrize(
    ("desk", "left"),
    [((profile, clears), left) for profile, left in LISTED for clears in (False, True)],
    indirect=["desk"],
)
def test_what_is_told_as_printed_is_on_paper(desk: Desk, left: bytes) -> None:
    leave(desk.printer, left)
    three_jobs_are_whole(desk)


@pytest.mark.parametrize("desk", [("generic", False), ("custom", False)], indirect=True)
def test_a_large_image_of_another_program_takes_one_attempt(desk: Desk) -> None:
    """Half of what a page of the paper's width is."""
    leave(desk.printer, RESET + b"\x1dv0\x00\x48\x00\x58\x02" + bytes(200))
    desk.number = 0
    assert desk.give()
    desk.check()


def whatever_was_left_the_next_jobs_are_whole(desk: Desk) -> None:
    no_codes = desk.driver.paper.qr is QrWay.DRAWN  # they are a line of text there, printed before our line is there
    for name, left in LEFT.items():
        if not (no_codes and name.startswith("qr")):
            leave(desk.printer, left)
            three_jobs_are_whole(desk)
            desk.driver.close()


@pytest.mark.parametrize("desk", [("generic", True), ("xprinter", False)], indirect=True)
def test_whatever_an_earlier_line_left_the_next_jobs_are_whole(desk: Desk) -> None:
    whatever_was_left_the_next_jobs_are_whole(desk)


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("desk", KINDS_OF_PRINTER, indirect=True)
def test_on_every_printer_whatever_was_left_the_next_jobs_are_whole(desk: Desk) -> None:
    whatever_was_left_the_next_jobs_are_whole(desk)
