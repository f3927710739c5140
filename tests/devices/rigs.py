"""The rigs of the conformance suite: each model's simulator, and hands that pull plugs, break and use it.

A new model of a device needs a class here: the suite fails while one has none.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any, ClassVar

from devices.base import Card, Condition, DeviceError, Fault
from devices.document_camera.page_picture import take_picture
from devices.documents import Document, Line
from devices.manager import DeviceManager, DeviceSpec
from devices.page_jobs import print_pages
from devices.simulators import video_stand_in
from devices.simulators.pcsc_daemon import PcscDaemon
from devices.simulators.process import SimulatorProcess
from devices.simulators.usb_stand_in import standing_in
from tests.devices.input_device import pty_for_input_device

NAME = "it"
_PATIENCE = 20.0


class Rig:
    """One device under test, called `it`. Each is told by (kind, model)."""

    kind = ""
    model = ""
    simulator = ""
    keys: ClassVar[dict[str, Any]] = {}  # of the model, so that tests need not wait long
    tells = True  # it answers when it is asked: its silence can be told from health
    own_line = True

    def __init__(self, stack: ExitStack) -> None:
        self.process = self._start(stack)

    def _start(self, stack: ExitStack) -> SimulatorProcess:
        return stack.enter_context(SimulatorProcess(self.simulator))

    @property
    def port(self) -> str:
        return self.process.port

    def specs(self) -> list[DeviceSpec]:
        return [DeviceSpec(NAME, self.kind, self.model, self.port, self.keys)]

    def nowhere(self) -> str:
        """Returns a port of the right sort at which nothing is."""
        return "serial:///dev/nothing-is-here"

    def pull(self) -> None:
        self.process.do("unplug")

    def put(self) -> None:
        self.process.do("plug")

    def hush(self) -> None:
        """Silences the device, which stays plugged in."""
        self.process.do("fault", name="silent")

    def mend(self) -> None:
        self.process.do("clear")

    def hung(self) -> AbstractContextManager[None]:
        """Stops the far end: nothing is read, nothing is sent."""
        return self.process.standing_still()

    def works(self, devices: DeviceManager) -> bool:
        """Uses the device once. Raises DeviceError where it says that it cannot."""
        raise NotImplementedError


class Reader(Rig):
    kind = "card_reader"
    card = ""
    holder = ""
    bad_cards: tuple[tuple[str, dict[str, Any], Fault], ...] = ()
    """The simulator's fault, if any; how the card is placed; what is told of it."""

    def works(self, devices: DeviceManager) -> bool:
        self.process.do("place", card=self.card)
        try:
            found = _first(lambda: devices.card() or _fault(devices))
        finally:
            self.process.do("lift")
        if isinstance(found, DeviceError):
            raise found
        _first(lambda: not devices.card_present())
        return isinstance(found, Card) and found.name == self.holder

    def fault_told(self, devices: DeviceManager, fault: str, place: dict[str, Any]) -> Fault | None:
        """Returns what is told of the card that is placed so; None where it is told as somebody's. It stays there."""
        if fault:
            self.process.do("fault", name=fault)
        self.process.do("place", **place)
        told = _first(devices.card)
        return told.fault if isinstance(told, DeviceError) else None


class SamV(Reader):
    model = simulator = "sam_v"
    card, holder = "zhang", "张伟明"
    keys: ClassVar[dict[str, Any]] = {"read_seconds": 1.0}
    bad_cards = (
        ("", {"card": "bad_digit"}, Fault.CARD_UNREADABLE),
        ("", {"fields": {"name": "张\ufffd", "number": "11010519491231002X"}}, Fault.CARD_UNREADABLE),
        ("read_failed", {"card": "zhang"}, Fault.CARD_UNREADABLE),
        ("unknown_card", {"card": "zhang"}, Fault.CARD_NOT_SUPPORTED),
    )

    def hush(self) -> None:
        self.process.do("fault", name="silence")


class SamVUsb(SamV):
    """The same reader behind pyusb, with only libusb replaced."""

    model = "sam_v_usb"
    layout = "two_pipes"
    keys: ClassVar[dict[str, Any]] = {"read_seconds": 1.0, "profile": "two_pipes"}

    def _start(self, stack: ExitStack) -> SimulatorProcess:
        process = stack.enter_context(SimulatorProcess(self.simulator, usb=self.layout))
        stack.enter_context(standing_in(process.bus))
        return process

    def nowhere(self) -> str:
        return "usb://fff0:fff0"


class SamVHid(SamVUsb):
    layout = "hid_id"
    keys: ClassVar[dict[str, Any]] = {"read_seconds": 1.0, "profile": "hid_id"}


class Pcsc(Reader):
    model = simulator = "pcsc"
    card, holder = "second", "李秀英"
    tells = False  # the daemon speaks for it
    bad_cards = (
        ("bad_atr", {"card": "second"}, Fault.CARD_UNREADABLE),
        ("endless", {"card": "second"}, Fault.CARD_UNREADABLE),
        ("", {"card": "bank"}, Fault.CARD_NOT_SUPPORTED),
        ("", {"card": "second", "refuses": "6F00"}, Fault.CARD_NOT_SUPPORTED),
    )

    def _start(self, stack: ExitStack) -> SimulatorProcess:
        self.daemon = PcscDaemon()
        stack.callback(self.daemon.remove)
        self.daemon.start()
        return stack.enter_context(SimulatorProcess(self.simulator, vpcd=self.daemon.vpcd))

    def nowhere(self) -> str:
        return "pcsc://No such reader 00 00"

    def pull(self) -> None:
        self.daemon.stop()

    def put(self) -> None:
        self.daemon.start()


class SerialScanner(Rig):
    kind = "scanner"
    model = simulator = "serial_line"
    tells = False

    def works(self, devices: DeviceManager) -> bool:
        code = f"case:{time.monotonic_ns()}"
        self.process.do("scan", code=code)
        found = _first(lambda: devices.scan() or _fault(devices))
        if isinstance(found, DeviceError):
            raise found
        return bool(found == code)


class TypingScanner(SerialScanner):
    """Its line stands in place of the kernel's device: the bytes are those of `struct input_event`."""

    model = simulator = "evdev"

    def _start(self, stack: ExitStack) -> SimulatorProcess:
        stack.enter_context(pty_for_input_device())
        return super()._start(stack)

    @property
    def port(self) -> str:
        return self.process.port.split("?")[0].replace("serial://", "evdev://")

    def nowhere(self) -> str:
        return "evdev:///dev/input/nothing-is-here"


class Printing(Rig):
    """`number` counts the slips that were tried."""

    spoilt_by: tuple[str, ...] = ("paper_out", "cover", "silent")

    def __init__(self, stack: ExitStack) -> None:
        super().__init__(stack)
        self.number = 0
        self.set(speed=20)

    def set(self, **how: Any) -> None:
        self.process.do("set", **how)

    def mend(self) -> None:
        for command in ("plug", "clear", "refill"):
            self.process.do(command)

    def works(self, devices: DeviceManager) -> bool:
        before = self.whole()
        self.give(devices)
        return self.whole()[len(before) :] == [self.number]

    def give(self, devices: DeviceManager) -> int:
        """Returns the next slip; its number. Raises DeviceError."""
        self.number += 1
        ends = (Line(f"编号 {self.number}"), *(Line("社区服务中心") for _ in range(4)), Line(f"完 {self.number}"))
        self.hand_out(devices, Document("slip", ends))
        return self.number

    def hand_out(self, devices: DeviceManager, document: Document) -> None:
        devices.print(document)

    def out(self) -> list[str]:
        """Returns what a resident could have in hand, the oldest first."""
        return list(self.process.do("state")["texts"])

    def whole(self) -> list[int]:
        """Returns the numbers of the slips that came out whole, and are not marked void."""
        words = [piece.split() for piece in self.out()]
        return [int(w[1]) for w in words if w[:1] == ["编号"] and w[-2:] == ["完", w[1]]]


class Escpos(Printing):
    kind, model, simulator = "printer", "escpos", "escpos"
    keys: ClassVar[dict[str, Any]] = {"answer_seconds": 0.4, "silence_seconds": 0.8, "print_seconds": 4.0}


class EscposOverTcp(Escpos):
    spoilt_by = ("silent",)

    def _start(self, stack: ExitStack) -> SimulatorProcess:
        return stack.enter_context(SimulatorProcess(self.simulator, tcp=True))

    def nowhere(self) -> str:
        return "tcp://127.0.0.1:1"


class Ipp(Rig):
    kind, model, simulator = "page_printer", "ipp", "ipp"
    keys: ClassVar[dict[str, Any]] = {"answer_seconds": 0.5, "silence_seconds": 0.8}

    def _start(self, stack: ExitStack) -> SimulatorProcess:
        return stack.enter_context(SimulatorProcess(self.simulator, tcp=True))

    @property
    def port(self) -> str:
        return f"{self.process.port.replace('tcp://', 'ipp://')}/ipp/print"

    def nowhere(self) -> str:
        return "ipp://127.0.0.1:1/ipp/print"

    def works(self, devices: DeviceManager) -> bool:
        pages = f"%PDF-1.7 {time.monotonic_ns()}"
        print_pages(devices, pages.encode(), lambda: False)
        return bool(self.process.do("state")["printed"][-1:] == [pages])


class RelayLight(Rig):
    kind, model, simulator = "signal_light", "relay", "relay"
    tells = False

    def works(self, devices: DeviceManager) -> bool:
        devices.light(lit=True)
        shone = _first(lambda: self.process.do("state")["closed"] == [1] or _fault(devices))
        devices.light(lit=False)
        if isinstance(shone, DeviceError):
            raise shone
        return bool(_first(lambda: self.process.do("state")["closed"] == []))


class Camera(Rig):
    """In front of it stands the kernel's part of Video4Linux2: the far end sees what the kernel's driver would ask."""

    kind, model, simulator = "document_camera", "v4l2", "v4l2"
    keys: ClassVar[dict[str, Any]] = {"most_megapixels": 1.0, "frame_seconds": 1.5}
    tells = False  # that it sees anything is known once a picture is asked for

    def _start(self, stack: ExitStack) -> SimulatorProcess:
        stack.enter_context(video_stand_in.standing_in())
        return stack.enter_context(SimulatorProcess(self.simulator, tcp=True))

    @property
    def port(self) -> str:
        return video_stand_in.port_of(self.process.port)

    def nowhere(self) -> str:
        return "v4l2:///dev/nothing-is-here"

    def works(self, devices: DeviceManager) -> bool:
        before = self.process.do("state")["pictures"]
        picture = take_picture(devices)
        return bool(picture.jpeg) and self.process.do("state")["pictures"] > before


class Presenter(Printing):
    kind, model, simulator = "ticket_dispenser", "presenter", "presenter"
    keys: ClassVar[dict[str, Any]] = {
        "answer_seconds": 0.4,
        "silence_seconds": 0.8,
        "print_seconds": 5.0,
        "retract_seconds": 3.0,
    }

    def __init__(self, stack: ExitStack) -> None:
        super().__init__(stack)
        self.set(taken_after=0.2)

    def hand_out(self, devices: DeviceManager, document: Document) -> None:
        devices.issue(document)

    def out(self) -> list[str]:
        return list(self.process.do("state")["taken"])


class TicketOnPrinter(Escpos):
    kind, model = "ticket_dispenser", "receipt_printer"
    own_line = False
    spoilt_by = ("paper_out",)

    @property
    def port(self) -> str:
        return "printer://slips"

    def specs(self) -> list[DeviceSpec]:
        printer = DeviceSpec("slips", "printer", "escpos", self.process.port, self.keys)
        return [printer, DeviceSpec(NAME, self.kind, self.model, self.port)]

    def nowhere(self) -> str:
        return "printer://nobody"

    def hand_out(self, devices: DeviceManager, document: Document) -> None:
        devices.issue(document)


class DrawerLight(Rig):
    """Flashes by the socket for a drawer of the printer beside it."""

    kind, model, simulator = "signal_light", "drawer_kick", "escpos"
    keys: ClassVar[dict[str, Any]] = {"pulse_seconds": 0.5}
    own_line = tells = False

    @property
    def port(self) -> str:
        return "printer://slips"

    def specs(self) -> list[DeviceSpec]:
        printer = DeviceSpec("slips", "printer", "escpos", self.process.port, Escpos.keys)
        return [printer, DeviceSpec(NAME, self.kind, self.model, self.port, self.keys)]

    def nowhere(self) -> str:
        return "printer://nobody"

    def works(self, devices: DeviceManager) -> bool:
        before = self.process.do("state")["pulses"]
        devices.light(lit=True)
        flashed = _first(lambda: self.process.do("state")["pulses"] >= before + 2 or _fault(devices))
        devices.light(lit=False)
        if isinstance(flashed, DeviceError):
            raise flashed
        return bool(flashed)


RIGS: tuple[type[Rig], ...] = (
    SamV,
    SamVUsb,
    SamVHid,
    Pcsc,
    SerialScanner,
    TypingScanner,
    Escpos,
    EscposOverTcp,
    Ipp,
    Camera,
    Presenter,
    TicketOnPrinter,
    RelayLight,
    DrawerLight,
)


def usable(devices: DeviceManager) -> bool:
    return devices.statuses()[NAME].condition.usable


def fault_of(devices: DeviceManager) -> Fault | None:
    status = devices.statuses()[NAME]
    return status.fault if status.condition is Condition.FAULT else None


def _fault(devices: DeviceManager) -> DeviceError | None:
    fault = fault_of(devices)
    return DeviceError(fault) if fault else None


def _first(look: Callable[[], Any]) -> Any:
    """Returns the first answer of `look` that is not empty, or the DeviceError that it raises."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        try:
            if found := look():
                return found
        except DeviceError as error:
            return error
        time.sleep(0.005)
    raise AssertionError("nothing came")
