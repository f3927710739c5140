"""`make install` and `make uninstall`: the steps, in order."""

import socket
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from install import configuration, files, release


class Run(Protocol):
    def __call__(self, *command: str, read: bool = False) -> str:
        """Runs a program on the machine; returns its output if `read`, else shows it.

        Raises subprocess.CalledProcessError.
        """


class Machine:
    """`root` is the root directory, or another in a test; `run` runs a program on the machine."""

    def __init__(self, root: Path, run: Run) -> None:
        self._root = root
        self._run = run
        self._link = root / "opt/kiosk"
        self._releases = root / "opt/kiosk-releases"

    def install(self, source: Path, hub: bool | None) -> None:
        """Installs or upgrades; `hub`: with a hub, None: as before. A release that does not start is rolled back."""
        before = release.find_current(self._link)
        hub = self._has_hub() if hub is None else hub
        new = release.build(source, self._releases, self._set_up)
        self._prepare(new, hub)
        backup = self._back_up() if hub and before not in (None, new) and self._has_hub() else ""
        try:
            self._activate(new, before, hub)
            if hub:
                self._start_hub(new, backup)
        except BaseException:
            self._roll_back(new, before)
            raise
        release.delete_others(self._releases, new, before)
        report(f"{self._link} is in service")

    def uninstall(self, source: Path) -> None:
        """Removes the program; configuration, data and users stay. Where the current release is gone, `source` tells
        which files to delete."""
        now = release.find_current(self._link) or (
            source if self._link.is_symlink() or self._has_units(source) else None
        )
        if now is None:
            report("nothing is installed")
            return
        self._remove(now)
        release.delete_others(self._releases)
        report("removed; configuration and data stay: /etc/kiosk /var/lib/kiosk /etc/hub /var/lib/hub")

    def _remove(self, now: Path) -> None:
        for part in files.PARTS:
            self._stop(now, part)
        files.delete_parts(now, files.PARTS, self._root)
        self._reload()
        if self._link.is_symlink():
            self._link.unlink()

    def _roll_back(self, new: Path, before: Path | None) -> None:
        """Restores the previous release; without one, removes all but configuration and data."""
        if before is None:
            report("this release does not start; it is removed")
            self._remove(new)
            release.delete_others(self._releases)
        elif before != new:
            report("this release does not start; the previous one is restored")
            hub = self._has_hub()
            self._activate(before, new, hub)
            if hub:
                self._start(before, "hub")

    def _has_units(self, source: Path) -> bool:
        folder = self._root / "etc/systemd/system"
        return any((folder / unit).exists() for part in files.PARTS for unit in files.list_units(source, part))

    def _back_up(self) -> str:
        """Returns the backup's path; the release in service makes it."""
        report("backing up the hub")
        output = self._run(self._hub_command(), "backup", "/var/lib/hub/backups", read=True)
        return output.strip().rpartition("\n")[2]

    def _has_hub(self) -> bool:
        return (self._root / "etc/systemd/system/hub.service").exists()

    def _set_up(self, new: Path) -> None:
        report(f"building {new}")
        self._run(sys.executable, str(new / "tools/setup.py"), "site")
        self._run(str(new / ".venv/bin/python"), "-m", "compileall", "-q", "-x", r"/\.venv/", str(new))

    def _prepare(self, new: Path, hub: bool) -> None:
        """Creates users, folders and a configuration, and checks that this release can read it."""
        for part in _parts(hub):
            etc = new / "install/tree" / part / "etc"
            self._run("systemd-sysusers", str(etc / f"sysusers.d/{part}.conf"))
            self._run("systemd-tmpfiles", "--create", str(etc / f"tmpfiles.d/{part}.conf"))
        configuration.write_missing(self._root, socket.gethostname(), hub)
        self._set_owners(hub)
        if hub and configuration.has_keys_to_move(self._root):
            self._move_keys()
        check = [str(new / ".venv/bin/python"), "-B", str(new / "run_kiosk.py"), "--check"]
        self._run("runuser", "-u", "kiosk", "--", *check, "--config", str(self._root / "etc/kiosk/kiosk.toml"))

    def _set_owners(self, hub: bool) -> None:
        for file, user in configuration.list_owners(self._root, hub):
            roots = str(file.relative_to(self._root)) in configuration.ROOTS
            owner = f"root:{user}" if roots else f"{user}:{user}"
            self._run("chown", "--no-dereference", owner, str(file))
            if roots:
                self._run("chmod", "0640", str(file))

    def _move_keys(self) -> None:
        """Keys of an earlier release go where they are now, by the hub's own user: root writes nothing into a folder
        that is not its own."""
        etc, lib = self._root / "etc/hub", self._root / "var/lib"
        for file, place in ((etc / "keys", lib / "hub-keys/keys"), (etc / "keys.trail", lib / "hub-audit/anchor")):
            if file.exists():
                copy = ("cp", "--no-clobber", "--preserve=mode", str(file), str(place))
                self._run("runuser", "-u", "hub", "--", *copy)
        configuration.link_keys(self._root)

    def _activate(self, new: Path, old: Path | None, hub: bool) -> None:
        if self._has_hub() and not hub:
            self._stop(new, "hub")
            files.delete_parts(new, ["hub"], self._root)
        release.switch(self._link, new)
        if old:
            files.delete_parts(old, _parts(hub), self._root, keep=new)
        files.copy_parts(new, _parts(hub), self._root)
        self._reload()
        self._start(new, "kiosk")

    def _start_hub(self, new: Path, backup: str) -> None:
        """Migrates and starts the hub, once the kiosk runs. Restores its backup if that fails."""
        command = self._hub_command()
        if backup:
            self._stop_units(new, "hub")
        try:
            self._run(command, "migrate")
            self._run(command, "seed")
            if kiosk := configuration.find_kiosk_without_token(self._root):
                configuration.write_token(self._root, self._token(command, kiosk))
                self._set_owners(hub=True)
            self._start(new, "hub")
        except BaseException:
            if backup:
                report(f"the hub's backup is restored: {backup}")
                self._stop_units(new, "hub")
                self._run(command, "restore", "--over", backup)
            raise

    def _hub_command(self) -> str:
        return str(self._root / "usr/local/bin/kiosk-hub")

    def _token(self, command: str, kiosk: str) -> str:
        known = [line.split("\t")[0] for line in self._run(command, "kiosk", "list", read=True).splitlines()]
        return self._run(command, "kiosk", "renew" if kiosk in known else "add", kiosk, read=True).strip()

    def _reload(self) -> None:
        if self._is_systemd_running():
            self._run("systemctl", "daemon-reload")
            self._run("udevadm", "control", "--reload")
            self._run("udevadm", "trigger", "--subsystem-match=tty", "--subsystem-match=usb")
            self._run("systemctl", "restart", "systemd-journald", "systemd-sysctl")

    def _start(self, new: Path, part: str) -> None:
        units = files.list_units(new, part)
        self._run("systemctl", "enable", "--quiet", *units)
        if self._is_systemd_running():
            self._run("systemctl", "restart", *units)

    def _stop(self, now: Path, part: str) -> None:
        if units := self._stop_units(now, part):
            self._run("systemctl", "disable", "--quiet", *units)

    def _stop_units(self, now: Path, part: str) -> list[str]:
        """Returns the units that exist."""
        units = [unit for unit in files.list_units(now, part) if (self._root / "etc/systemd/system" / unit).exists()]
        if units and self._is_systemd_running():
            self._run("systemctl", "stop", *units)
        return units

    def _is_systemd_running(self) -> bool:
        """Returns whether systemd runs here; in a chroot it does not."""
        return (self._root / "run/systemd/system").is_dir()


def _parts(hub: bool) -> tuple[str, ...]:
    return files.PARTS if hub else ("kiosk",)


def run(*command: str, read: bool = False) -> str:
    output = subprocess.PIPE if read else None
    done = subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=output, text=True)
    return done.stdout or ""


def report(what: str) -> None:
    print(f"install: {what}", flush=True)
