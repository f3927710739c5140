"""What `--check` says of a configuration that could be read."""

from config.dangers import report_dangers
from config.settings import Settings
from kiosk.diagnostics.voice import check_lines


def report_configuration(settings: Settings) -> int:
    """Prints its dangers, and what reads pages out; returns the exit status: 0 without dangers, 2 otherwise."""
    status = report_dangers(settings)
    print(*check_lines(settings.voice), sep="\n")
    return status
