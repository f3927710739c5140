"""The technicians' credentials: `technician.json`, written whole or not at all."""

import logging
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.storage.atomic_files import write_safely

log = logging.getLogger(__name__)

_NOBODY = "damaged"  # the hash of no PIN


class CardMark(BaseModel):
    """A technician's card: the name it was given here, and a keyed hash of its number."""

    model_config = ConfigDict(frozen=True)

    name: str
    mark: str


class StoredCredentials(BaseModel):
    model_config = ConfigDict(frozen=True)

    hash: str = ""  # "" while the PIN is the default one
    failures: int = 0
    failed_at: float = 0.0
    cards: tuple[CardMark, ...] = ()

    @property
    def damaged(self) -> bool:
        """Returns whether the file is damaged: then nobody enters, until the PIN is reset from the command line."""
        return self.hash == _NOBODY


class CredentialsFile:
    """Without a file nothing is kept yet; one that cannot be read lets nobody in."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "technician.json"
        self._unwritten: StoredCredentials | None = None

    def read(self) -> StoredCredentials:
        if self._unwritten:
            return self._unwritten
        try:
            return StoredCredentials.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return StoredCredentials()
        except (OSError, ValidationError) as error:
            log.error("%s cannot be read (%s): nobody enters", self._path.name, type(error).__name__)
            return StoredCredentials(hash=_NOBODY)

    def write(self, credentials: StoredCredentials) -> None:
        """Writes the file. Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_safely(self._path, credentials.model_dump_json().encode())
        self._unwritten = None

    def write_if_possible(self, credentials: StoredCredentials) -> None:
        """Writes the file; what the disk does not take counts until the program ends."""
        try:
            self.write(credentials)
        except OSError as error:
            log.error("%s is not written: %s", self._path.name, error.strerror)
            self._unwritten = credentials

    def forget(self) -> None:
        """Deletes the credentials, as on a new kiosk. Raises OSError."""
        self._path.unlink(missing_ok=True)
        self._unwritten = None
