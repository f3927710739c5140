"""The connection between the demonstration's kiosk and its hub: it carries everything, until it is cut or disturbed."""

import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

FAULTS = frozenset({"silent", "slow", "web_page"})
_SLOW_SECONDS = 1.5  # before the hub receives it
_WEB_PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<h1>Please sign in</h1>"


class Network:
    """A TCP gateway of this process. It takes the commands that simulators take: unplug, plug, fault, clear, state."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._hub: tuple[str, int] = ("", 0)
        self._lines: set[socket.socket] = set()
        self._faults: set[str] = set()
        self._plugged = True

    def between(self, url: str) -> str:
        """Serves in front of the hub at `url`; returns the address for the kiosk."""
        address = urlsplit(url)
        self._hub = (address.hostname or "", address.port or 80)
        Thread(target=self._accept, name="network", daemon=True).start()
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def stop(self) -> None:
        self._listener.close()
        self._cut()

    def do(self, do: str, **fields: Any) -> Mapping[str, Any]:
        """Executes a command. Raises ValueError for an unknown one."""
        name = fields.get("name")
        if do not in ("state", "plug", "unplug", "fault", "clear") or (do == "fault" and name not in FAULTS):
            raise ValueError(f"the network does no {do} {name or ''}")
        if do in ("plug", "unplug"):
            self._plugged = do == "plug"
        elif do == "fault":
            self._faults.add(str(name))
        elif do == "clear":
            self._faults -= {str(name)} if name else FAULTS
        if do != "state":
            self._cut()
        return {"plugged": self._plugged, "faults": sorted(self._faults)}

    def _cut(self) -> None:
        """Closes open connections: the next call meets the present state."""
        for line in list(self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        self._lines.add(line)
        with line, suppress(OSError):
            if self._plugged:
                self._treat(line)
        self._lines.discard(line)

    def _treat(self, line: socket.socket) -> None:
        """Applies the faults; `silent` first."""
        if "silent" in self._faults:
            while line.recv(65536):
                pass
        elif "web_page" in self._faults:
            line.recv(65536)
            line.sendall(_WEB_PAGE)
        else:
            if "slow" in self._faults:
                time.sleep(_SLOW_SECONDS)
            self._carry(line)

    def _carry(self, line: socket.socket) -> None:
        with socket.create_connection(self._hub) as hub:
            self._lines.add(hub)
            Thread(target=_pump, args=(hub, line), daemon=True).start()
            _pump(line, hub)
            self._lines.discard(hub)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
