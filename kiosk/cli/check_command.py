"""`run_kiosk.py --check`: what the configuration endangers, and what this machine cannot offer."""

import sys

from config.dangers import report_dangers
from config.settings import Settings
from kiosk.diagnostics.handwriting import list_missing
from kiosk.diagnostics.voice import check_lines


def check(settings: Settings) -> int:
    """Prints the report; returns the exit status, which the configuration alone decides."""
    if missing := list_missing():
        print(f"no handwriting on the on-screen keyboard: {', '.join(missing)} is not installed", file=sys.stderr)
    print(*check_lines(settings.voice), sep="\n")
    return report_dangers(settings)
