"""Opens the outputs of speech as the configuration names them.

python -m screens.voice      # lists the names of this machine's outputs
"""

import logging

from config.settings import KeypadSettings, VoiceSettings
from kiosk.diagnostics.voice import list_sources
from screens.audio_output import AudioOutput, list_devices
from screens.narrator import Voice
from speech.speaker import Speaker

log = logging.getLogger(__name__)
_NONE = "none"


def open_voice(settings: VoiceSettings, keypad: KeypadSettings) -> Voice:
    """Returns the voice; without an output where nothing can or may speak."""
    sources = list_sources(settings) if settings.speak != "off" else ()
    if not sources:
        log.info("pages are not read out: %s", "off" if settings.speak == "off" else "there is no voice")
        return Voice()
    public, private = (
        Speaker(name, AudioOutput(device), sources) if device != _NONE else None
        for name, device in (("loudspeaker", settings.public), ("headphones", settings.private))
    )
    senses = bool(keypad.headphones_in)
    return Voice(public, private, always=settings.speak == "always", senses=senses, speed=settings.speed)


def close_voice(voice: Voice) -> None:
    """Ends what is spoken."""
    for speaker in voice.speakers:
        speaker.close()


if __name__ == "__main__":
    print(*list_devices(), sep="\n")
