"""Lines about the hub's audit log that the hub has this kiosk keep, so that nobody there can take the log back."""

import os
from pathlib import Path

NAME = "hub-witness.log"
_MOST = 4_000_000  # bytes of one file, some days; as much again of the one before


class WitnessFile:
    """Owned by the heartbeat's thread."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / NAME
        self._last = ""

    def keep(self, line: str) -> None:
        """Stores a line, but not one that came before, or is none. Raises OSError where the disk fails."""
        if not line or line == self._last or "\n" in line:
            return
        if self._path.exists() and self._path.stat().st_size > _MOST:
            self._path.replace(self._path.with_suffix(".log.1"))
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            os.write(handle, f"{line}\n".encode())
        finally:
            os.close(handle)
        self._last = line
