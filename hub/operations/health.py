"""Checks the hub's health, on a thread and a connection of its own, so that nothing that hangs can delay the answer.

`/healthz` (alive): the database answers, its schema is this release's, and there is room on the disk.
`/readyz` (can serve): besides, the database takes writes, and somebody does the background jobs.
"""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import Error, close_old_connections, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from hub.audit.models import Round
from hub.audit.periodic_jobs import last_begun
from hub.operations.daily import WORK

WITHIN = 0.8  # seconds
ROOM = 50_000_000  # bytes
_IDLE = timedelta(minutes=15)
_WRITE = "readiness"

Check = Callable[[], bool]


class HealthChecks:
    """Runs a round of checks at a time; while one hangs, the answer is that it does."""

    def __init__(self, checks: dict[str, Check]) -> None:
        self._checks = checks
        self._process = 0
        self._pool: ThreadPoolExecutor
        self._round: Future[str] | None = None

    def first_failure(self) -> str:
        """Returns the name of the first check that fails; "silent" where there was no answer in time; "" where all is
        well."""
        if self._process != os.getpid():  # a pool does not outlive a fork
            self._process, self._round = os.getpid(), None
            self._pool = ThreadPoolExecutor(1, "health")
        pending = self._round
        if pending is None or pending.done():
            pending = self._round = self._pool.submit(self._run)
        try:
            return pending.result(WITHIN)
        except TooLate:
            return "silent"

    def _run(self) -> str:
        close_old_connections()
        for name, check in self._checks.items():
            try:
                if not check():
                    return name
            except Error:
                connection.close()
                return "database"
        return ""


def answers_queries() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def has_schema() -> bool:
    """Returns whether every migration of this release is applied, and none of the hub's later ones."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("hub.")}
    return _migrations() <= applied and {name for name in applied if name[0] in ours} <= _migrations()


def has_room() -> bool:
    return all(_free(folder) > ROOM for folder in _folders())


def takes_writes() -> bool:
    Round.objects.update_or_create(job=_WRITE, defaults={"begun_at": timezone.now()})
    return True


def has_worker() -> bool:
    begun = last_begun(WORK)
    return begun is not None and timezone.now() - begun < _IDLE


_ALIVE: dict[str, Check] = {"database": answers_queries, "schema": has_schema, "disk": has_room}
_alive = HealthChecks(_ALIVE)
_ready = HealthChecks({**_ALIVE, "read-only": takes_writes, "worker": has_worker})


def healthz(request: HttpRequest) -> HttpResponse:
    return _answer(_alive)


def readyz(request: HttpRequest) -> HttpResponse:
    return _answer(_ready)


def _answer(checks: HealthChecks) -> HttpResponse:
    failure = checks.first_failure()
    return JsonResponse({"status": failure or "ok"}, status=503 if failure else 200)


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Returns those of this release: app and name."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _folders() -> set[Path]:
    """Returns where there has to be room; what systemd hands a service in memory is on no disk, and has none."""
    database = Path(settings.DATABASES["default"]["NAME"]).parent if settings.ON_SQLITE else None
    keys = settings.HUB_KEYS.parent if settings.HUB_KEYS else None
    return {folder for folder in (database, keys) if folder and folder.exists() and os.statvfs(folder).f_blocks}


def _free(folder: Path) -> int:
    state = os.statvfs(folder)
    return state.f_bavail * state.f_frsize
