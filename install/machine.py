"""`make install` and `make uninstall`: what is done to the machine, in order."""

import socket
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from install import configuration, files, release


class Run(Protocol):
    def __call__(self, *command: str, read: bool = False) -> str:
        """Run a program on the machine; its output is given back where it is to be read, else shown.

        Raises subprocess.CalledProcessError.
        """


class Machine:
    """`root` is the root directory, or another for a trial; `run` runs a program on the machine."""

    def __init__(self, root: Path, run: Run) -> None:
        self._root = root
        self._run = run
        self._link = root / "opt/kiosk"
        self._releases = root / "opt/kiosk-releases"

    def install(self, source: Path, hub: bool | None) -> None:
        """`hub`: shall a hub run here? None: as it was. A release that does not start gives way to the one before."""
        before = release.in_use(self._link)
        hub = self._has_hub() if hub is None else hub
        new = release.build(source, self._releases, self._set_up)
        self._prepare(new, hub)
        backup = self._back_up() if hub and before not in (None, new) and self._has_hub() else ""
        try:
            self._put_into_service(new, before, hub)
            if hub:
                self._start_hub(new, backup)
        except BaseException:
            self._go_back(new, before)
            raise
        release.forget_others(self._releases, new, before)
        say(f"{self._link} is in service")

    def uninstall(self, source: Path) -> None:
        """Takes the program away. Configuration, data and users stay. Where the release in use is gone, `source` knows
        what there is to be taken away."""
        now = release.in_use(self._link) or (source if self._link.is_symlink() or self._has_units(source) else None)
        if now is None:
            say("nothing is installed")
            return
        self._take_away(now)
        release.forget_others(self._releases)
        say("taken away; configuration and data stay: /etc/kiosk /var/lib/kiosk /etc/hub /var/lib/hub")

    def _take_away(self, now: Path) -> None:
        for part in files.PARTS:
            self._stop(now, part)
        files.take_up(now, files.PARTS, self._root)
        self._reload()
        if self._link.is_symlink():
            self._link.unlink()

    def _go_back(self, new: Path, before: Path | None) -> None:
        """To what ran before; where that was nothing, to nothing: only configuration and data stay."""
        if before is None:
            say("this release does not start; it is taken away again")
            self._take_away(new)
            release.forget_others(self._releases)
        elif before != new:
            say("this release does not start; the one before goes on")
            hub = self._has_hub()
            self._put_into_service(before, new, hub)
            if hub:
                self._start(before, "hub")

    def _has_units(self, source: Path) -> bool:
        folder = self._root / "etc/systemd/system"
        return any((folder / unit).exists() for part in files.PARTS for unit in files.units(source, part))

    def _back_up(self) -> str:
        """The file; by the release that made what is in it."""
        say("backing up the hub")
        said = self._run(self._hub_command(), "backup", "/var/lib/hub/backups", read=True)
        return said.strip().rpartition("\n")[2]

    def _has_hub(self) -> bool:
        return (self._root / "etc/systemd/system/hub.service").exists()

    def _set_up(self, new: Path) -> None:
        say(f"building {new}")
        self._run(sys.executable, str(new / "tools/setup.py"), "site")
        self._run(str(new / ".venv/bin/python"), "-m", "compileall", "-q", "-x", r"/\.venv/", str(new))

    def _prepare(self, new: Path, hub: bool) -> None:
        """Users, folders and a configuration that this release can read: nothing that disturbs one in service."""
        for part in _parts(hub):
            etc = new / "install/tree" / part / "etc"
            self._run("systemd-sysusers", str(etc / f"sysusers.d/{part}.conf"))
            self._run("systemd-tmpfiles", "--create", str(etc / f"tmpfiles.d/{part}.conf"))
        configuration.write(self._root, socket.gethostname(), hub)
        self._give_to_owners(hub)
        check = [str(new / ".venv/bin/python"), "-B", str(new / "run_kiosk.py"), "--check"]
        self._run("runuser", "-u", "kiosk", "--", *check, "--config", str(self._root / "etc/kiosk/kiosk.toml"))

    def _give_to_owners(self, hub: bool) -> None:
        for file, owner in configuration.owners(self._root, hub):
            self._run("chown", "--no-dereference", f"{owner}:{owner}", str(file))

    def _put_into_service(self, new: Path, old: Path | None, hub: bool) -> None:
        if self._has_hub() and not hub:
            self._stop(new, "hub")
            files.take_up(new, ["hub"], self._root)
        release.switch(self._link, new)
        if old:
            files.take_up(old, _parts(hub), self._root, keep=new)
        files.lay(new, _parts(hub), self._root)
        self._reload()
        self._start(new, "kiosk")

    def _start_hub(self, new: Path, backup: str) -> None:
        """Once the kiosk runs with this release. A hub that does not start gets its data of before again."""
        command = self._hub_command()
        if backup:
            self._stop_units(new, "hub")
        try:
            self._run(command, "migrate")
            self._run(command, "seed")
            if kiosk := configuration.wants_token(self._root):
                configuration.keep_token(self._root, self._token(command, kiosk))
                self._give_to_owners(hub=True)
            self._start(new, "hub")
        except BaseException:
            if backup:
                say(f"the hub's data of before is put back: {backup}")
                self._stop_units(new, "hub")
                self._run(command, "restore", "--over", backup)
            raise

    def _hub_command(self) -> str:
        return str(self._root / "usr/local/bin/kiosk-hub")

    def _token(self, command: str, kiosk: str) -> str:
        known = [line.split("\t")[0] for line in self._run(command, "kiosk", "list", read=True).splitlines()]
        return self._run(command, "kiosk", "renew" if kiosk in known else "add", kiosk, read=True).strip()

    def _reload(self) -> None:
        if self._running():
            self._run("systemctl", "daemon-reload")
            self._run("udevadm", "control", "--reload")
            self._run("udevadm", "trigger", "--subsystem-match=tty", "--subsystem-match=usb")
            self._run("systemctl", "restart", "systemd-journald")

    def _start(self, new: Path, part: str) -> None:
        units = files.units(new, part)
        self._run("systemctl", "enable", "--quiet", *units)
        if self._running():
            self._run("systemctl", "restart", *units)

    def _stop(self, now: Path, part: str) -> None:
        if units := self._stop_units(now, part):
            self._run("systemctl", "disable", "--quiet", *units)

    def _stop_units(self, now: Path, part: str) -> list[str]:
        """Those that are there."""
        units = [unit for unit in files.units(now, part) if (self._root / "etc/systemd/system" / unit).exists()]
        if units and self._running():
            self._run("systemctl", "stop", *units)
        return units

    def _running(self) -> bool:
        """Does systemd run here? In a chroot it does not."""
        return (self._root / "run/systemd/system").is_dir()


def _parts(hub: bool) -> tuple[str, ...]:
    return files.PARTS if hub else ("kiosk",)


def run(*command: str, read: bool = False) -> str:
    output = subprocess.PIPE if read else None
    done = subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=output, text=True)
    return done.stdout or ""


def say(what: str) -> None:
    print(f"install: {what}", flush=True)
