"""A robot that uses the kiosk as a resident does: it looks at the page and taps real clicks.

It sees through the probe (`screens.probe`), a Unix socket that only a kiosk started with `--demo` or `--tour` opens.
"""

import json
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.display import Display, Rect


class Lost(Exception):
    """The robot does not see what it should use."""


@dataclass(frozen=True, slots=True)
class TapTarget:
    """Something that can be tapped. `ready`: it has been there for long enough for a tap to count."""

    key: str
    text: str
    rect: Rect
    enabled: bool
    ready: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class ScreenContent:
    """The content of the screen: page kind, its serial number, its title, what can be tapped, and where a keypad's
    focus is."""

    page: str
    serial: int
    title: str
    warning: bool
    targets: tuple[TapTarget, ...]
    focus: TapTarget | None = None

    def target(self, label: str) -> TapTarget:
        """Returns the enabled target of that key, else of that text, or one that contains it. Raises Lost."""
        usable = [target for target in self.targets if target.enabled]
        for same in (lambda t: t.key == label, lambda t: t.text == label, lambda t: label in t.text):
            for target in usable:
                if same(target):
                    return target
        raise Lost(f"no {label!r} on {self.page} {self.title!r}; there are {[t.key or t.text for t in usable]}")

    def is_again(self, other: "ScreenContent", page: str) -> bool:
        """Returns whether this is that page, drawn again, where a page of the kind `page` is to follow: one of the same
        kind offers something else."""
        same = (self.page, self.title) == (other.page, other.title)
        return same and (self.page != page or self.offers == other.offers)

    @property
    def offers(self) -> list[tuple[str, str]]:
        return [(target.key, target.text) for target in self.targets]


class Probe:
    """The other end of the kiosk's probe socket."""

    def __init__(self, path: Path, within: float = 20.0) -> None:
        self._socket = _connect(path, within)
        self._lines = self._socket.makefile("r", encoding="utf-8")

    def ask(self, **question: Any) -> dict[str, Any]:
        self._socket.sendall(json.dumps(question).encode() + b"\n")
        answer: dict[str, Any] = json.loads(self._lines.readline() or '{"error": "the kiosk has gone"}')
        if "error" in answer:
            raise Lost(answer["error"])
        return answer

    def look(self, **question: Any) -> ScreenContent:
        answer = self.ask(do="look", **question)
        targets = tuple(map(_target, answer["targets"]))
        focus = _target(answer["focus"]) if answer["focus"] else None
        return ScreenContent(answer["page"], answer["serial"], answer["title"], answer["warning"], targets, focus)

    def close(self) -> None:
        self._lines.close()
        self._socket.close()


def _target(answer: dict[str, Any]) -> TapTarget:
    return TapTarget(answer["key"], answer["text"], Rect(*answer["rect"]), answer["enabled"], answer["ready"])


class Robot:
    def __init__(self, probe: Probe, display: Display) -> None:
        self.probe = probe
        self.display = display

    def look(self) -> ScreenContent:
        return self.probe.look()

    def wait_for(self, page: str, within: float = 10.0) -> ScreenContent:
        """Waits until a page of that kind is painted. Raises Lost."""
        return self._until(lambda look: look.page == page, f"no {page}", within)

    def wait_past(self, before: ScreenContent, within: float = 10.0) -> ScreenContent:
        """Waits until another page than `before` is painted. Raises Lost."""
        return self._until(lambda look: look.serial != before.serial, f"still {before.page} {before.title!r}", within)

    def tap(self, label: str, within: float = 10.0) -> ScreenContent:
        """Taps the target once it is there and a tap on it counts; returns what was seen before the tap. Raises
        Lost."""
        look = self.wait_until_ready(label, within)
        self.display.click(*look.target(label).rect.centre)
        return look

    def wait_until_ready(self, label: str, within: float = 10.0) -> ScreenContent:
        """Waits until the target is there and a tap on it counts. Raises Lost."""
        deadline = time.monotonic() + within
        while True:
            look = self.look()
            with suppress(Lost):
                if look.target(label).ready:
                    return look
            if time.monotonic() > deadline:
                raise Lost(f"{look.target(label).key!r} takes no tap within {within:g} s")
            time.sleep(0.05)

    def go(self, label: str, page: str, within: float = 10.0) -> ScreenContent:
        """Taps the target and waits for the page of that kind that follows. Raises Lost.

        A tap is lost where its page is rebuilt under the finger; as a person would, the robot then taps again.
        """
        deadline = time.monotonic() + within
        before = self.tap(label, within)
        while True:
            look = self.look()
            if look.serial != before.serial:
                if look.is_again(before, page):
                    with suppress(Lost):  # it was not lost: the next page is there by now
                        before = self.tap(label, 0.0)
                elif look.page == page:
                    return look
            if time.monotonic() > deadline:
                raise Lost(f"no {page} after {label!r} within {within:g} s; there is {look.page} {look.title!r}")
            time.sleep(0.05)

    def wait_for_warning(self, within: float) -> ScreenContent:
        """Waits for the idle warning. Raises Lost."""
        return self._until(lambda look: look.warning, "no warning", within)

    def wait_until_off(self, key: str, within: float = 10.0) -> ScreenContent:
        """Waits until the target of that key is there and disabled. Raises Lost."""
        return self._until(lambda look: any(t.key == key and not t.enabled for t in look.targets), "it is on", within)

    def wait_for_text(self, text: str, within: float = 10.0) -> None:
        """Waits until a text of the page contains this one. Raises Lost."""
        deadline = time.monotonic() + within
        while not any(text in shown for shown in self.probe.ask(do="texts")["texts"]):
            if time.monotonic() > deadline:
                raise Lost(f"no {text!r} on the page within {within:g} s")
            time.sleep(0.05)

    def next_field(self) -> ScreenContent:
        """Goes on to the next field of a form and waits until it is open. Raises Lost."""
        before = self.tap("action")
        return self._until(lambda look: look.targets != before.targets, "no other field", 5.0)

    def finish_form(self, page: str = "ReviewPage") -> ScreenContent:
        """Goes on past optional fields until the form is done. Raises Lost."""
        form = self.look()
        for _ in range(20):
            self.tap("action")
            after = self._until(lambda look, before=form: look != before, "nothing happens", 5.0)
            if after.page != form.page:
                return self.wait_for(page)
            form = after
        raise Lost("the form does not end")

    def type(self, text: str) -> None:
        """Taps the keys of the keyboard or the number pad. Raises Lost."""
        for letter in text:
            self.tap(f"key_{letter}")

    def _until(self, condition: Any, complaint: str, within: float) -> ScreenContent:
        deadline = time.monotonic() + within
        while not condition(look := self.look()):
            if time.monotonic() > deadline:
                raise Lost(f"{complaint} within {within:g} s; there is {look.page} {look.title!r}")
            time.sleep(0.05)
        return look


def _connect(path: Path, within: float) -> socket.socket:
    deadline = time.monotonic() + within
    while True:
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(30.0)
        try:
            line.connect(str(path))
        except OSError:
            line.close()
            if time.monotonic() > deadline:
                raise Lost(f"no kiosk answers at {path}") from None
            time.sleep(0.02)
        else:
            return line
