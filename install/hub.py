"""The questions of the installer to the hub, by its command line: always that of the release in service."""

from pathlib import Path

from install.runner import Run

BACKUPS = "/var/lib/hub/backups"


class HubCommands:
    """Raises subprocess.CalledProcessError."""

    def __init__(self, root: Path, run: Run) -> None:
        self._command = str(root / "usr/local/bin/kiosk-hub")
        self._run = run

    def back_up(self) -> str:
        """Returns the backup's path."""
        print("install: backing up the hub", flush=True)
        return self._run(self._command, "backup", BACKUPS, read=True).strip().rpartition("\n")[2]

    def restore(self, backup: str) -> None:
        self._run(self._command, "restore", "--over", backup, read=True)

    def list_changes(self, backup: str) -> str:
        """Returns how much was added since the backup, in a line."""
        lines = self._run(self._command, "changes", backup, read=True).strip().splitlines()
        counts = [line.split("\t") for line in lines if "\t" in line]
        return ", ".join(f"{count} {name}" for name, count in counts)

    def migrate(self) -> None:
        self._run(self._command, "migrate", read=True)

    def seed(self) -> None:
        self._run(self._command, "seed", read=True)

    def get_token(self, kiosk: str) -> str:
        names = [line.split("\t")[0] for line in self._run(self._command, "kiosk", "list", read=True).splitlines()]
        return self._run(self._command, "kiosk", "renew" if kiosk in names else "add", kiosk, read=True).strip()

    def check(self, release: Path, health: bool) -> None:
        """Checks the schema, the health and one queue number; earlier releases cannot check themselves."""
        if (release / "hub/operations/self_check.py").exists():
            self._run(self._command, "check", *(["--health"] if health else []), read=True)
