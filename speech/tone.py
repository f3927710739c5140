"""A tone: to test a loudspeaker, and as a sign that something was changed."""

import math
from array import array

from speech.sound import Sound

_RATE, _HERTZ, _LOUD = 22050, 660, 16000
_FADE = 4000  # samples in which it dies away


def build_tone(seconds: float) -> Sound:
    count = int(_RATE * seconds)
    samples = (math.sin(2 * math.pi * _HERTZ * at / _RATE) * min(1.0, (count - at) / _FADE) for at in range(count))
    return Sound(array("h", (int(sample * _LOUD) for sample in samples)).tobytes(), _RATE)
