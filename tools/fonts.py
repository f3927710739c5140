"""Take the faces of the languages out of Debian's Noto Sans CJK collections (package fonts-noto-cjk, SIL OFL 1.1).

SDL draws face 0 of a collection, which is the Japanese one, and so has the wrong forms of 直, 骨 and 门.
"""

import argparse
import os
from itertools import product
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

from languages.registry import FONTS

COLLECTIONS = Path("/usr/share/fonts/opentype/noto")
NEEDED = "䶮㐂直A1"  # two rare characters of names, and plain ones
WEIGHTS = ("Regular", "Bold")


def family(font: str) -> str:
    """Returns the name of the face in the collections: `Noto Sans CJK SC` for `NotoSansSC`."""
    return f"Noto Sans CJK {font.removeprefix('NotoSans')}"


def extract(collection: Path, face_name: str, target: Path) -> None:
    """Writes the face of that name to `target`, whole or not at all. Raises LookupError where none serves."""
    with TTCollection(str(collection), lazy=True, recalcBBoxes=False, recalcTimestamp=False) as faces:
        face = _face(faces, face_name, collection)
        unfinished = target.with_suffix(f".{os.getpid()}.part")
        face.save(str(unfinished), reorderTables=False)
    unfinished.replace(target)


def _face(faces: TTCollection, name: str, collection: Path) -> TTFont:
    for face in faces.fonts:
        if face["name"].getBestFamilyName() == name:
            missing = [c for c in NEEDED if ord(c) not in face.getBestCmap()]
            if missing:
                raise LookupError(f"{collection}: {name} has no {' '.join(missing)}")
            return face
    raise LookupError(f"{collection}: no face named {name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, nargs="?", default=Path(".cache/fonts"))
    directory: Path = parser.parse_args().directory
    directory.mkdir(parents=True, exist_ok=True)
    for font, weight in product(FONTS, WEIGHTS):
        extract(COLLECTIONS / f"NotoSansCJK-{weight}.ttc", family(font), directory / f"{font}-{weight}.ttf")


if __name__ == "__main__":
    main()
