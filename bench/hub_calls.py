"""Kiosks' other calls on the hub of `hub_queues`: heartbeats, submissions, look-ups; and all of it while sockets that
send nothing are held."""

import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from uuid import uuid4

from bench.hub_server import Hub
from bench.load import Client, all_at_once
from bench.measure import Samples, percentile
from contract.cases import Submission
from contract.numbers import identity_check_digit
from contract.people import Person, PersonKind

EACH = 3  # calls of each kiosk in a run
SILENT = 12  # sockets
_HALF_SENT = b"POST /api/v1/tickets HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\n\r\n{"
_DEVICES = [{"name": f"device {place}", "kind": "printer", "condition": "ok", "paper": "full"} for place in range(3)]
_REPORT = {"version": "1", "outbox": 0, "refused": 0, "devices": _DEVICES, "rotates": True}
Call = Callable[[Client], Awaitable[object]]


def rates(hub: Hub, tokens: list[str], runs: int, call: Call) -> Samples:
    """Returns calls per second of each run, of all kiosks at once."""
    spans = [_run(hub, tokens, [call] * EACH)[0] for _ in range(runs + 1)]
    return Samples(tuple(len(tokens) * EACH / span for span in spans[1:]), more_is_better=True)


def p99_beside_silent(hub: Hub, tokens: list[str], runs: int) -> tuple[Samples, Samples]:
    """Returns the slowest hundredth of each run of numbers and heartbeats, in ms: with sockets held that send nothing
    or half a request, and without, in turn."""
    with_them, without = [], []
    for _ in range(runs + 1):
        without.append(_p99(hub, tokens))
        with _silent_sockets(hub):
            with_them.append(_p99(hub, tokens))
    return Samples(tuple(with_them[1:])), Samples(tuple(without[1:]))


async def beat(client: Client) -> None:
    now = datetime.now(UTC).isoformat()
    await client.post("kiosks/heartbeat", {**_REPORT, "at": now, "health": {"instance": "bench", "clock_at": now}})


async def take_number(client: Client) -> None:
    ticket = str(uuid4())
    await client.post("tickets", {"id": ticket, "service": "general"})
    await client.post(f"tickets/{ticket}/confirm")


def hand_in(item: str) -> Call:
    """Returns the call that hands a case in, each time for another resident."""
    numbers = _numbers()

    async def submit(client: Client) -> None:
        now, number = datetime.now(UTC), next(numbers)
        person = Person(kind=PersonKind.CITIZEN, name="赵某某", number=number, sex="男", birth=date(1979, 3, 1))
        submission = Submission(
            id=uuid4(), item=item, item_version=1, applicant=person, stated_at=now, submitted_at=now,
            answers={"category": "facility", "place": "某街道9号", "description": "井盖损坏", "phone": "13912345678"},
        )  # fmt: skip
        await client.post("submissions", submission.model_dump(mode="json"))

    return submit


def look_up() -> Call:
    """Returns the call that looks up what one of those residents handed in."""
    numbers = _numbers()

    async def ask(client: Client) -> None:
        await client.post("cases/search", {"number": next(numbers)})

    return ask


def _numbers() -> Iterator[str]:
    for place in range(1, 1000 * 28):
        first17 = f"1101011979{place // 1000 % 12 + 1:02d}{place // 12000 + 1:02d}{place % 1000:03d}"
        yield first17 + identity_check_digit(first17)


def _p99(hub: Hub, tokens: list[str]) -> float:
    return percentile([second * 1000 for second in _run(hub, tokens, [beat, take_number] * EACH)[1]], 99)


def _run(hub: Hub, tokens: list[str], calls: list[Call]) -> tuple[float, list[float]]:
    """Returns the seconds of the run, and of each request."""
    clients = [Client(hub.port, {"Authorization": f"Bearer {token}"}) for token in tokens]

    def working(client: Client) -> Callable[[], Awaitable[None]]:
        async def work() -> None:
            for call in calls:
                await call(client)
            await client.close()

        return work

    _, span = all_at_once(*map(working, clients))
    return span, [second for client in clients for second in client.seconds]


@contextmanager
def _silent_sockets(hub: Hub) -> Iterator[None]:
    with ExitStack() as ends:
        for place in range(SILENT):
            end = ends.enter_context(socket.create_connection(("127.0.0.1", hub.port)))
            if place % 2:
                end.sendall(_HALF_SENT)
        yield
