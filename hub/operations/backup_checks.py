"""The points of `python -m hub assess` about what must not be lost: backups, and the storage of files."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings

from hub.audit.models import AuditEntry
from hub.files.storage import check_storage
from hub.operations.backup_copy import COPY, TRIAL

_BACKUP = timedelta(hours=26)


def _backup(now: datetime) -> str:
    return too_long_ago("back up", now, _BACKUP, "backup")


def _copied(now: datetime) -> str:
    if not settings.HUB_BACKUP_COPY:
        return "backups stay on this machine: HUB_BACKUP_COPY names no command that copies them elsewhere"
    return _last_passed(COPY, now, "the copy failed", "backup --copy PATH")


def _tried(now: datetime) -> str:
    return _last_passed(TRIAL, now, "it could not be restored", "backup --try PATH")


def _last_passed(action: str, now: datetime, failed: str, command: str) -> str:
    last = AuditEntry.objects.filter(action=action).first()
    if last is not None and last.detail != '{"passed":true}':
        return f"{failed} on {last.at:%Y-%m-%d %H:%M}; journalctl -u hub-backup"
    return too_long_ago(action, now, _BACKUP, command)


def too_long_ago(action: str, now: datetime, limit: timedelta, command: str) -> str:
    last = AuditEntry.objects.filter(action=action).first()
    if last is None:
        return f"never; python -m hub {command}"
    return f"last on {last.at:%Y-%m-%d %H:%M}; python -m hub {command}" if now - last.at > limit else ""


def _files(now: datetime) -> str:
    try:
        check_storage()
    except OSError as error:
        return f"residents' papers cannot be kept: {error.strerror or error}"
    return ""


BACKUP_CHECKS: dict[str, Callable[[datetime], str]] = {
    "backup": _backup,
    "backup elsewhere": _copied,
    "backup tried": _tried,
    "files": _files,
}
