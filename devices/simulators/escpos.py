"""A receipt printer: ESC/POS with Chinese characters, cutter, real-time status, 4 KB of receive buffer.

Commands: `set` with any of `paper` (a folder for the pieces: 001.png, 001.txt …), `speed` (factor), `dots` (576, 384),
`process_ids`, `clear_all`, `clear_buffers` and `identifies` (false for a clone that does not know these),
`cover_is_paper_end` and `undefined_bits` (true for a printer that says so), `flow` ("hold", "xonxoff", "none"),
`low_mm`, `late_seconds`, `torn_off` (true where somebody tears off what is fed to the tear bar), `unknown` (commands
that it prints as text, as "GS ( k"), `kanji` (true for one that begins in Kanji mode);
`cut_line` with `after` (so many bytes from now on its line is lost, and is there again);
`take` (the paper that came out); `left` with `mm` (so much paper is left); `refill`; `power_cycle` with `seconds`.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from devices.simulators.base import Command
from devices.simulators.base import Simulator as Base
from devices.simulators.line import SimulatedLine
from devices.simulators.printing import settings
from devices.simulators.printing.condition import PrinterCondition
from devices.simulators.printing.head import Head
from devices.simulators.printing.interpreter import interpret
from devices.simulators.printing.paper import Sheet
from devices.simulators.printing.realtime import RealTimeScanner

_BUFFER = 4096
_BUSY, _READY = _BUFFER - 256, _BUFFER - 1024
_XON, _XOFF = b"\x11", b"\x13"
_MM_PER_SECOND = 200.0
_CUT_SECONDS = 0.25
_GAP_SECONDS = 0.02  # between the bytes of an answer that comes split
_ROLL_MM = 80_000.0


class Simulator(Base):
    FAULTS: ClassVar[frozenset[str]] = frozenset(
        {"paper_low", "paper_out", "cover", "cutter", "overheated", "unrecoverable", "feed_button"}
        | {"silent", "late", "split", "unasked"}
    )

    def __init__(self, line: SimulatedLine) -> None:
        super().__init__(line)
        self._settings: dict[str, Any] = dict(settings.DEFAULTS)
        self._sheet = Sheet(576)
        self._left_mm = _ROLL_MM
        self._first_piece = self._lost = self._received = self._pulses = 0
        self._powered = True
        self._cutter_stuck = False
        self._cut_after: int | None = None
        self._start_up()

    def _start_up(self) -> None:
        """Resets the printer as switching on does: only the paper stays."""
        self._buffer = bytearray()
        self._scanner = RealTimeScanner()
        self._moving: asyncio.TimerHandle | None = None
        self._automatic = 0
        self._last_status = b""
        self._busy = False
        self._say_at = 0.0
        self._cutter_stuck = False
        self._new_reading()

    def _new_reading(self) -> None:
        self._head = Head(self._sheet)
        self._head.paper_sensor = lambda: self._condition().paper_sensor()
        self._head.automatic_status = self._set_automatic
        self._head.cut_blade, self._head.drawer_pulse = self._cut_blade, self._count_pulse
        knows = {name for name in ("process_ids", "identifies") if self._settings[name]}
        unknown = set(self._settings["unknown"])
        self._head.kanji_at_start = bool(self._settings["kanji"])
        self._head.kanji_space_at_start = 0 if "FS S" in unknown else 2
        self._head.initialise()
        self._reading = interpret(self._head, self._answer, knows, unknown)
        next(self._reading)

    def received(self, data: bytes) -> None:
        if not self._powered:
            return
        data = self._until_cut(data)
        self._received += len(data)
        for byte in data:
            command = self._scanner.feed(byte)
            if len(self._buffer) < _BUFFER:
                self._buffer.append(byte)
            else:
                self._lost += 1
            if command:
                self._obey(command)
        self._go_on()

    def _until_cut(self, data: bytes) -> bytes:
        """Returns what comes before the line is lost, if it is to be."""
        if self._cut_after is None:
            return data
        data = data[: self._cut_after]
        self._cut_after -= len(data)
        if not self._cut_after:
            asyncio.get_running_loop().call_soon(self._lose_line)
        return data

    def _lose_line(self) -> None:
        if self._cut_after is not None:
            self._cut_after = None
            self.line.unplug()
            self.line.plug()

    def _obey(self, command: bytes) -> None:
        """Obeys a real-time command, whatever the printer is doing."""
        if command[1] == 0x04:
            self._answer(self._condition().real_time(command[2], bool(self._settings["undefined_bits"])))
        elif command[1] == 0x05 and command[2] in (1, 2):
            self._cutter_stuck = self._cutter_stuck and self.has_fault("cutter")
            if command[2] == 2 and self._settings["clear_buffers"]:
                self._forget()
        elif command[1] == 0x14 and self._settings["clear_all"]:
            self._cutter_stuck = self._cutter_stuck and self.has_fault("cutter")
            self._forget()
            self._answer(b"7\x25\0")

    def _forget(self) -> None:
        self._buffer.clear()
        self._new_reading()

    # What it does with it

    def _go_on(self) -> None:
        """Works through the buffer until the paper moves, or something is wrong, or there is no more."""
        offline = self._condition().offline  # which only what moves the paper can change
        while self._buffer and self._powered and self._moving is None and not offline:
            self._reading.send(self._buffer.pop(0))
            self._move()
        self._control_flow()
        self._tell_changes()

    def _move(self) -> None:
        motion = self._sheet.take_motion()
        cut, self._sheet.blade_used = self._sheet.blade_used, False
        seconds = (motion + self._carried()) / _MM_PER_SECOND + _CUT_SECONDS * cut
        if seconds:
            self._left_mm = max(0.0, self._left_mm - motion)
            seconds /= float(self._settings["speed"])
            self._moving = asyncio.get_running_loop().call_later(seconds, self._moved)

    def _carried(self) -> float:
        """Returns the millimetres that something else than the roll has to be moved now."""
        return 0.0

    def _moved(self) -> None:
        self._moving = None
        if self._settings["torn_off"] and self._sheet.at_tear_bar:
            self._sheet.tear_off()
        self._go_on()

    def _count_pulse(self) -> None:
        self._pulses += 1

    def _cut_blade(self) -> bool:
        self._cutter_stuck = self.take_fault("cutter")
        return not self._cutter_stuck

    def _condition(self) -> PrinterCondition:
        cover, wrong = self.has_fault("cover"), bool(self._settings["cover_is_paper_end"])
        low = self.has_fault("paper_low") or self._left_mm < float(self._settings["low_mm"])
        return PrinterCondition(
            paper_low=low,
            paper_out=self.has_fault("paper_out") or self._left_mm <= 0 or (cover and wrong),
            cover_open=cover and not wrong,
            cutter=self._cutter_stuck,
            unrecoverable=self.has_fault("unrecoverable"),
            overheated=self.has_fault("overheated"),
            feed_button=self.has_fault("feed_button"),
        )

    def _control_flow(self) -> None:
        waiting, flow = len(self._buffer), self._settings["flow"]
        busy = waiting > _BUSY or (self._busy and waiting > _READY)
        if busy == self._busy or flow == "none":
            return
        self._busy = busy
        if flow == "hold":
            self.line.hold(busy)
        else:
            self._answer(_XOFF if busy else _XON)

    # What it says

    def _answer(self, data: bytes) -> None:
        if not data or self.has_fault("silent") or not self._powered:
            return
        if self.take_fault("unasked"):
            data = b"\x12" + data
        wait = float(self._settings["late_seconds"]) if self.has_fault("late") else 0.0
        gap = _GAP_SECONDS if self.has_fault("split") else 0.0
        if not wait and not gap:
            self.line.send(data)
            return
        loop = asyncio.get_running_loop()
        self._say_at = max(self._say_at, loop.time() + wait)
        for part in [bytes((byte,)) for byte in data] if gap else [data]:
            loop.call_at(self._say_at, self._send_if_on, part)
            self._say_at += gap or 0.0001  # timers of one time run in any order

    def _send_if_on(self, data: bytes) -> None:
        if self._powered and self.line.plugged:
            self.line.send(data)

    def _set_automatic(self, mask: int) -> None:
        self._automatic = mask
        self._last_status = b""

    def _tell_changes(self) -> None:
        now = self._condition().automatic()
        if self._automatic and self._powered and now != self._last_status:
            self._last_status = now
            self._answer(now)

    # What people do to it

    def command(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        answer = super().command(fields)
        self._go_on()
        return answer

    def commands(self) -> Mapping[str, Command]:
        return {
            "set": self._do_set,
            "cut_line": self._do_cut_line,
            "take": self._do_take,
            "left": self._do_left,
            "refill": self._do_refill,
            "power_cycle": self._do_power_cycle,
        }

    def _do_set(self, fields: Mapping[str, Any]) -> None:
        values = {name: value for name, value in fields.items() if name != "do"}
        settings.check(values, self._settings)
        self._settings.update(values)
        if self._settings["dots"] != self._sheet.dots:
            self._sheet = Sheet(self._settings["dots"])
        self._sheet.folder = Path(self._settings["paper"]) if self._settings["paper"] else None
        if values.keys() & {"dots", "process_ids", "identifies", "unknown", "kanji"}:
            self._new_reading()

    def _do_cut_line(self, fields: Mapping[str, Any]) -> None:
        """Cuts the line after that many bytes; without `after` the line stays."""
        after = fields.get("after")
        if after is not None and (not isinstance(after, int) or after < 1):
            raise ValueError("after is a number of bytes, at least 1; without it the line stays")
        self._cut_after = after

    def _do_take(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        pieces = self._sheet.pieces[self._first_piece :]
        self._first_piece = len(self._sheet.pieces)
        return {"pieces": pieces}

    def _do_left(self, fields: Mapping[str, Any]) -> None:
        self._left_mm = float(fields["mm"])

    def _do_refill(self, fields: Mapping[str, Any]) -> None:
        self._left_mm = _ROLL_MM
        self._faults.pop("paper_out", None)
        self._faults.pop("paper_low", None)
        self._sheet.discard()

    def _do_power_cycle(self, fields: Mapping[str, Any]) -> None:
        seconds = float(fields.get("seconds", 1.0))
        if self._moving is not None:
            self._moving.cancel()
        self.line.drop_output()
        self.line.hold(False)
        self._powered = False
        self._start_up()
        asyncio.get_running_loop().call_later(seconds, self._power_up)

    def _power_up(self) -> None:
        self._powered = True
        self._go_on()

    def state(self) -> Mapping[str, Any]:
        condition = self._condition()
        return {
            "pieces": len(self._sheet.pieces),
            "texts": list(self._sheet.pieces),
            "waiting": len(self._sheet.pieces) - self._first_piece,
            "paper_mm": self._left_mm,
            "condition": [name for name in PrinterCondition.__dataclass_fields__ if getattr(condition, name)],
            "offline": condition.offline,
            "powered": self._powered,
            "buffered": len(self._buffer),
            "printing": self._moving is not None,
            "half_printed": self._sheet.printed,
            "received": self._received,
            "bytes_lost": self._lost,
            "pulses": self._pulses,
            "settings": dict(self._settings),
        }
