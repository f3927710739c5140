"""An ear: what left the kiosk's output, compared with the sound of the texts that it may say."""

from array import array
from functools import lru_cache
from pathlib import Path
from typing import Any

from speech.espeak import Espeak
from tests.e2e.centre import Kiosk, wait_until

RATE = 22050  # of espeak-ng, and of the recordings
_SLICE = 4410  # bytes: a tenth of a second, which the kiosk hands over at once
_LOUD = 300  # of 32767: what is below counts as silence
_VOLUME = 77  # of 128: 6 of 10, with which a visit begins
_DELAY = 2.4  # seconds of the recording by which it may be behind
_MOST, _WITHIN = 100, 60.0  # presses, seconds


@lru_cache(maxsize=256)
def slices(text: str, locale: str = "zh-Hans", volume: int = _VOLUME) -> tuple[bytes, ...]:
    """Returns the loud tenths of a second of this text, as they leave the kiosk."""
    sound = Espeak().find(text, locale)
    assert sound is not None
    assert sound.rate == RATE
    samples = array("h", (int(sample * volume / 128) for sample in array("h", sound.samples)))
    whole = samples.tobytes()
    parts = (whole[at : at + _SLICE] for at in range(0, len(whole) - _SLICE + 1, _SLICE))
    return tuple(part for part in parts if max(map(abs, array("h", part))) > _LOUD)


class Ear:
    """Listens to a file of samples that grows. `share`: so much of a text's tenths of a second has to be heard; on a
    busy machine a sound server may miss one."""

    def __init__(self, file: Path, share: float = 1.0) -> None:
        self._file, self._from, self._share = file, 0, share

    def forget(self) -> None:
        """Only what is heard from now on counts."""
        self._from = self._size()

    def sound(self) -> bytes:
        if not self._file.exists():
            return b""
        with self._file.open("rb") as file:
            file.seek(self._from)
            return file.read()

    def end_of(self, text: str, start: int = 0) -> int:
        """Returns where this text ends in what was heard; -1 where it was not heard, or not to its end."""
        sound, at, matched, parts = self.sound(), start, 0, slices(text)
        for part in parts:
            place = sound.find(part, at)
            if place >= 0:
                at, matched = place + len(part), matched + 1
        return at if matched >= self._share * len(parts) else -1

    def heard(self, text: str) -> bool:
        return self.end_of(text) >= 0

    def part_of(self, text: str) -> float:
        """Returns how much of it was heard, 0.0 to 1.0, in any order: two texts may share the beginning of a word."""
        sound, parts = self.sound(), slices(text)
        return sum(part in sound for part in parts) / len(parts)

    def heard_seconds(self) -> float:
        """Returns how long what was recorded is, in seconds; silence too."""
        return len(self.sound()) / (2 * RATE)

    def hears(self, text: str) -> None:
        """Waits until this was heard. Raises Lost."""
        wait_until(lambda: self.heard(text), _WITHIN, lambda: f"{text!r} was not heard")

    def _size(self) -> int:
        return self._file.stat().st_size // 2 * 2 if self._file.exists() else 0


class Blind:
    """Uses the kiosk by the keypad alone, and decides by what is heard. The probe says only when to listen no longer,
    so that it is the same on a busy machine."""

    def __init__(self, kiosk: Kiosk, ear: Ear) -> None:
        self._kiosk, self._ear = kiosk, ear

    def press(self, key: str) -> None:
        before = self._speech()["keys"]
        self._ear.forget()
        self._kiosk.display.keys(key)
        wait_until(lambda: self._speech()["keys"] > before, _WITHIN, lambda: f"{key} does nothing")

    def finds(self, label: str) -> None:
        """Walks through the page until this is read out. Raises AssertionError."""
        for _nth in range(_MOST):
            self.press("Right")
            self.listens()
            if self._ear.heard(label):
                return
        raise AssertionError(f"{label!r} was never read out")

    def chooses(self, label: str, then: str) -> None:
        """Confirms this, and waits until `then` is read out."""
        self.confirms(label)
        self._ear.hears(then)

    def confirms(self, label: str) -> None:
        self.finds(label)
        wait_until(lambda: (focus := self._kiosk.look().focus) is not None and focus.ready, _WITHIN)
        self.press("Return")

    def types(self, signs: str, then: str) -> None:
        """Each sign is said again when it stands there; the last one leads on to `then`."""
        for sign in signs[:-1]:
            self.chooses(sign, then=sign)
        self.chooses(signs[-1], then)

    def listens(self) -> None:
        """Waits until all was said, and is recorded."""
        wait_until(lambda: self._speech()["silent"], _WITHIN)
        ends = self._ear.heard_seconds() + _DELAY
        wait_until(lambda: self._ear.heard_seconds() >= ends, _WITHIN)

    def _speech(self) -> dict[str, Any]:
        return self._kiosk.probe.ask(do="speech")
