"""`python -m screens.handwriting.process MODEL`: reads strokes from its input, one JSON line each, and answers with one
line. The first line says that the model is loaded. It ends with its input."""

import json
import sys
from pathlib import Path

from kiosk.private_memory import forbid_copies
from screens.handwriting.recogniser import Recogniser

_WARM_UP = [[(0.0, 0.0), (30.0, 0.0)], [(15.0, 0.0), (15.0, 30.0)]]


def main() -> None:
    forbid_copies()
    recogniser = Recogniser(Path(sys.argv[1]))
    _answer(recogniser.read(_WARM_UP, 60.0))
    for line in sys.stdin:
        question = json.loads(line)
        _answer(recogniser.read(question["strokes"], question["height"]))


def _answer(characters: list[list[str]]) -> None:
    sys.stdout.write(json.dumps(characters) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
