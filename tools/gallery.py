"""Pictures of one page of each kind, in every language, both ways up and in every display mode, and an index of them.

`python -m tools.gallery --out out/gallery`: about 1,600 small pictures; `--language en` and `--mode all` for some.
"""

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path

from languages.registry import LOCALES
from screens.display_mode import Setting
from screens.samples import SAMPLES
from tools.xvfb import ANY_WAY, virtual_display

SIZES = {"portrait": "1080x1920", "landscape": "1920x1080"}
MODES = {"usual": (), **{setting.value: (setting,) for setting in Setting}, "all": tuple(Setting)}


@dataclass(frozen=True, slots=True)
class PictureSet:
    """The pictures of all samples in one language, way up and mode."""

    language: str
    orientation: str
    mode: str

    @property
    def folder(self) -> Path:
        return Path(self.language) / self.orientation / self.mode

    def draw(self, out: Path, display: str) -> None:
        """Draws the pictures. Raises CalledProcessError where the pages cannot be drawn."""
        command = ["samples", "--size", SIZES[self.orientation], "--language", self.language]
        for setting in MODES[self.mode]:
            command += ["--mode", setting.value]
        program = [sys.executable, "-m", "screens.gallery", *command, "--out", str(out / self.folder)]
        subprocess.run(program, check=True, env={**_environment(), "DISPLAY": display})


def build_index(sets: list[PictureSet]) -> str:
    """Returns a page with a table for each sample: a row a language and way up, a column a mode."""
    tables = "\n".join(_table(name, sets) for name in SAMPLES)
    return f'<!doctype html><meta charset="utf-8"><title>Gallery</title><style>{_STYLE}</style>\n{tables}\n'


def _table(name: str, sets: list[PictureSet]) -> str:
    rows = dict.fromkeys((each.language, each.orientation) for each in sets)
    modes = list(dict.fromkeys(each.mode for each in sets))
    head = "".join(f"<th>{escape(mode)}</th>" for mode in modes)
    body = ""
    for language, orientation in rows:
        cells = "".join(_cell(name, PictureSet(language, orientation, mode)) for mode in modes)
        body += f"<tr><th>{escape(language)}, {orientation}</th>{cells}</tr>"
    return f"<h2>{escape(name)}</h2><table><tr><th></th>{head}</tr>{body}</table>"


def _cell(name: str, pictures: PictureSet) -> str:
    file = escape((pictures.folder / f"{name}.jpg").as_posix())
    return f'<td><a href="{file}"><img loading="lazy" height="220" src="{file}" alt=""></a></td>'


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != "WAYLAND_DISPLAY"}


_STYLE = "body{font-family:sans-serif}th{font-weight:normal;text-align:left;vertical-align:top}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out/gallery"))
    parser.add_argument("--language", action="append", choices=list(LOCALES))
    parser.add_argument("--mode", action="append", choices=list(MODES))
    options = parser.parse_args()
    sets = [
        PictureSet(language, orientation, mode)
        for language in options.language or LOCALES
        for orientation in SIZES
        for mode in options.mode or MODES
    ]
    options.out.mkdir(parents=True, exist_ok=True)
    with virtual_display(*ANY_WAY) as display:
        for pictures in sets:
            pictures.draw(options.out, display)
    (options.out / "index.html").write_text(build_index(sets), "utf-8")
    print(options.out / "index.html")


if __name__ == "__main__":
    main()
