"""The installation of commit 0a15b02, put back where a test may upgrade it."""

import json
import lzma
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.hub import postgres
from tests.hub.hub_process import ROOT, Fresh, environment

MADE = Path(__file__).parent / "0a15b02"


@dataclass(frozen=True)
class Installation(Fresh):
    """A hub of then; `then` is what its own release said of what is in it."""

    then: dict[str, Any]

    def migrate(self) -> None:
        done = self.run("migrate")
        assert done.returncode == 0, done.stderr

    def now(self) -> dict[str, Any]:
        """Returns what today's release says of it."""
        found: dict[str, Any] = json.loads(self.python((Path(__file__).parent / "hub_now.py").read_text("utf-8")))
        return found

    def python(self, program: str) -> str:
        """Returns what a program prints that runs beside today's hub."""
        command = [sys.executable, "-c", program]
        around = environment(self.url, self.keys)
        return subprocess.run(
            command, cwd=ROOT, env=around, check=True, stdout=subprocess.PIPE, text=True, timeout=60
        ).stdout


@contextmanager
def installation(engine: str, folder: Path) -> Iterator[Installation]:
    keys = Path(shutil.copy(MADE / "hub.keys", folder))
    keys.chmod(0o600)
    then = json.loads(_unpacked(f"{engine}.json"))
    with sqlite(folder) if engine == "sqlite" else postgresql() as url:
        yield Installation(url, keys, then)


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    (folder / "hub.sqlite3").write_bytes(_unpacked("hub.sqlite3"))
    yield f"sqlite:///{folder / 'hub.sqlite3'}"


@contextmanager
def postgresql() -> Iterator[str]:
    with postgres.folder() as folder:
        postgres.initialise(folder)
        with postgres.server(folder) as server:
            url = postgres.create(server, "then")
            command = ["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", url]
            subprocess.run(command, input=_unpacked("hub.sql"), check=True, stdout=subprocess.DEVNULL)
            yield url


def kiosk_data(folder: Path) -> Path:
    """Returns the data directory of its kiosk, and its configuration beside it."""
    shutil.copy(MADE / "kiosk.toml", folder)
    with tarfile.open(MADE / "kiosk.tar.xz") as tar:
        tar.extractall(folder)  # our own archive; Debian 12's Python has no filters yet
    return folder / "kiosk"


def _unpacked(name: str) -> bytes:
    return lzma.decompress((MADE / f"{name}.xz").read_bytes())
