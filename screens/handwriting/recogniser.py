"""PP-OCRv6's recogniser of lines of text, used on handwriting: see docs/decisions/0124."""

from collections.abc import Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from screens.handwriting import Stroke
from screens.handwriting.picture import draw, is_one_character

_CANDIDATES = 10
_BLANK = 0  # the CTC's blank; the characters of the model's metadata follow it
_HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x323AF), (0x3007, 0x3007))


class Recogniser:
    """Raises onnxruntime's exceptions where the file is not the model."""

    def __init__(self, model: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name
        self._characters = ["", *self._session.get_modelmeta().custom_metadata_map["character"].splitlines()]
        self._foreign = np.array([at for at, c in enumerate(self._characters) if at and not is_han(c)])

    def read(self, strokes: Sequence[Stroke], height: float) -> list[list[str]]:
        """Returns the candidates of each character, the likeliest first. `height`: of the pad, in the units of the
        points."""
        if not strokes:
            return []
        chances = self._chances(strokes, height)
        if is_one_character(strokes, height):
            return [self._candidates(chances)]
        return [self._candidates(chances[start:end], first) for first, start, end in _split(chances)]

    def _chances(self, strokes: Sequence[Stroke], height: float) -> Any:
        """Returns the probabilities of steps × characters, without those that are not Chinese."""
        grey = np.asarray(draw(strokes, height), np.float32) / 127.5 - 1.0
        picture = np.repeat(grey[None, None], 3, axis=1)
        chances = self._session.run(None, {self._input: picture})[0][0][:, : len(self._characters)].copy()
        chances[:, self._foreign] = 0.0
        return chances

    def _candidates(self, chances: Any, first: int | None = None) -> list[str]:
        best = chances.max(axis=0)
        best[_BLANK] = 0.0
        order = np.argsort(-best, kind="stable")[:_CANDIDATES].tolist()
        if first is not None:
            order = [first, *(at for at in order if at != first)][:_CANDIDATES]
        return [self._characters[at] for at in order if best[at] > 0.0]


def _split(chances: Any) -> list[tuple[int, int, int]]:
    """Returns each character with the steps that are its own, up to halfway to its neighbours."""
    runs, at = [], 0
    for character, steps in groupby(chances.argmax(axis=1).tolist()):
        length = len(list(steps))
        if character != _BLANK:
            runs.append((character, at, at + length))
        at += length
    middles = [(end + start + 1) // 2 for (_, _, end), (_, start, _) in pairwise(runs)]
    starts, ends = [0, *middles], [*middles, at]
    return [(character, starts[i], ends[i]) for i, (character, _, _) in enumerate(runs)]


def is_han(text: str) -> bool:
    """Returns whether it is one Chinese character."""
    return len(text) == 1 and any(low <= ord(text) <= high for low, high in _HAN)
