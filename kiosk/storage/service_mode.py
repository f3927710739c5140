"""The service mode. One file holds what the technician, the command line or the hub last set."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from contract.kiosks import Mode
from contract.text import Text
from kiosk.storage.atomic_files import write_safely

log = logging.getLogger(__name__)


class State(BaseModel):
    """`reason` is what residents read while the kiosk does not serve; None for the usual words."""

    model_config = ConfigDict(frozen=True)

    mode: Mode = Mode.OPEN
    reason: Text | None = None
    since: AwareDatetime | None = None


class ServiceMode:
    """Safe to use from several threads, and beside other programs that change the same file."""

    def __init__(self, data_dir: Path, blocked_reason: Text | None = None) -> None:
        """`blocked_reason`: why this run cannot serve at all, whatever the file says."""
        self._path = data_dir / "standing.json"
        self._lock = Lock()
        self._unfit = blocked_reason
        self._waits: tuple[Callable[[], bool], Text] | None = None
        self._read_at: tuple[int, int] | None = None
        self._kept = State()

    @property
    def blocked_reason(self) -> bool:
        """Can this run not serve, until the kiosk is started again?"""
        return self._unfit is not None

    def block(self, reason: Text) -> None:
        """This run cannot serve; a reason that is there already stays."""
        self._unfit = self._unfit or reason

    def block_while(self, condition: Callable[[], bool], reason: Text) -> None:
        """This run cannot serve until the condition has ended."""
        self._waits = (condition, reason)

    @property
    def state(self) -> State:
        """As it is now; a file that another program has changed is read again."""
        if self._waits and not self._waits[0]():
            self._waits = None
        if reason := self._unfit or (self._waits and self._waits[1]):
            return State(mode=Mode.MAINTENANCE, reason=reason)
        with self._lock:
            self._look()
            return self._kept

    @property
    def mode(self) -> Mode:
        return self.state.mode

    def change(self, mode: Mode, reason: Text | None = None) -> None:
        """Have it so from now on, over a restart as well. A visit that is going on is not cut short. Raises OSError."""
        state = State(mode=mode, reason=reason, since=datetime.now(UTC))
        with self._lock:
            write_safely(self._path, state.model_dump_json().encode())
        log.warning("the kiosk is now: %s", mode)

    def _look(self) -> None:
        try:
            found = self._path.stat()
        except OSError:
            self._kept, self._read_at = State(), None
            return
        mark = (found.st_ino, found.st_mtime_ns)
        if mark != self._read_at:
            self._kept, self._read_at = _read(self._path), mark


def _read(path: Path) -> State:
    try:
        return State.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        log.error("%s cannot be read (%s); the kiosk serves", path.name, type(error).__name__)
        return State()
