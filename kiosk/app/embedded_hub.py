"""The hub as a child process on a loopback port, on SQLite in the data directory: the whole system on one machine.

The kiosk holds the listening socket, so the address stays the same when the child is started again.
"""

import logging
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

from config.settings import KioskSettings
from kiosk.app.watchdog import for_children

log = logging.getLogger(__name__)

_ROOT = Path(__file__).parents[2]
_PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0)  # seconds between one start and the next, while it keeps dying
_SOUND_AFTER = 30.0  # a child that lived this long starts the pauses again


class EmbeddedHub:
    """Started, watched, started again when it dies, and gone with the kiosk. `url` answers as soon as it is up."""

    def __init__(self, data_dir: Path, kiosk_id: str) -> None:
        self._folder = data_dir / "hub"
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._kiosk_id = kiosk_id
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._stopping = threading.Event()
        self._spawning = threading.Lock()  # so that no child is started once `stop` was called
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._watch, name="embedded-hub", daemon=True)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.token_file = self._folder / "kiosk.token"

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with self._spawning:
            self._stopping.set()
        if self._child:
            self._child.terminate()
        self._thread.join(8.0)
        self._listener.close()

    def _watch(self) -> None:
        failures = 0
        while child := self._next_child():
            began = time.monotonic()
            code = child.wait()
            if self._stopping.is_set():
                return
            failures = 0 if time.monotonic() - began > _SOUND_AFTER else failures + 1
            log.error("the embedded hub ended with %s; starting it again", code)
            self._stopping.wait(_PAUSES[min(failures, len(_PAUSES) - 1)])

    def _next_child(self) -> subprocess.Popen[bytes] | None:
        """Returns the next child; None once it is to stop."""
        with self._spawning:
            if self._stopping.is_set():
                return None
            self._child = self._spawn()
            threading.Thread(target=_pass_on, args=(self._child,), name="hub log", daemon=True).start()
            return self._child

    def _spawn(self) -> subprocess.Popen[bytes]:
        """Starts the child, which prepares its database and token, then serves. It ends when our end of its standard
        input closes."""
        descriptor = self._listener.fileno()
        program = [
            sys.executable,
            "-m",
            "hub",
            "serve",
            "--bind",
            f"fd://{descriptor}",
            "--with-parent",
        ]
        prepare = ["--prepare", self._kiosk_id, "--token-file", str(self.token_file)]
        return subprocess.Popen(
            [*program, *prepare],
            cwd=_ROOT,
            env={
                **for_children(os.environ),
                "DATABASE_URL": f"sqlite:///{self._folder / 'hub.sqlite3'}",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=(descriptor,),
        )


def start_own_hub(settings: KioskSettings, parts: ExitStack, *, safe: bool) -> EmbeddedHub | None:
    """Starts the hub, which `parts` stops. Returns None where a `safe` kiosk cannot have one. Raises OSError."""
    try:
        own = EmbeddedHub(settings.data_dir, settings.id)
    except OSError as error:
        if not safe:
            raise
        log.error("no hub of its own: %s", error.strerror)
        return None
    own.start()
    parts.callback(own.stop)
    return own


def _pass_on(child: subprocess.Popen[bytes]) -> None:
    """Copies the hub's log into the kiosk's log, and so into a support bundle."""
    with child.stderr or BytesIO() as lines:
        for line in lines:
            log.info("hub: %s", line.decode("utf-8", errors="replace").rstrip())
