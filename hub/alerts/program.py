"""A program of the site's own that sends a message on, as a gateway for SMS does: HUB_ALARM_COMMAND names it.

It reads one JSON document (`to`, `id`, `subject`, `text`, `alarms`), and ends with 0 when the message is taken. It has
none of the hub's environment. Nothing stands in its arguments, which every user of the machine can read.
"""

import json
import os
import signal
import subprocess
from contextlib import suppress

from django.conf import settings

from hub.alerts.message import AlertMessage
from hub.departments.wire import SendResult

_PATIENCE = 30.0  # seconds
_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}


def run_program(target: str, message: AlertMessage, patience: float = _PATIENCE) -> SendResult:
    """Runs the program; errors become results. One that hangs is killed, with all that it started."""
    if not settings.HUB_ALARM_COMMAND:
        return SendResult(False, True, "HUB_ALARM_COMMAND")
    document = json.dumps({"to": target, **message.content()}, ensure_ascii=False).encode()
    try:
        process = subprocess.Popen(
            [settings.HUB_ALARM_COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        return SendResult(False, False, type(error).__name__)
    try:
        process.communicate(document, patience)
    except subprocess.TimeoutExpired:
        return SendResult(False, False, "no end in time")
    finally:
        _kill_group(process)
    return SendResult(process.returncode == 0, False, f"exit {process.returncode}")


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
