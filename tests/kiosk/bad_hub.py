"""Servers that are no hub: each behaves badly in its own way, over real sockets."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n"
Behaviour = Callable[[socket.socket, Event], None]


def fails(line: socket.socket, over: Event) -> None:
    line.sendall(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops")


def gives_html(line: socket.socket, over: Event) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 19\r\n\r\n<html>Hello!</html>")


def gives_a_foreign_404(line: socket.socket, over: Event) -> None:
    line.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>")


def is_called_by_another_name(line: socket.socket, over: Event) -> None:
    """As the hub words it that was started again without the name by which its kiosks call it."""
    body = b'{"type": "about:blank", "title": "The request cannot be read", "status": 400}'
    head = b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: %d\r\n\r\n"
    line.sendall(head % len(body) + body)


def gives_half_a_body(line: socket.socket, over: Event) -> None:
    line.sendall(HEAD + b'{"facts": [')


def is_silent(line: socket.socket, over: Event) -> None:
    over.wait(30)


def trickles_its_body(line: socket.socket, over: Event) -> None:
    line.sendall(HEAD)
    while not over.wait(0.2):
        line.sendall(b" ")


def trickles_its_head(line: socket.socket, over: Event) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while not over.wait(0.2):
        line.sendall(b"x")


def never_ends(line: socket.socket, over: Event) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while not over.is_set():
        line.sendall(b" " * 65536)


def speaks_another_tongue(line: socket.socket, over: Event) -> None:
    line.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")


def redirects(line: socket.socket, over: Event) -> None:
    line.sendall(b"HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n")


def says_more(line: socket.socket, over: Event) -> None:
    """As a hub of a later release, of which this kiosk does not know all words."""
    body = b'{"facts": [], "later": {"much": 1}}'
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


ALL: tuple[Behaviour, ...] = (
    fails,
    gives_html,
    gives_a_foreign_404,
    is_called_by_another_name,
    gives_half_a_body,
    is_silent,
    trickles_its_body,
    trickles_its_head,
    never_ends,
    speaks_another_tongue,
    redirects,
)


@contextmanager
def bad_hub(behaviour: Behaviour) -> Iterator[str]:
    """Its URL. Each connection is read once, then treated badly, then closed."""
    over = Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        thread = Thread(target=_serve, args=(listener, behaviour, over))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            over.set()
            thread.join()


def _serve(listener: socket.socket, behaviour: Behaviour, over: Event) -> None:
    treated = []
    while not over.is_set():
        try:
            line, _ = listener.accept()
        except TimeoutError:
            continue
        treated.append(Thread(target=_treat, args=(line, behaviour, over)))
        treated[-1].start()
    for thread in treated:
        thread.join()


def _treat(line: socket.socket, behaviour: Behaviour, over: Event) -> None:
    with line:
        line.settimeout(5)
        try:
            line.recv(65536)
            behaviour(line, over)
        except OSError:
            pass  # the kiosk had enough of it
