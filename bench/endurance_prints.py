"""Slips, one after the other, each with its own number; one in twenty meets a fault of printer, paper or transport."""

import os
import random
import time
from threading import Timer
from typing import Any

from bench.processes import open_files, pss
from bench.tally import LOOKS, Tally
from devices import fault_debounce, worker
from devices.base import DeviceError
from devices.documents import Document, Feed, Line, Rule
from devices.manager import DeviceManager, DeviceSpec
from devices.simulators.process import SimulatorProcess

FAST = 100_000_000  # baud: as fast as the pty goes
SPEED, SLOWLY = 1000.0, 40.0  # times a real printer's
SHARE = 0.05
FAULTS: tuple[dict[str, Any], ...] = (
    *({"do": "fault", "name": name} for name in ("paper_out", "cover", "cutter", "silent", "late", "split", "unasked")),
    *({"do": "left", "mm": mm} for mm in (2.0, 8.0, 15.0)),
    {"do": "power_cycle", "seconds": 0.1},
    {"do": "unplug"},
)
WITHIN = 20.0  # s
SETTINGS = {"silence_seconds": 0.5, "print_seconds": 3.0}


def run(count: int, seed: int, tally: Tally) -> None:
    worker.REOPEN_SECONDS = 0.05
    fault_debounce.WELL_SECONDS = 0.0  # this many faults in such a short time happen nowhere else
    chance = random.Random(seed)  # noqa: S311
    with SimulatorProcess("escpos", baudrate=FAST) as process:
        process.do("set", speed=SPEED)
        port = process.port.partition("?")[0]
        devices = DeviceManager([DeviceSpec("printer", "printer", "escpos", f"{port}?baudrate=115200", SETTINGS)])
        devices.start()
        _until_ready(devices)
        earlier: set[int] = set()
        for at in range(count):
            fault = chance.choice(FAULTS) if chance.random() < SHARE else None
            _one(devices, process, at, fault, chance.uniform(0, 0.1), earlier, tally)
            if (at + 1) % (count // LOOKS) == 0:
                tally.memory.append(pss([os.getpid()]))
                tally.files.append(open_files(os.getpid()))
        devices.stop()


def _one(
    devices: DeviceManager,
    process: SimulatorProcess,
    at: int,
    fault: dict[str, Any] | None,
    moment: float,
    earlier: set[int],
    tally: Tally,
) -> None:
    """Prints one slip; a fault happens `moment` seconds after its start, and is repaired before the next."""
    breaks = Timer(moment, lambda: process.do(**fault)) if fault else None
    if breaks:
        process.do("set", speed=SLOWLY)
        breaks.start()
    began = time.monotonic()
    try:
        devices.print(_slip(at), within=8.0)
        succeeded = True
    except DeviceError:
        succeeded = False
    if breaks:
        breaks.join()
        _mend(devices, process)
    else:
        tally.milliseconds.append(1000 * (time.monotonic() - began))
    _judge(process, at, succeeded, earlier, tally)


def _mend(devices: DeviceManager, process: SimulatorProcess) -> None:
    for command in ("plug", "clear", "refill"):
        process.do(command)
    process.do("set", speed=SPEED)
    time.sleep(0.15)  # until it has power again
    _until_ready(devices)


def _judge(process: SimulatorProcess, at: int, succeeded: bool, earlier: set[int], tally: Tally) -> None:
    """Checks the output since the last slip: whole slips by their number."""
    out = [int(piece.split()[1]) for piece in process.do("take")["pieces"] if _whole(piece)]
    tally.failed += not succeeded
    tally.false_successes += succeeded and at not in out
    tally.late += sum(number != at for number in out)
    tally.twice += len(out) - len(set(out)) + len(earlier.intersection(out))
    earlier.update(out)


def _slip(at: int) -> Document:
    return Document("slip", (Line(f"编号 {at}"), Rule(), Line("社区服务中心"), Line(f"完 {at}"), Feed(1)))


def _whole(piece: str) -> bool:
    words = piece.split()
    return len(words) >= 4 and words[0] == "编号" and words[-2:] == ["完", words[1]]


def _until_ready(devices: DeviceManager) -> None:
    """Waits for the printer. Raises TimeoutError."""
    end = time.monotonic() + WITHIN
    while not devices.can("printer"):
        if time.monotonic() > end:
            raise TimeoutError(f"the printer is not back: {devices.statuses()}")
        time.sleep(0.001)
