"""Shows that frames reach the screen: asks for one now and then, and beats for each that was put up."""

from collections.abc import Callable


def show_life(beat: Callable[[], None], every: float) -> None:
    """To be called on Kivy's thread, while the window is open. `every`: seconds from one frame to the next at most."""
    from kivy.clock import Clock
    from kivy.core.window import Window

    Window.fbind("on_flip", lambda *_: beat())
    Clock.schedule_interval(lambda _: Window.canvas.ask_update(), every)
