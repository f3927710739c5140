"""The kiosk's window: `run` opens it and paints the first page; the visit draws on `KivySurface`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from screens import kivy_setup, sdl
from screens.theme import BOTTOM, LARGE_TAP_AFTER, TAP_AFTER, ScreenTheme

if TYPE_CHECKING:
    from datetime import time

    from kivy.uix.widget import Widget

    from config.settings import KeypadSettings, VoiceSettings
    from kiosk.hub_link.incidents import Incidents
    from kiosk.hub_link.staff_call import StaffCall
    from kiosk.pages.kinds import Page
    from kiosk.pages.ui import PageReply
    from screens.layout import Part
    from screens.night import Night
    from screens.stage import Stage


_LONGEST_TAP, _BETWEEN_LOOKS = 0.6, 0.03  # seconds


@dataclass(frozen=True, slots=True)
class Beside:
    """A panel to the right of the kiosk's area, for demonstrations. It has at least `least_mm` of the kiosk's
    millimetres, which may make the kiosk smaller, and up to `most_mm` of the display's remaining width."""

    least_mm: float
    most_mm: float
    make: Callable[[ScreenTheme], Part]


@dataclass(frozen=True, slots=True)
class _Plan:
    """The division of the window, in pixels."""

    width: int
    height: int
    beside: int
    theme: ScreenTheme


class KivySurface:
    """Kivy's window as a `Surface`. All methods may be called from any thread and return at once."""

    def __init__(self, stage: Stage) -> None:
        from screens.held_touches import HeldTouches

        self.stage = stage
        self.held = HeldTouches()
        self.night: Night | None = None
        self._drawn = self._shown = 0  # numbers of pages: the last that was to be drawn, and that was

    def start_touches(self) -> None:
        """Takes each finger by itself, and watches for those that stay."""
        from screens.fingers import Fingers

        Fingers().start()
        self.held.start()

    def report_to(self, incidents: Incidents, calls: StaffCall) -> None:
        """Tells of touches that stay, and passes on calls for staff and their answers."""
        self.held.changed = incidents.note_touches
        self.stage.calls = calls
        calls.changed = lambda _: self.call(self.stage.show_call)

    def speak_by(self, voice: VoiceSettings, keypad: KeypadSettings) -> Callable[[], None]:
        """Reads pages out from now on; the result ends that. Only for Kivy's thread."""
        from screens.voice import close_voice, open_voice

        opened = open_voice(voice, keypad)
        self.stage.narrator.use(opened)
        return lambda: close_voice(opened)

    def darken_by(self, is_night: Callable[[time], bool], now: Callable[[], time]) -> None:
        """Keeps the screen dark while nobody is there and `is_night` says so. Only for Kivy's thread."""
        from screens.night import Night

        self.night = Night(self.stage, is_night, now)

    def draw(self, page: Page[Any], reply: Callable[[PageReply], None]) -> None:
        """Replaces the page by this one; between two taps where it is the same page in another state, as a finger that
        is down would meet another button when it is lifted."""
        self._drawn += 1
        self.call(partial(self._show, page, reply, self._drawn, _LONGEST_TAP))

    def _show(self, page: Page[Any], reply: Callable[[PageReply], None], number: int, left: float) -> None:
        from kivy.clock import Clock

        if number < self._shown:
            return  # a later one is there
        if left > 0 and self.held.any_down and self.stage.is_renewed_by(page, reply):
            again = partial(self._show, page, reply, number, left - _BETWEEN_LOOKS)
            Clock.schedule_once(lambda _: again(), _BETWEEN_LOOKS)
            return
        self._shown = number
        self.stage.show(page, reply)

    def warn(self, seconds_left: int | None) -> None:
        """Shows the idle warning with that many seconds, or removes it."""
        self.call(lambda: self.stage.warn(seconds_left))

    def stop(self) -> None:
        """Closes the window; `run` returns."""
        self.call(_quit)

    def call(self, call: Callable[[], None]) -> None:
        """Calls `action` on Kivy's thread, after earlier calls."""
        from kivy.clock import Clock

        Clock.schedule_once(lambda _: call(), 0)
        sdl.wake()


def run(  # noqa: PLR0913
    first_page: Page[Any],
    *,
    width_px: int,
    height_px: int,
    width_mm: float,
    fullscreen: bool,
    on_started: Callable[[KivySurface], None],
    on_stop: Callable[[], None] | None = None,
    beside: Beside | None = None,
    keypad: Mapping[str, Sequence[str]] | None = None,
    tap_after: float = TAP_AFTER,
    large_tap_after: float = LARGE_TAP_AFTER,
    bottom_mm: float = BOTTOM,
    sign: str = "",
    mounting: tuple[tuple[str, str], ...] = (),
) -> None:
    """Opens the window, paints `first_page`, then calls `on_started`; returns when the window is closed by `stop`,
    SIGTERM or SIGINT, and calls `on_stop` before. Only for the main thread. Taps on the first page are ignored until
    the started program draws it again with a reply. `keypad`: see `screens.keypad`; `tap_after`, `large_tap_after`,
    `bottom_mm`, `sign`, `mounting`: see `ScreenTheme`. Raises FontsMissing, NoDisplay."""
    ending = _end_on_signals()  # before SDL, which would take them for itself
    sdl.check_display()
    plan = _plan(width_px, height_px, width_mm, fullscreen=fullscreen, beside=beside)
    kivy_setup.set_up(plan.width + plan.beside, plan.height, fullscreen=fullscreen)
    from kivy.base import runTouchApp

    from screens.stage import Stage

    _prepare_window(plan, fullscreen=fullscreen)
    theme = replace(
        plan.theme, tap_after=tap_after, large_tap_after=large_tap_after, bottom_mm=bottom_mm, sign=sign,
        mounting=mounting,
    )  # fmt: skip
    stage = Stage(theme, plan.width, plan.height)
    surface = KivySurface(stage)
    surface.start_touches()
    stage.show(first_page, lambda _: None)
    if keypad:
        _listen(stage, keypad)
    root = _root(stage, plan)
    _after_first_frame(lambda: _quit() if ending.asked else _begin(surface, on_started))
    if beside:
        _after_first_frame(lambda: _put_beside(root, plan, beside))
    try:
        runTouchApp(root)
    finally:
        if on_stop:
            on_stop()


def _listen(stage: Stage, keys: Mapping[str, Sequence[str]]) -> None:
    from kivy.core.window import Window

    from screens.key_bursts import KeyBursts
    from screens.keypad import Keypad

    bursts = KeyBursts(Keypad(stage, keys))
    Window.fbind("on_key_down", bursts.pressed)
    Window.fbind("on_key_up", bursts.released)


def _prepare_window(plan: _Plan, *, fullscreen: bool) -> None:
    from kivy.core.window import Window

    from screens import idle_loop
    from screens.damage import DamagedFrames
    from screens.theme import Colour

    idle_loop.install()
    DamagedFrames().install()
    Window.clearcolor = plan.theme.rgba(Colour.GROUND)
    if fullscreen:
        Window.fbind("on_request_close", lambda *_, **__: True)


def _plan(width: int, height: int, width_mm: float, *, fullscreen: bool, beside: Beside | None) -> _Plan:
    """Keeps the layout's millimetres and shrinks the pixels per millimetre on a smaller display."""
    beside_mm = beside.least_mm if beside else 0.0
    display = sdl.display_size() or (width, height)
    if fullscreen and not beside:
        width, height = display
        return _Plan(width, height, 0, ScreenTheme(width / width_mm))
    whole = width * (1 + beside_mm / width_mm)
    scale = min(1.0, display[0] / whole, display[1] / height)
    theme = ScreenTheme(width * scale / width_mm)
    left = display[0] - round(width * scale)
    panel = max(theme.mm(beside_mm), min(theme.mm(beside.most_mm), left)) if beside else 0
    return _Plan(round(width * scale), round(height * scale), panel, theme)


def _root(stage: Stage, plan: _Plan) -> Widget:
    from kivy.uix.widget import Widget

    root = Widget(size_hint=(None, None), size=(plan.width + plan.beside, plan.height))
    root.add_widget(stage)
    return root


def _put_beside(root: Widget, plan: _Plan, beside: Beside) -> None:
    panel = beside.make(plan.theme)
    root.add_widget(panel)
    panel.place(plan.width, 0, plan.beside, plan.height)


def _after_first_frame(call: Callable[[], None]) -> None:
    from kivy.clock import Clock
    from kivy.core.window import Window

    def flipped(*_: object) -> None:
        Window.funbind("on_flip", flipped)
        Clock.schedule_once(lambda _: call(), 0)

    Window.fbind("on_flip", flipped)


def _begin(surface: KivySurface, on_started: Callable[[KivySurface], None]) -> None:
    """Starts the program, then imports the drawers one by one, so that no first page of its kind is slow."""
    from kivy.clock import Clock

    from screens.draw import warm_up

    on_started(surface)
    modules = warm_up()
    Clock.schedule_interval(lambda _: next(modules, False), 0.05)


class _Ending:
    """Whether the window is to be closed. No `Event`: a second signal would wait for the lock that the first's handler
    holds."""

    asked = False


def _end_on_signals() -> _Ending:
    """Returns what SIGTERM and SIGINT ask for; they close the window as soon as there is one."""
    ending = _Ending()

    def end(*_: object) -> None:
        ending.asked = True
        if sys.modules.get("kivy.core.window"):
            _quit()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    return ending


def _quit() -> None:
    from kivy.base import EventLoop

    EventLoop.quit = True
