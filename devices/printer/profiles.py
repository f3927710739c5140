"""Profiles of receipt printers sold in China, by maker. A key of the configuration overrides a profile's."""

from dataclasses import dataclass
from typing import Literal

from devices.tried import Against, Tried, simulated

PrintComplete = Literal["auto", "process_id", "queued_answer"]


@dataclass(frozen=True, slots=True)
class Profile:
    """`dots` across the paper; `print_complete` is how it says that it has printed. `clears`: does it know the command
    that empties its buffers, and say so? `cover_is_paper_end`: it reports an open cover as paper end. `tried`: against
    what this profile was tried."""

    tried: tuple[Tried, ...]
    dots: int = 576
    cutter: bool = True
    print_complete: PrintComplete = "auto"
    clears: bool = True
    cover_is_paper_end: bool = False


# Dots: python-escpos's profiles (TM-T88II to V have 512 dots on 80 mm, at 180 to the inch; TM-T20II and others 576) and
# the makers' data sheets. 512 are right on both sorts of Epson's: on the wider, the right edge stays white.
_SIMULATED = (simulated("escpos"),)
_LIKE_PYTHON_ESCPOS = (*_SIMULATED, Tried(Against.PROGRAM, "python-escpos 3.1: the dots of its profiles"))
PROFILES = {
    "generic": Profile(_LIKE_PYTHON_ESCPOS),
    "epson": Profile(_LIKE_PYTHON_ESCPOS, dots=512),  # process ids from TM-T88IV on, so that is found out
    "xprinter": Profile(_SIMULATED, print_complete="queued_answer", clears=False),
    "gprinter": Profile(_SIMULATED, print_complete="queued_answer", clears=False),
    "snbc": Profile(_SIMULATED, cover_is_paper_end=True),  # as shipped; its own tool can set it right
    "custom": Profile(_SIMULATED, print_complete="queued_answer", clears=False),
}
