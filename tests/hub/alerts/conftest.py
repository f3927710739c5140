"""Receivers of alarms in processes of their own."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from tests.hub.alerts.alarmed import SECRET
from tests.hub.department_process import Start, department_processes


@pytest.fixture(autouse=True)
def _stay_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker drops a connection that is within a transaction, as that of each test is."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    def use(port: int) -> None:
        monkeypatch.setattr(settings, "HUB_SMTP", f"smtp://127.0.0.1:{port}")
        monkeypatch.setattr(settings, "HUB_MAIL_FROM", "hub@example.org")

    return use


@pytest.fixture
def receiver() -> Iterator[Start]:
    """Starts HTTP receivers that check signatures; returns their ports."""
    with department_processes(SECRET) as start:
        yield start
