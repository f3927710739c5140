"""Sound: samples of 16 bits, one channel; read from files by libsndfile, made slower by libsonic."""

import ctypes
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

_READ = 0x10  # SFM_READ
_LONGEST_SECONDS = 120  # of a file; what is longer is no clip


class SoundUnreadable(OSError):
    """A file of sound cannot be read, or this machine has nothing that reads it."""


@dataclass(frozen=True, slots=True)
class Sound:
    """`samples`: 16 bits each, in the machine's order of bytes; `rate`: samples a second."""

    samples: bytes = field(repr=False)
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / 2 / self.rate


def join(sounds: Sequence[Sound]) -> Sound | None:
    """Returns the sounds one after the other; None where they are of several rates."""
    rates = {sound.rate for sound in sounds}
    return Sound(b"".join(sound.samples for sound in sounds), rates.pop()) if len(rates) == 1 else None


class _Info(ctypes.Structure):
    """SF_INFO of libsndfile."""

    _fields_ = (
        ("frames", ctypes.c_int64),
        ("samplerate", ctypes.c_int),
        ("channels", ctypes.c_int),
        ("format", ctypes.c_int),
        ("sections", ctypes.c_int),
        ("seekable", ctypes.c_int),
    )


def read_sound(path: Path) -> Sound:
    """Returns the sound of a WAV, OGG or FLAC file; of several channels the first. Raises SoundUnreadable."""
    library = _sndfile()
    info = _Info()
    file = library.sf_open(str(path).encode(), _READ, ctypes.byref(info))
    if not file:
        raise SoundUnreadable(f"{path.name} is no sound file")
    try:
        if not 0 < info.frames <= _LONGEST_SECONDS * info.samplerate:
            raise SoundUnreadable(f"{path.name} is empty or too long")
        samples = array("h", bytes(2 * info.frames * info.channels))
        pointer = (ctypes.c_short * len(samples)).from_buffer(samples)
        count = library.sf_readf_short(file, pointer, ctypes.c_int64(info.frames))
        del pointer
    finally:
        library.sf_close(file)
    return Sound(samples[: count * info.channels : info.channels].tobytes(), info.samplerate)


def change_speed(sound: Sound, speed: float) -> Sound:
    """Returns the sound in the same pitch, slower where `speed` is below 1.0; as it is where this machine has no
    libsonic."""
    library = _sonic()
    if speed == 1.0 or library is None or not sound.samples:
        return sound
    count = len(sound.samples) // 2
    room = (ctypes.c_short * (int(count / min(speed, 1.0)) + sound.rate))()
    ctypes.memmove(room, sound.samples, 2 * count)
    one = ctypes.c_float(1.0)
    length = library.sonicChangeShortSpeed(room, count, ctypes.c_float(speed), one, one, one, 0, sound.rate, 1)
    return Sound(bytes(memoryview(room).cast("B")[: 2 * length]), sound.rate)


@lru_cache(maxsize=1)
def _sndfile() -> Any:
    library = _load("libsndfile.so.1")
    if library is None:
        raise SoundUnreadable("libsndfile1 is not installed")
    library.sf_open.restype = ctypes.c_void_p
    library.sf_readf_short.restype = ctypes.c_int64
    library.sf_readf_short.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]
    library.sf_close.argtypes = [ctypes.c_void_p]
    return library


@lru_cache(maxsize=1)
def _sonic() -> Any:
    return _load("libsonic.so.0")


def _load(name: str) -> Any:
    try:
        return ctypes.CDLL(name)
    except OSError:
        return None
