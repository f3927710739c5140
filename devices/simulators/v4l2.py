"""A document camera: what the kernel's driver would get from it. Its line is TCP, to which the stand-in for the kernel
(`video_stand_in.py`) sends a JSON line a question; a picture comes as a line that says its length, and its bytes."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar

from devices.simulators import base, desk
from devices.simulators.base import Command
from devices.simulators.line import SimulatedLine

_SIZES = {
    "MJPG": [[640, 480], [1024, 768], [1600, 1200], [3264, 2448], [4208, 3120]],
    "YUYV": [[640, 480], [1024, 768], [1600, 1200]],
}
_HUGE = b"\xff\xd8\xff\xc0\x00\x11\x08\xea\x60\xea\x60\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xd9"  # 60000 x 60000


class Simulator(base.Simulator):
    """What is laid under it is one of `desk.DOCUMENTS`; how it looks, `desk.LOOKS`."""

    FAULTS: ClassVar[frozenset[str]] = frozenset(
        {
            *desk.LOOKS,
            "silent",  # it films, and no picture comes
            "half",  # the end of the picture's bytes is missing
            "damaged",  # the kernel marks the picture as damaged
            "huge",  # the picture says that it has 60,000 x 60,000 dots
            "gone_in_mid_picture",
            "in_use",
            "no_permission",
            "sound_card",  # another device that is a video node as well
            "raw_only",
        }
    )

    def __init__(self, line: SimulatedLine) -> None:
        super().__init__(line)
        self._received = bytearray()
        self._document = "household"
        self._is_filming = False
        self._pictures = 0

    def commands(self) -> Mapping[str, Command]:
        return {"lay": self._lay}

    def state(self) -> Mapping[str, Any]:
        """Returns `document`: what lies there; `filming`; `pictures`: how many were sent."""
        return {"document": self._document, "filming": self._is_filming, "pictures": self._pictures}

    def received(self, data: bytes) -> None:
        self._received += data
        while b"\n" in self._received:
            line, _, rest = bytes(self._received).partition(b"\n")
            self._received[:] = rest
            self._answer(json.loads(line))

    def host_left(self) -> None:
        self._received.clear()
        self._is_filming = False

    def unplugged(self) -> None:
        self.host_left()

    def _lay(self, fields: Mapping[str, Any]) -> None:
        """Lays another document there; "" takes it away."""
        document = str(fields.get("document", ""))
        if document and document not in desk.DOCUMENTS:
            raise ValueError(f"document must be one of {', '.join(desk.DOCUMENTS)}")
        self._document = document

    def _answer(self, question: Mapping[str, Any]) -> None:
        match question["ask"]:
            case "describe":
                formats = {code: _SIZES[code] for code in _SIZES if code == "YUYV" or not self.has_fault("raw_only")}
                refused = [name for name in ("in_use", "no_permission", "sound_card") if self.has_fault(name)]
                self._send({"card": "Simulated camera", "formats": formats, "refused": refused})
            case "film":
                self._is_filming = bool(question["on"])
            case "picture" if not self.take_fault("silent"):
                self._send_picture(question["number"], tuple(question["size"]), question["code"])

    def _send_picture(self, number: int, size: tuple[int, int], code: str) -> None:
        looks = frozenset(look for look in desk.LOOKS if self.has_fault(look))
        picture = _HUGE if self.take_fault("huge") else _picture(self._document, looks, size, code)
        if self.take_fault("gone_in_mid_picture"):
            self.line.unplug()
            self.unplugged()
            return
        if self.take_fault("half"):
            picture = picture[: len(picture) // 2]
        self._pictures += 1
        self._send({"bytes": len(picture), "damaged": self.take_fault("damaged"), "number": number})
        self.line.send(picture)

    def _send(self, answer: Mapping[str, Any]) -> None:
        self.line.send(json.dumps(answer).encode() + b"\n")


@lru_cache(maxsize=24)
def _picture(document: str, looks: frozenset[str], size: tuple[int, int], code: str) -> bytes:
    return desk.encode(desk.draw_desk(document, looks, size), code)
