"""Handwriting: from the pen's last lift to the candidates, and how much of it is read right."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from json import dumps, loads
from statistics import mean

from bench.kiosk import ROOT
from bench.measure import Row, Samples
from bench.strokes import NoStrokes, Stroke, StrokeData, list_common, write
from kiosk.diagnostics.handwriting import MODEL

CHARACTERS, WORDS = 500, 80
PAD = 60.0  # mm
MOST = 30  # ms
JOINED, WHOLE = 95, 85  # per cent, first
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林"


def rows() -> list[Row]:
    try:
        data = StrokeData()
    except NoStrokes as problem:
        print(f"handwriting is not measured: {problem}", file=sys.stderr)
        return []
    chance, common = random.Random(11), list_common(data, CHARACTERS)  # noqa: S311
    with _Process() as process:
        plain = [process.read(write(data, c, chance)) for c in common]
        joined = [process.read(write(data, c, chance, joined=True)) for c in common]
        words = list(_list_words(data, common, chance))
        whole = [process.read(write(data, word, chance)) for word in words]
    times = Samples(tuple(ms for ms, _ in (*plain, *joined, *whole)))
    return [
        Row("handwriting, strokes to candidates", "ms", times, f"p95 ≤ {MOST}", times.p95 <= MOST),
        _rate("characters", common, plain, JOINED),
        _rate("characters with joined strokes", common, joined, JOINED),
        _rate("words of 2 to 4 characters", words, whole, WHOLE),
    ]


class _Process:
    """The kiosk's own process, asked as the kiosk asks it."""

    def __enter__(self) -> "_Process":
        command = [sys.executable, "-m", "screens.handwriting.process", str(MODEL)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        self._answer()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def read(self, strokes: Sequence[Stroke]) -> tuple[float, str]:
        """Returns milliseconds, and what was read."""
        began = time.perf_counter()
        if self._process.stdin:
            self._process.stdin.write(dumps({"strokes": strokes, "height": PAD}) + "\n")
            self._process.stdin.flush()
        candidates = self._answer()
        return 1000 * (time.perf_counter() - began), "".join(each[0] for each in candidates if each)

    def _answer(self) -> list[list[str]]:
        answer: list[list[str]] = loads(self._process.stdout.readline()) if self._process.stdout else []
        return answer


def _list_words(data: StrokeData, common: Sequence[str], chance: random.Random) -> Iterator[str]:
    """Yields invented names and words."""
    surnames = [c for c in _SURNAMES if c in data]
    for number in range(WORDS):
        first = chance.choice(surnames)
        yield first + "".join(chance.sample(common, 1 + number % 3))


def _rate(what: str, texts: Sequence[str], answers: Sequence[tuple[float, str]], least: int) -> Row:
    """Returns the rates of each tenth as samples; all together have to reach the bar."""
    right = [text == answer for text, (_, answer) in zip(texts, answers, strict=True)]
    tenths = Samples(tuple(100 * mean(right[at::10]) for at in range(10)), more_is_better=True)
    name = f"handwriting, {len(texts)} {what}, first"
    return Row(name, "%", tenths, f"mean ≥ {least}", 100 * mean(right) >= least)
