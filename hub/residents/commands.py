"""The import of residents on the command line."""

import argparse
import sys

from django.utils import timezone

from hub.catalogue.spreadsheets import UnreadableError
from hub.residents.importing import import_residents


def run(options: argparse.Namespace) -> int:
    """Returns the exit status. Mistakes go to standard output, a line each."""
    try:
        report = import_residents(options.file, print, timezone.now(), options.dry_run)
    except (OSError, UnreadableError) as error:
        print(f"hub: {options.file}: {error}", file=sys.stderr)
        return 1
    told = f"{report.new} new, {report.changed} changed, {report.same} the same, {report.left} facts left as they were"
    print(f"{told}, {report.mistakes} mistakes")
    return 1 if report.mistakes else 0
