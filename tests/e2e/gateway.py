"""The line between kiosk and hub: it carries everything, until it is told to behave badly."""

import socket
from contextlib import suppress
from threading import Event, Thread
from typing import Self

from tests.kiosk.bad_hub import Behaviour


class Gateway:
    """Listens at `url`. With a `behaviour` the hub's place is taken by something that is no hub."""

    def __init__(self, hub_port: int) -> None:
        self._hub_port = hub_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []
        self._behaviour: Behaviour | None = None
        self._over = Event()
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self.behave(None)

    def behave(self, behaviour: Behaviour | None) -> None:
        """From now on like this; None: as a hub. What is open is cut."""
        self._over.set()
        self._over, self._behaviour = Event(), behaviour
        lines, self._lines = self._lines, []
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self._lines.append(line)
            treat = self._carry if self._behaviour is None else self._treat
            Thread(target=treat, args=(line, self._behaviour, self._over), daemon=True).start()

    def _treat(self, line: socket.socket, behaviour: Behaviour, over: Event) -> None:
        with line, suppress(OSError):
            line.recv(65536)
            behaviour(line, over)

    def _carry(self, line: socket.socket, _behaviour: None, _over: Event) -> None:
        with line, suppress(OSError), socket.create_connection(("127.0.0.1", self._hub_port)) as hub:
            self._lines.append(hub)
            Thread(target=_pump, args=(hub, line), daemon=True).start()
            _pump(line, hub)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
