"""How long a start takes, from the last one, so that the first page can say about when the kiosk serves."""

import logging
from math import ceil
from pathlib import Path

from kiosk.storage.atomic_files import write_safely

log = logging.getLogger(__name__)

_FIRST = 20  # seconds, where none was measured: an embedded hub creates its database
_LONGEST = 600


def estimate(data_dir: Path) -> int:
    """Returns about how many seconds this start takes."""
    try:
        return min(_LONGEST, max(1, int(_file(data_dir).read_text("ascii"))))
    except (OSError, ValueError):
        return _FIRST


def record(data_dir: Path, seconds: float) -> None:
    """Records how long this start took."""
    try:
        write_safely(_file(data_dir), str(ceil(seconds)).encode())
    except OSError as error:
        log.warning("the start's duration is not kept: %s", error.strerror)


def _file(data_dir: Path) -> Path:
    return data_dir / "start-seconds"
