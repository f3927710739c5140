"""A tone, to test the loudspeaker and its volume."""

import math
import struct
import tempfile
import wave
from pathlib import Path

_RATE, _HERTZ, _SECONDS = 22050, 660, 0.8


def play(loudness: float = 1.0, seconds: float = _SECONDS) -> bool:
    """Plays the tone; `loudness`: 0.0 to 1.0. Returns at once; False where this machine cannot play it."""
    from kivy.core.audio import SoundLoader

    try:
        with tempfile.NamedTemporaryFile(suffix=".wav") as file:
            _write(Path(file.name), seconds)
            sound = SoundLoader.load(file.name)
    except Exception:  # whatever a sound library raises where there is no device
        return False
    if sound is None or sound.length <= 0:
        return False
    sound.volume = loudness
    sound.play()
    _playing[:] = [sound]  # else it ends with this call
    return True


_playing: list[object] = []


def _write(file: Path, seconds: float) -> None:
    count = int(_RATE * seconds)
    samples = (math.sin(2 * math.pi * _HERTZ * at / _RATE) * min(1.0, (count - at) / 4000) for at in range(count))
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        sound.writeframes(b"".join(struct.pack("<h", int(sample * 16000)) for sample in samples))
