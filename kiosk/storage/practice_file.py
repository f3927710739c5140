"""Whether this kiosk practises. It does for the day on which it was switched, and no longer: whatever stops the program
or the clock, a file of another day counts for nothing."""

import logging
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ValidationError

from kiosk.storage.atomic_files import write_safely

log = logging.getLogger(__name__)
FOLDER = "practice"
"""Below the data directory: outbox, ticket book, catalogue and counters of practice, and of nothing else."""


class _Practice(BaseModel):
    day: date


class PracticeFile:
    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "practice.json"

    def is_for(self, day: date) -> bool:
        """Returns whether the kiosk practises on that day. What cannot be read is no practice."""
        try:
            return _Practice.model_validate_json(self._path.read_bytes()).day == day
        except FileNotFoundError:
            return False
        except (OSError, ValidationError) as error:
            log.error("%s cannot be read (%s): no practice", self._path.name, type(error).__name__)
            return False

    def begin(self, day: date) -> None:
        """Raises OSError."""
        write_safely(self._path, _Practice(day=day).model_dump_json().encode())

    def end(self) -> None:
        """Raises OSError."""
        self._path.unlink(missing_ok=True)
