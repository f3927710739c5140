"""Residents' pages that one core serves a second, on PostgreSQL: a guide, which is everybody's, and one's own case.

The hub and its database share the first core; the client has the other.
"""

import os
from collections.abc import Awaitable, Callable
from typing import Any

from bench.hub_server import Hub, hub_on, other_core
from bench.load import Client, all_at_once
from bench.measure import Row, Samples

RUNS = 7
CLIENTS, EACH = 8, 60  # pages of each client in a run
GUIDES, CASES = 300, 150  # a second
_PREPARE = """
from datetime import date
from uuid import uuid4
from django.core import signing
from django.utils import timezone
from contract.cases import Submission
from contract.people import Person, PersonKind
from hub.cases.models import Case
from hub.cases.services import submit
from hub.catalogue.models import Item
from hub.core.text_field import wording_lookup
from hub.kiosks import services
from hub.kiosks.models import Kiosk
services.add("bench")
item = Item.objects.get(**{wording_lookup("name"): "网格事件、诉求"})
person = Person(kind=PersonKind.CITIZEN, name="赵某某", number="11010519491231002X", sex="女", birth=date(1949, 12, 31))
now = timezone.now()
answers = {"category": "facility", "place": "某街道9号", "description": "井盖损坏", "phone": "13912345678"}
body = Submission(id=uuid4(), item=item.code, item_version=item.version, applicant=person, answers=answers,
                  stated_at=now, submitted_at=now)
submit(body, Kiosk.objects.get(name="bench"), now)
print(json.dumps({"guide": f"/web/guides/{item.code}/", "pass": signing.dumps(str(body.id), salt="hub.web.web_case")}))
"""


def rows() -> list[Row]:
    other_core()
    os.environ["HUB_WEB"] = "on"
    try:
        with hub_on("postgresql") as hub:
            prepared: Any = hub.shell(_PREPARE)
            guides = _measure(hub, prepared["guide"], {})
            cases = _measure(hub, "/web/case/", {"Cookie": f"web_case={prepared['pass']}"})
    finally:
        del os.environ["HUB_WEB"]
    return [
        Row("web page, a guide", "pages/s", guides, f"≥ {GUIDES}", guides.median >= GUIDES),
        Row("web page, my case", "pages/s", cases, f"≥ {CASES}", cases.median >= CASES),
    ]


def _measure(hub: Hub, path: str, headers: dict[str, str]) -> Samples:
    """Returns pages per second of each run; the first run warms up."""
    rates = []
    for _ in range(RUNS + 1):
        clients = [Client(hub.port, headers) for _ in range(CLIENTS)]
        _, span = all_at_once(*(_reading(client, path) for client in clients))
        rates.append(CLIENTS * EACH / span)
    return Samples(tuple(rates[1:]), more_is_better=True)


def _reading(client: Client, path: str) -> Callable[[], Awaitable[None]]:
    async def read() -> None:
        for _ in range(EACH):
            _, _, page = await client.get(path)
            if b"<h1>" not in page or b'name="last_four"' in page:
                raise ValueError("not the page that was asked for")
        await client.close()

    return read
