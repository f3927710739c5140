"""The import of places on the command line."""

import argparse

from contract.text import text
from hub.core.imports import run_command
from hub.places.importing import import_places

SUMMARY = text("{new} new places, {changed} changed, {same} the same")


def run(options: argparse.Namespace) -> int:
    """Returns the exit status."""
    return run_command(
        options.file,
        lambda tell: import_places(options.file, tell, options.dry_run),
        SUMMARY,
        dry_run=options.dry_run,
    )
