"""The connection from the dock to the simulators. Nothing here waits: every answer comes to the main thread later."""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from kivy.clock import Clock

from screens import sdl

log = logging.getLogger(__name__)

Answer = Mapping[str, Any]
Watcher = Callable[[Answer | None, bool], None]


class Simulators(Protocol):
    """The simulated devices, by name. `people`: each card owner's name by the card's key; `names`: the devices on
    this machine; `missing`: the packages that others need."""

    @property
    def names(self) -> Sequence[str]: ...

    @property
    def missing(self) -> Mapping[str, str]: ...

    @property
    def people(self) -> Mapping[str, str]: ...

    def do(self, device: str, do: str, **fields: Any) -> Future[Answer]:
        """Sends a command; never waits. The answer, or an exception, comes with the future."""
        ...

    def pieces(self) -> list[Path]:
        """Returns pictures of what was printed, oldest first."""
        ...

    def last_code(self) -> str | None:
        """Returns the content of the newest printed QR code."""
        ...


class Link:
    """Sends commands, and reports each device's state to its watcher: after a command and at every `poll`."""

    def __init__(self, simulators: Simulators) -> None:
        self._simulators = simulators
        self._watchers: dict[str, Watcher] = {}
        self._pending: set[str] = set()  # devices whose state is on its way
        self._refused: set[str] = set()  # devices that did not do what they were told last

    def watch(self, device: str, watcher: Watcher) -> None:
        """`watcher` gets the state, None for one that does not answer, and whether its last command was refused."""
        self._watchers[device] = watcher

    def tell(self, device: str, do: str, **fields: Any) -> None:
        """Sends a command; its outcome is reported to the watcher with the state that follows it."""
        future = self._simulators.do(device, do, **fields)
        future.add_done_callback(partial(_soon, partial(self._on_answer, device)))

    def poll(self) -> None:
        """Asks for every state that is not already requested."""
        for device in self._watchers.keys() - self._pending:
            self._ask(device)

    def _on_answer(self, device: str, future: Future[Answer]) -> None:
        if _answer(device, future) is None:
            self._refused.add(device)
        else:
            self._refused.discard(device)
        self._ask(device)

    def _ask(self, device: str) -> None:
        self._pending.add(device)
        future = self._simulators.do(device, "state")
        future.add_done_callback(partial(_soon, partial(self._show, device)))

    def _show(self, device: str, future: Future[Answer]) -> None:
        self._pending.discard(device)
        self._watchers[device](_answer(device, future), device in self._refused)


def _soon(call: Callable[[Future[Answer]], None], future: Future[Answer]) -> None:
    """Passes a result from the simulators' thread to the main thread."""
    if not future.cancelled():
        Clock.schedule_once(lambda _: call(future), 0)
        sdl.wake()


def _answer(device: str, future: Future[Answer]) -> Answer | None:
    error = future.exception()
    if error:
        log.debug("the simulator of %s: %s", device, error)
    return None if error else future.result()
