"""The import of residents on the command line."""

import argparse

from django.utils import timezone

from contract.text import text
from hub.core.imports import run_command
from hub.residents.importing import import_residents

_SUMMARY = text("{new} new, {changed} changed, {same} the same, {left} facts left as they were")


def run(options: argparse.Namespace) -> int:
    """Returns the exit status."""
    return run_command(
        options.file,
        lambda tell: import_residents(options.file, tell, timezone.now(), options.dry_run),
        _SUMMARY,
        dry_run=options.dry_run,
    )
