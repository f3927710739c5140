"""Queues on PostgreSQL, with SQLite beside: numbers for 200 kiosks at once, calls from 20 windows, polls of the
board.

The hub and its database share one core, this client has the other. `pgbench` gives the database's own speed.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from bench.hub_calls import SILENT, beat, hand_in, look_up, p99_beside_silent, rates
from bench.hub_pgbench import same_statements
from bench.hub_server import Hub, hub_on, other_core
from bench.load import Client, all_at_once
from bench.measure import Row, Samples, beside_peer, percentile

RUNS = 7
KIOSKS, PAIRS = 200, 3  # pairs for each kiosk in a run
WINDOWS, CALLS = 20, 25
SCREENS, POLLS = 20, 300

_PREPARE = f"""
from datetime import timedelta
from uuid import uuid4
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from hub.catalogue.areas import Area
from hub.catalogue.models import Item, Service
from hub.core.text_field import wording_lookup
from hub.kiosks import services as kiosks
from hub.kiosks.models import MAIN
from hub.queues.models import Window
from hub.queues.windows import open_window
from hub.staff.models import Role, StaffProfile

def session(user):
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value

windows = []
for place in range({WINDOWS}):
    user = User.objects.create_user(f"clerk {{place}}")
    StaffProfile.objects.create(user=user, role=Role.WINDOW).areas.set([Area.objects.get(code="city")])
    window = Window.objects.create(site_id=MAIN, name=f"{{place + 1}}号窗口", position=place)
    window.services.set(Service.objects.all())
    open_window(window, user, timezone.now())
    windows.append([window.pk, session(user)])
print(json.dumps({{
    "tokens": [kiosks.add(f"kiosk {{place}}") for place in range({KIOSKS})],
    "windows": windows,
    "item": Item.objects.get(**{{wording_lookup("name"): "网格事件、诉求"}}).code,
    "session": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME,
}}))
"""
_QUEUE_UP = """
from uuid import uuid4
from django.utils import timezone
from hub.catalogue.models import Service
from hub.kiosks.models import MAIN
from hub.kiosks.sites import day_at
from hub.queues.models import Ticket
now, services = timezone.now(), list(Service.objects.all())
Ticket.objects.filter(state="waiting").update(state="served")
Ticket.objects.bulk_create(
    Ticket(id=uuid4(), site_id=MAIN, service=services[i % len(services)], day=day_at(MAIN, now), number=f"Q{{i}}",
           state="waiting", issued_at=now, stands_from=now)
    for i in range({count}))
print("null")
"""
_EMPTY_HALL = """
from hub.queues.models import Ticket
print(Ticket.objects.filter(state="waiting").update(state="served"))
"""


def rows() -> list[Row]:
    other_core()
    table = []
    for database in ("postgresql", "sqlite"):
        with hub_on(database) as hub:
            table += _rows(hub, database, hub.shell(_PREPARE))
    return table


def _rows(hub: Hub, database: str, city: dict[str, Any]) -> list[Row]:
    bars = database == "postgresql"

    def row(name: str, unit: str, runs: list[float], bar: float, ok: bool = True, **more: Any) -> Row:
        samples = Samples(tuple(runs), more_is_better=True)
        met = ok and (samples.median >= bar or not bars)
        return Row(f"hub, {name}, {database}", unit, samples, f"≥ {bar:g}" if bars else "none wrong", met, **more)

    pairs, slowest, right = numbers(hub, city["tokens"])
    peer = Samples(tuple(same_statements(hub, KIOSKS, RUNS, _EMPTY_HALL)), more_is_better=True) if bars else None
    calls, once = measure_calls(hub, city)
    idle, busy = measure_polls(hub, []), measure_polls(hub, city["tokens"][:20])
    beats, submissions, look_ups = (
        rates(hub, city["tokens"], RUNS, call) for call in (beat, hand_in(city["item"]), look_up())
    )
    silent = beside_peer(
        f"hub, p99 with {SILENT} silent sockets beside without, {database}",
        "ms",
        *p99_beside_silent(hub, city["tokens"][:20], RUNS),
        most=1.2,
    )
    p99 = Row(
        f"hub, a number's p99, {database}",
        "s",
        Samples(tuple(slowest)),
        "≤ 2" if bars else "none",
        not bars or Samples(tuple(slowest)).median <= 2,
    )
    return [
        row("reserve + confirm, 200 kiosks", "pairs/s", pairs, 120, right, peer=peer),
        p99,
        row("call next, 20 windows", "calls/s", calls, 100, once),
        row("board, unchanged", "polls/s", idle, 1500),
        row("board, while numbers are issued", "polls/s", busy, 1000),
        row("heartbeats, 200 kiosks", "beats/s", list(beats.values), 600),
        Row(f"hub, submissions, 200 kiosks, {database}", "cases/s", submissions, "reported", ok=True),
        Row(f"hub, look-ups, 200 kiosks, {database}", "look-ups/s", look_ups, "reported", ok=True),
        silent,
    ]


def numbers(hub: Hub, tokens: list[str]) -> tuple[list[float], list[float], bool]:
    """Returns pairs per second and the slowest hundredth of each run, which begins with empty queues; and whether no
    number is duplicated or missing."""
    rates, slowest, all_numbers = [], [], []
    for _ in range(RUNS + 1):
        hub.shell(_EMPTY_HALL)
        clients = [_kiosk(hub, token) for token in tokens]
        done, seconds = all_at_once(*(_taking(client) for client in clients))
        issued = [number for numbers in done for number in numbers]
        all_numbers += issued
        rates.append(len(issued) / seconds)
        slowest.append(percentile([second for client in clients for second in client.seconds], 99))
    counted = sorted(int(number[1:]) for number in all_numbers)
    return rates[1:], slowest[1:], counted == list(range(1, len(tokens) * PAIRS * (RUNS + 1) + 1))


def _taking(client: Client, pairs: int = PAIRS) -> Callable[[], Awaitable[list[str]]]:
    async def take() -> list[str]:
        numbers = []
        for _ in range(pairs):
            ticket = str(uuid4())
            answer = await client.post("tickets", {"id": ticket, "service": "general"})
            await client.post(f"tickets/{ticket}/confirm")
            numbers.append(answer["number"])
        await client.close()
        return numbers

    return take


def measure_calls(hub: Hub, city: dict[str, Any]) -> tuple[list[float], bool]:
    """Returns calls per second, each of which finishes the previous person; and whether nobody was called twice."""
    rates, once = [], True
    for _ in range(RUNS + 1):
        hub.shell(_QUEUE_UP.format(count=WINDOWS * CALLS))
        jobs = [_calling(hub, city, window, session) for window, session in city["windows"]]
        done, seconds = all_at_once(*jobs)
        people = [number for numbers in done for number in numbers]
        once = once and len(set(people)) == len(people) == WINDOWS * CALLS
        rates.append(len(people) / seconds)
    return rates[1:], once


def _calling(hub: Hub, city: dict[str, Any], window: int, session: str) -> Callable[[], Awaitable[list[str]]]:
    secret = uuid4().hex
    cookie = f"{city['session']}={session}; {city['csrf']}={secret}"
    client = Client(hub.port, {"Cookie": cookie, "X-CSRFToken": secret})

    async def call() -> list[str]:
        people: list[str] = []
        for _ in range(CALLS):
            done = {"ticket": people[-1]} if people else None
            people.append((await client.post(f"windows/{window}/next", done))["current"]["id"])
        await client.post(f"windows/{window}/finish", {"ticket": people[-1]})
        await client.close()
        return people

    return call


def measure_polls(hub: Hub, tokens: list[str]) -> list[float]:
    """Returns polls per second of screens with a current ETag, while these kiosks take numbers."""
    rates = []
    for _ in range(RUNS + 1):
        polling = set(range(SCREENS))
        issuing = [_steadily(_kiosk(hub, token), polling) for token in tokens]
        screens = [_polling(Client(hub.port), screen, polling) for screen in range(SCREENS)]
        done, _ = all_at_once(*screens, *issuing)
        rates.append(SCREENS * POLLS / max(done[:SCREENS]))
        if not all(done[SCREENS:]):
            raise ValueError("a kiosk that took no number")
    return rates[1:]


def _polling(client: Client, screen: int, polling: set[int]) -> Callable[[], Awaitable[float]]:
    async def poll() -> float:
        etag = ""
        began = asyncio.get_running_loop().time()
        for _ in range(POLLS):
            _, headers, _ = await client.get("boards/centre", **({"If_None_Match": etag} if etag else {}))
            etag = headers[b"etag"].decode()
        span = asyncio.get_running_loop().time() - began
        polling.discard(screen)
        await client.close()
        return span

    return poll


def _steadily(client: Client, polling: set[int]) -> Callable[[], Awaitable[float]]:
    """Takes a number each second while a screen polls; returns how many."""

    async def issue() -> float:
        issued = 0
        while polling:
            ticket = str(uuid4())
            await client.post("tickets", {"id": ticket, "service": "general"})
            await client.post(f"tickets/{ticket}/confirm")
            issued += 1
            await asyncio.sleep(1)
        await client.close()
        return issued

    return issue


def _kiosk(hub: Hub, token: str) -> Client:
    return Client(hub.port, {"Authorization": f"Bearer {token}"})
