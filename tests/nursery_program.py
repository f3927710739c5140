"""How a fork of the tests' nursery becomes the program that was asked for."""

import atexit
import fcntl
import importlib
import locale
import os
import runpy
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from django.db import connections

ROOT = Path(__file__).resolve().parents[1]
ABOVE = 300  # the first of the descriptors' numbers that no program asks for


def take_over(request: dict[str, Any], files: list[int]) -> None:
    """Makes descriptors, environment and locale those of the program."""
    aside = [fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, ABOVE) for file in files]
    os.closerange(3, ABOVE - 1)
    for number, file in zip([0, 1, 2, *request["passed"]], aside, strict=True):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(request["environment"])
    if request["session"]:
        os.setsid()
    locale.setlocale(locale.LC_CTYPE, "")


def move_to(folder: str, python: str) -> None:
    """Leaves only libraries imported: what is of this checkout is imported from that folder."""
    os.chdir(folder)
    for name, module in list(sys.modules.items()):
        file = Path(getattr(module, "__file__", None) or "/")
        if name != "__main__" and file.is_relative_to(ROOT) and not file.is_relative_to(ROOT / ".venv"):
            del sys.modules[name]
    sys.path[:] = [folder if Path(entry or ROOT) == ROOT else entry for entry in sys.path]
    sys.executable = python


def customise(folders: list[str]) -> None:
    """Looks for modules in the program's own folders too, and has them customise it, as Python does at its start."""
    sys.path[1:1] = [folder for folder in folders if folder and folder not in sys.path]
    if any(Path(folder, "sitecustomize.py").is_file() for folder in folders if folder):
        sys.modules.pop("sitecustomize", None)
        importlib.import_module("sitecustomize")


def run(module: str) -> NoReturn:
    """Ends as Python does, but leaves what the nursery imported to the system."""
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        status: object = 0
    except SystemExit as end:
        status = end.code
    except BaseException:
        traceback.print_exc()
        status = 1
    if status is not None and not isinstance(status, int):
        print(status, file=sys.stderr)
    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads, as at every end
    atexit._run_exitfuncs()
    if "hub.settings" in sys.modules:
        connections.close_all()  # what SQLite has in its log goes into the file
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status if isinstance(status, int) else int(status is not None))
