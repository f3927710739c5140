"""Covers what the hub does by itself, in processes of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hub.audit.models import AuditEntry, Round
from hub.cases import handling
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.cases.services import submit
from hub.catalogue.models import Department
from hub.core import signing
from hub.departments.models import Delivery, System
from hub.kiosks import services as kiosks
from hub.kiosks.models import Alarm, Kiosk
from hub.operations import worker as work
from hub.queues.models import Ticket
from tests.hub.department_process import department_process
from tests.hub.halls import queue_up
from tests.hub.hub_process import ROOT, environment, hub_process, run_hub
from tests.hub.sample import a_submission

SECRET = signing.new_secret()


@pytest.fixture(autouse=True)
def anchors(keys_path: Path) -> None:
    """Those of the other database, which these tests use by turns with the same keys, are not of this one."""
    for suffix in (".trail", ".witness"):
        keys_path.with_suffix(suffix).unlink(missing_ok=True)


@pytest.fixture
def delivery(database_url: str) -> Iterator[Delivery]:
    """A message that waits, in a database that other processes see, for a system that is up."""
    with department_process(SECRET) as port:
        address = f"http://127.0.0.1:{port}/"
        civil = Department.objects.get(code="civil")
        system = System.objects.create(department=civil, address=address, secret=SECRET)
        waiting = accepted()
        yield waiting
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
    case = handling.accept(Case.objects.get(pk=submission.id), Actor(staff=user), timezone.now())
    return Delivery.objects.get(case=case)


def wait_until_delivered(delivery: Delivery) -> None:
    while Delivery.objects.filter(pk=delivery.pk).exclude(state="delivered").exists():
        connection.close()
        time.sleep(0.05)


def test_the_worker_sends_what_waits(database_url: str, keys_path: Path, delivery: Delivery) -> None:
    done = run_hub(database_url, "work", "--once", keys=keys_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert [line.partition("]: ")[2] for line in done.stderr.splitlines()] == ["sent to 127.0.0.1: HTTP 200"]
    assert Delivery.objects.get(pk=delivery.pk).state == "delivered"


def test_the_worker_works_until_it_is_told_to_end(database_url: str, keys_path: Path, delivery: Delivery) -> None:
    command = [sys.executable, "-m", "hub", "work"]
    at_work = environment(database_url, keys_path)
    with subprocess.Popen(command, cwd=ROOT, env=at_work, stderr=subprocess.PIPE, text=True) as worker:
        assert worker.stderr is not None
        next(line for line in worker.stderr if "working" in line)
        wait_until_delivered(delivery)
        worker.terminate()
        assert worker.wait(30) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_hub_on_sqlite_needs_no_worker_beside_it(database_url: str, keys_path: Path, delivery: Delivery) -> None:
    with hub_process(database_url, keys_path):
        wait_until_delivered(delivery)


def test_a_job_that_fails_does_not_keep_the_others_from_theirs(caplog: pytest.LogCaptureFixture) -> None:
    done: list[datetime] = []
    work.run_jobs(now := datetime(2026, 3, 2, tzinfo=UTC), (fail, done.append))
    assert done == [now]
    assert "fail: RuntimeError" in caplog.text
    assert "110101" not in caplog.text


def fail(now: datetime) -> None:
    raise RuntimeError("110101")


def test_the_worker_notices_silent_kiosks_closes_days_and_tends_the_house_once_a_day(
    database_url: str, keys_path: Path
) -> None:
    name = f"silent {timezone.now()}"
    kiosks.add(name)
    Kiosk.objects.filter(name=name).update(seen_at=timezone.now() - timedelta(seconds=91))
    left_over = queue_up(timezone.now() - timedelta(days=1))
    Round.objects.all().delete()
    before = AuditEntry.objects.filter(action__in=("purge", "verify trail")).count()
    for _ in range(2):
        assert run_hub(database_url, "work", "--once", keys=keys_path).stderr.count("Error") == 0
    assert Alarm.objects.filter(kiosk__name=name, kind="silent").count() == 1
    assert Ticket.objects.get(pk=left_over.pk).state == "void"
    assert AuditEntry.objects.filter(action__in=("purge", "verify trail")).count() == before + 2
    Kiosk.objects.filter(name=name).update(revoked_at=timezone.now())
