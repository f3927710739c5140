"""Jobs whose every line tells whose it is, printers of every profile, and what must hold for each piece of paper."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from devices.base import DeviceError
from devices.documents import Document, Line, Pair, Qr
from devices.printer.escpos import Driver, Settings
from devices.printer.profiles import PROFILES
from devices.printer.unfinished_jobs import unfinished_jobs
from devices.simulators.process import SimulatorProcess

VOID = "作废"
VOID_TOO = "上一张如已切下，同样作废"
KEYS = {"answer_seconds": 0.4, "silence_seconds": 0.8, "print_seconds": 4.0}
_CLONE = {"process_ids": False, "identifies": False}
_58_MM = {**_CLONE, "dots": 384, "unknown": ["GS ( k", "FS S", "GS b"], "torn_off": True}
_WAYS: dict[str, dict[str, Any]] = {
    "generic": {},
    "epson": {"dots": 512},
    "xprinter": _CLONE,
    "gprinter": _CLONE,
    "snbc": {"cover_is_paper_end": True},
    "custom": _CLONE,
    "pos58": _58_MM,
    "zj58": _58_MM,
}
PRINTERS = [(profile, clears) for profile in PROFILES for clears in (True, False)]
_FIRST_OF_ITS_KIND = {profile: name for name, profile in reversed(PROFILES.items())}.values()
KINDS_OF_PRINTER = [(profile, clears) for profile, clears in PRINTERS if profile in _FIRST_OF_ITS_KIND]
"""Without the profiles that are the same as another."""


def become(printer: SimulatorProcess, profile: str, clears: bool) -> None:
    """The simulator in that make's ways; one that does not clear answers to nothing that clones do not know."""
    ways = {**_WAYS[profile], "clear_all": clears, "clear_buffers": clears}
    printer.do("set", **(ways if clears else {**ways, **_CLONE}))


def job(number: int, lines: int = 3) -> Document:
    """Text, images within and between lines, a QR code; each line bears the number."""
    own = f"N{number:05}"
    return Document(
        "job",
        (
            Line(f"{own} 王㐂", size=3),
            Line(f"{own} 张䶮先生"),
            *(Pair(f"第 {line} 行", own) for line in range(lines)),
            Qr(f"https://example.invalid/{own}"),
            Line(f"完 {own}"),
        ),
    )


@dataclass
class Desk:
    """A printer, the driver that is restarted after each loss, and what it told."""

    printer: SimulatorProcess
    profile: str
    number: int = 0
    printed: set[int] = field(default_factory=set)
    template: str = ""
    whole_though_failed: int = 0

    def __post_init__(self) -> None:
        self.driver = Driver(self.printer.port, Settings.model_validate({**KEYS, "profile": self.profile}))

    def give(self, lines: int = 3) -> bool:
        """Sends the next job; returns whether it was told as printed. The port is opened first where it is not open."""
        self.number += 1
        try:
            self._make_sure_it_is_open()
            self.driver.print(job(self.number, lines))
        except DeviceError:
            return False
        self.printed.add(self.number)
        return True

    def _make_sure_it_is_open(self) -> None:
        try:
            self.driver.status()
        except DeviceError:
            self.driver.open()

    def learn(self) -> int:
        """Returns how a whole job looks on paper; how many bytes it takes, the questions included."""
        self.driver.open()
        before = int(self.printer.do("state")["received"])
        assert self.give()
        (piece,) = self.printer.do("take")["pieces"]
        self.printed.clear()
        self.template = piece.replace(f"N{self.number:05}", "NUMBER")
        return int(self.printer.do("state")["received"]) - before

    def check(self) -> None:
        """Every piece since the last time: one whole job alone, or void; each job told as printed is whole on one."""
        pieces = self.printer.do("take")["pieces"]
        whole = set()
        marked = [*pieces[1:], ""]
        for piece, after in zip(pieces, marked, strict=True):
            numbers = {int(number) for number in re.findall(r"N(\d{5})", piece)}
            if VOID in piece:
                assert not numbers & self.printed, piece
                continue
            assert len(numbers) == 1, piece
            assert re.sub(r"N\d{5}", "NUMBER", piece) == self.template, piece
            whole |= numbers
            assert numbers <= self.printed or VOID_TOO in after, (piece, after)
        assert self.printed <= whole, (self.printed, pieces)
        self.whole_though_failed += len(whole - self.printed)
        self.printed.clear()


@contextmanager
def open_desk(kind: tuple[str, bool], speed: float) -> Iterator[Desk]:
    """Provides a printer of that profile which clears its buffer or not, and leaves nothing of it noted."""
    profile, clears = kind
    with SimulatorProcess("escpos", tcp=True) as printer:
        become(printer, profile, clears)
        printer.do("set", speed=speed)
        desk = Desk(printer, profile)
        yield desk
        desk.driver.close()
        unfinished_jobs.discard(printer.port)
