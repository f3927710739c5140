"""A client that sends slowly, half, or nothing keeps nobody else waiting, and neither does a silent database."""

import json
import socket
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from hub.kiosks import services as kiosks
from hub.operations.health import has_room
from tests.hub import filled, postgres
from tests.hub.hub_process import hub_process
from tests.hub.silence import is_open, silent_proxy
from tests.together import wait_until

HEAD = (
    b"POST /api/v1/tickets HTTP/1.1\r\nHost: localhost\r\n"
    b"Authorization: Bearer TOKEN\r\nContent-Type: application/json\r\n"
)
SLOW = (
    b"",
    b"GET /healthz HTTP/1.1\r\nHost: x",
    HEAD + b"Content-Length: 9000\r\n\r\n{",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\n{",
)
SOCKETS = 20  # more than the threads of every process together


@dataclass(frozen=True)
class Site:
    port: int
    token: str

    def ask(self, path: str, method: str = "GET", timeout: float = 60) -> int:
        """Returns the status."""
        hub = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        hub.request(method, path, headers={"Authorization": f"Bearer {self.token}"})
        try:
            return hub.getresponse().status
        finally:
            hub.close()

    def status(self, path: str = "/healthz") -> str:
        hub = HTTPConnection("127.0.0.1", self.port, timeout=60)
        hub.request("GET", path)
        return str(json.loads(hub.getresponse().read())["status"])

    def connect(self, data: bytes, source: str = "127.0.0.1") -> socket.socket:
        end = socket.create_connection(("127.0.0.1", self.port), timeout=60, source_address=(source, 0))
        end.sendall(data)
        return end


@pytest.fixture(scope="module")
def site(filled_sqlite: Path, keys_path: Path) -> Iterator[Site]:
    with filled.sqlite(filled_sqlite) as url, filled.django_on(url):
        token = kiosks.add("slow")
        with hub_process(url, keys_path) as port:
            yield Site(port, token)


@contextmanager
def held(site: Site, data: bytes, count: int = SOCKETS) -> Iterator[list[socket.socket]]:
    with ExitStack() as ends:
        yield [ends.enter_context(site.connect(data)) for _ in range(count)]


def timer_of(client: socket.socket, hub: int) -> str:
    """Of the hub's end of a connection, as the kernel tells: 02 is keep-alive."""
    ends = [f":{port:04X}" for port in (hub, client.getsockname()[1])]
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines())
    return next((row[5][:2] for row in rows if row[1].endswith(ends[0]) and row[2].endswith(ends[1])), "")


def test_the_kernel_asks_whether_a_silent_client_is_still_there(site: Site) -> None:
    with site.connect(b"") as end:
        wait_until(lambda: timer_of(end, site.port) == "02")


def test_requests_that_do_not_come_keep_nobody_waiting_and_are_dropped(site: Site) -> None:
    with ExitStack() as slow:
        sent = [data.replace(b"TOKEN", site.token.encode()) for data in SLOW]
        ends = [end for data in sent for end in slow.enter_context(held(site, data))]
        assert [site.ask(path) for path in ("/healthz", "/api/v1/catalogue", "/login/")] == [200, 200, 200]
        assert all(map(is_open, ends)), "they were answered because the others were gone"
        wait_until(lambda: not any(map(is_open, ends)))


def test_a_request_that_comes_byte_by_byte_is_dropped_too(site: Site) -> None:
    with site.connect(b"GET /healthz HTTP/1.1\r\nX-Slow: ") as end:

        def drip() -> bool:
            try:
                end.sendall(b"x")
            except OSError:
                return True
            return not is_open(end)

        wait_until(drip)


def test_a_client_that_does_not_read_its_answer_holds_no_thread(site: Site) -> None:
    ask = b"GET /static/admin/css/base.css HTTP/1.1\r\nHost: localhost\r\n\r\n" * 30
    with held(site, ask):
        assert site.ask("/healthz") == site.ask("/api/v1/catalogue") == 200


def test_one_address_has_so_many_connections_and_another_is_served(site: Site) -> None:
    with ExitStack() as ends:
        crowd = [ends.enter_context(site.connect(b"", "127.0.0.2")) for _ in range(260)]  # the processes have 100 each
        wait_until(lambda: sum(map(is_open, crowd)) <= 200)
        assert site.ask("/api/v1/catalogue") == 200


def test_a_kept_connection_serves_one_request_after_the_other(site: Site) -> None:
    hub = HTTPConnection("127.0.0.1", site.port, timeout=60)
    for _ in range(3):
        hub.request("GET", "/healthz")
        answer = hub.getresponse()
        assert (answer.status, answer.read()) == (200, b'{"status": "ok"}')
    assert "Server" not in answer.headers


def test_an_unchanged_answer_keeps_the_connection_unless_the_client_closes_it(site: Site) -> None:
    hub = HTTPConnection("127.0.0.1", site.port, timeout=60)
    hub.connect()
    end = hub.sock
    board = _get_board(hub)
    for _ in range(2):
        answer = _get_board(hub, {"If-None-Match": board.headers["ETag"]})
        assert (answer.status, answer.headers["Connection"]) == (304, None)
        assert hub.sock is end
    last = _get_board(hub, {"If-None-Match": board.headers["ETag"], "Connection": "close"})
    assert (last.status, last.headers["Connection"]) == (304, "close")


def _get_board(hub: HTTPConnection, headers: Mapping[str, str] = {}) -> HTTPResponse:
    hub.request("GET", "/api/v1/boards/centre", headers=dict(headers))
    answer = hub.getresponse()
    answer.read()
    return answer


def test_many_who_log_in_at_once_leave_the_others_their_threads(site: Site) -> None:
    page = HTTPConnection("127.0.0.1", site.port, timeout=60)
    page.request("GET", "/login/")
    answer = page.getresponse()
    cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
    token = answer.read().decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]

    def log_in(number: int) -> int:
        hub = HTTPConnection("127.0.0.1", site.port, timeout=120)
        body = f"csrfmiddlewaretoken={token}&username=nobody{number}&password=not-the-one"
        hub.request("POST", "/login/", body, {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"})
        return hub.getresponse().status

    with ThreadPoolExecutor(16) as crowd:
        tries = [crowd.submit(log_in, number) for number in range(16)]
        assert site.ask("/api/v1/catalogue") == site.ask("/healthz") == 200
        assert not all(each.done() for each in tries)
        assert {each.result() for each in tries} <= {200, 403, 429}


def test_a_silent_database_is_told_and_ends_when_it_speaks_again(postgresql: str, keys_path: Path) -> None:
    with (
        postgres.database(postgresql, filled.NAME) as url,
        silent_proxy(url) as (proxy, through),
        filled.django_on(url),
    ):
        hub_site = kiosks.add("silent")
        connection.close()
        with hub_process(through, keys_path) as port:
            site = Site(port, hub_site)
            assert site.ask("/api/v1/catalogue") == 200
            proxy.go_silent()
            with ThreadPoolExecutor(16) as crowd:
                waiting = [crowd.submit(site.ask, "/api/v1/directory") for _ in range(16)]
                assert (site.ask("/healthz"), site.status()) == (503, "silent")
                assert site.ask("/login/") in (200, 503)
                assert {each.result() for each in waiting} == {503}
            proxy.speak()
            wait_until(lambda: site.ask("/healthz") == 200)
            assert site.ask("/api/v1/catalogue") == 200


def test_a_hub_is_ready_once_somebody_does_its_jobs(site: Site) -> None:
    wait_until(lambda: site.ask("/readyz") == 200)


def test_a_schema_that_is_not_the_releases_is_not_well(filled_sqlite: Path, keys_path: Path) -> None:
    with filled.sqlite(filled_sqlite) as url, filled.django_on(url), hub_process(url, keys_path) as port:
        site = Site(port, "")
        assert site.status() == "ok"
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE django_migrations SET name = '0099_later' WHERE app = 'queues' AND name LIKE '0001%'"
            )
        wait_until(lambda: site.status() == "schema")
        assert site.ask("/healthz") == site.ask("/readyz") == 503


def test_keys_that_systemd_hands_over_in_memory_need_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUB_KEYS", Path("/proc/version"))  # a file system without a size, as ramfs
    assert has_room()


def test_a_body_that_is_too_large_is_read_to_its_end_and_answered(site: Site) -> None:
    """A browser sends all of a form before it reads: an answer in between is a broken connection to it."""
    hub = HTTPConnection("127.0.0.1", site.port, timeout=60)
    for path in ("/web/ask/", "/api/v1/tickets"):  # over one connection
        hub.request("POST", path, iter([b"x" * 1_000_000] * 33), {"Content-Length": "33000000"})
        response = hub.getresponse()
        assert (response.status, bool(response.read())) == (413, True)
    hub.close()


def test_a_body_without_end_is_not_waited_for(site: Site) -> None:
    with site.connect(b"POST /web/ask/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000000\r\n\r\n") as end:
        assert b" 413 " in end.recv(100)
        wait_until(lambda: not is_open(end))
