"""Workers that are killed, and several at once: no message is lost, and none comes twice."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hub.notify.models import MessageChannel, MessageFate, ResidentMessage
from hub.notify.sending import send_messages
from hub.residents.models import Consent, Resident
from hub.residents.services import get_registered
from tests.hub.hub_process import ROOT, environment, run_hub
from tests.hub.messaging import a_channel, agree_to, ask_gateway, gateways
from tests.hub.sample import a_person
from tests.together import run_together

MANY = 200


@pytest.fixture
def messages(database_url: str) -> Iterator[list[str]]:
    """Messages that other processes see, with a consent to send them. Returns their keys."""
    resident = get_registered(a_person(), "person", timezone.now())
    agree_to(resident)
    now = timezone.now()
    details = {"code": "1234", "phone": "13912345678"}
    rows = [
        ResidentMessage(
            event="answered", subject=f"question {uuid4()}", resident=resident, details=details,
            made_at=now, due_at=now, until=now + timedelta(days=1),
        )
        for _ in range(MANY)
    ]  # fmt: skip
    ResidentMessage.objects.bulk_create(rows)
    yield sorted(str(row.pk) for row in rows)
    for model in (ResidentMessage, MessageChannel, Consent, DBTaskResult, Resident):
        model.objects.all().delete()


def test_a_worker_killed_in_the_midst_of_sending_loses_and_doubles_nothing(
    database_url: str, keys_path: Path, tmp_path: Path, messages: list[str]
) -> None:
    keys = Path(shutil.copy(keys_path, tmp_path))  # beside them the workers note how far this database's audit log is
    with gateways() as start:
        port = start()
        a_channel(port)
        connection.close()
        for reached in (20, 90):  # killed twice, while further requests are under way
            worker = subprocess.Popen(
                [sys.executable, "-m", "hub", "work"], cwd=ROOT, env=environment(database_url, keys)
            )
            ask_gateway(port, f"/wait/{reached}")
            worker.send_signal(signal.SIGKILL)
            worker.wait(30)
            past = timezone.now() - timedelta(seconds=1)
            ResidentMessage.objects.filter(fate=MessageFate.WAITING).update(due_at=past)  # its hold is over
        assert run_hub(database_url, "work", "--once", keys=keys).returncode == 0
        seen = ask_gateway(port)
    assert sorted(seen["delivered"]) == messages
    assert len(seen["requests"]) >= MANY
    assert set(ResidentMessage.objects.values_list("fate", flat=True)) == {"sent"}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_workers_at_once_send_each_once(database_url: str, messages: list[str]) -> None:
    with gateways() as start:
        port = start()
        a_channel(port)

        def work() -> None:
            send_messages(timezone.now())
            connection.close()

        run_together(3, work)
        send_messages(timezone.now())  # what was left to nobody when the last one looked
        seen = ask_gateway(port)
    assert sorted(seen["delivered"]) == messages
    assert len(seen["requests"]) == MANY
    assert set(ResidentMessage.objects.values_list("attempts", flat=True)) == {1}
