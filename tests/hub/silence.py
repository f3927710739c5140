"""A connection to PostgreSQL that can go silent: what is sent is taken, and nothing comes back."""

import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit


class SilentProxy:
    """Listens on a port of its own; `folder` is that of PostgreSQL's socket."""

    def __init__(self, folder: str) -> None:
        self._target = f"{folder}/.s.PGSQL.5432"
        self._speaks = Event()
        self._speaks.set()
        self._ended = Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        Thread(target=self._accept, daemon=True).start()

    def go_silent(self) -> None:
        self._speaks.clear()

    def speak(self) -> None:
        self._speaks.set()

    def end(self) -> None:
        self._ended.set()
        self._speaks.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                Thread(target=self._pass_on, args=(self._listener.accept()[0],), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            server.connect(self._target)
            while not self._ended.is_set():
                for end in select.select([client, server], [], [])[0]:
                    data = end.recv(65536)
                    if not data:
                        return
                    self._speaks.wait()
                    (server if end is client else client).sendall(data)


@contextmanager
def silent_proxy(url: str) -> Iterator[tuple[SilentProxy, str]]:
    """Yields the proxy, and the URL of the same database through it."""
    parts = urlsplit(url)
    proxy = SilentProxy(parse_qs(parts.query)["host"][0])
    try:
        yield proxy, f"postgresql://hub@127.0.0.1:{proxy.port}{parts.path}"
    finally:
        proxy.end()


def is_open(end: socket.socket) -> bool:
    """Returns whether the other side still holds the connection."""
    end.setblocking(False)
    try:
        return end.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        with suppress(OSError):
            end.setblocking(True)
