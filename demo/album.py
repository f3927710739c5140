"""The numbered pictures of a tour, and the overview page."""

import html
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from languages.registry import DEFAULT

_STYLE = """
body { font: 16px/1.6 "Noto Sans CJK SC", "Noto Sans SC", sans-serif; margin: 2rem auto; max-width: 76rem;
       padding: 0 1rem; color: #1b2a30; background: #f6f3ec }
main { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)) }
figure { margin: 0; background: #fff; border: 1px solid #d5cfc1; border-radius: 8px; overflow: hidden }
img { width: 100%; display: block }
figcaption { padding: .6rem .8rem; border-top: 1px solid #d5cfc1 }
"""


@dataclass(frozen=True, slots=True)
class AlbumPicture:
    file: Path
    caption: str


class Album:
    """Pictures in `folder`, numbered in the order in which they are taken."""

    def __init__(self, folder: Path, shoot: Callable[[], Image.Image]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for old in [*folder.glob("[0-9][0-9]-*.png"), folder / "index.html"]:
            old.unlink(missing_ok=True)
        self._folder = folder
        self._shoot = shoot
        self._began = time.monotonic()
        self.pictures: list[AlbumPicture] = []

    def take(self, name: str, caption: str) -> None:
        """Takes a picture of the window, once it has not changed for two frames."""
        before, picture = None, self._shoot()
        deadline = time.monotonic() + 1.0
        while before != picture and time.monotonic() < deadline:
            time.sleep(0.05)
            before, picture = picture, self._shoot()
        file = self._next(name)
        picture.quantize(256, dither=Image.Dither.NONE).save(file)
        self.pictures.append(AlbumPicture(file, caption))

    def keep(self, source: Path, name: str, caption: str) -> None:
        """Adds a picture made elsewhere: printed output."""
        file = self._next(name)
        shutil.copyfile(source, file)
        self.pictures.append(AlbumPicture(file, caption))

    def sum_up(self, title: str) -> Path:
        """Writes one page with all pictures."""
        figures = "\n".join(
            f'<figure><a href="{p.file.name}"><img src="{p.file.name}" alt="{html.escape(p.caption)}"></a>'
            f"<figcaption>{p.file.stem[:2]} · {html.escape(p.caption)}</figcaption></figure>"
            for p in self.pictures
        )
        seconds = time.monotonic() - self._began
        page = self._folder / "index.html"
        page.write_text(
            f'<!doctype html><html lang="{DEFAULT}"><meta charset="utf-8"><title>{html.escape(title)}</title>'
            f"<style>{_STYLE}</style><h1>{html.escape(title)}</h1>"
            f"<p>{len(self.pictures)} 张画面，由程序自己点击走完，用时 {seconds:.0f} 秒;"
            f"卡片和纸张来自模拟设备，人物均为虚构。</p>\n<main>\n{figures}\n</main></html>\n",
            "utf-8",
        )
        return page

    def _next(self, name: str) -> Path:
        return self._folder / f"{len(self.pictures) + 1:02}-{name}.png"
