"""The kiosks' page of a city with 5,000 kiosks in 500 centres: its first and its last page, and each filter.

One client requests each over HTTP on a kept connection; the hub and its database share one core, the client has the
other. The time includes HTTP.
"""

import asyncio
from typing import Any

from bench.hub_server import Hub, hub_on, other_core
from bench.load import Client
from bench.measure import Row, Samples, percentile

RUNS = 7
CALLS = 8  # a run
KIOSKS, CENTRES, ALARMS = 5_000, 500, 400
_MOST = 300  # ms
_PAGES = {
    "the kiosks' page": "",
    "the kiosks' last page": "?page=200",
    "kiosks by name": "?name=kiosk+42",
    "kiosks of a centre": "?site=c42",
    "kiosks in trouble": "?state=trouble",
    "silent kiosks": "?state=silent",
}
_FILL = f"""
from datetime import timedelta
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from hub.catalogue.areas import Area
from hub.kiosks.models import Alarm, AlarmKind, Kiosk, Site
from hub.staff.models import Role, StaffProfile

now, city = timezone.now(), Area.objects.get(code="city")
sites = Site.objects.bulk_create(
    Site(code=f"c{{i}}", name=f"街道中心{{i}}", area=city) for i in range({CENTRES}))
devices = [{{"name": f"device {{i}}", "kind": "printer", "condition": "ok", "paper": "full"}} for i in range(3)]
Kiosk.objects.bulk_create(
    Kiosk(name=f"kiosk {{i}}", site=sites[i % {CENTRES}], token_hash=f"{{i:064d}}", created_at=now - timedelta(days=90),
          seen_at=now - timedelta(days=1 if i % 50 == 0 else -1), software="1", devices=devices)
    for i in range({KIOSKS}))
troubled = Kiosk.objects.filter(name__startswith="kiosk ").order_by("pk")[:{ALARMS}]
Alarm.objects.bulk_create(
    Alarm(kiosk=kiosk, kind=AlarmKind.SILENT.value, raised_at=now - timedelta(hours=1)) for kiosk in troubled)
user = User.objects.create_user("technician")
StaffProfile.objects.create(user=user, role=Role.TECHNICIAN).areas.set([city])
client = Client()
client.force_login(user)
print(json.dumps(f"{{settings.SESSION_COOKIE_NAME}}={{client.cookies[settings.SESSION_COOKIE_NAME].value}}"))
"""


def rows() -> list[Row]:
    other_core()
    table: list[Row] = []
    for database in ("postgresql", "sqlite"):
        with hub_on(database) as hub:
            cookie = hub.shell(_FILL)
            table += [_row(hub, cookie, name, query, database) for name, query in _PAGES.items()]
    return table


def _row(hub: Hub, cookie: str, name: str, query: str, database: str) -> Row:
    worst = Samples(tuple(asyncio.run(_ask(Client(hub.port, {"Cookie": cookie}), f"/console/kiosks/{query}"))))
    return Row(f"{name}, of {KIOSKS:,}, p95, {database}", "ms", worst, f"≤ {_MOST}", worst.median <= _MOST)


async def _ask(client: Client, path: str) -> list[float]:
    """Returns of each run the milliseconds that nineteen of twenty calls reach."""
    runs = []
    for _ in range(RUNS + 1):
        client.seconds.clear()
        for _ in range(CALLS):
            answer: Any = await client.get(path)
            if b"kiosk-" not in answer[2]:
                raise ValueError("a page without kiosks")
        runs.append(percentile(client.seconds, 95) * 1000)
    await client.close()
    return runs[1:]
