"""`make install`, `make rollback` and `make uninstall`: the steps, in order."""

import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from install import configuration, files, release
from install.hub import HubCommands
from install.runner import Run
from install.sealed_keys import KeysNotSealed, SealedKeys
from install.units import Units


class NoFormerRelease(Exception):
    """There is nothing to go back to; the text says why."""


@dataclass(frozen=True)
class Installed:
    """The parts that are on the machine: a release and its parts."""

    release: Path
    parts: tuple[str, ...]


class Machine:
    """`root` is the root directory, or another in a test; `run` runs a program on the machine."""

    def __init__(self, root: Path, run: Run) -> None:
        self._root = root
        self._run = run
        self._link = root / "opt/kiosk"
        self._releases = root / "opt/kiosk-releases"
        self._units = Units(root, run)
        self._hub = HubCommands(root, run)
        self._keys = SealedKeys(root, run)

    def install(self, source: Path, hub: bool | None = None, kiosk: bool | None = None) -> None:
        """Installs or upgrades; `hub`, `kiosk`: that part too, None: as before. An installation that fails is removed
        wholly."""
        before = self._find_installed()
        parts = _choose_parts(before.parts if before else self._list_parts(source), kiosk, hub)
        after = Installed(self._releases / release.digest(source), parts)
        was_there = release.is_whole(after.release)
        has_keys = self._keys.exist() or configuration.has_keys(self._root)
        try:
            release.build(source, self._releases, _target(after.parts), self._set_up)
            self._prepare(after)
            backup = self._exchange(before, after, self._upgrade_hub)
        except BaseException:
            if not was_there:
                release.delete(self._releases, after.release)
            raise
        if before and before.release != after.release:
            release.write_former(after.release, before.release, backup)
        release.delete_others(self._releases, after.release, before.release if before else None)
        report(f"{self._link} is in service: {after.release.name}, {' and '.join(parts)}")
        is_new = not has_keys and configuration.has_keys(self._root)
        if is_new and self._units.is_systemd_running() and self._keys.has_tpm():
            _try("seal the hub's keys to the TPM", lambda: self.seal_keys("tpm2"))

    def seal_keys(self, way: str) -> None:
        """Seals the hub's keys to this machine, or leaves them as they are. Raises KeysNotSealed."""
        now = self._find_hub()
        report(f"the hub's keys are sealed; write the code of their copy down: {self._keys.seal(way)}")
        try:
            self._start_hub(now)
        except BaseException:
            report("the hub does not start with them; they are put back")
            self.open_keys()
            raise

    def open_keys(self) -> None:
        """Puts the hub's keys back into their file. Raises KeysNotSealed."""
        now = self._find_hub()
        self._keys.open()
        self._start_hub(now)

    def _find_hub(self) -> Installed:
        now = self._find_installed()
        if now is None or "hub" not in now.parts or not self._keys.fits(now.release):
            raise KeysNotSealed("there is no hub on this machine that takes sealed keys")
        return now

    def rollback(self, confirm: Callable[[str], bool]) -> None:
        """Goes back to the former release, the hub's data included. `confirm` is shown what is lost, and decides.

        Raises NoFormerRelease, and what `install` raises.
        """
        now = self._find_installed()
        if now is None:
            raise NoFormerRelease("nothing is installed")
        name, backup = release.read_former(now.release)
        former = Installed(self._releases / name, now.parts)
        if not name or not release.is_whole(former.release):
            raise NoFormerRelease("the former release is not on this machine any more")
        if "hub" in now.parts and not backup:
            raise NoFormerRelease("the hub came with this release; without it: make install ROLE=kiosk")
        lost = self._hub.list_changes(backup) if "hub" in now.parts else "configuration and data stay as they are"
        if not confirm(f"back to release {name}; what came since is lost: {lost}"):
            report("nothing is changed")
            return
        self._exchange(now, former, lambda: self._hub.restore(backup))
        report(f"{self._link} is in service: {name}")

    def uninstall(self, source: Path) -> None:
        """Removes the program; configuration, data and users stay. Where the current release is gone, `source` tells
        which files to delete."""
        now = release.find_current(self._link)
        if now is None and not self._list_parts(source) and not self._link.is_symlink():
            report("nothing is installed")
            return
        self._remove(now or source)
        release.delete_others(self._releases)
        if self._keys.exist():
            report("the hub's keys stay sealed to this machine")
        report("removed; configuration and data stay: /etc/kiosk /var/lib/kiosk /etc/hub /var/lib/hub")

    def _find_installed(self) -> Installed | None:
        now = release.find_current(self._link)
        return Installed(now, self._list_parts(now)) if now else None

    def _list_parts(self, source: Path) -> tuple[str, ...]:
        """Returns the parts that are on the machine, by the names of their units in `source`."""
        return tuple(part for part in files.PARTS if self._units.exist(source, part))

    def _set_up(self, new: Path, target: str) -> None:
        report(f"building {new}")
        former = release.find_current(self._link)
        same = [str(former)] if former and former != new else []
        self._run(sys.executable, str(new / "tools/setup.py"), target, *same)
        self._run(str(new / ".venv/bin/python"), "-m", "compileall", "-q", "-x", r"/\.venv/", str(new))

    def _prepare(self, after: Installed) -> None:
        """Creates users, folders and a configuration, and checks that this release can read it."""
        new, hub = after.release, "hub" in after.parts
        for part in after.parts:
            etc = new / "install/tree" / part / "etc"
            self._run("systemd-sysusers", str(etc / f"sysusers.d/{part}.conf"))
            self._run("systemd-tmpfiles", "--create", str(etc / f"tmpfiles.d/{part}.conf"))
        configuration.write_missing(self._root, socket.gethostname(), hub, kiosk="kiosk" in after.parts)
        self._set_owners(hub)
        if hub and configuration.has_keys_to_move(self._root):
            self._move_keys()
        if "kiosk" in after.parts:
            check = [f"{new}/.venv/bin/python", "-B", f"{new}/run_kiosk.py", "--check"]
            self._run("runuser", "-u", "kiosk", "--", *check, "--config", str(self._root / "etc/kiosk/kiosk.toml"))

    def _set_owners(self, hub: bool) -> None:
        for file, user in configuration.list_owners(self._root, hub):
            roots = str(file.relative_to(self._root)) in configuration.ROOTS
            owner = f"root:{user}" if roots else f"{user}:{user}"
            self._run("chown", "--no-dereference", owner, str(file))
            if roots:
                self._run("chmod", "0640", str(file))

    def _move_keys(self) -> None:
        """Moves the keys of an earlier release, by the hub's own user: root writes nothing into a folder
        that is not its own."""
        etc, lib = self._root / "etc/hub", self._root / "var/lib"
        for file, place in ((etc / "keys", lib / "hub-keys/keys"), (etc / "keys.trail", lib / "hub-audit/anchor")):
            if file.exists():
                copy = ("cp", "--no-clobber", "--preserve=mode", str(file), str(place))
                self._run("runuser", "-u", "hub", "--", *copy)
        configuration.link_keys(self._root)

    def _exchange(self, before: Installed | None, after: Installed, change_data: Callable[[], None]) -> str:
        """Puts `after` in the place of `before`, and `before` back if any step fails. The hub is stopped, backed
        up, and changed once the kiosk runs. Returns that backup; empty where there was none."""
        backup, changed = "", False
        try:
            if before and before.release != after.release and "hub" in before.parts and "hub" in after.parts:
                self._units.stop(before.release, "hub")
                backup = self._hub.back_up()
            if self._keys.exist() and not self._keys.fits(after.release):
                report("that release takes no sealed keys; they are opened")
                self._keys.open()
            self._activate(before, after)
            if "hub" in after.parts:
                changed = True
                change_data()
                self._give_token(after)
                self._start_hub(after)
        except BaseException:
            self._put_back(before, after, backup if changed else "")
            raise
        return backup

    def _activate(self, before: Installed | None, after: Installed) -> None:
        for part in files.PARTS:
            if part not in after.parts:
                self._units.disable((before or after).release, part)
                files.delete_parts((before or after).release, [part], self._root)
        self._copy_files(before, after)
        self._units.reload()
        if "kiosk" in after.parts:
            self._units.start(after.release, "kiosk")

    def _copy_files(self, before: Installed | None, after: Installed) -> None:
        release.switch(self._link, after.release)
        if before:
            files.delete_parts(before.release, before.parts, self._root, keep=after.release)
        files.copy_parts(after.release, after.parts, self._root)

    def _upgrade_hub(self) -> None:
        self._hub.migrate()
        self._hub.seed()

    def _give_token(self, after: Installed) -> None:
        if "kiosk" in after.parts and (kiosk := configuration.find_kiosk_without_token(self._root)):
            configuration.write_token(self._root, self._hub.get_token(kiosk))
            self._set_owners(hub=True)

    def _start_hub(self, after: Installed) -> None:
        self._units.start(after.release, "hub")
        self._hub.check(after.release, health=self._units.is_systemd_running())

    def _put_back(self, before: Installed | None, after: Installed, backup: str) -> None:
        """Tries each step, even where another fails. A hub whose data are not back is not started."""
        if before is None:
            report("this release does not start; it is removed")
            _try("remove", lambda: self._remove(after.release))
            return
        report(f"the previous release is put back: {before.release.name}")
        for part in set(after.parts) - set(before.parts):
            _try(f"stop the {part}", partial(self._units.disable, after.release, part))
            files.delete_parts(after.release, [part], self._root)
        _try("put the files back", lambda: self._copy_files(after, before))
        _try("reload", self._units.reload)
        if "kiosk" in before.parts:
            _try("start the kiosk", lambda: self._units.start(before.release, "kiosk"))
        if "hub" in before.parts and (not backup or self._restore(before, backup)):
            _try("start the hub", lambda: self._start_hub(before))

    def _restore(self, before: Installed, backup: str) -> bool:
        """Restores the backup by the release that made it, which is in service again."""
        report(f"the hub's backup is restored: {backup}")
        _try("stop the hub", lambda: self._units.stop(before.release, "hub"))
        if _try("restore the hub's backup", lambda: self._hub.restore(backup)):
            return True
        report(f"the hub stays stopped; its data are in {backup}: kiosk-hub restore --over {backup}")
        return False

    def _remove(self, now: Path) -> None:
        for part in files.PARTS:
            _try(f"stop the {part}", partial(self._units.disable, now, part))
        files.delete_parts(now, files.PARTS, self._root)
        if self._link.is_symlink():
            self._link.unlink()
        _try("reload", self._units.reload)


def _choose_parts(before: tuple[str, ...], kiosk: bool | None, hub: bool | None) -> tuple[str, ...]:
    """Returns the parts to install: those of a kiosk where nothing is installed and none was named."""
    chosen = {
        "kiosk": kiosk if kiosk is not None else "kiosk" in before or not before,
        "hub": hub if hub is not None else "hub" in before,
    }
    return tuple(part for part in files.PARTS if chosen[part])


def _target(parts: tuple[str, ...]) -> str:
    """Returns what tools/setup.py is to set up: a hub alone needs no screen."""
    return "site" if "kiosk" in parts else "hub"


def _try(what: str, step: Callable[[], None]) -> bool:
    """Returns whether the step succeeded."""
    try:
        step()
    except (subprocess.CalledProcessError, OSError, KeysNotSealed) as error:
        report(f"could not {what}: {describe(error)}")
        return False
    return True


def run(*command: str, read: bool = False) -> str:
    if not read:
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        return ""
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    print(done.stderr, end="", file=sys.stderr, flush=True)
    done.check_returncode()
    return done.stdout


def describe(error: BaseException) -> str:
    """Returns a line; for a program that failed, with the last line of its output."""
    if not isinstance(error, subprocess.CalledProcessError):
        return str(error)
    last_line = (error.stderr or "").strip().rpartition("\n")[2]
    return f"{' '.join(error.cmd)} ended with {error.returncode}{': ' if last_line else ''}{last_line}"


def report(what: str) -> None:
    print(f"install: {what}", flush=True)
