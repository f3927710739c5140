"""A real window under the eyes of a systemd of ours."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.screens.conftest import ROOT, Display


class Watched:
    def __init__(self, process: "subprocess.Popen[str]", manager: socket.socket) -> None:
        self._process = process
        self._manager = manager

    def hears(self) -> str:
        return self._manager.recv(4096).decode()

    def hangs(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("hang\n")
        self._process.stdin.flush()


@contextmanager
def watched(display: Display, folder: Path) -> Iterator[Watched]:
    address = str(folder / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(30)
        watching = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "900000", "PYTHONPATH": str(ROOT)}
        program = [sys.executable, str(ROOT / "tests/screens/watched_program.py")]
        process = subprocess.Popen(program, cwd=ROOT, env={**display.env, **watching}, stdin=subprocess.PIPE, text=True)
        try:
            yield Watched(process, manager)
        finally:
            process.kill()
            process.communicate(timeout=10)


def test_a_quiet_window_still_shows_life_and_a_hanging_one_gets_no_more_pings(display: Display, tmp_path: Path) -> None:
    with watched(display, tmp_path) as kiosk:
        assert kiosk.hears().startswith("READY=1")
        for _ in range(10):  # 3 s in which nothing is touched, and nothing to be drawn changes
            assert kiosk.hears() == "WATCHDOG=1"
        kiosk.hangs()
        while (heard := kiosk.hears()) == "WATCHDOG=1":
            pass
        assert heard == "STATUS=the window stalled"
