"""Going back to a moment with PostgreSQL: by its own means, or by pgBackRest as docs/installing.md describes it."""

import subprocess
from datetime import datetime
from pathlib import Path
from typing import Protocol

from tests.hub import postgres

_CONFIGURATION = """[global]
repo1-path={place}/repository
repo1-retention-full=2
start-fast=y
log-level-file=off
lock-path={place}/lock
spool-path={place}/spool
[hub]
pg1-path={server}/data
pg1-socket-path={server}
pg1-user=hub
"""


class Way(Protocol):
    """`server`: the folder of one that was not started yet; `place`: an empty folder for what is kept."""

    def __init__(self, server: Path, place: Path) -> None: ...

    def copy(self, url: str, other: Path) -> None:
        """Copies the server, which runs."""

    def finish(self, url: str) -> None:
        """Waits until all that was written is kept."""

    def recover(self, other: Path, moment: datetime) -> None:
        """Prepares a server in the other folder that goes on from the copy to that moment, and leads then."""


class OwnMeans:
    def __init__(self, server: Path, place: Path) -> None:
        self._place = place
        postgres.archive_to(server, f"cp %p {place}/%f")

    def copy(self, url: str, other: Path) -> None:
        postgres.copy_as_standby(url, other)

    def finish(self, url: str) -> None:
        postgres.finish_segment(url, self._place)

    def recover(self, other: Path, moment: datetime) -> None:
        postgres.recover_until(other, self._place, moment)


class PgBackRest:
    def __init__(self, server: Path, place: Path) -> None:
        self._command = ["pgbackrest", f"--config={place}/pgbackrest.conf", "--stanza=hub"]
        (place / "pgbackrest.conf").write_text(_CONFIGURATION.format(place=place, server=server))
        postgres.archive_to(server, f"{' '.join(self._command)} archive-push %p")

    def copy(self, url: str, other: Path) -> None:
        self._run("stanza-create")
        self._run("check")
        self._run("--type=full", "backup")

    def finish(self, url: str) -> None:
        self._run("check")  # has the server finish a segment, and waits until it is there

    def recover(self, other: Path, moment: datetime) -> None:
        target = moment.isoformat(sep=" ")
        self._run("--type=time", f"--target={target}", "--target-action=promote", f"--pg1-path={other}/data", "restore")

    def _run(self, *arguments: str) -> None:
        subprocess.run([*postgres.AS_USER, *self._command, *arguments], check=True, cwd="/")
