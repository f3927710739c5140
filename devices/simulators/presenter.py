"""A queue-number printer with a presenter: it prints and cuts behind its exit slot, presents and retracts.

Commands besides those of `escpos`: `set` with `step_mm`, `full_status` (false: DLE EOT 20 is not known), `motor` (true:
GS e 1 and 2 switch the motor), `retracts` (false: GS e 2 does nothing), `continuous` (true: it begins by pushing out
what it prints), `power_up` ("keep" or "eject": with a ticket at the exit slot), `taken_after` (seconds until a resident
takes a ticket; null: nobody comes); `take_ticket`; `free` (jammed paper is taken out). `take` tells besides the pieces
what became of tickets since the last time.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from devices.simulators import escpos
from devices.simulators.base import Command
from devices.simulators.line import SimulatedLine
from devices.simulators.printing.condition import PrinterCondition

_OUT_MM = 120.0  # from the exit slot to where a ticket has fallen, in or out
_FULL_STATUS = b"\x10\x04\x14"


class Simulator(escpos.Simulator):
    FAULTS: ClassVar[frozenset[str]] = escpos.Simulator.FAULTS | {
        "head_up",
        "voltage",
        "virtual_end",
        "jam",  # the next ticket sticks on its way out
        "stays",  # a ticket at the exit slot goes neither in nor out
    }

    def __init__(self, line: SimulatedLine) -> None:
        self._exit_slot: list[str] = []
        self._fate: dict[str, list[str]] = {"taken": [], "retracted": [], "ejected": [], "removed": []}
        self._fate_told = dict.fromkeys(self._fate, 0)
        self._pieces_out = 0  # of the pieces cut, those that left the inside
        self._jammed = False
        self._pushed = 0
        self._settings = {}
        super().__init__(line)
        self._settings |= {
            "process_ids": False, "step_mm": 7.0, "full_status": True, "motor": False, "retracts": True,
            "continuous": False, "power_up": "keep", "taken_after": None,
        }  # fmt: skip
        self._start_up()

    def _start_up(self) -> None:
        self._carrying: Callable[[], None] | None = None
        self._motor = False
        self._continuous = bool(self._settings.get("continuous"))
        super()._start_up()

    def _new_reading(self) -> None:
        super()._new_reading()
        self._head.ejector = self._work_ejector

    def _obey(self, command: bytes) -> None:
        if command != _FULL_STATUS:
            super()._obey(command)
        elif self._settings["full_status"]:
            self._answer(self._condition().full(bool(self._exit_slot)))

    def _condition(self) -> PrinterCondition:
        return replace(
            super()._condition(),
            head_up=self.has_fault("head_up"),
            voltage=self.has_fault("voltage"),
            virtual_end=self.has_fault("virtual_end"),
            jam=self._jammed,
        )

    # The way of a ticket

    @property
    def _inside(self) -> list[str]:
        return self._sheet.pieces[self._pieces_out :]

    def _work_ejector(self, which: int, steps: int) -> None:
        """Works the ejector: GS e."""
        if which == 6:
            self._answer(self._condition().ejector(bool(self._exit_slot)))
        elif which in (1, 2) and self._settings["motor"]:
            self._motor = which == 2
        elif which in (3, 32) and steps:
            self._carry(self._bring_out, steps * float(self._settings["step_mm"]))
        elif which == 2 and self._settings["retracts"]:
            self._carry(lambda: self._fall("retracted"), _OUT_MM)
        elif which == 5:
            self._carry(lambda: self._fall("ejected"), _OUT_MM)
        elif which in (18, 20):
            self._continuous = which == 20

    def _carry(self, action: Callable[[], None], millimetres: float) -> None:
        self._carrying, self._way = action, millimetres

    def _carried(self) -> float:
        return self._way if self._carrying else 0.0

    def _move(self) -> None:
        if self._exit_slot and self._sheet.moved:
            self._jammed = True  # what is printed now runs into the ticket before it
        if self._continuous and self._inside:
            self._pushed += len(self._inside)
            self._bring_out()
        super()._move()

    def _moved(self) -> None:
        action, self._carrying = self._carrying, None
        if action:
            action()
        super()._moved()

    def _bring_out(self) -> None:
        self._jammed = self._jammed or self.take_fault("jam")
        if self._jammed:
            return
        came, self._pieces_out = self._inside, len(self._sheet.pieces)
        self._exit_slot += came
        if came and self._settings["taken_after"] is not None:
            asyncio.get_running_loop().call_later(float(self._settings["taken_after"]), self._end_at_exit_slot, "taken")

    def _fall(self, how: str) -> None:
        """Shows the ticket at the exit slot and the paper behind it."""
        if self._jammed or (self._exit_slot and self.has_fault("stays")):
            return
        self._fate[how] += [*self._exit_slot, *self._inside]
        self._exit_slot, self._pieces_out = [], len(self._sheet.pieces)

    def _end_at_exit_slot(self, how: str) -> None:
        self._fate[how] += self._exit_slot
        self._exit_slot = []

    # What people do to it

    def commands(self) -> Mapping[str, Command]:
        return {**super().commands(), "take_ticket": self._do_take_ticket, "free": self._do_free}

    def _do_take_ticket(self, fields: Mapping[str, Any]) -> None:
        if not self._exit_slot:
            raise ValueError("no ticket lies at the exit slot")
        self._end_at_exit_slot("taken")

    def _do_free(self, fields: Mapping[str, Any]) -> None:
        self._jammed = False
        self._fate["removed"] += [*self._exit_slot, *self._inside]
        self._exit_slot, self._pieces_out = [], len(self._sheet.pieces)

    def _do_take(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        since = {how: pieces[self._fate_told[how] :] for how, pieces in self._fate.items()}
        self._fate_told = {how: len(pieces) for how, pieces in self._fate.items()}
        return {**super()._do_take(fields), **since}

    def cleared(self) -> None:
        self._jammed = False

    def _power_up(self) -> None:
        if self._settings["power_up"] == "eject":
            self._end_at_exit_slot("ejected")
        super()._power_up()

    def state(self) -> Mapping[str, Any]:
        way = {"exit_slot": self._exit_slot, "inside": self._inside, "pushed": self._pushed, "motor": self._motor}
        return {**super().state(), **way, **self._fate}
