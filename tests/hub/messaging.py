"""Channels to residents, and the receivers at their far end."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils import timezone

from contract.cases import CaseState
from hub.cases import handling
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.core import signing
from hub.notify.models import MessageChannel, MessageFate, ResidentMessage
from hub.notify.readiness import PURPOSES
from hub.notify.sending import send_messages
from hub.residents.models import Consent, Purpose, Resident
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.people import staff
from tests.hub.sample import a_submission, both

SECRET = signing.new_secret()
StartGateway = Callable[..., int]


@contextmanager
def gateways() -> Iterator[StartGateway]:
    """Starts gateways for SMS; yields their ports."""
    with ExitStack() as ends:

        def start(plan: str = "", style: str = "ours") -> int:
            command = [sys.executable, str(Path(__file__).with_name("sms_gateway.py")), SECRET, style, plan]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            ends.callback(process.wait, 30)
            ends.callback(process.terminate)
            assert process.stdout is not None
            return int(process.stdout.readline())

        yield start


def ask_gateway(port: int, path: str = "/") -> Any:
    connection = HTTPConnection("127.0.0.1", port, timeout=90)
    connection.request("GET", path)
    return json.loads(connection.getresponse().read())


def a_channel(port: int, kind: str = "sms", **values: Any) -> MessageChannel:
    row = {"kind": kind, "address": f"http://127.0.0.1:{port}/messages", "secret": SECRET, "patience": 10, **values}
    return MessageChannel.objects.create(**row)


def agree_to(resident: Resident, kind: str = "sms", *, given: bool = True, language: str = "") -> None:
    now = timezone.now()
    purpose, until = Purpose.objects.get(code=PURPOSES[kind]), now.date() + timedelta(days=3650)
    values = {"resident": resident, "purpose": purpose, "given": given, "kept_until": until, "language": language}
    Consent.objects.create(id=uuid4(), at=now, **values)


def hand_in(kiosk: Kiosk, **changes: Any) -> Case:
    """Returns a case of the person of the sample, who has left the telephone 13912345678."""
    answer = kiosk.post("submissions", a_submission(**changes))
    assert answer.status_code in (200, 201), answer.content
    return Case.objects.get(code=answer.json()["code"])


def decide(case: Case) -> None:
    clerk, now = Actor(staff=staff(Role.CLERK)), timezone.now()
    if case.state == CaseState.SUBMITTED:
        handling.accept(case, clerk, now)
    handling.decide(case, both("同意。"), clerk, now)


def time_passes() -> None:
    """Ends every pause, and every hold of a worker that is gone."""
    past = timezone.now() - timedelta(seconds=1)
    ResidentMessage.objects.filter(fate=MessageFate.WAITING).update(due_at=past)
    send_messages(timezone.now())


def fates() -> list[tuple[str, str, int, str]]:
    rows = ResidentMessage.objects.order_by("made_at", "event")
    return [(row.event, row.fate, row.attempts, row.answer) for row in rows]
