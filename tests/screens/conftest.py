"""A virtual display of its own for these tests, and one Kivy window in it."""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.pages import language
from kiosk.pages.kinds import Page
from kiosk.pages.ui import PageReply


class Display:
    """An Xvfb; `env` is what a child process needs to draw on it."""

    def __init__(self, size: str) -> None:
        if shutil.which("Xvfb") is None:
            pytest.skip("no Xvfb here")
        reading, writing = os.pipe()
        self._process = subprocess.Popen(
            ["Xvfb", "-noreset", "-displayfd", str(writing), "-screen", "0", f"{size}x24"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as answer:
            self.name = f":{answer.readline().strip()}"
        self.env = {**os.environ, "DISPLAY": self.name}

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)


@pytest.fixture(scope="session")
def display() -> Iterator[Display]:
    shown = Display("1920x1920")
    yield shown
    shown.close()


@pytest.fixture(scope="session")
def window(display: Display) -> Iterator[Any]:
    """The window of this process, large enough for portrait and landscape. It opens when Kivy's is first imported."""
    assert "kivy.core.window" not in sys.modules, "a test module, or a test without this fixture, opened another window"
    os.environ["DISPLAY"] = display.name
    os.environ.pop("WAYLAND_DISPLAY", None)
    from screens import kivy_setup

    if not all(file.exists() for file in kivy_setup.font_files()):
        pytest.skip("the fonts are made at set-up")
    language.activate("zh-Hans")
    kivy_setup.set_up(1920, 1920, fullscreen=False)
    from kivy.base import EventLoop
    from kivy.core.window import Window

    EventLoop.ensure_window()
    gc.collect()
    gc.freeze()  # as a kiosk does before each visit: what is collected after each page is that page
    yield Window
    Window.close()


class Lobby:
    """A stage in the window: shows pages, taps on them, and keeps their replies."""

    def __init__(self, window: Any, width: int, height: int, px_per_mm: float = 4.03, tap_after: float = 0.0) -> None:
        from screens.stage import Stage
        from screens.theme import ScreenTheme

        self.window = window
        self.stage = Stage(ScreenTheme(px_per_mm, tap_after), width, height)
        self.replies: list[PageReply] = []
        window.add_widget(self.stage)

    def show(self, page: Page[Any]) -> None:
        self.replies.clear()
        self.stage.show(page, self.replies.append)

    def targets(self) -> dict[str, Any]:
        from screens.probe import targets

        return {target.key: target for target in targets(self.stage)}

    def tap(self, key: str) -> None:
        """Presses and lets go in the middle of the button with that key."""
        x, y, width, height = self.targets()[key].rect
        touch = self.press(x + width / 2, y + height / 2)
        self.lift(touch)

    def settle(self) -> None:
        """Lets frames pass until a tap counts on all that can be tapped."""
        from screens.probe import list_visible

        frame = self.draw if self.stage.theme.tap_after else self._pass_frame
        while any(part.enabled and not part.ready for part, _box in list_visible(self.stage.layer)):
            frame()

    def _pass_frame(self) -> None:
        """A frame that nobody looks at: nothing is drawn."""
        from kivy.base import EventLoop
        from kivy.clock import Clock

        Clock.tick()
        EventLoop.dispatch_input()
        Clock.tick_draw()
        self.window.dispatch("on_flip")

    def draw(self) -> None:
        """Draws the next frame."""
        from kivy.base import EventLoop

        EventLoop.idle()

    def press(self, x: float, y: float) -> Any:
        """Returns a finger comes down, in pixels from the top left; where no tap has to wait, once all can be
        tapped."""
        from kivy.base import EventLoop
        from kivy.tests.common import UnitTestTouch

        if not self.stage.theme.tap_after:
            self.settle()
        touch = UnitTestTouch(x, self.window.height - y)
        touch.button = "left"
        EventLoop.post_dispatch_input("begin", touch)
        return touch

    def lift(self, touch: Any) -> None:
        from kivy.base import EventLoop

        EventLoop.post_dispatch_input("end", touch)

    def drag(self, x: float, y: float, to_y: float) -> None:
        """A finger comes down, moves and leaves."""
        touch = self.press(x, y)
        touch.touch_move(x, self.window.height - to_y)
        self.lift(touch)

    def answers(self) -> list[Any]:
        return [reply.value for reply in self.replies if hasattr(reply, "value")]

    def close(self) -> None:
        self.stage.clear()
        self.stage._collection.cancel()  # else the next frame, in another test, collects once for each test before
        self.window.remove_widget(self.stage)


@pytest.fixture(params=[(1080, 1920), (1920, 1080)], ids=["portrait", "landscape"])
def lobby(window: Any, request: pytest.FixtureRequest) -> Iterator[Lobby]:
    place = Lobby(window, *request.param)
    yield place
    place.close()


@pytest.fixture
def portrait(window: Any) -> Iterator[Lobby]:
    place = Lobby(window, 1080, 1920)
    yield place
    place.close()


@pytest.fixture(params=[(1080, 1920), (1920, 1080)], ids=["portrait", "landscape"])
def waiting(window: Any, request: pytest.FixtureRequest) -> Iterator[Lobby]:
    """A lobby where a tap counts as it does on a kiosk: only after a while."""
    place = Lobby(window, request.param[0], request.param[1], tap_after=0.7)
    yield place
    place.close()


ROOT = Path(__file__).resolve().parents[2]
