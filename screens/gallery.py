"""For developers: shows a sample page, or saves its picture.

`python -m screens.gallery menu --size 1080x1920 --out menu.png`; with `all` the `--out` is a folder, with `samples`
too: small pictures of each page. `--mode large_text`, as often as need be.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.pages import language
from languages.registry import DEFAULT
from screens import window
from screens.display_mode import USUAL, Setting
from screens.samples import SAMPLES

if TYPE_CHECKING:
    from screens.stage import Stage

_OVER = ("menu+warning", "menu+help", "menu+display", *(f"{name}+keys" for name in SAMPLES))


def save(file: Path) -> None:
    """Writes the window's content, as a PNG or a small JPEG."""
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
    from PIL import Image

    width, height = Window.size
    pixels = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
    file.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.frombytes("RGB", (width, height), pixels)
    picture = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    (picture.reduce(2) if file.suffix == ".jpg" else picture).save(file)


def _keys(stage: Stage) -> None:
    stage.focus.appear()
    stage.volume.change(1)


_MORE: dict[str, Callable[[Stage], object]] = {
    "warning": lambda stage: stage.warn(17),
    "keys": _keys,
    "help": lambda stage: stage.toggle_help(),
    "display": lambda stage: stage.toggle_display(),
}


def _pictures(
    surface: window.KivySurface, names: list[str], out: Path, settings: list[Setting], suffix: str
) -> Iterator[bool]:
    """Shows one page per step, and saves the previous one."""
    for name in names:
        page, _plus, more = name.partition("+")
        surface.stage.show(SAMPLES[page], lambda _: None)
        for setting in settings:
            if surface.stage.theme.mode.has(setting) == USUAL.has(setting):
                surface.stage.switch(setting)
        if more in _MORE:
            _MORE[more](surface.stage)
        yield True
        yield True
        save(out if out.suffix else out / f"{name}{suffix}")
    surface.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", choices=[*SAMPLES, "all", "samples", *_OVER])
    parser.add_argument("--size", default="1080x1920")
    parser.add_argument("--width-mm", type=float, default=0.0)
    parser.add_argument("--language", default=DEFAULT, choices=list(language.LANGUAGES))
    parser.add_argument("--mode", action="append", default=[], type=Setting, choices=list(Setting))
    parser.add_argument("--sign", default="", help="what stands above every page")
    parser.add_argument("--mounting", action="append", default=[], help="as in [mounting]: card_reader=below_right")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("screens").setLevel(logging.DEBUG)
    language.activate(options.language)
    width, height = (int(part) for part in options.size.split("x"))
    groups = {"all": [*SAMPLES, *_OVER], "samples": list(SAMPLES)}
    names = groups.get(options.page, [options.page])
    suffix = ".jpg" if options.page == "samples" else ".png"

    def started(surface: window.KivySurface) -> None:
        from kivy.clock import Clock

        if options.out is None:
            surface.draw(SAMPLES[names[0]], lambda reply: print(type(reply).__name__, getattr(reply, "value", "")))
            return
        steps = _pictures(surface, names, options.out, options.mode, suffix)
        Clock.schedule_interval(lambda _: next(steps, False), 0.08)

    window.run(
        SAMPLES["attract"],
        width_px=width,
        height_px=height,
        width_mm=options.width_mm or width / 4.03,
        fullscreen=False,
        on_started=started,
        sign=options.sign,
        mounting=tuple((name, place) for name, _equals, place in (part.partition("=") for part in options.mounting)),
    )


if __name__ == "__main__":
    main()
