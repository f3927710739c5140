"""The options of run_kiosk.py."""

import argparse
from pathlib import Path

from contract.release import get_version


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
