"""The service mode, for the screen and `python -m kiosk status` alike. `standing.json` holds what the technician, the
command line or the hub last set; `run.json` why the running kiosk cannot serve at all, and the sign on its first
page."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from contract.kiosks import Mode
from contract.text import Text
from kiosk.storage.atomic_files import write_for_now, write_safely
from kiosk.storage.disk_room import DiskRoom, DiskState

log = logging.getLogger(__name__)

_RUN_FILE = "run.json"


class ServiceState(BaseModel):
    """`reason` is what residents read while the kiosk does not serve; None for the usual words."""

    model_config = ConfigDict(frozen=True)

    mode: Mode = Mode.OPEN
    reason: Text | None = None
    since: AwareDatetime | None = None


class RunState(BaseModel):
    """What a running kiosk tells programs beside it: why it cannot serve, and the sign for staff on its first page."""

    blocked_reason: Text | None = None
    sign: str = ""


def read_run_state(data_dir: Path) -> RunState:
    """Returns what the kiosk that runs there tells."""
    try:
        return RunState.model_validate_json((data_dir / _RUN_FILE).read_bytes())
    except (OSError, ValidationError):
        return RunState()


class ServiceMode:
    """Safe to use from several threads, and beside other programs that change the same file."""

    def __init__(self, data_dir: Path, blocked_reason: Text | None = None, *, disk_reason: Text | None = None) -> None:
        """`blocked_reason`: why this run cannot serve at all, in spite of the file. `disk_reason`: what residents
        read while the disk takes nothing."""
        self._path = data_dir / "standing.json"
        self._run_file = data_dir / _RUN_FILE
        self._disk = DiskRoom(data_dir)
        self._lock = Lock()
        self._blocked_reason = blocked_reason
        self._waits: tuple[Callable[[], bool], Text] | None = None
        self._disk_reason = disk_reason
        self._sign = ""
        self._read_at: tuple[int, int] | None = None
        self._state = ServiceState()

    @property
    def blocked_reason(self) -> bool:
        """Returns whether this run cannot serve, until the kiosk is started again, or its disk is repaired."""
        return self._state_of_run() is not None

    def block(self, reason: Text) -> None:
        """Makes this run unable to serve; a reason that is there already stays."""
        self._blocked_reason = self._blocked_reason or reason
        self.publish()

    def publish(self) -> None:
        """Writes for programs beside this kiosk why it cannot serve. A disk that takes nothing shows without that, and
        no page waits for one that is slow."""
        run = RunState(blocked_reason=self._blocked_reason or (self._waits and self._waits[1]), sign=self._sign)
        try:
            if run.blocked_reason or run.sign:
                write_for_now(self._run_file, run.model_dump_json().encode())
            else:
                self._run_file.unlink(missing_ok=True)
        except OSError as error:
            log.error("%s is not written: %s", self._run_file.name, error.strerror)

    def publish_sign(self, sign: str) -> None:
        """Writes for programs beside this kiosk the sign for staff that its first page shows."""
        if sign != self._sign:
            self._sign = sign
            self.publish()

    def _state_of_run(self) -> ServiceState | None:
        if self._disk.state is DiskState.READ_ONLY:
            return ServiceState(mode=Mode.MAINTENANCE, reason=self._disk_reason)
        return ServiceState(mode=Mode.MAINTENANCE, reason=self._blocked_reason) if self._blocked_reason else None

    def block_while(self, condition: Callable[[], bool], reason: Text) -> None:
        """Makes this run unable to serve until the condition has ended."""
        self._waits = (condition, reason)
        self.publish()

    def _state_while_waiting(self) -> ServiceState | None:
        return ServiceState(mode=Mode.MAINTENANCE, reason=self._waits[1]) if self._waits else None

    @property
    def state(self) -> ServiceState:
        """Returns the state as it is now; a file that another program has changed is read again."""
        if self._waits and not self._waits[0]():
            self._waits = None
            self.publish()
        if state := self._state_of_run() or self._state_while_waiting():
            return state
        with self._lock:
            self._look()
            return self._state

    @property
    def mode(self) -> Mode:
        return self.state.mode

    def change(self, mode: Mode, reason: Text | None = None) -> None:
        """Sets the mode, over a restart as well. A visit that is going on is not cut short. Raises OSError."""
        state = ServiceState(mode=mode, reason=reason, since=datetime.now(UTC))
        with self._lock:
            write_safely(self._path, state.model_dump_json().encode())
        log.warning("the kiosk is now: %s", mode)

    def _look(self) -> None:
        try:
            stat = self._path.stat()
        except OSError:
            self._state, self._read_at = ServiceState(), None
            return
        mark = (stat.st_ino, stat.st_mtime_ns)
        if mark != self._read_at:
            self._state, self._read_at = _read(self._path), mark


def _read(path: Path) -> ServiceState:
    try:
        return ServiceState.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        log.error("%s cannot be read (%s); the kiosk serves", path.name, type(error).__name__)
        return ServiceState()
