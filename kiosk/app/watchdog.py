"""Tells systemd that the kiosk works, for as long as frames reach the screen and the visit thread turns.

Messages and variables are those of sd_notify(3) and sd_watchdog_enabled(3). Without systemd there is no watchdog.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Event, Thread

from kiosk.liveness import Liveness

log = logging.getLogger(__name__)

FRAME_EVERY = 5.0  # seconds between two frames, at most, while someone watches
FRAME_PATIENCE = 25.0  # seconds without a frame: the window hangs
VISIT_PATIENCE = 120.0  # seconds of work without a page: more than any device and the hub may take together
_VARIABLES = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")


class Systemd:
    """The service manager's end of a datagram socket."""

    def __init__(self, address: str, watchdog_seconds: float | None) -> None:
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._socket.setblocking(False)
        self.watchdog_seconds = watchdog_seconds

    def notify(self, *lines: str) -> None:
        """Sends a message; a service manager that does not listen does not end the kiosk."""
        try:
            self._socket.sendto("\n".join(lines).encode(), self._address)
        except OSError as error:
            log.warning("systemd was not told %s: %s", lines[0], error.strerror)


def systemd(environment: Mapping[str, str] = os.environ) -> Systemd | None:
    """Returns the service manager's socket; None where no systemd waits for messages."""
    address = environment.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return None
    return Systemd(address, _watchdog_seconds(environment))


def for_children(environment: Mapping[str, str]) -> dict[str, str]:
    """Returns an environment from which a child cannot speak to systemd in our name."""
    return {name: value for name, value in environment.items() if name not in _VARIABLES}


def _watchdog_seconds(environment: Mapping[str, str]) -> float | None:
    with suppress(KeyError, ValueError):
        ours = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        seconds = int(environment["WATCHDOG_USEC"]) / 1_000_000
        return seconds if ours and seconds > 0 else None
    return None


class Watchdog:
    """READY once there are frames and pages; then pings, until a part has been silent for longer than its patience.

    That verdict is final: `on_stall` is called once, no ping follows, and systemd starts the kiosk again.
    """

    def __init__(
        self,
        manager: Systemd,
        parts: Mapping[str, tuple[Liveness, float]],
        on_stall: Callable[[], None] = lambda: None,
    ) -> None:
        """`parts`: by name, each with its liveness and the patience with it in seconds."""
        self._manager = manager
        self._parts = dict(parts)
        self._on_stall = on_stall
        self._stopping = Event()
        self._thread = Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _watch(self) -> None:
        while not all(liveness.begun for liveness, _ in self._parts.values()):
            if self._stopping.wait(0.1):
                return
        self._manager.notify("READY=1", "STATUS=in service")
        if self._manager.watchdog_seconds:
            self._ping_every(self._manager.watchdog_seconds / 3)

    def _ping_every(self, seconds: float) -> None:
        while not (stalled := self._stalled()):
            self._manager.notify("WATCHDOG=1")
            if self._stopping.wait(seconds):
                return
        log.critical("%s stalled; the kiosk is to be started again", stalled)
        self._manager.notify(f"STATUS={stalled} stalled")
        self._on_stall()

    def _stalled(self) -> str:
        """Returns what has stalled, "" where nothing has."""
        return ", ".join(what for what, (liveness, patience) in self._parts.items() if liveness.silent > patience)
