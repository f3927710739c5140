"""The hub's one HTTP client: an exchange is over in its time, however slowly the far end speaks."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread
from time import monotonic

import pytest

from hub.core.outgoing import ERRORS, LARGEST, MessageEndpoint, exchange, fetch

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
SECRET = "whsec_" + "YQ" * 16
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n"
Behaviour = Callable[[socket.socket, Event], None]


@contextmanager
def server(behaviour: Behaviour) -> Iterator[int]:
    """Its port. One connection is read once, treated so, and closed."""
    over = Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        thread = Thread(target=_serve, args=(listener, behaviour, over))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            over.set()
            thread.join()


def _serve(listener: socket.socket, behaviour: Behaviour, over: Event) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(65536)
        try:
            behaviour(connection, over)
        except OSError:
            return


def trickle(connection: socket.socket, over: Event, byte: bytes) -> None:
    while not over.wait(0.05):
        connection.sendall(byte)


def trickles_its_head(connection: socket.socket, over: Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    trickle(connection, over, b"x")


def trickles_a_body_without_a_length(connection: socket.socket, over: Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    trickle(connection, over, b" ")


def trickles_a_long_body(connection: socket.socket, over: Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n")
    trickle(connection, over, b" ")


def trickles_its_handshake(connection: socket.socket, over: Event) -> None:
    connection.sendall(b"\x16\x03\x03\x40\x00")  # a TLS record of 16 KiB
    trickle(connection, over, b"\x00")


def is_silent(connection: socket.socket, over: Event) -> None:
    over.wait(30)


def answers(connection: socket.socket, over: Event) -> None:
    connection.sendall(HEAD + b"a" * 40)


def answers_at_length(connection: socket.socket, over: Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * (LARGEST + 1))


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "behaviour",
    [trickles_its_head, trickles_a_body_without_a_length, trickles_a_long_body, trickles_its_handshake, is_silent],
    ids=lambda behaviour: behaviour.__name__,
)
def test_an_exchange_is_over_in_its_time_and_half_an_answer_is_none(scheme: str, behaviour: Behaviour) -> None:
    with server(behaviour) as port:
        began = monotonic()
        with pytest.raises(ERRORS):
            exchange(MessageEndpoint(f"{scheme}://127.0.0.1:{port}/in", SECRET, 0.5), "id", b"{}", NOW)
        assert monotonic() - began < 5  # without a bound it never ends


@pytest.mark.parametrize("behaviour", [trickles_its_head, trickles_a_body_without_a_length, is_silent])
def test_what_is_fetched_is_there_in_its_time_or_not_at_all(behaviour: Behaviour) -> None:
    with server(behaviour) as port:
        began = monotonic()
        with pytest.raises(ERRORS):
            fetch(f"http://127.0.0.1:{port}/.well-known/openid-configuration", 0.5)
        assert monotonic() - began < 5  # without a bound it never ends


def test_what_is_fetched_comes_up_to_the_limit_and_by_the_host_that_is_named() -> None:
    asked: list[bytes] = []
    with server(answers_at_length) as port:
        assert fetch(f"http://127.0.0.1:{port}", 10, 7) == (200, b"a" * 7)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def hear() -> None:
            connection, _ = listener.accept()
            with connection:
                asked.append(connection.recv(65536))
                connection.sendall(HEAD + b"a" * 40)

        thread = Thread(target=hear)
        thread.start()
        assert fetch(f"http://127.0.0.1:{port}/healthz", 10, headers={"Host": "hub.example.org"}) == (200, b"a" * 40)
        thread.join()
    lines = asked[0].split(b"\r\n")
    assert lines[0] == b"GET /healthz HTTP/1.1"
    assert [line for line in lines if line.startswith(b"Host:")] == [b"Host: hub.example.org"]


def test_an_answer_comes_whole_and_a_long_one_up_to_the_limit() -> None:
    with server(answers) as port:
        assert exchange(MessageEndpoint(f"http://127.0.0.1:{port}/in", SECRET, 10), "id", b"{}", NOW) == (
            200,
            b"a" * 40,
        )
    with server(answers_at_length) as port:
        _, body = exchange(MessageEndpoint(f"http://127.0.0.1:{port}", SECRET, 10), "id", b"{}", NOW)
    assert len(body) == LARGEST


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "https://127.0.0.1:1/", "http://nowhere.invalid/"])
def test_where_nobody_listens_it_is_one_of_the_errors(address: str) -> None:
    with pytest.raises(ERRORS):
        exchange(MessageEndpoint(address, SECRET, 0.5), "id", b"{}", NOW)


def test_a_server_without_a_certificate_is_not_told_anything() -> None:
    heard: list[bytes] = []

    def listens(connection: socket.socket, over: Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        heard.append(connection.recv(65536))

    with server(listens) as port, pytest.raises(ssl.SSLError):
        exchange(MessageEndpoint(f"https://127.0.0.1:{port}/", SECRET, 5), "id", b"a message", NOW)
    assert not any(b"a message" in data for data in heard)
