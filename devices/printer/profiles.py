"""Profiles of receipt printers sold in China, by maker. A key of the configuration overrides a profile's."""

from dataclasses import dataclass
from typing import Literal

from devices.documents import QrWay
from devices.printer.escpos_protocol import commands
from devices.printer.escpos_protocol.job import PaperFormat
from devices.tried import Against, Tried, simulated

PrintComplete = Literal["auto", "process_id", "queued_answer"]


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """`dots` across the paper; `print_complete` is how it says that it has printed. `clears`: whether it knows the
    command that empties its buffers, and confirms it. `cover_is_paper_end`: it reports an open cover as paper end.
    `qr`: how it prints QR codes. `initialise`: what a job begins with, of commands that it knows. `tried`: against what
    this profile was tried."""

    tried: tuple[Tried, ...]
    dots: int = 576
    cutter: bool = True
    print_complete: PrintComplete = "auto"
    clears: bool = True
    cover_is_paper_end: bool = False
    qr: QrWay = QrWay.NATIVE
    initialise: bytes = commands.INITIALISE

    @property
    def paper(self) -> PaperFormat:
        return PaperFormat(self.dots, self.cutter, qr=self.qr, initialise=self.initialise)


# Dots: python-escpos's profiles (TM-T88II to V have 512 dots on 80 mm, at 180 to the inch; TM-T20II and others 576) and
# the makers' data sheets. 512 are right on both sorts of Epson's: on the wider, the right edge stays white.
_SIMULATED = (simulated("escpos"),)
_LIKE_PYTHON_ESCPOS = (*_SIMULATED, Tried(Against.PROGRAM, "python-escpos 3.1: the dots of its profiles"))
# 58 mm wide, with a tear bar; python-escpos's profiles POS-5890 and ZJ-5870 have 384 dots and no native QR codes.
_58_MM = PrinterProfile(
    _LIKE_PYTHON_ESCPOS,
    dots=384,
    cutter=False,
    print_complete="queued_answer",
    clears=False,
    qr=QrWay.DRAWN,
    initialise=commands.INITIALISE_PLAIN,
)
PROFILES = {
    "generic": PrinterProfile(_LIKE_PYTHON_ESCPOS),
    "epson": PrinterProfile(_LIKE_PYTHON_ESCPOS, dots=512),  # process ids from TM-T88IV on, so that is found out
    "xprinter": PrinterProfile(_SIMULATED, print_complete="queued_answer", clears=False),
    "gprinter": PrinterProfile(_SIMULATED, print_complete="queued_answer", clears=False),
    "snbc": PrinterProfile(_SIMULATED, cover_is_paper_end=True),  # as shipped; its own tool can set it right
    "custom": PrinterProfile(_SIMULATED, print_complete="queued_answer", clears=False),
    "pos58": _58_MM,  # POS-58 and its kin
    "zj58": _58_MM,  # Zijiang's ZJ-58 and its kin
}
