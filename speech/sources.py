"""Where sound comes from, the best first: an operator's recordings, clips rendered ahead, espeak-ng."""

import hashlib
import logging
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Protocol

from speech.sound import Sound, SoundUnreadable, join, read_sound

log = logging.getLogger(__name__)
MANIFEST = "manifest.tsv"
_ENDS = re.compile(r"(?<=[。！？；：\n])|[（）]|——")
_HEARD = re.compile(r"\w")
_SUFFIXES = (".ogg", ".wav", ".flac")


class VoiceKind(StrEnum):
    RECORDING = "recording"
    CLIP = "clip"
    ESPEAK = "espeak-ng"


class SpeechSource(Protocol):
    @property
    def kind(self) -> VoiceKind: ...

    @property
    def ready(self) -> bool:
        """Returns whether it can speak at all."""

    def find(self, text: str, locale: str) -> Sound | None:
        """Returns the text as sound; None where this source does not have it."""


def clip_name(locale: str, voice: str, text: str) -> str:
    """Returns the name of a clip's file, without its suffix."""
    return hashlib.sha256("\n".join((locale, voice, normalise(text))).encode()).hexdigest()[:32]


def normalise(text: str) -> str:
    """Returns the text as it is looked up: in one line, without the mark at its end that is not heard."""
    return " ".join(text.split()).rstrip("。；：，")


def split_sentences(text: str) -> list[str]:
    """Returns what a text is put together from, each as it is looked up."""
    return [piece for part in _ENDS.split(text) if _HEARD.search(piece := normalise(part))]


def split_list(text: str) -> list[str]:
    """Returns the names that a list is made of."""
    return [name for part in text.split("、") if _HEARD.search(name := normalise(part))]


class ClipFolder:
    """Files `LOCALE/VOICE/HASH.ogg`, the hash being that of `clip_name`; or any names, with a manifest in that folder:
    a line for each file, its name, a tab, its text. Changes count after a restart."""

    def __init__(self, folder: Path | None, kind: VoiceKind) -> None:
        self.kind = kind
        self._files = _list_files(folder) if folder else {}

    @property
    def ready(self) -> bool:
        return bool(self._files)

    def find(self, text: str, locale: str) -> Sound | None:
        """Returns the text by one voice, whole, or sentence after sentence where each is there; a list by its names."""
        for voice in self._files.get(locale, ()):
            if sound := self._read(text, locale, voice) or self._join(split_sentences(text), locale, voice):
                return sound
        return None

    def _join(self, parts: Sequence[str], locale: str, voice: str) -> Sound | None:
        """Returns the parts, a list among them put together from its names; None where one is missing."""
        read = partial(self._read, locale=locale, voice=voice)
        if len(parts) == 1:
            names = split_list(parts[0])
            return self._join(names, locale, voice) if len(names) > 1 else None
        sounds = [read(part) or self._join([part], locale, voice) for part in parts]
        return join([sound for sound in sounds if sound]) if sounds and all(sounds) else None

    def _read(self, text: str, locale: str, voice: str) -> Sound | None:
        path = self._files[locale][voice].get(clip_name(locale, voice, text))
        try:
            return read_sound(path) if path else None
        except SoundUnreadable as error:
            log.warning("a %s cannot be used: %s", self.kind, error)
            return None


def find_sound(sources: Sequence[SpeechSource], text: str, locale: str) -> tuple[Sound, VoiceKind] | None:
    """Returns the text as the best source has it, and which that is."""
    for source in sources:
        sound = source.find(text, locale)
        if sound:
            return sound, source.kind
    return None


def _list_files(folder: Path) -> Mapping[str, Mapping[str, Mapping[str, Path]]]:
    """Returns the files by locale, voice and name of the clip."""
    voices: dict[str, dict[str, dict[str, Path]]] = {}
    for at in sorted(path for path in folder.glob("*/*") if path.is_dir()):
        locale, voice = at.parent.name, at.name
        files = {path.stem: path for path in at.iterdir() if path.suffix in _SUFFIXES}
        for name, text in _read_manifest(at / MANIFEST):
            files[clip_name(locale, voice, text)] = at / name
        voices.setdefault(locale, {})[voice] = files
    return voices


def _read_manifest(path: Path) -> list[tuple[str, str]]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError):
        log.warning("%s cannot be read", path.name)
        return []
    rows = [line.split("\t", 1) for line in lines if "\t" in line]
    return [(name, text) for name, text in rows if Path(name).name == name]  # of this folder alone
