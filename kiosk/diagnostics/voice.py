"""Which voices this kiosk has, the best first, and a line about them for a technician."""

from config.settings import VoiceSettings
from kiosk.pages.language import _
from languages.registry import LOCALES
from speech.espeak import Espeak
from speech.sources import ClipFolder, SpeechSource, VoiceKind


def list_sources(voice: VoiceSettings) -> tuple[SpeechSource, ...]:
    """Returns the sources of speech that can speak."""
    recordings = ClipFolder(voice.recordings, VoiceKind.RECORDING)
    sources: tuple[SpeechSource, ...] = (recordings, ClipFolder(voice.clips, VoiceKind.CLIP), Espeak())
    return tuple(source for source in sources if source.ready)


def voice_lines(voice: VoiceSettings) -> tuple[str, ...]:
    """Returns what speaks, for the technician's page."""
    if voice.speak == "off":
        return (_("Pages are not read out: it is switched off."),)
    kinds = [source.kind for source in list_sources(voice)]
    words = {
        VoiceKind.RECORDING: _("recordings"),
        VoiceKind.CLIP: _("clips rendered ahead"),
        VoiceKind.ESPEAK: _("espeak-ng"),
    }
    if not kinds:
        return (_("Pages are not read out: there is no voice. Install espeak-ng, or give a folder of recordings."),)
    lines = [_("Pages are read out by: {voices}").format(voices=", ".join(words[kind] for kind in kinds))]
    if VoiceKind.ESPEAK not in kinds:
        lines.append(_("espeak-ng is not installed: what there is no recording of is not read out."))
    if voice.private == "none":
        lines.append(_("There is no output for headphones: what is a person's own is not read out."))
    return tuple(lines)


def check_lines(voice: VoiceSettings) -> list[str]:
    """Returns the same for the command line, in English."""
    if voice.speak == "off":
        return ["voice: off"]
    sources = list_sources(voice)
    kinds = ", ".join(source.kind for source in sources)
    return [f"voice: {kinds or 'none; espeak-ng is not installed, and there are no recordings'}", *_languages(sources)]


def _languages(sources: tuple[SpeechSource, ...]) -> list[str]:
    speaks_all = any(source.kind is VoiceKind.ESPEAK for source in sources)
    silent = [tag for tag, locale in LOCALES.items() if not (speaks_all and locale.voice)]
    return [f"voice: no voice for every text in {', '.join(silent)}"] if sources and silent else []
