"""espeak-ng, a process of its own for each text (it is GPL, and never part of this program). It needs no network."""

import os
import shutil
import struct
import subprocess

from languages.registry import LOCALES, SOURCE
from speech.readings import part_by_script, read_out
from speech.sound import Sound
from speech.sources import VoiceKind

_PROGRAM = "espeak-ng"
_WORDS_A_MINUTE = 165
_SECONDS = 10.0  # that it may take for a text; it needs a tenth of a second
_HEADER = 44  # bytes of WAV
_PINYIN = "-latn-pinyin"


class Espeak:
    """The source that can speak any text. Without the program it speaks none."""

    kind = VoiceKind.ESPEAK

    def __init__(self) -> None:
        self._program = shutil.which(_PROGRAM)

    @property
    def ready(self) -> bool:
        """Returns whether the program is there."""
        return self._program is not None

    def find(self, text: str, locale: str) -> Sound | None:
        voice, latin = LOCALES[locale].voice, LOCALES[SOURCE].voice
        if self._program is None or not voice:
            return None
        if not voice.endswith(_PINYIN):
            return self._speak(voice, text)
        sounds = [
            self._speak(latin, part) if is_latin else self._speak(voice, read_out(part))
            for part, is_latin in part_by_script(text)
        ]
        spoken = [sound for sound in sounds if sound]
        return Sound(b"".join(sound.samples for sound in spoken), spoken[0].rate) if spoken else None

    def _speak(self, voice: str, text: str) -> Sound | None:
        """Returns the sound of the text. Writes the text to the standard input: a command line can be read by
        everybody."""
        program = [str(self._program), "-v", voice, "-s", str(_WORDS_A_MINUTE), "--stdin", "--stdout"]
        try:
            spoken = subprocess.run(
                program, input=text.encode(), capture_output=True, timeout=_SECONDS, check=True, env=_environment()
            ).stdout
        except (OSError, subprocess.SubprocessError):
            return None
        if len(spoken) <= _HEADER:
            return None
        (rate,) = struct.unpack_from("<I", spoken, 24)
        return Sound(spoken[_HEADER:], rate)


def _environment() -> dict[str, str]:
    """Returns the environment without a sound server: espeak-ng writes to its standard output."""
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | {"LC_ALL": "C.UTF-8"}
