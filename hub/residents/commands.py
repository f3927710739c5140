"""The import of residents on the command line."""

import argparse

from django.utils import timezone

from hub.core.imports import run_command
from hub.residents.importing import import_residents

_SUMMARY = "{report.new} new, {report.changed} changed, {report.same} the same, {report.left} facts left as they were"


def run(options: argparse.Namespace) -> int:
    """Returns the exit status."""
    return run_command(
        options.file,
        lambda tell: import_residents(options.file, tell, timezone.now(), options.dry_run),
        _SUMMARY,
    )
