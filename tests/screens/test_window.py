"""The window of a real process, worked from outside with real clicks."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops
from Xlib import X
from Xlib.display import Display as XDisplay
from Xlib.ext import xtest

from demo.display import Display as Shown
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


def test_many_signals_at_once_end_it_as_one_does(program: Program) -> None:
    """As `make` and a process group send them: the second comes while the first is being handled."""
    program.says()
    program.targets()
    for _ in range(300):
        program.process.send_signal(signal.SIGTERM)
    assert program.says() == {"stopped": True}
    assert program.process.wait(10) in (0, -signal.SIGTERM)  # one may come when the interpreter is ending


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


def test_a_press_changes_its_button_and_not_a_pixel_beside_it(program: Program, display: Display) -> None:
    program.says()
    x, y, width, height = program.targets()["apply"]["rect"]
    shown = Shown(display.name, program.process.pid)
    resting = still(shown)
    shown.press(x + width // 2, y + height // 2)
    left, top, right, bottom = changed(resting, until(shown, lambda picture: changed(resting, picture) is not None))
    assert x <= left < right <= x + width
    assert y <= top < bottom <= y + height
    shown.move(x + width // 2, y - 20)
    shown.release()
    until(shown, lambda picture: changed(resting, picture) is None)
    shown.close()


def still(shown: Shown) -> Image.Image:
    """Returns the picture that stays."""
    pictures = [shown.picture()]

    def rests(picture: Image.Image) -> bool:
        pictures.append(picture)
        return changed(*pictures[-2:]) is None

    return until(shown, rests)


def until(shown: Shown, wanted: Callable[[Image.Image], bool]) -> Image.Image:
    """Returns the first picture that is as wanted."""
    ends = time.monotonic() + 10
    while not wanted(picture := shown.picture()):
        assert time.monotonic() < ends
    return picture


def changed(before: Image.Image, now: Image.Image) -> Any:
    """Returns the box around what is different below the header with its clock; None where all is as before."""
    without_clock = ImageChops.difference(before, now)
    without_clock.paste((0, 0, 0), (0, 0, before.width, 100))
    return without_clock.getbbox()
