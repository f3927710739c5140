"""The import of places from the place register on the command line."""

import argparse
from pathlib import Path

from django.utils import timezone

from hub.core.imports import run_command
from hub.places.commands import SUMMARY
from hub.registers.places import fetch_places


def run(options: argparse.Namespace) -> int:
    """Returns the exit status."""
    return run_command(
        Path("place register"),
        lambda tell: fetch_places(tell, timezone.now(), options.dry_run),
        SUMMARY,
        dry_run=options.dry_run,
    )
