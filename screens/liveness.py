"""Reports frames that reach the screen: requests one now and then, and beats for each one shown."""

from collections.abc import Callable


def show_life(beat: Callable[[], None], every: float) -> None:
    """Starts reporting; on Kivy's thread, with an open window. `every`: seconds between frames at most."""
    from kivy.clock import Clock
    from kivy.core.window import Window

    Window.fbind("on_flip", lambda *_: beat())
    Clock.schedule_interval(lambda _: Window.canvas.ask_update(), every)
