"""Strokes to try the reader of handwriting with: the medians of npm's hanzi-writer-data, written by an unsteady hand.

The data is under the Arphic Public License and is used to measure alone. Synthetic strokes: real people do worse.
"""

import hashlib
import json
import math
import random
import re
import tarfile
import urllib.request
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench.kiosk import ROOT
from languages.registry import DEFAULT, LOCALES

Stroke = list[tuple[float, float]]

URL = "https://registry.npmjs.org/hanzi-writer-data/-/hanzi-writer-data-2.0.1.tgz"
SHA512 = (
    "9db43033e31aaf21a8abba4130864b09dde516ad379d7b89bb092ed7ee946e32"
    "f9f2e53ef4e50b55c324a0dbcdb894a8215edfd5b6cf45f0f80ff2d06b94bbaa"
)
FILE = ROOT / ".cache" / "bench" / "hanzi-writer-data-2.0.1.tgz"
_SIDE, _BASE = 1024.0, 900.0  # of the data's square, whose y goes up from the base line
SIZE = 40.0  # mm: a character as one writes it


class NoStrokes(Exception):
    """The data cannot be had; the text says why."""


class StrokeData:
    """The medians of each character. Raises NoStrokes."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}
        with tarfile.open(_download(), "r:gz") as archive:
            for member in archive:
                if file := archive.extractfile(member):
                    self._files[Path(member.name).stem] = file.read()

    def __contains__(self, character: str) -> bool:
        return character in self._files

    def strokes(self, character: str) -> list[Stroke]:
        """Returns them in a square of `SIZE` millimetres, y from the top."""
        medians = json.loads(self._files[character])["medians"]
        scale = SIZE / _SIDE
        return [[(x * scale, (_BASE - y) * scale) for x, y in median] for median in medians]


def _download() -> Path:
    if not FILE.exists():
        FILE.parent.mkdir(parents=True, exist_ok=True)
        try:
            with urllib.request.urlopen(URL, timeout=60) as answer:
                content = answer.read()
        except OSError as error:
            raise NoStrokes(f"{URL}: {error}; put it at {FILE}") from error
        FILE.write_bytes(content)
    if hashlib.sha512(FILE.read_bytes()).hexdigest() != SHA512:
        raise NoStrokes(f"{FILE} is not the one that is pinned")
    return FILE


def list_common(data: StrokeData, count: int) -> list[str]:
    """Returns the characters that the kiosk's own Chinese uses most."""
    texts = (file.read_text("utf-8") for file in sorted((ROOT / "locale" / LOCALES[DEFAULT].folder).rglob("*.po")))
    counts = Counter(c for text in texts for c in re.findall("[\u4e00-\u9fff]", text))
    return [c for c, _ in counts.most_common() if c in data][:count]


def write(data: StrokeData, text: str, chance: random.Random, *, joined: bool = False) -> list[Stroke]:
    """Returns the strokes of a text, side by side, by an unsteady hand; `joined`: the pen is not lifted between some
    strokes."""
    strokes: list[Stroke] = []
    for at, character in enumerate(text):
        written = _unsteady(data.strokes(character), chance)
        shift = at * SIZE * 1.1
        written = [[(x + shift, y) for x, y in stroke] for stroke in written]
        strokes += _join(written, chance) if joined else written
    return strokes


def _unsteady(strokes: Sequence[Stroke], chance: random.Random) -> list[Stroke]:
    """Slants, stretches and shifts the character, and each of its strokes a little."""
    turn, slant = math.radians(chance.gauss(0, 3)), chance.gauss(0, 0.08)
    wide, high, middle = chance.gauss(1, 0.06), chance.gauss(1, 0.06), SIZE / 2

    def move(x: float, y: float, shift: tuple[float, float]) -> tuple[float, float]:
        x, y = (x - middle) * wide + slant * (y - middle), (y - middle) * high
        x, y = x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)
        return x + middle + shift[0], y + middle + shift[1]

    unsteady = []
    for stroke in strokes:
        shift = chance.gauss(0, SIZE / 60), chance.gauss(0, SIZE / 60)
        wobble = SIZE / 120
        unsteady.append([move(x + chance.gauss(0, wobble), y + chance.gauss(0, wobble), shift) for x, y in stroke])
    return unsteady


def _join(strokes: Sequence[Stroke], chance: random.Random) -> list[Stroke]:
    """Joins strokes: about every third time the pen stays down."""
    joined: list[Stroke] = []
    for stroke in strokes:
        if joined and chance.random() < 0.35:
            joined[-1].extend(stroke)
        else:
            joined.append(list(stroke))
    return joined
