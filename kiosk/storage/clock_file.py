"""By how much the machine's clock was off when the hub was last heard: `clock.json`. A kiosk that starts while the hub
is away goes on by it, where nothing keeps the machine's clock right."""

import logging
from datetime import timedelta
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ValidationError

from kiosk import clock
from kiosk.storage.atomic_files import write_safely

log = logging.getLogger(__name__)

_FILE = "clock.json"


class _Difference(BaseModel):
    machine_at: AwareDatetime
    ahead_seconds: float


def keep_difference(data_dir: Path) -> None:
    """Stores the difference, if there is one, so that a right clock costs no write. Raises OSError."""
    path = data_dir / _FILE
    if not clock.is_wrong():
        path.unlink(missing_ok=True)
        return
    difference = _Difference(machine_at=clock.machine_now(), ahead_seconds=clock.ahead().total_seconds())
    write_safely(path, difference.model_dump_json().encode())


def use_difference(data_dir: Path, *, clock_is_kept: bool | None) -> None:
    """Uses the stored difference. `clock_is_kept`: a time server keeps the machine's clock right, which then counts."""
    try:
        difference = _Difference.model_validate_json((data_dir / _FILE).read_bytes())
    except FileNotFoundError:
        return
    except (OSError, ValidationError) as error:
        log.warning("%s cannot be read: %s", _FILE, type(error).__name__)
        return
    if clock_is_kept or clock.machine_now() < difference.machine_at:  # it was set since
        return
    clock.learn_hub_time(clock.machine_now() - timedelta(seconds=difference.ahead_seconds))
