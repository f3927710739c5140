"""A tone, to test the loudspeaker and its volume."""

import tempfile
import wave
from pathlib import Path

from speech.tone import build_tone

_SECONDS = 0.8


def play(loudness: float = 1.0, seconds: float = _SECONDS) -> bool:
    """Plays the tone; `loudness`: 0.0 to 1.0. Returns at once, False where this machine cannot play it."""
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
    tone = build_tone(seconds)
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(tone.rate)
        sound.writeframes(tone.samples)
