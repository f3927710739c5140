"""The options of run_kiosk.py."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from contract.release import get_version

if TYPE_CHECKING:
    from config.settings import Settings


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run_kiosk.py", description="The community service centre's kiosk.")
    parser.add_argument("--version", action="version", version=get_version())
    parser.add_argument("--config", type=Path, metavar="FILE", help="the site's configuration; without it the defaults")
    parser.add_argument("--windowed", action="store_true", help="in a window, made to fit the display")
    parser.add_argument("--demo", action="store_true", help="simulated devices, and a dock to play with them")
    parser.add_argument("--tour", type=Path, metavar="DIR", help="walk through all pages, leave pictures in DIR, end")
    parser.add_argument("--check", action="store_true", help="check the configuration and end")
    parser.add_argument("--print-config", action="store_true", help="print the configuration in effect, secrets masked")
    parser.add_argument("--keep-going", action="store_true", help="with a broken configuration, run what is sound")
    parser.add_argument("--probe", type=Path, metavar="SOCKET", help="let a robot see the page here, for tests")
    return parser


def for_demonstration(settings: Settings, data_dir: Path) -> Settings:
    """Returns the settings of a demonstration: nothing invented reaches a real hub or outbox."""
    kiosk = settings.kiosk.model_copy(update={"data_dir": data_dir})
    hub = settings.hub.model_copy(update={"url": "embedded", "token_file": None})
    return settings.model_copy(update={"kiosk": kiosk, "hub": hub})
