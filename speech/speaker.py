"""Speaks on one output: a thread of its own looks for the sound of each text and plays it, one after the other."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Condition, Event, Thread
from typing import Protocol

from speech.sound import Sound, change_speed
from speech.sources import SpeechSource, find_sound
from speech.tone import build_tone

_RESTS_AFTER = 20.0  # seconds without a word: an open output costs power
_TONE_SECONDS = 0.15

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Utterance:
    """Texts that are spoken in one go: `texts`, each looked up by itself. `last_words`: it is spoken to its end
    whatever page comes next; a key interrupts it all the same. `tone`: a tone before it, as a sign that something was
    changed."""

    texts: tuple[str, ...] = field(repr=False)
    locale: str
    last_words: bool = False
    tone: bool = False


class SoundOutput(Protocol):
    """A loudspeaker, or the socket of headphones."""

    @property
    def ready(self) -> bool:
        """Returns whether it is there now."""

    def play(self, sound: Sound, loudness: Callable[[], float], interrupted: Event) -> bool:
        """Plays the sound to its end or until it is interrupted; `loudness`, from 0.0 to 1.0, is asked again while it
        plays. Returns False where it cannot be heard."""

    def close(self) -> None:
        """Leaves the device until something is played again."""


class Speaker:
    """`say` and `interrupt` return at once, and may be called from any thread. `loudness`: 0.0 to 1.0; `speed`: 1.0 is
    the usual one."""

    def __init__(self, name: str, output: SoundOutput, sources: Sequence[SpeechSource]) -> None:
        self.loudness, self.speed = 1.0, 1.0
        self.output = output
        self._name, self._sources = name, sources
        self._changed = Condition()
        self._waiting: deque[Utterance] = deque()
        self._current: Utterance | None = None
        self._interrupted = Event()
        self._closed = False
        self._thread = Thread(target=self._run, name=f"speech {name}", daemon=True)
        self._thread.start()

    def say(self, utterance: Utterance) -> None:
        """Speaks it after all that waits already."""
        with self._changed:
            if utterance.texts or utterance.tone:
                self._waiting.append(utterance)
                self._changed.notify()

    def turn(self, utterance: Utterance) -> None:
        """Speaks it in place of all but last words, as a new page does."""
        with self._changed:
            self._waiting = deque(waiting for waiting in self._waiting if waiting.last_words)
            if self._current and not self._current.last_words:
                self._interrupted.set()
        self.say(utterance)

    @property
    def is_silent(self) -> bool:
        """Returns whether all was spoken."""
        with self._changed:
            return not self._waiting and self._current is None

    def interrupt(self) -> None:
        """Ends what is spoken, and all that waits."""
        with self._changed:
            self._waiting.clear()
            self._interrupted.set()

    def close(self) -> None:
        """Ends the thread."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._interrupted.set()
            self._changed.notify()
        self._thread.join(_RESTS_AFTER)

    def _run(self) -> None:
        while self._speak_next():  # holds nothing of what was spoken while it waits
            pass

    def _speak_next(self) -> bool:
        """Returns False once the speaker is closed."""
        utterance = self._next()
        if utterance is None:
            return False
        if utterance.tone:
            self._play(build_tone(_TONE_SECONDS))
        for text in utterance.texts:
            if self._interrupted.is_set():
                break
            try:
                self._speak(text, utterance.locale)
            except Exception as error:  # speech never ends a visit
                log.error("%s: nothing was spoken: %s", self._name, type(error).__name__)
        return True

    def _next(self) -> Utterance | None:
        with self._changed:
            self._current = None
            while not self._changed.wait_for(lambda: self._waiting or self._closed, _RESTS_AFTER):
                self.output.close()
            if self._closed:
                self.output.close()
                return None
            self._interrupted.clear()
            self._current = self._waiting.popleft()
            return self._current

    def _speak(self, text: str, locale: str) -> None:
        if not self.output.ready:
            log.info("%s: silent, as its output is not there", self._name)
            return
        match = find_sound(self._sources, text, locale)
        if match is None:
            log.info("%s: silent, as no voice has this text in %s", self._name, locale)
            return
        sound, kind = match
        if self._play(change_speed(sound, self.speed)):
            log.info("%s: spoke by %s, %.1f s", self._name, kind, sound.seconds)
        else:
            log.info("%s: silent, as its output cannot be used", self._name)

    def _play(self, sound: Sound) -> bool:
        return self.output.play(sound, lambda: self.loudness, self._interrupted)
