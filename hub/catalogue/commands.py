"""Import and export on the command line."""

import argparse
import sys

from hub.catalogue import exchange, spreadsheets


def run(options: argparse.Namespace) -> int:
    """Returns the exit status. Mistakes go to standard output, a line each."""
    if options.table and options.table not in spreadsheets.TABLES:
        return _refuse(f"there is no table {options.table}; there are: {', '.join(spreadsheets.TABLES)}")
    try:
        if options.action == "export":
            options.file.write_bytes(exchange.export_csv(options.table) if options.table else exchange.export_json())
            return 0
        report = _import(options.file.read_bytes(), options.table, options.dry_run)
    except (OSError, spreadsheets.UnreadableError) as error:
        return _refuse(f"{options.file}: {error}")
    for mistake in report.mistakes:
        print(mistake)
    print(f"{report.new} new, {report.changed} changed, {report.same} the same, {len(report.mistakes)} mistakes")
    return 1 if report.mistakes else 0


def _import(content: bytes, table: str | None, dry_run: bool) -> exchange.Report:
    return exchange.import_csv(table, content, dry_run) if table else exchange.import_json(content, dry_run)


def _refuse(message: str) -> int:
    print(f"hub: {message}", file=sys.stderr)
    return 1
