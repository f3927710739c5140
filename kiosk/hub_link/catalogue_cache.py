"""The catalogue, the notices, the directory and the places as the hub last gave them, kept on disk for when it is
away."""

import hashlib
import logging
from pathlib import Path
from threading import Lock
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from contract.catalogue import Catalogue
from contract.channels import Directory, Notices
from contract.places import PlaceBook
from kiosk.storage.atomic_files import write_safely

log = logging.getLogger(__name__)

M = TypeVar("M", bound=BaseModel)


class _StoredCatalogue(BaseModel):
    etag: str
    catalogue: Catalogue


class CatalogueCache:
    """Safe to use from several threads."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "catalogue.json"
        self._notices_path = data_dir / "notices.json"
        self._lock = Lock()
        self._stored = _read(self._path, _StoredCatalogue)
        self._notices = _read(self._notices_path, Notices) or Notices()
        self._directory_path = data_dir / "directory.json"
        self._directory = _read(self._directory_path, Directory) or Directory(entries=())
        self._places_path = data_dir / "places.json"
        self._places = _read(self._places_path, PlaceBook) or PlaceBook()
        self._map_path = data_dir / "map.jpg"
        self._map_digest = _digest(self._map_path)

    @property
    def places(self) -> PlaceBook:
        """Returns what addresses are chosen from where this kiosk stands."""
        return self._places

    def keep_places(self, places: PlaceBook) -> None:
        """Keeps them from now on. Raises OSError where the disk fails."""
        with self._lock:
            if places != self._places:
                self._places = places
                write_safely(self._places_path, places.model_dump_json().encode())

    @property
    def map_picture(self) -> Path | None:
        """Returns the file with the map of the places; None without a map, or while another's is here."""
        drawn = self._places.drawn_map
        return self._map_path if drawn and drawn.digest == self._map_digest else None

    def keep_map_picture(self, jpeg: bytes) -> None:
        """Stores the picture. Raises OSError where the disk fails."""
        with self._lock:
            write_safely(self._map_path, jpeg)
            self._map_digest = hashlib.sha256(jpeg).hexdigest()

    @property
    def catalogue(self) -> Catalogue | None:
        """Returns the catalogue; None while this kiosk has never had one."""
        return self._stored.catalogue if self._stored else None

    @property
    def etag(self) -> str:
        return self._stored.etag if self._stored else ""

    def keep(self, catalogue: Catalogue, etag: str) -> None:
        """Stores the catalogue. Raises OSError where the disk fails."""
        stored = _StoredCatalogue(etag=etag, catalogue=catalogue)
        with self._lock:
            self._stored = stored
            write_safely(self._path, stored.model_dump_json().encode())

    @property
    def notices(self) -> Notices:
        """Returns what is told where this kiosk stands, besides the catalogue's own notices."""
        return self._notices

    def keep_notices(self, notices: Notices) -> None:
        """Stores the notices. Raises OSError where the disk fails."""
        with self._lock:
            self._notices = notices
            write_safely(self._notices_path, notices.model_dump_json().encode())

    @property
    def directory(self) -> Directory:
        """Returns what there is nearby, for the search; a journey asks the hub itself."""
        return self._directory

    def keep_directory(self, directory: Directory) -> None:
        """Stores the directory. Raises OSError where the disk fails."""
        with self._lock:
            if directory != self._directory:
                self._directory = directory
                write_safely(self._directory_path, directory.model_dump_json().encode())


def _digest(path: Path) -> str:
    """Returns the SHA-256 of a file; "" for one that is not there."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _read(path: Path, kind: type[M]) -> M | None:
    try:
        return kind.model_validate_json(path.read_bytes(), extra="ignore")  # a newer release may have written it
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        log.warning("the kept %s cannot be read (%s); it will be fetched again", path.stem, type(error).__name__)
        return None
