"""Provides what the stories of the printer share: documents, and the driver at work."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from devices.base import DeviceError, Fault
from devices.documents import Document, Line, Pair, Qr, Rule
from devices.printer.escpos import Driver, Settings
from devices.simulators.process import SimulatorProcess

TICKET = Document(
    "ticket",
    (Line("A018", size=4), Rule(), Pair("前面还有", "3 人"), Qr("https://example.invalid/t/1"), Line("请留意叫号")),
)
NEXT = Document("ticket", (Line("A019", size=4), Line("下一位")))
LONG = Document("list", tuple(Line(f"第 {number} 行") for number in range(60)))
QUICK = Settings(answer_seconds=0.4, silence_seconds=0.8, print_seconds=4.0)


def open_driver(printer: SimulatorProcess, settings: Settings = QUICK) -> Driver:
    driver = Driver(printer.port, settings)
    driver.open()
    return driver


def refused(driver: Driver, document: Document = TICKET) -> Fault:
    with pytest.raises(DeviceError) as caught:
        driver.print(document)
    return caught.value.fault


def pieces(printer: SimulatorProcess) -> list[str]:
    return list(printer.do("state")["texts"])


def ticket_lines(piece: str) -> list[str]:
    return [line.strip() for line in piece.split("\n") if line.strip()]


def in_background(driver: Driver, document: Document) -> Callable[[], Fault]:
    """Prints meanwhile; the returned function waits for the fault that ends it."""
    pool = ThreadPoolExecutor(1)
    ended = pool.submit(refused, driver, document)
    pool.shutdown(wait=False)
    return lambda: ended.result(20)
