"""Counts the starts that came to nothing. After three in a row the kiosk starts safely: without its devices."""

import logging
from pathlib import Path
from threading import Timer

from kiosk.disk import write_safely

log = logging.getLogger(__name__)

FAILED_STARTS = 3
_SOUND_AFTER = 20.0  # seconds that a start must last


class Starts:
    """Raises OSError where the disk fails."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "starts"

    def begin(self) -> bool:
        """Count this start; is it to be a safe one?"""
        failed = self._failed()
        write_safely(self._path, str(failed + 1).encode())
        if failed >= FAILED_STARTS:
            log.error("%s starts in a row came to nothing: safe mode", failed)
        return failed >= FAILED_STARTS

    def well(self) -> None:
        """It did what it should, or ended as asked: the next start counts anew."""
        self._path.unlink(missing_ok=True)

    def well_later(self) -> Timer:
        """`well` after a while, unless the timer is cancelled."""
        timer = Timer(_SOUND_AFTER, self.well)
        timer.daemon = True
        timer.start()
        return timer

    def _failed(self) -> int:
        try:
            return int(self._path.read_text("ascii"))
        except (OSError, ValueError):
            return 0
