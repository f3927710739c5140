"""Runs programs within the hub's own Django, which is set up once: `python -m tests.kiosk.hub_shell` reads each as a
line of JSON, runs it in a fork of its own, and answers with a line, its exit status and what it printed."""

import json
import os
import sys
import traceback
from typing import NoReturn

import django
from django.db import connections


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hub.settings"
    django.setup()
    for line in sys.stdin:
        print(json.dumps(_run(json.loads(line))), flush=True)


def _run(program: str) -> tuple[int, str]:
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.dup2(writing, 1)
        os.close(writing)
        _end_with(program)
    os.close(writing)
    with os.fdopen(reading) as printed:
        text = printed.read()
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), text


def _end_with(program: str) -> NoReturn:
    """Leaves what is printed and what is in SQLite's log where others find it."""
    status = 0
    try:
        exec(compile(program, "program", "exec"), {"__name__": "__main__"})
    except BaseException:
        traceback.print_exc()
        status = 1
    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
