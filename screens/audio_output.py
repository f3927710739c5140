"""One of SDL's audio devices, as an output of speech. It is opened when there is something to say."""

import ctypes
from collections.abc import Callable
from threading import Event, Lock
from time import monotonic
from typing import Any

from screens import sdl
from speech.sound import Sound

RATE = 22050  # Hz, of espeak-ng
_AUDIO, _S16 = 0x10, 0x8010
_STOPPED = 0  # SDL_AUDIO_STOPPED: the device is gone
_LOUDEST = 128  # SDL_MIX_MAXVOLUME
_AHEAD, _SLICE, _LOOK = 0.4, 0.1, 0.02  # seconds: queued at most, queued at once, between two looks
_STUCK = 5.0  # seconds beyond its length, and what is played counts as lost
_opening = Lock()  # SDL opens and closes devices on one thread at a time


class _Spec(ctypes.Structure):
    """SDL_AudioSpec."""

    _fields_ = (
        ("freq", ctypes.c_int),
        ("format", ctypes.c_uint16),
        ("channels", ctypes.c_uint8),
        ("silence", ctypes.c_uint8),
        ("samples", ctypes.c_uint16),
        ("padding", ctypes.c_uint16),
        ("size", ctypes.c_uint32),
        ("callback", ctypes.c_void_p),
        ("userdata", ctypes.c_void_p),
    )


class AudioOutput:
    """`device`: its name, as SDL lists it; "" is the machine's usual one. For one thread."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._number = 0  # SDL's for it, while it is open

    @property
    def ready(self) -> bool:
        """Returns whether there is a device of that name. SDL would open another in the place of one that is gone, and
        headphones' words would come out of the loudspeaker."""
        return not self._device or _is_file() or self._device in list_devices()

    def play(self, sound: Sound, loudness: Callable[[], float], interrupted: Event) -> bool:
        self._number = self._number or _open_device(self._device)
        if not self._number:
            return False
        ends = monotonic() + sound.seconds + _STUCK
        samples, size = resample(sound, RATE).samples, 2 * int(RATE * _SLICE)
        for at in range(0, len(samples), size):
            if not self._wait(int(2 * RATE * _AHEAD), ends, interrupted):
                return False
            if interrupted.is_set():
                break
            _queue(self._number, samples[at : at + size], loudness())
        return self._wait(0, ends, interrupted)

    def close(self) -> None:
        if self._number:
            with _opening:
                sdl.library().SDL_CloseAudioDevice(self._number)
            self._number = 0

    def _wait(self, most: int, ends: float, interrupted: Event) -> bool:
        """Returns True once no more than that many bytes are queued."""
        library = sdl.library()
        while library.SDL_GetQueuedAudioSize(self._number) > most:
            if interrupted.wait(_LOOK):
                library.SDL_ClearQueuedAudio(self._number)
                break
            if monotonic() > ends or library.SDL_GetAudioDeviceStatus(self._number) == _STOPPED:
                self.close()
                return False
        return True


def resample(sound: Sound, rate: int) -> Sound:
    """Returns it with `rate` samples a second."""
    library = sdl.library()
    if sound.rate == rate:
        return sound
    library.SDL_NewAudioStream.restype = ctypes.c_void_p
    stream = ctypes.c_void_p(library.SDL_NewAudioStream(_S16, 1, sound.rate, _S16, 1, rate))
    whole = sound.samples + bytes(2 * (sound.rate // 20))  # what comes last stays in the converter
    library.SDL_AudioStreamPut(stream, whole, len(whole))
    library.SDL_AudioStreamFlush(stream)
    samples = ctypes.create_string_buffer(library.SDL_AudioStreamAvailable(stream))
    library.SDL_AudioStreamGet(stream, samples, len(samples))
    library.SDL_FreeAudioStream(stream)
    return Sound(samples.raw, rate)


def list_devices() -> list[str]:
    """Returns the names of this machine's outputs."""
    library = _audio()
    if library is None:
        return []
    names = [library.SDL_GetAudioDeviceName(at, 0) for at in range(library.SDL_GetNumAudioDevices(0))]
    return [name.decode("utf-8", "replace") for name in names if name]


def _is_file() -> bool:
    """Returns whether SDL writes to files, as its driver "disk" does: the name is that of the file."""
    library = _audio()
    return library is not None and library.SDL_GetCurrentAudioDriver() == b"disk"


def _audio() -> Any:
    """Returns SDL with its audio started; None where that fails. Outputs have threads of their own."""
    library = sdl.library()
    with _opening:
        library.SDL_GetAudioDeviceName.restype = library.SDL_GetCurrentAudioDriver.restype = ctypes.c_char_p
        started = library.SDL_WasInit(_AUDIO) or library.SDL_InitSubSystem(_AUDIO) == 0
    return library if started else None


def _open_device(device: str) -> int:
    """Returns SDL's number of the opened device; 0 where it cannot be opened."""
    library = _audio()
    if library is None:
        return 0
    spec = _Spec(freq=RATE, format=_S16, channels=1, samples=1024)
    with _opening:
        number = int(library.SDL_OpenAudioDevice(device.encode() or None, 0, ctypes.byref(spec), None, 0))
    if number:
        library.SDL_PauseAudioDevice(number, 0)
    return number


def _queue(device: int, samples: bytes, loudness: float) -> None:
    scaled = ctypes.create_string_buffer(len(samples))
    volume = round(_LOUDEST * max(0.0, min(1.0, loudness)))
    library = sdl.library()
    library.SDL_MixAudioFormat(scaled, samples, _S16, len(samples), volume)
    library.SDL_QueueAudio(device, scaled, len(samples))
