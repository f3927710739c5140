"""Python programs that begin with their libraries imported.

A start of the hub takes a processor a second, most of it for the import of what it has from others and of the contract;
the tests start a hub or its command line a thousand times. A nursery is a process that has imported all this and
forks: `python -m hub …`, started by `subprocess`, becomes a fork of it with its own arguments, environment, folder and
files, which then imports and sets up the hub itself. Whatever is not such a program is started as always.

In the folder of a release that a test has installed, the fork imports all but the libraries from there.

The forks are children of the process that asked for them: while one is made, that process is the reaper of orphans
(prctl(2), PR_SET_CHILD_SUBREAPER), and the one between them ends at once.
"""

import ctypes
import gc
import importlib
import json
import os
import pkgutil
import socket
import subprocess
import sys
import threading
from pathlib import Path
from time import sleep
from typing import Any, NoReturn

import contract
from tests.hub_nursery import SetUpHub, find_kind
from tests.nursery_program import ABOVE, ROOT, customise, move_to, run, take_over

PROGRAMS = ("devices", "devices.simulators", "hub", "hub.registers.stand_in", "tests.kiosk.hub_shell")
_LIBRARIES = (
    "argparse", "babel.dates", "chinese_calendar", "cryptography.hazmat.primitives.ciphers.aead", "cryptography.x509",
    "devices.simulators.control", "dj_database_url", "django.contrib.admin.utils",
    "django.core.management.commands.migrate", "django.db.backends.sqlite3.base", "django.http",
    "django.template.loader_tags", "django.views.generic", "fontTools.subset", "gunicorn.workers.base", "holidays",
    "openpyxl", "PIL.ImageOps", "psycopg", "pydantic", "qrcode.image.svg", "requests", "smtplib", "sqlparse", "tomllib",
    "waitress.server", "xml.sax.saxutils",
)  # fmt: skip  # without prometheus_client: it chooses at its import whether processes share their counters
_STARTS_OTHERS = "backup"  # the command of the hub that starts the hub again, to try what it made
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER
_libc = ctypes.CDLL(None, use_errno=True)
_start = subprocess.Popen


class Nursery:
    """Begins with the first program that is asked for, and ends with the process that asks."""

    def __init__(self) -> None:
        self._line: socket.socket | None = None
        self._of = 0
        self._lock = threading.Lock()

    def serve_by(self, line: socket.socket) -> None:
        self._line, self._of = line, os.getpid()

    def fork(self, request: dict[str, Any], files: list[int]) -> int:
        """Returns the number of a new process; 0 where this nursery has none for such a program."""
        with self._lock:
            if self._of != os.getpid():  # a fork of the process that had one
                self._line, self._of = _begin(), os.getpid()
            assert self._line is not None
            _libc.prctl(_SUBREAPER, 1, 0, 0, 0)
            try:
                return _ask(self._line, request, files)
            finally:
                _libc.prctl(_SUBREAPER, 0, 0, 0, 0)


_nursery = Nursery()


class Popen(subprocess.Popen):  # type: ignore[type-arg]  # of text or of bytes, as the caller asks
    """Starts `python -m hub …`, in the project's folder or in an installed release, from the nursery."""

    def _execute_child(self, args: Any, *rest: Any) -> None:
        names = (
            "executable", "preexec_fn", "close_fds", "pass_fds", "cwd", "env", "startupinfo", "creationflags", "shell",
            "p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite", "restore_signals", "gid", "gids",
            "uid", "umask", "start_new_session", "process_group",
        )  # fmt: skip
        given = dict(zip(names, rest, strict=True))
        if not _is_ours(args, given):
            super()._execute_child(args, *rest)  # type: ignore[misc]  # not declared
            return
        files = [given["p2cread"], given["c2pwrite"], given["errwrite"]]
        standard = [number if file == -1 else file for number, file in enumerate(files)]
        request = {
            "arguments": [str(argument) for argument in args],
            "folder": str(_folder_of(given)),
            "environment": dict(os.environ if given["env"] is None else given["env"]),
            "passed": sorted(given["pass_fds"]),
            "session": given["start_new_session"],
        }
        process = _nursery.fork(request, [*standard, *request["passed"]])
        if not process:
            super()._execute_child(args, *rest)  # type: ignore[misc]  # not declared
            return
        self.pid = process
        self._child_created = True
        ends = (given[name] for name in ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite"))
        self._close_pipe_fds(*ends)  # type: ignore[attr-defined]  # not declared


def install() -> None:
    """Has this process start its programs so."""
    subprocess.Popen = Popen  # type: ignore[misc]  # mypy takes a class for a constant


def _is_ours(args: Any, given: dict[str, Any]) -> bool:
    if not isinstance(args, list) or args[1:2] != ["-m"] or args[2] not in PROGRAMS:
        return False
    folder = _folder_of(given)
    here = args[0] == sys.executable and folder == ROOT
    if not here and not (args[2] == "hub" and _is_release(folder, str(args[0]))):
        return False
    usual = (given["preexec_fn"], given["executable"], given["shell"], given["gids"]) in (
        (None, None, False, None),
        (None, args[0], False, None),
    )
    nobody_else = (given["gid"], given["uid"], given["umask"], given["process_group"]) == (None, None, -1, -1)
    return usual and nobody_else


def _folder_of(given: dict[str, Any]) -> Path:
    return Path(given["cwd"] or Path.cwd()).resolve()


def _is_release(folder: Path, python: str) -> bool:
    """Returns whether a hub is installed there that runs by the libraries of this checkout."""
    libraries = folder / ".venv"
    return Path(python) == libraries / "bin/python" and libraries.resolve() == Path(sys.prefix).resolve()


def _begin() -> socket.socket:
    ours, theirs = socket.socketpair()
    with theirs:
        program = [sys.executable, "-m", "tests.nursery", str(theirs.fileno())]
        settings = {**os.environ, "LC_ALL": "C.UTF-8"}
        _start(program, cwd=ROOT, env=settings, stdin=subprocess.DEVNULL, pass_fds=(theirs.fileno(),))
    return ours


def _ask(line: socket.socket, request: dict[str, Any], files: list[int]) -> int:
    text = json.dumps(request).encode()
    socket.send_fds(line, [len(text).to_bytes(8, "big")], files)
    line.sendall(text)
    answer = line.recv(8)
    assert answer, "the nursery has ended"
    return int.from_bytes(answer, "big")


def main(line: socket.socket, hub: SetUpHub | None = None) -> None:
    """Forks until the other end of the line is closed."""
    nurseries: dict[str, socket.socket] = {}  # with a hub set up, by the kind of its database
    while True:
        head, files, _flags, _address = socket.recv_fds(line, 8, 64)
        if not head:
            return
        request = json.loads(_read(line, int.from_bytes(head, "big")))
        process = 0
        if hub is None and request["folder"] == str(ROOT) and (kind := find_kind(request)):
            process = _ask(
                nurseries.get(kind) or nurseries.setdefault(kind, _fork_nursery(kind, files)), request, files
            )
        if process:
            line.sendall(process.to_bytes(8, "big"))
        else:
            _fork(line, request, files, hub)
        for file in files:
            os.close(file)


def _fork(line: socket.socket, request: dict[str, Any], files: list[int], hub: SetUpHub | None) -> None:
    """Tells the other end of the line the number of a new process, or 0 where the hub of this one is not for it."""
    between = os.fork()
    if between == 0:
        if hub and not hub.suits(request):
            line.sendall(bytes(8))
            os._exit(0)
        _become_orphan(line)
        _run_program(request, files, hub)
    os.waitpid(between, 0)


def _fork_nursery(kind: str, files: list[int]) -> socket.socket:
    """Returns the line to a fork of this nursery with a hub set up."""
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        for file in (ours.detach(), *files):
            os.close(file)
        hub = SetUpHub(kind)
        _keep_what_is_imported()
        main(theirs, hub)
        os._exit(0)
    theirs.close()
    return ours


def _run_program(request: dict[str, Any], files: list[int], hub: SetUpHub | None) -> NoReturn:
    arguments = request["arguments"]
    if _STARTS_OTHERS in arguments:
        _keep_nursery(files, hub)
    take_over(request, files)
    if Path(request["folder"]) != ROOT:
        move_to(request["folder"], arguments[0])
    sys.argv, sys.orig_argv[:] = arguments[2:], arguments
    customise(os.environ.get("PYTHONPATH", "").split(os.pathsep))
    run(sys.argv[0])


def _keep_nursery(files: list[int], hub: SetUpHub | None) -> None:
    """A fork of this nursery serves the program that this process is about to become."""
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        for file in (ours.detach(), *files):
            os.close(file)
        main(theirs, hub)
        os._exit(0)
    theirs.close()
    os.dup2(ours.detach(), ABOVE - 1, inheritable=False)
    _nursery.serve_by(socket.socket(fileno=ABOVE - 1))
    install()


def _read(line: socket.socket, length: int) -> bytes:
    text = b""
    while len(text) < length:
        text += line.recv(length - len(text))
    return text


def _become_orphan(line: socket.socket) -> None:
    """Goes on in a fork of this process, once that has another parent, to whom it tells its number."""
    between = os.getpid()
    if os.fork():
        os._exit(0)
    while os.getppid() == between:
        sleep(0.0005)
    line.sendall(os.getpid().to_bytes(8, "big"))


def _keep_what_is_imported() -> None:
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    for library in (*_LIBRARIES, *(f"contract.{module.name}" for module in pkgutil.iter_modules(contract.__path__))):
        importlib.import_module(library)
    _keep_what_is_imported()
    main(socket.socket(fileno=int(sys.argv[1])))
