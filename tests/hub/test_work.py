"""What the hub does by itself, in processes of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hub import work
from hub.cases import handling
from hub.cases.actors import By
from hub.cases.models import Case
from hub.cases.services import submit
from hub.catalogue.models import Department
from hub.departments import signing
from hub.departments.models import Delivery, System
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk
from tests.hub.hub_process import ROOT, environment, hub_process, run_hub
from tests.hub.sample import a_submission

SECRET = signing.new_secret()


@pytest.fixture
def delivery(database_url: str) -> Iterator[Delivery]:
    """A message that waits, in a database that other processes see, for a system that is up."""
    command = [sys.executable, str(Path(__file__).with_name("department_system.py")), SECRET, ""]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as department:
        assert department.stdout is not None
        address = f"http://127.0.0.1:{department.stdout.readline().strip()}/"
        civil = Department.objects.get(code="civil")
        system = System.objects.create(department=civil, address=address, secret=SECRET)
        waiting = accepted()
        yield waiting
        department.terminate()
    for rows in (
        Delivery.objects.all(),
        DBTaskResult.objects.all(),
        waiting.case.timeline.all(),
        waiting.case.tasks.all(),
    ):
        rows.delete()
    waiting.case.delete()
    system.delete()


def accepted() -> Delivery:
    kiosks.add(name := f"worked for {timezone.now()}")
    submission = a_submission()
    submit(submission, Kiosk.objects.get(name=name), timezone.now())
    user = User.objects.create(username=name)
    case = handling.accept(Case.objects.get(pk=submission.id), By(staff=user), timezone.now())
    return Delivery.objects.get(case=case)


def wait_until_delivered(delivery: Delivery) -> None:
    while Delivery.objects.filter(pk=delivery.pk).exclude(state="delivered").exists():
        connection.close()
        time.sleep(0.05)


def test_the_worker_sends_what_waits(database_url: str, keys_path: Path, delivery: Delivery) -> None:
    done = run_hub(database_url, "work", "--once", keys=keys_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert Delivery.objects.get(pk=delivery.pk).state == "delivered"


def test_the_worker_works_until_it_is_told_to_end(database_url: str, keys_path: Path, delivery: Delivery) -> None:
    command = [sys.executable, "-m", "hub", "work"]
    with subprocess.Popen(command, cwd=ROOT, env=environment(database_url, keys_path)) as worker:
        wait_until_delivered(delivery)
        worker.terminate()
        assert worker.wait(30) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_hub_on_sqlite_needs_no_worker_beside_it(database_url: str, keys_path: Path, delivery: Delivery) -> None:
    with hub_process(database_url, keys_path):
        wait_until_delivered(delivery)


def test_a_job_that_fails_does_not_keep_the_others_from_theirs(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[datetime] = []
    monkeypatch.setattr(work, "JOBS", (fail, done.append))
    work.look_after(now := datetime(2026, 3, 2, tzinfo=UTC))
    assert done == [now]
    assert "fail: RuntimeError" in caplog.text
    assert "110101" not in caplog.text


def fail(now: datetime) -> None:
    raise RuntimeError("110101")
