"""Messages to residents that one worker sends a second, through a gateway that answers after 20 ms, on PostgreSQL; and,
with the worker killed again and again, whether each is delivered, and delivered once.

The gateway shares the second core with the measuring client; worker and database have the first.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from bench.hub_server import Hub, hub_on, other_core
from bench.measure import Row, Samples

RUNS = 7
MANY = 600  # a run
KILLS = 5
_SECRET = "whsec_" + "A" * 43 + "="
_QUEUE = f"""
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from contract.people import Person, PersonKind
from hub.notify.models import MessageChannel, ResidentMessage
from hub.residents.models import Consent, Purpose
from hub.residents.services import get_registered
now = timezone.now()
person = Person(kind=PersonKind.CITIZEN, name="赵某某", number="11010519491231002X")
resident = get_registered(person, "person", now)
purpose = Purpose.objects.get(code="message_sms")
Consent.objects.create(id=uuid4(), resident=resident, purpose=purpose, given=True, at=now, kept_until="2100-01-01")
MessageChannel.objects.all().delete()
MessageChannel.objects.create(kind="sms", address="http://127.0.0.1:%d/", secret="{_SECRET}", price="0.05")
details = {{"code": "1234", "phone": "13912345678"}}
ResidentMessage.objects.bulk_create(
    ResidentMessage(event="answered", subject=str(uuid4()), resident=resident, details=details, made_at=now, due_at=now,
                    until=now + timedelta(days=1))
    for _ in range({MANY})
)
"""
_SEND = """
from time import perf_counter
from hub.notify.sending import send_messages
began, sent = perf_counter(), 0
while tries := send_messages(timezone.now()):
    sent += tries
print(json.dumps(sent / (perf_counter() - began)))
"""
_HOLDS_OVER = """
ResidentMessage.objects.filter(fate="waiting").update(due_at=timezone.now())
"""
_KEYS = """
print(json.dumps({fate: [str(row.pk) for row in ResidentMessage.objects.filter(fate=fate)]
                  for fate in ("waiting", "sent")}))
"""
_IMPORTS = "from django.utils import timezone\nfrom hub.notify.models import ResidentMessage\n"


def rows() -> list[Row]:
    other_core()
    with hub_on("postgresql") as hub, _gateway() as port:
        speeds = [float(hub.shell(_QUEUE % port + _SEND)) for _ in range(RUNS + 1)]
        keys = set(hub.shell(_QUEUE % port + _KEYS)["waiting"])
        for _ in range(KILLS):
            _kill_at_work(hub, port, len(keys) // (KILLS + 1))
        hub.shell(_IMPORTS + _SEND)
        sent = set(hub.shell(_IMPORTS + _KEYS)["sent"])
        delivered = _ask(port, "/").keys()
    whole = keys <= sent and delivered == sent  # each under one key of its own, and under no other
    rates = Samples(tuple(speeds[1:]), more_is_better=True)
    ok = rates.median >= 200 and whole
    return [Row("messages, one worker", "/s", rates, "≥ 200, each once under kills", ok)]


def _kill_at_work(hub: Hub, port: int, further: int) -> None:
    """Kills a worker after that many further requests, in the midst of others; then its hold on them is over."""
    reached = sum(_ask(port, "/").values()) + further
    with hub.working() as worker:
        _ask(port, f"/wait/{reached}")
        worker.kill()
    hub.shell(_IMPORTS + _HOLDS_OVER + _KEYS)


@contextmanager
def _gateway() -> Iterator[int]:
    """Yields its port."""
    command = [sys.executable, "-m", "bench.message_gateway"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield int(process.stdout.readline() if process.stdout else 0)
    finally:
        process.terminate()
        process.wait(30)


def _ask(port: int, path: str) -> dict[str, int]:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path)
    answer: dict[str, int] = json.loads(connection.getresponse().read())
    return answer
