"""Each minute: holds the audit log to the last line that was witnessed, and has a new one witnessed."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings

from hub.audit.findings import raise_finding
from hub.audit.models import FindingKind
from hub.audit.periodic_jobs import claim
from hub.audit.syslog import format_message, send_message
from hub.audit.witness import (
    WitnessLine,
    append_line,
    build_line,
    line_faults,
    list_valid,
    own_file,
    places_of,
    read_hashes,
    read_lines,
)

_EVERY = timedelta(seconds=50)  # the worker comes by each minute


def witness(now: datetime) -> None:
    """Witnesses the chains; what is missing is a finding. So is a witness that cannot be reached."""
    if not claim("witness", _EVERY, now):
        return
    for fault in _faults_since_the_last_line():
        raise_finding(FindingKind.AUDIT_LOG, "audit log", fault)
    line = build_line(now)
    for name, tell in _witnesses(line, now):
        try:
            tell()
        except (OSError, ValueError) as error:
            raise_finding(FindingKind.WITNESS, name, type(error).__name__)


def _witnesses(line: str, now: datetime) -> Iterator[tuple[str, Callable[[], None]]]:
    yield str(own_file()), partial(append_line, own_file(), line)
    if settings.HUB_WITNESS_FILE is not None:
        yield str(settings.HUB_WITNESS_FILE), partial(append_line, settings.HUB_WITNESS_FILE, line)
    if settings.HUB_WITNESS_SYSLOG:
        host, frame = settings.HUB_WITNESS_SYSLOG, format_message(line, now, "witness")
        yield host, partial(send_message, host, settings.HUB_WITNESS_CA, frame, settings.HUB_WITNESS_CERTIFICATE)


def _faults_since_the_last_line() -> list[str]:
    last = list_valid(_last_line())
    return list(line_faults(last, read_hashes(places_of(last))))


def _last_line() -> list[WitnessLine]:
    """Returns the last line; empty where nothing was witnessed yet."""
    try:
        lines, _faults = read_lines(own_file())
    except OSError:
        return []
    return lines[-1:]
