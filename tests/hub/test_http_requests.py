"""Requests as clients really send them, and as they never should, to the hub's own HTTP server over real sockets."""

import os
import socket
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from threading import Event, Thread
from typing import Any

import pytest

from hub.operations.http_request import AT_ONCE
from hub.operations.http_server import HttpServer

LONG = b"0123456789abcdef" * 200_000  # more than the kernel takes at once


def echo(environ: dict[str, Any], start: Any) -> list[bytes]:
    """An application that answers with what it was asked."""
    body = environ["wsgi.input"].read()
    told = {name: value for name, value in environ.items() if name.startswith("HTTP_X")}
    path = environ["PATH_INFO"]
    if path == "/fails":
        raise ValueError("not to be told")
    if path == "/long":
        content = LONG
    else:
        content = f"{environ['REQUEST_METHOD']} {path}?{environ['QUERY_STRING']} {told} ".encode("latin-1") + body
    status = "204 No Content" if path == "/nothing" else "200 OK"
    length = [] if path == "/unmeasured" else [("Content-Length", str(len(content)))]
    start(status, [("Content-Type", "text/plain"), *length])
    return [content[: len(content) // 2], content[len(content) // 2 :]]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    ended = Event()
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = HttpServer(echo, [listener], reading)

        def run() -> None:
            while not ended.is_set():
                server.serve(1, lambda: not ended.is_set())

        thread = Thread(target=run)
        thread.start()
        yield int(listener.getsockname()[1])
        ended.set()
        os.write(writing, b"1")
        thread.join()


def exchange(port: int, *parts: bytes) -> bytes:
    """Returns all that comes back until the server ends the connection, or has answered one that does not stay."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as end:
        for part in parts:
            end.sendall(part)
        with closing(end.makefile("rb")) as answers:
            return answers.read()


def ask(port: int, method: str = "GET", path: str = "/", body: Any = None, **headers: str) -> tuple[int, bytes]:
    client = HTTPConnection("127.0.0.1", port, timeout=60)
    chunked = body is not None and not isinstance(body, bytes)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    client.request(method, path, body, sent, encode_chunked=chunked)
    with closing(client):
        answer: HTTPResponse = client.getresponse()
        return answer.status, answer.read()


def test_a_path_is_read_as_it_was_meant(port: int) -> None:
    assert ask(port, path="/a%20b/%E4%B8%AD?x=1&y=%20") == (200, "GET /a b/中?x=1&y=%20 {} ".encode())
    assert ask(port, path="//elsewhere/x")[1] == b"GET /elsewhere/x? {} "
    absolute = exchange(port, b"GET http://hub.example/list?all HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert absolute.endswith(b"GET /list?all {} ")


def test_a_body_comes_whole_however_it_is_sent(port: int) -> None:
    assert ask(port, "POST", body=LONG[:900_000]) == (200, b"POST /? {} " + LONG[:900_000])
    assert ask(port, "POST", body=iter([b"one ", b"two"]), Transfer_Encoding="chunked")[1] == b"POST /? {} one two"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as end, closing(end.makefile("rb")) as answers:
        asked = b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 4\r\n\r\n"
        end.sendall(asked)
        assert answers.readline() + answers.readline() == b"HTTP/1.1 100 Continue\r\n\r\n"
        end.sendall(b"body")
        assert answers.read().endswith(b"POST /? {} body")


def test_requests_on_one_connection_are_answered_in_order(port: int) -> None:
    asked = [b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n" % place for place in range(30)]
    last = b"GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answers = exchange(port, b"".join([*asked, last]))
    places = [answers.index(b"GET /%d?" % place) for place in range(30)]
    assert places == sorted(places)
    assert answers.endswith(b"GET /last? {} ")


def test_who_asks_for_more_than_they_wait_for_gets_so_many_answers(port: int) -> None:
    assert exchange(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 500).count(b"HTTP/1.1 200 OK") == AT_ONCE


def test_a_long_answer_comes_whole_to_who_reads_late(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as end:
        end.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert ask(port)[0] == 200  # meanwhile others are answered
        with closing(end.makefile("rb")) as answers:
            assert answers.read().endswith(b"\r\n\r\n" + LONG)


@pytest.mark.parametrize("path", ["/", "/unmeasured"])
def test_a_client_of_another_time_is_answered_and_let_go(port: int, path: str) -> None:
    head, _, body = exchange(port, f"GET {path} HTTP/1.0\r\n\r\n".encode()).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.0 200 OK")
    assert body == f"GET {path}? {{}} ".encode()
    assert ask(port, path=path)[1] == body


def test_what_has_no_body_has_none(port: int) -> None:
    head = exchange(port, b"HEAD /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert head.endswith(b"\r\n\r\n")
    assert b"Content-Length: 12" in head
    nothing = exchange(port, b"GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert nothing.startswith(b"HTTP/1.1 204 ")
    assert b"Content-Length" not in nothing


def test_an_offer_to_speak_another_protocol_is_declined_and_the_request_answered(port: int) -> None:
    offer = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 4\r\n\r\n"
    assert exchange(port, offer, b"bo", b"dy").endswith(b"POST /? {} body")


def test_a_header_that_would_pass_for_another_is_left_out(port: int) -> None:
    sent = b"POST / HTTP/1.1\r\nHost: x\r\nX_Forwarded_For: 1.2.3.4\r\nX-One: 1\r\nX-One:\t2 \r\nX-None:\r\n"
    chunks = b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nend\r\n0\r\nX-Late: 1\r\n\r\n"
    assert exchange(port, sent + chunks).endswith(b"POST /? {'HTTP_X_ONE': '1, 2', 'HTTP_X_NONE': ''} end")


def test_an_application_that_fails_ends_its_connection_alone(port: int, caplog: pytest.LogCaptureFixture) -> None:
    assert exchange(port, b"GET /fails HTTP/1.1\r\nHost: x\r\n\r\n") == b""
    assert "not to be told" not in caplog.text
    assert ask(port)[0] == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/3.7\r\nHost: x\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: -4\r\n\r\nbody", b"400"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", b"400"),
        (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", b"501"),
        (b"GET / HTTP/1.1\r\nX : 1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\nHost: x\n\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", b"413"),
        (b"GET / HTTP/1.1\r\nX: " + b"y" * 300_000, b"431"),
    ],
)
def test_what_is_no_request_is_refused_and_ends_the_connection(port: int, sent: bytes, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as end:
        try:
            end.sendall(sent)
            answer = end.makefile("rb").readline()
        except OSError:  # it ended while more was being sent
            answer = b"HTTP/1.1 " + status
    assert answer.startswith(b"HTTP/1.1 " + status)


def test_what_follows_a_request_and_is_none_is_not_answered(port: int) -> None:
    answers = exchange(port, b"GET /one HTTP/1.1\r\nHost: x\r\n\r\nnonsense\r\n\r\n")
    assert answers.count(b"HTTP/1.1 ") == 1
    assert answers.endswith(b"GET /one? {} ")
