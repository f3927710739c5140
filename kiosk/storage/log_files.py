"""The kiosk's log, as files that do not grow for ever, in `data_dir/log`. Nothing personal is ever logged."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_BYTES, _OLD = 1_000_000, 5


def keep(data_dir: Path) -> None:
    """Writes the log to a file as well as to standard error. A disk that takes no log does not stop the kiosk."""
    folder = data_dir / "log"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = _LogFile(folder / "kiosk.log", maxBytes=_BYTES, backupCount=_OLD, encoding="utf-8", delay=True)
    except OSError as error:
        logging.getLogger(__name__).error("no log is kept: %s", error.strerror)
        return
    file.setFormatter(logging.Formatter(_FORMAT))
    logging.getLogger().addHandler(file)


class _LogFile(RotatingFileHandler):
    """Drops a line that the disk does not take: it stands on standard error, and a traceback of each beside it would
    drown the rest."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's own name
        """Does nothing."""


def files(data_dir: Path) -> list[Path]:
    """Returns the files, the newest first."""
    return sorted((data_dir / "log").glob("kiosk.log*"))
