"""Settings of Kivy before its first import: no files, no arguments, no doubled taps, nothing to be opened."""

import importlib
import logging
import os
from pathlib import Path

from languages.registry import FALLBACK_FONTS, LOCALES
from languages.registry import FONTS as FAMILIES
from screens.memory import keep_together
from screens.window_visual import ask_for_plain_window

FONTS = Path(__file__).resolve().parent.parent / ".cache" / "fonts"

_ENVIRONMENT = {
    "KIVY_NO_CONFIG": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_ENV_CONFIG": "1",
    "KIVY_LOG_MODE": "PYTHON",
    "KIVY_WINDOW": "sdl2",
    "KIVY_TEXT": "sdl2",
    "KIVY_IMAGE": "sdl2",
    "KIVY_CLIPBOARD": "dummy",
    "SDL_NO_SIGNAL_HANDLERS": "1",
}


class FontsMissing(Exception):
    """The fonts are made at set-up and are not there."""


def font_files() -> list[Path]:
    """Returns what the languages of the registry are drawn with."""
    return [FONTS / name for locale in LOCALES.values() for name in (locale.regular, locale.bold)]


def set_environment() -> None:
    """Sets Kivy's environment. To be called before the first import of Kivy."""
    for variable, setting in _ENVIRONMENT.items():
        os.environ.setdefault(variable, setting)


def set_up(width: int, height: int, *, fullscreen: bool) -> None:
    """Sets Kivy's environment and configuration for a window of that many pixels. Raises FontsMissing."""
    keep_together()
    ask_for_plain_window()
    set_environment()
    kivy_log = logging.getLogger("kivy")
    kivy_log.setLevel(logging.WARNING)
    kivy_log.addFilter(lambda record: "MTDev" not in record.getMessage())  # an input driver that nobody asked for
    from kivy.config import Config

    options: dict[str, int | str] = {
        "width": width,
        "height": height,
        "multisamples": 0,
        "maxfps": 250,
        "fullscreen": "1" if fullscreen else "0",
        "borderless": int(fullscreen),
        "resizable": 0,
        "allow_screensaver": 0,
        "show_cursor": int(not fullscreen),
    }
    for key, value in options.items():
        Config.set("graphics", key, str(value))
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("kivy", "pause_on_minimize", "0")
    Config.set("kivy", "log_level", "warning")
    for driver, _ in list(Config.items("input")):
        Config.remove_option("input", driver)
    Config.remove_option("input", "%(name)s")
    Config.set("input", "mouse", "mouse,disable_multitouch,disable_hover")
    _skip_style()
    _register_fonts()


def _skip_style() -> None:
    """Skips the rules of Kivy's own widgets, which it reads at import in 80 ms; no page here uses one."""
    import kivy

    whole = kivy.kivy_data_dir
    kivy.kivy_data_dir = str(Path(__file__).resolve().parent / "no_style")
    try:
        importlib.import_module("kivy.lang.builder")
    finally:
        kivy.kivy_data_dir = whole


def _register_fonts() -> None:
    from kivy.core.text import LabelBase

    missing = [file.name for file in font_files() if not file.exists()]
    if missing:
        raise FontsMissing(f"no {', '.join(missing)} in {FONTS}: they are made at set-up")
    for font in (*FAMILIES, *FALLBACK_FONTS):
        regular, bold = (FONTS / f"{font}-{weight}.ttf" for weight in ("Regular", "Bold"))
        if regular.exists() and bold.exists():
            LabelBase.register(font, fn_regular=str(regular), fn_bold=str(bold))
