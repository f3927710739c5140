"""An output that a test listens to, and a voice whose sound is its text."""

from collections.abc import Callable
from threading import Condition, Event

from speech.sound import Sound
from speech.sources import VoiceKind
from speech.speaker import Speaker

_SECONDS = 20.0  # a test waits for what it expects


class TextVoice:
    """Its sound is the text itself, so that the room knows what it hears."""

    kind = VoiceKind.RECORDING
    ready = True

    def find(self, text: str, locale: str) -> Sound | None:
        return None if text == "没有" else Sound(text.encode(), 100)


class Room:
    """Hears one sound after the other. While it is `held` a sound does not end by itself, as a long one would."""

    ready = True

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.broken: list[str] = []  # what was interrupted
        self.loudness: list[float] = []
        self.held = Event()
        self.held.set()
        self._changed = Condition()
        self.speaker = Speaker("room", self, (TextVoice(),))

    def play(self, sound: Sound, loudness: Callable[[], float], interrupted: Event) -> bool:
        text = sound.samples.decode("utf-8", "replace") if sound.rate == 100 else "♪"
        with self._changed:
            self.heard.append(text)
            self.loudness.append(loudness())
            self._changed.notify_all()
        while not self.held.wait(0.01) and not interrupted.is_set():
            pass
        if interrupted.is_set():
            self.broken.append(text)
        return True

    def close(self) -> None: ...

    def hears(self, text: str) -> None:
        """Waits until it has heard this since it was last asked, and forgets what came before."""
        with self._changed:
            assert self._changed.wait_for(lambda: text in self.heard, _SECONDS), f"no {text!r} in {self.heard}"
            del self.heard[: self.heard.index(text) + 1]
