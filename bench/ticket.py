"""A queue ticket: its bytes, and the CPU time to build them."""

import time
from datetime import UTC, datetime
from uuid import UUID

from bench.measure import Row, Samples
from contract.catalogue import Service
from contract.text import Text
from contract.tickets import Ticket, TicketState
from devices.documents import Document
from devices.printer.escpos_protocol.job import PaperFormat, build
from kiosk.pages.language import activate
from kiosk.pages.printed import queue_ticket
from languages.registry import DEFAULT, SOURCE

RUNS = 300
SITE = "幸福里社区服务中心"


def rows() -> list[Row]:
    activate(DEFAULT)
    document = _ticket()
    sizes = Samples(tuple(float(len(b"".join(build(document, PaperFormat())))) for _ in range(7)))
    times = Samples(tuple(_milliseconds(document) for _ in range(RUNS)))
    return [
        Row("ticket", "bytes", sizes, "≤ 3500", sizes.median <= 3500),
        Row("ticket, CPU to build", "ms", times, "≤ 1", times.median <= 1),
    ]


def _milliseconds(document: Document) -> float:
    began = time.process_time_ns()
    build(document, PaperFormat())
    return (time.process_time_ns() - began) / 1e6


def _ticket() -> Document:
    zone = Text({DEFAULT: "二楼东侧 3 至 6 号窗口", SOURCE: "Second floor east, windows 3 to 6"})
    service = Service(code="social_aid", name=Text.plain("社会救助"), prefix="A", zone=zone)
    ticket = Ticket(
        id=UUID("6f0c6d0e-6c37-4f5e-9a55-0d4d5c5f6a10"),
        number="A042",
        service=service.code,
        zone=zone,
        state=TicketState.RESERVED,
        issued_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        people_ahead=12,
        wait_minutes=35,
    )
    return queue_ticket(SITE, (service,), ticket, own=False)
