"""The window of a real process, worked from outside with real clicks."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from Xlib import X
from Xlib.display import Display as XDisplay
from Xlib.ext import xtest

from tests.screens.conftest import ROOT, Display


class Program:
    def __init__(self, display: Display) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/screens/kiosk_program.py")],
            cwd=ROOT,
            env={**display.env, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        self._x = XDisplay(display.name)

    def says(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def targets(self) -> dict[str, Any]:
        return {target["key"]: target for target in self.says()["targets"]}

    def click(self, target: dict[str, Any]) -> None:
        x, y, width, height = target["rect"]
        xtest.fake_input(self._x, X.MotionNotify, x=x + width // 2, y=y + height // 2)
        xtest.fake_input(self._x, X.ButtonPress, 1)
        xtest.fake_input(self._x, X.ButtonRelease, 1)
        self._x.sync()

    def key(self, keycode: int) -> None:
        xtest.fake_input(self._x, X.KeyPress, keycode)
        xtest.fake_input(self._x, X.KeyRelease, keycode)
        self._x.sync()

    def close(self) -> None:
        self.process.kill()
        self.process.wait(10)
        self._x.close()


@pytest.fixture
def program(display: Display) -> Iterator[Program]:
    running = Program(display)
    yield running
    running.close()


def test_the_first_page_is_painted_before_anything_heavy_is_read_in(program: Program) -> None:
    assert program.says() == {"heavy": []}


def test_a_real_click_answers_the_page(program: Program) -> None:
    program.says()
    program.click(program.targets()["track"])
    assert program.says() == {"answered": "track"}


def test_f1_and_escape_open_and_end_nothing(program: Program) -> None:
    program.says()
    targets = program.targets()
    for keycode in (67, 9):  # F1, Escape
        program.key(keycode)
    program.click(targets["apply"])
    assert program.says() == {"answered": "apply"}


def test_sigterm_closes_the_window_in_order(program: Program) -> None:
    program.says()
    program.targets()
    os.kill(program.process.pid, signal.SIGTERM)
    assert program.says() == {"stopped": True}
    assert program.process.wait(10) == 0


def test_sigterm_before_the_window_opens_ends_it_too(display: Display) -> None:
    program = Program(display)
    try:
        while not catches(program.process.pid, signal.SIGTERM):
            assert program.process.poll() is None
        program.process.send_signal(signal.SIGTERM)
        assert program.process.wait(60) == 0
    finally:
        program.close()


def catches(pid: int, number: signal.Signals) -> bool:
    """Has the process a handler for this signal?"""
    status = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    caught = next(line.split()[1] for line in status if line.startswith("SigCgt"))
    return bool(int(caught, 16) >> (number - 1) & 1)
