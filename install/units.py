"""The systemd units of a part. Where systemd does not run they are enabled, and not started."""

from pathlib import Path

from install import files
from install.runner import Run


class Units:
    """Raises subprocess.CalledProcessError."""

    def __init__(self, root: Path, run: Run) -> None:
        self._root = root
        self._run = run

    def exist(self, release: Path, part: str) -> bool:
        return bool(self._list_existing(release, part))

    def start(self, release: Path, part: str) -> None:
        units = files.list_units(release, part)
        self._run("systemctl", "enable", "--quiet", *units)
        if self.is_systemd_running():
            self._run("systemctl", "restart", *units)

    def stop(self, release: Path, part: str) -> None:
        units = self._list_existing(release, part)
        if units and self.is_systemd_running():
            self._run("systemctl", "stop", *units)

    def disable(self, release: Path, part: str) -> None:
        """Stops the units, and has systemd forget how they ended: one that did not end well would stay as failed, with
        or without its file."""
        self.stop(release, part)
        if not (units := self._list_existing(release, part)):
            return
        self._run("systemctl", "disable", "--quiet", *units)
        if self.is_systemd_running():
            self._run("systemctl", "reset-failed", *map(_if_loaded, units))

    def reload(self) -> None:
        if self.is_systemd_running():
            self._run("systemctl", "daemon-reload")
            if (self._root / "run/udev/control").exists():  # a container has no devices of its own
                self._run("udevadm", "control", "--reload")
                self._run("udevadm", "trigger", "--subsystem-match=tty", "--subsystem-match=usb")
            self._run("systemctl", "restart", "systemd-journald", "systemd-sysctl")

    def is_systemd_running(self) -> bool:
        """Returns whether systemd runs here; in a chroot it does not."""
        return (self._root / "run/systemd/system").is_dir()

    def _list_existing(self, release: Path, part: str) -> list[str]:
        folder = self._root / "etc/systemd/system"
        return [unit for unit in files.list_units(release, part) if (folder / unit).exists()]


def _if_loaded(unit: str) -> str:
    """Returns a pattern for a unit: a name that systemd has not loaded is an error, a pattern without a match none."""
    return f"{unit[:-1]}[{unit[-1]}]"
