"""Cards, one after the other, each another person's; one in twenty meets a fault of reader, transport or hand."""

import os
import random
import time
from collections.abc import Callable
from functools import partial

from bench.people import id_number
from bench.processes import open_files, pss
from bench.tally import LOOKS, Tally
from devices import fault_debounce, worker
from devices.base import Card, DeviceError
from devices.card_reader.sam_v import Driver, Settings
from devices.card_watch import CardWatch
from devices.simulators.process import SimulatorProcess
from devices.worker import DeviceWorker

FAST = 100_000_000  # baud: as fast as the pty goes
SHARE = 0.05
FAULTS = (
    "wrong_checksum", "garbage", "half_frame", "slow", "silence_in_read", "lift_in_mid_read", "read_failed",
    "select_failed", "silence", "noise", "unplug",
)  # fmt: skip
WITHIN = 8.0  # s


class Counter:
    """A reader with its worker, and how often a card was read."""

    def __init__(self, process: SimulatorProcess) -> None:
        self.process = process
        self.reads = 0
        self.watch = CardWatch(self._read)
        port = process.port.partition("?")[0]
        make = partial(Driver, f"{port}?baudrate=115200", Settings(read_seconds=0.5))
        self.worker = DeviceWorker("reader", make, watch=self.watch.watch, every=0.001, lost=self.watch.forget_card)

    def _read(self) -> None:
        self.reads += 1

    def until(self, came: Callable[[], object]) -> bool:
        end = time.monotonic() + WITHIN
        while not came():
            if time.monotonic() > end:
                return False
            time.sleep(0.0005)
        return True

    def outcome(self) -> Card | DeviceError | None:
        """Returns the result of the card that lies there, or None without one."""
        outcomes: list[Card | DeviceError] = []

        def look() -> bool:
            try:
                card = self.watch.card()
            except DeviceError as error:
                outcomes.append(error)
            else:
                outcomes.extend([card] if card else [])
            return bool(outcomes)

        self.until(look)
        return outcomes[0] if outcomes else None

    def lift(self) -> None:
        self.process.do("lift")
        self.until(lambda: self.worker.ready and not self.watch.present)


def run(count: int, seed: int, tally: Tally) -> None:
    worker.REOPEN_SECONDS = 0.05  # the pause before reopening is not measured here
    fault_debounce.WELL_SECONDS = 0.0
    chance = random.Random(seed)  # noqa: S311
    with SimulatorProcess("sam_v", baudrate=FAST) as process:
        counter = Counter(process)
        counter.worker.start()
        counter.until(lambda: counter.worker.ready)
        for at in range(count):
            fault = chance.choice(FAULTS) if chance.random() < SHARE else ""
            _one(counter, id_number(at), fault, tally)
            if (at + 1) % (count // LOOKS) == 0:
                tally.memory.append(pss([os.getpid()]))
                tally.files.append(open_files(os.getpid()))
        counter.worker.stop()


def _one(counter: Counter, number: str, fault: str, tally: Tally) -> None:
    """Places one card, read or not, again after a repaired fault; then lifts it."""
    before, process = counter.reads, counter.process
    if fault and fault != "unplug":
        process.do("fault", name=fault)
    began = time.monotonic()
    process.do("place", fields={"name": "居民", "number": number})
    if fault == "unplug":
        process.do("unplug")
        process.do("plug")
    outcome = counter.outcome()
    if not fault:
        tally.milliseconds.append(1000 * (time.monotonic() - began))
    _judge(outcome, number, fault, tally)
    if fault:
        process.do("clear")
    counter.lift()
    tally.twice += counter.reads - before > 1 and fault != "unplug"


def _judge(outcome: Card | DeviceError | None, number: str, fault: str, tally: Tally) -> None:
    if not isinstance(outcome, Card):
        tally.failed += 1
        tally.late += not fault  # no fault, and yet it did not read
    elif outcome.number != number:
        tally.false_successes += 1
