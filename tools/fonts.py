"""Take the Simplified Chinese face out of Debian's Noto Sans CJK collections (package fonts-noto-cjk, SIL OFL 1.1).

SDL draws face 0 of a collection, which is the Japanese one, and so has the wrong forms of 直, 骨 and 门.
"""

import argparse
import os
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Noto Sans CJK SC"
COLLECTIONS = Path("/usr/share/fonts/opentype/noto")
NEEDED = "䶮㐂直A1"  # two rare characters of names, and plain ones
WEIGHTS = {"NotoSansCJK-Regular.ttc": "NotoSansSC-Regular.ttf", "NotoSansCJK-Bold.ttc": "NotoSansSC-Bold.ttf"}


def extract(collection: Path, target: Path) -> None:
    """Write the face of `FAMILY` to `target`, whole or not at all. Raises LookupError where none serves."""
    with TTCollection(str(collection), lazy=True, recalcBBoxes=False, recalcTimestamp=False) as faces:
        face = _face(faces, collection)
        unfinished = target.with_suffix(f".{os.getpid()}.part")
        face.save(str(unfinished), reorderTables=False)
    unfinished.replace(target)


def _face(faces: TTCollection, collection: Path) -> TTFont:
    for face in faces.fonts:
        if face["name"].getBestFamilyName() == FAMILY:
            missing = [c for c in NEEDED if ord(c) not in face.getBestCmap()]
            if missing:
                raise LookupError(f"{collection}: {FAMILY} has no {' '.join(missing)}")
            return face
    raise LookupError(f"{collection}: no face named {FAMILY}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, nargs="?", default=Path(".cache/fonts"))
    directory: Path = parser.parse_args().directory
    directory.mkdir(parents=True, exist_ok=True)
    for collection, face in WEIGHTS.items():
        extract(COLLECTIONS / collection, directory / face)


if __name__ == "__main__":
    main()
