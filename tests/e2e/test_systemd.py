"""The kiosk as a service: it tells systemd when it is ready and that it goes on, and lets nobody else do so."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.centre import Centre, hubs, wait_until
from tests.e2e.conftest import Opens


@pytest.fixture
def centre(new_centre: Opens) -> Iterator[Centre]:
    with new_centre() as centre:
        yield centre


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Systemd's end of the socket that the next kiosk speaks to."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(60)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "900000")
        yield manager


def test_systemd_hears_when_the_kiosk_is_ready_and_that_it_goes_on(centre: Centre, manager: socket.socket) -> None:
    with centre.open() as kiosk:
        assert manager.recv(4096).startswith(b"READY=1")
        assert [manager.recv(4096) for _ in range(8)] == [b"WATCHDOG=1"] * 8
        kiosk.opens("number")
        assert manager.recv(4096) == b"WATCHDOG=1"
        hub = wait_until(lambda: hubs(kiosk))[0]
        assert b"NOTIFY_SOCKET" not in Path(f"/proc/{hub}/environ").read_bytes()
