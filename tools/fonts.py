"""Takes the faces of the languages out of Debian's Noto Sans CJK collections (package fonts-noto-cjk, SIL OFL 1.1).

SDL draws face 0 of a collection, which is the Japanese one, and so has the wrong forms of 直, 骨 and 门. The other
fonts are links to Debian's (fonts-noto-core and fonts-hanazono, SIL OFL 1.1). Beside them stands what each covers.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

from languages.registry import FALLBACK_FONTS, FONTS
from tools.whole_file import whole_file

SYSTEM = Path("/usr/share/fonts")
COLLECTIONS = SYSTEM / "opentype" / "noto"
COVERAGE = "coverage.json"
NEEDED = "䶮㐂直A1"  # two rare characters of names, and plain ones
WEIGHTS = ("Regular", "Bold")


def family(font: str) -> str:
    """Returns the name of the face in the collections: `Noto Sans CJK SC` for `NotoSansSC`."""
    return f"Noto Sans CJK {font.removeprefix('NotoSans')}"


def extract(collection: Path, face_name: str, target: Path) -> None:
    """Writes the face of that name to `target`, whole or not at all. Raises LookupError where none serves."""
    with TTCollection(str(collection), lazy=True, recalcBBoxes=False, recalcTimestamp=False) as faces:
        face = _face(faces, face_name, collection)
        with whole_file(target) as unfinished:
            face.save(str(unfinished), reorderTables=False)


def _face(faces: TTCollection, name: str, collection: Path) -> TTFont:
    for face in faces.fonts:
        if face["name"].getBestFamilyName() == name:
            missing = [c for c in NEEDED if ord(c) not in face.getBestCmap()]
            if missing:
                raise LookupError(f"{collection}: {name} has no {' '.join(missing)}")
            return face
    raise LookupError(f"{collection}: no face named {name}")


def link(font: str, weight: str, directory: Path, system: Path) -> None:
    """Links the fallback font of that weight, or its only one. Raises LookupError where there is none."""
    for name in (f"{font}-{weight}.ttf", f"{font}.ttf"):
        for file in sorted((system / "truetype").glob(f"*/{name}")):
            with whole_file(directory / f"{font}-{weight}.ttf") as unfinished:
                unfinished.symlink_to(file)
            return
    raise LookupError(f"no {font} in {system}")


def covered(file: Path) -> list[tuple[int, int]]:
    """Returns the ranges of code points that a font has, both ends included."""
    with TTFont(str(file), lazy=True) as font:
        return list(_ranges(sorted(font.getBestCmap())))


def _ranges(codes: Iterable[int]) -> Iterator[tuple[int, int]]:
    first = last = -1
    for code in codes:
        if code != last + 1:
            if last >= 0:
                yield first, last
            first = code
        last = code
    if last >= 0:
        yield first, last


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, nargs="?", default=Path(".cache/fonts"))
    parser.add_argument("--system", type=Path, default=SYSTEM, help="where the fallback fonts are installed")
    options = parser.parse_args()
    directory: Path = options.directory
    directory.mkdir(parents=True, exist_ok=True)
    for font, weight in product(FONTS, WEIGHTS):
        extract(COLLECTIONS / f"NotoSansCJK-{weight}.ttc", family(font), directory / f"{font}-{weight}.ttf")
    for font, weight in product(FALLBACK_FONTS, WEIGHTS):
        link(font, weight, directory, options.system)
    coverage = {font: covered(directory / f"{font}-{WEIGHTS[0]}.ttf") for font in (*FONTS, *FALLBACK_FONTS)}
    with whole_file(directory / COVERAGE) as unfinished:
        unfinished.write_text(json.dumps(coverage))


if __name__ == "__main__":
    main()
