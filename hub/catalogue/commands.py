"""Import and export on the command line."""

import argparse
import sys
from functools import partial

from contract.text import text
from hub.catalogue import exchange, spreadsheets
from hub.core.imports import Report, Tell, run_command

_SUMMARY = text("{new} new, {changed} changed, {same} the same")


def run(options: argparse.Namespace) -> int:
    """Returns the exit status. Mistakes go to standard output, a line each."""
    if options.table and options.table not in spreadsheets.TABLES:
        return _refuse(f"there is no table {options.table}; there are: {', '.join(spreadsheets.TABLES)}")
    if options.action == "import":
        return run_command(options.file, partial(_import, options), _SUMMARY, dry_run=options.dry_run)
    try:
        options.file.write_bytes(exchange.export_csv(options.table) if options.table else exchange.export_json())
    except OSError as error:
        return _refuse(f"{options.file}: {error}")
    return 0


def _import(options: argparse.Namespace, tell: Tell) -> Report:
    content, table = options.file.read_bytes(), options.table
    if table:
        return exchange.import_csv(table, content, options.dry_run, tell)
    return exchange.import_json(content, options.dry_run, tell)


def _refuse(message: str) -> int:
    print(f"hub: {message}", file=sys.stderr)
    return 1
