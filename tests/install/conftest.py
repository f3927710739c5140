"""A machine in a folder: the installer's files are real, and what it asks of systemd and Python is written down."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from install.machine import Machine
from install.release import PROGRAM

ROOT = Path(__file__).resolve().parents[2]


class Site:
    """`asked` is all that was run; `fails` decides which of it fails; `has_tpm`: systemd finds one."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        self.source = folder / "source"
        self.asked: list[str] = []
        self.fails: Callable[[str], bool] = lambda command: False
        self.has_tpm = False
        self.machine = Machine(self.root, self._run)
        (self.root / "run/systemd/system").mkdir(parents=True)
        self.source.mkdir()
        for name in PROGRAM:
            if name == "install":
                shutil.copytree(ROOT / name, self.source / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif (ROOT / name).is_dir():
                (self.source / name).mkdir()
                (self.source / name / "part.py").write_text(f"# {name}")
            else:
                (self.source / name).write_text(f"# {name}")

    def _run(self, *command: str, read: bool = False) -> str:
        line = " ".join(command).replace(str(self.root), "")
        self.asked.append(line)
        if self.fails(line) or ("has-tpm2" in line and not self.has_tpm):
            raise subprocess.CalledProcessError(1, list(command))
        if command[0] == "systemd-tmpfiles":
            self.file(f"/etc/{Path(command[-1]).stem}").mkdir(parents=True, exist_ok=True)
        if line.endswith("backup /var/lib/hub/backups"):
            return "/var/lib/hub/backups/hub-1.tar\n"
        if command[0] == "systemd-creds" or command[:4] == ("runuser", "-u", "hub", "--"):
            return self._keep_keys(*command[3 if command[0] == "runuser" else 0 :])
        return "token-of-the-kiosk\n" if read and "kiosk add" in line else ""

    def _keep_keys(self, *command: str) -> str:
        """Does what systemd-creds and the hub's user would, but seals by turning the text round."""
        match command:
            case ("--", "cat", name):
                return Path(name).read_text()
            case ("--", "cp", *_, source, name) if source.endswith("/plain"):
                shutil.copy(source, name)
            case ("--", "shred", *_, name):
                Path(name).unlink()
            case ("systemd-creds", "encrypt", *_, source, name):
                Path(name).write_text(Path(source).read_text()[::-1])
            case ("systemd-creds", "decrypt", *_, name, "-"):
                return Path(name).read_text()[::-1]
        return ""

    def changes(self, words: str) -> None:
        (self.source / "run_kiosk.py").write_text(words)

    def release(self) -> Path:
        return (self.root / "opt/kiosk").resolve()

    def releases(self) -> list[str]:
        return sorted(path.name for path in (self.root / "opt/kiosk-releases").iterdir())

    def file(self, name: str) -> Path:
        return self.root / name.lstrip("/")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)
