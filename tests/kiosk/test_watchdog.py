"""The watchdog speaks to a systemd of ours: a datagram socket."""

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from kiosk.app.watchdog import Watchdog, for_children, systemd
from kiosk.liveness import Liveness
from kiosk.pages.kinds import AttractPage, BusyPage, Page
from kiosk.pages.ui import Pages, Stopped


class ServiceManager:
    def __init__(self, folder: Path) -> None:
        self.address = str(folder / "notify")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.address)
        self._socket.settimeout(15)

    def environment(self, watchdog_seconds: float = 0.06) -> dict[str, str]:
        return {"NOTIFY_SOCKET": self.address, "WATCHDOG_USEC": str(int(watchdog_seconds * 1_000_000))}

    def hears(self) -> str:
        return self._socket.recv(4096).decode()

    def hears_until(self, words: str) -> list[str]:
        heard = [self.hears()]
        while words not in heard[-1]:
            heard.append(self.hears())
        return heard

    def hears_nothing_more(self) -> bool:
        self._socket.settimeout(0.3)  # five times as long as it would wait for a ping
        try:
            return self.hears() == ""
        except TimeoutError:
            return True

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[ServiceManager]:
    manager = ServiceManager(tmp_path)
    yield manager
    manager.close()


def watch(manager: ServiceManager, liveness: Liveness, patience: float, stalled: Event | None = None) -> Watchdog:
    told = systemd(manager.environment())
    assert told is not None
    dog = Watchdog(told, {"the visit": (liveness, patience)}, on_stall=(stalled or Event()).set)
    dog.start()
    return dog


def test_without_systemd_there_is_nobody_to_tell() -> None:
    assert systemd({}) is None


def test_systemd_may_want_no_pings(manager: ServiceManager) -> None:
    told = systemd({"NOTIFY_SOCKET": manager.address})
    assert told is not None
    assert told.watchdog_seconds is None


@pytest.mark.parametrize("variables", [{"WATCHDOG_PID": "1"}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "soon"}])
def test_a_watchdog_that_is_not_ours_is_left_alone(manager: ServiceManager, variables: dict[str, str]) -> None:
    told = systemd({**manager.environment(), **variables})
    assert told is not None
    assert told.watchdog_seconds is None


def test_an_abstract_socket_is_reached() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as far:
        far.bind("")  # the kernel chooses an abstract name
        far.settimeout(15)
        told = systemd({"NOTIFY_SOCKET": "@" + far.getsockname()[1:].decode()})
        assert told is not None
        told.notify("READY=1")
        assert far.recv(100) == b"READY=1"


def test_a_service_manager_that_is_gone_is_no_reason_to_end(tmp_path: Path) -> None:
    told = systemd({"NOTIFY_SOCKET": str(tmp_path / "nobody")})
    assert told is not None
    told.notify("READY=1")


def test_children_cannot_speak_in_our_name(manager: ServiceManager) -> None:
    assert for_children({**manager.environment(), "WATCHDOG_PID": "1", "LANG": "C"}) == {"LANG": "C"}


def test_ready_comes_with_the_first_sign_of_life_and_pings_after_it(manager: ServiceManager) -> None:
    liveness = Liveness()
    dog = watch(manager, liveness, patience=600)
    liveness.beat()
    assert manager.hears().startswith("READY=1")
    assert [manager.hears(), manager.hears()] == ["WATCHDOG=1", "WATCHDOG=1"]
    dog.stop()


def test_a_part_that_has_fallen_silent_gets_no_more_pings_and_residents_are_told(manager: ServiceManager) -> None:
    liveness, stalled = Liveness(), Event()
    liveness.beat()
    dog = watch(manager, liveness, patience=1, stalled=stalled)
    heard = manager.hears_until("stalled")
    assert "WATCHDOG=1" in heard
    assert heard[-1] == "STATUS=the visit stalled"
    assert stalled.wait(15)
    liveness.beat()  # too late
    assert manager.hears_nothing_more()
    dog.stop()


class Window:
    """A surface on which the pages are only counted, and which may hang."""

    def __init__(self) -> None:
        self.drawn = Event()
        self.go_on = Event()
        self.go_on.set()

    def draw(self, page: Page[Any], reply: object) -> None:
        self.drawn.set()
        self.go_on.wait()

    def warn(self, seconds_left: int | None) -> None: ...


def visit(pages: Pages, *steps: Page[Any]) -> Thread:
    def go() -> None:
        for page in steps:
            try:
                pages.show(page) if isinstance(page, BusyPage) else pages.ask(page)
            except Stopped:
                return

    thread = Thread(target=go, daemon=True)
    thread.start()
    return thread


def test_waiting_for_a_resident_is_no_stall(manager: ServiceManager) -> None:
    liveness, window = Liveness(), Window()
    pages = Pages(window, 600, 20, liveness)
    thread = visit(pages, AttractPage("Community Centre"))
    dog = watch(manager, liveness, patience=0.1)
    for _ in range(12):
        assert "stalled" not in manager.hears()
    dog.stop()
    pages.stop()
    thread.join(15)


def test_a_visit_that_hangs_in_its_work_is_a_stall(manager: ServiceManager) -> None:
    liveness, window = Liveness(), Window()
    window.go_on.clear()
    pages = Pages(window, 600, 20, liveness)
    thread = visit(pages, BusyPage("One moment, please"), AttractPage("Community Centre"))
    assert window.drawn.wait(15)
    dog = watch(manager, liveness, patience=0.2)
    manager.hears_until("the visit stalled")
    dog.stop()
    window.go_on.set()
    pages.stop()
    thread.join(15)
