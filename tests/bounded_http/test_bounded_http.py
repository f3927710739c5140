"""Servers that answer badly, slowly or not at all: each call is over in time, and says what went wrong."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event

import pytest

from bounded_http import BoundedHttp, Failure, HttpAnswer, HttpFailed, HttpRequest

BODY = b"x" * 200_000
Behaviour = Callable[[socket.socket, Event], object]


@contextmanager
def server(behave: Behaviour) -> Iterator[str]:
    """Provides the address of a server that treats each connection so, on a thread of its own, until the end."""
    over = Event()

    def treat(line: socket.socket) -> None:
        with line, suppress(OSError):
            behave(line, over)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=treat, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield f"127.0.0.1:{listener.getsockname()[1]}/"
        over.set()
        listener.shutdown(socket.SHUT_RDWR)


def ask(url: str, body: bytes | None = None, within: float = 30.0) -> HttpAnswer:
    http = BoundedHttp()
    try:
        return http.call(HttpRequest("POST" if body else "GET", url, body, {}, largest=1000), within)
    finally:
        http.close()


def whole_request(line: socket.socket) -> None:
    received = b""
    while b"\r\n\r\n" not in received:
        received += line.recv(65536)
    left = len(BODY) - len(received.partition(b"\r\n\r\n")[2]) if received.startswith(b"POST") else 0
    while left > 0:
        left -= len(line.recv(65536))


def says(answer: bytes) -> Behaviour:
    def behave(line: socket.socket, _over: Event) -> None:
        whole_request(line)
        line.sendall(answer)

    return behave


def resets(line: socket.socket, _over: Event) -> None:
    line.recv(1000)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def never_reads(_line: socket.socket, over: Event) -> None:
    over.wait()


def trickles(line: socket.socket, over: Event) -> None:
    whole_request(line)
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")
    while not over.wait(0.05):
        line.sendall(b"x")


@pytest.mark.parametrize(
    ("behave", "failure"),
    [
        pytest.param(says(b"220 mail server\r\n"), Failure.NOT_HTTP, id="another protocol"),
        pytest.param(says(b""), Failure.BROKEN, id="hangs up"),
        pytest.param(resets, Failure.BROKEN, id="resets"),
        pytest.param(says(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), Failure.BROKEN, id="half an answer"),
        pytest.param(
            says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), Failure.BROKEN, id="bad chunk"
        ),
        pytest.param(says(b"HTTP/1.1 200 OK\r\n\r\n" + b"y" * 2000), Failure.TOO_LARGE, id="no end"),
    ],
)
def test_what_is_no_answer_is_told_as_what_it_is(behave: Behaviour, failure: Failure) -> None:
    with server(behave) as address, pytest.raises(HttpFailed) as failed:
        ask(f"http://{address}", BODY)
    assert (failed.value.failure, failed.value.sent) == (failure, True)


@pytest.mark.parametrize("behave", [never_reads, trickles])
def test_a_call_is_over_in_time_however_slowly_bytes_go(behave: Behaviour) -> None:
    with server(behave) as address, pytest.raises(HttpFailed) as failed:
        ask(f"http://{address}", BODY, within=0.5)
    assert (failed.value.failure, failed.value.sent) == (Failure.LATE, True)


def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(HttpFailed) as failed:
        ask(f"http://127.0.0.1:{port}/", BODY)
    assert (failed.value.failure, failed.value.sent) == (Failure.UNREACHABLE, False)


def test_nothing_is_sent_to_a_server_without_a_certificate() -> None:
    with (
        server(lambda line, _over: line.sendall(b"220 mail server\r\n")) as address,
        pytest.raises(HttpFailed) as failed,
    ):
        ask(f"https://{address}", BODY)
    assert (failed.value.failure, failed.value.sent) == (Failure.UNTRUSTED, False)


def test_calls_that_hang_leave_no_place_for_more_of_them() -> None:
    http = BoundedHttp(at_once=1)
    with server(never_reads) as address:
        request = HttpRequest("GET", f"http://{address}", None, {}, largest=1000)
        with pytest.raises(HttpFailed, match="no answer in time"):
            http.call(request, 0.2)
        with pytest.raises(HttpFailed, match="earlier calls still hang"):
            http.call(request, 0.0)
    http.close()


def test_a_redirect_is_an_answer_and_leads_nowhere() -> None:
    with server(says(b"HTTP/1.1 302 X\r\nLocation: http://invalid.\r\nContent-Length: 0\r\n\r\n")) as address:
        assert ask(f"http://{address}", BODY) == HttpAnswer(302, "", b"")


@pytest.mark.parametrize("status", [200, 404, 500])
def test_an_answer_of_whatever_status_is_an_answer(status: int) -> None:
    with server(says(b"HTTP/1.1 %d X\r\nETag: e\r\nContent-Length: 2\r\n\r\nok" % status)) as address:
        assert ask(f"http://{address}", BODY) == HttpAnswer(status, "e", b"ok")


def test_what_is_asked_for_after_a_call_is_done_on_its_thread() -> None:
    threads = []
    http = BoundedHttp(after_call=lambda: threads.append(threading.current_thread()))
    with server(says(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as address:
        http.call(HttpRequest("GET", f"http://{address}", None, {}, largest=10), 30.0)
    http.close()
    assert [thread.name for thread in threads] == ["http call"]
