"""Whether the light is to be on, as its worker sees it."""

from devices.base import SignalLight, Status

WATCH_SECONDS = 0.3


class LightWatch:
    """The worker calls `watch`; anyone may set `is_lit`, which never waits."""

    def __init__(self) -> None:
        self.is_lit = False

    def watch(self, light: SignalLight) -> Status:
        light.show(lit=self.is_lit)
        return light.status()
