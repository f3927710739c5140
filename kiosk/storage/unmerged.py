"""A copy of the database's files from before they were opened. Opening merges the write-ahead log as far as it can be
read, and what could not be read is gone."""

import logging
import shutil
from datetime import datetime
from pathlib import Path

from kiosk.storage.database import FILE

log = logging.getLogger(__name__)

_COPY = "unmerged"
_WRITE_AHEAD_LOG = FILE + "-wal"


def copy_unmerged(data_dir: Path, now: datetime) -> None:
    """Copies the files where the write-ahead log holds something. A copy that an earlier start left is kept."""
    try:
        if (data_dir / _WRITE_AHEAD_LOG).stat().st_size:
            if (data_dir / _COPY).exists():
                keep_copy(data_dir, now)
            _copy(data_dir)
    except FileNotFoundError:
        return
    except OSError as error:
        log.error("the database is not copied: %s", error.strerror)


def keep_copy(data_dir: Path, now: datetime) -> None:
    """Keeps the files of a damaged database in a folder of their own, as they were, else as they are."""
    try:
        if not (data_dir / _COPY).exists():
            _copy(data_dir)
        (data_dir / _COPY).rename(data_dir / f"damaged-{now:%Y%m%d-%H%M%S-%f}")
    except OSError as error:
        log.error("the damaged database is not kept: %s", error.strerror)


def drop_copy(data_dir: Path) -> None:
    """Deletes the copy, as the database is whole."""
    shutil.rmtree(data_dir / _COPY, ignore_errors=True)


def _copy(data_dir: Path) -> None:
    """Copies the files. Raises OSError."""
    (data_dir / _COPY).mkdir(mode=0o700)
    for name in (FILE, _WRITE_AHEAD_LOG):
        if (data_dir / name).exists():
            shutil.copy2(data_dir / name, data_dir / _COPY / name)
