"""Tries the services under a real systemd: `make try-systemd`, as root, with debootstrap and systemd-nspawn.

A bare Debian 12 in a folder, a fresh clone, `make install ROLE=both`; then the folder is booted. The kiosk's screen is
a virtual one, all else is as on a machine: services come up, come back when they die or hang, write nowhere but where
they may; the hub's keys sealed to the machine, `make install` of another release, `make rollback`, the keys' recovery,
`make uninstall`. Exit status: 0 passed, 1 failed.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.bare_root import BareRoot
from tools.booted_root import Booted, boot
from tools.try_install import ROOT, TrialFailed, clone, expect, install, say

_VIRTUAL_SCREEN = """[Service]
ExecStart=
ExecStart=/usr/bin/Xvfb :0 -screen 0 1080x1920x24 -nolisten tcp -ac
ExecStartPost=
ExecStartPost=/bin/sh -c 'until test -S /tmp/.X11-unix/X0; do sleep 0.1; done; touch /run/kiosk-screen/authority'
"""
_SERVICES = ("hub.service", "kiosk.service")
_KEYS = "/var/lib/hub-keys/keys"
_FORBIDDEN = ("/etc/passwd", "/opt/kiosk/README.md", "/etc/hub/environment", "/usr/bin/python3")


def main(arguments: list[str]) -> int:
    if os.geteuid() != 0:
        print("only root can do this: sudo make try-systemd", file=sys.stderr)
        return 1
    if missing := [name for name in ("debootstrap", "systemd-nspawn") if not shutil.which(name)]:
        print(f"missing: {' '.join(missing)}: apt-get install debootstrap systemd-container", file=sys.stderr)
        return 1
    if arguments:
        return _inside(Path(arguments[0]))
    with tempfile.TemporaryDirectory(prefix="try-systemd-") as folder:
        isolated = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
        command = [*isolated, sys.executable, "-m", "tools.try_systemd", folder]
        return subprocess.run(command, cwd=ROOT, check=False).returncode


def _inside(folder: Path) -> int:
    try:
        root = BareRoot(folder / "root", ROOT / ".cache/try-install")
        root.run("apt-get", "update", "-qq")
        root.run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "systemd-sysv", "dbus")
        clone(root, "both")
        install(root, "both")
        _give_a_screen(root)
        root.unmount()
        with boot(root, folder / "console") as machine:
            for part in (_come_up, _come_back, _write_nowhere_else, _seal, _upgrade, _roll_back, _recover, _uninstall):
                part(machine)
    except (TrialFailed, TimeoutError) as problem:
        print(f"try-systemd: {problem}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failure:
        print(f"try-systemd: {failure.cmd} ended with {failure.returncode}", file=sys.stderr)
        return 1
    print("try-systemd: passed")
    return 0


def _give_a_screen(root: BareRoot) -> None:
    folder = root.at("/etc/systemd/system/kiosk-screen.service.d")
    folder.mkdir(parents=True)
    (folder / "virtual.conf").write_text(_VIRTUAL_SCREEN)


def _come_up(machine: Booted) -> None:
    say("the services come up when the machine starts")
    for unit in _SERVICES:
        up = machine.becomes(lambda unit=unit: machine.is_active(unit))  # type: ignore[misc]
        expect(f"{unit} is up", up, machine.ask("journalctl", "--no-pager", "-n", "40", "-u", unit))
    expect("the kiosk runs", machine.becomes(lambda: '"running": true' in machine.ask("kiosk", "status", "--json")))


def _come_back(machine: Booted) -> None:
    say("what is killed comes back, and so does what hangs and is watched")
    for unit in _SERVICES:
        _is_restarted(machine, unit, "KILL")
    expect("the kiosk is watched", machine.property("kiosk.service", "WatchdogUSec") not in ("0", "infinity"))
    _is_restarted(machine, "kiosk.service", "STOP")
    journal = machine.ask("journalctl", "--no-pager", "-u", "kiosk.service")
    expect("its watchdog ended it", "watchdog" in journal.lower(), journal[-2000:])


def _is_restarted(machine: Booted, unit: str, signal: str) -> None:
    before = machine.property(unit, "MainPID")
    machine.run("systemctl", "kill", "--kill-who=main", f"--signal={signal}", unit)
    back = machine.becomes(lambda: machine.is_active(unit) and machine.property(unit, "MainPID") not in (before, "0"))
    expect(f"{unit} is back after SIG{signal}", back, machine.ask("systemctl", "status", "--no-pager", unit))


def _write_nowhere_else(machine: Booted) -> None:
    """Tries within each service's own view of the files, as root: the view is what forbids it, not the owner."""
    say("a service writes only where its own data are")
    for unit in _SERVICES:
        view = ["nsenter", "--target", machine.property(unit, "MainPID"), "--mount", "--"]
        for name in _FORBIDDEN:
            answer = machine.ask(*view, "sh", "-c", f"exec 3>>{name} && echo written")
            expect(f"{unit} cannot write {name}", "written" not in answer, answer)
        data = f"/var/lib/{unit.removesuffix('.service')}"
        expect(f"{unit} can write {data}", machine.ask(*view, "sh", "-c", f"touch {data}/t && rm {data}/t") == "")
        expect(f"{unit} gets no new rights", machine.property(unit, "NoNewPrivileges") == "yes")


def _seal(machine: Booted) -> None:
    """Seals the hub's keys by the host's key: the trial has no TPM."""
    say("make seal-keys")
    machine.run("cp", _KEYS, "/root/keys")
    output = machine.ask("make", "-C", "/root/kiosk", "seal-keys", "WITH=host")
    code = re.search(r"([0-9A-Z]{4}-){7}[0-9A-Z]{4}", output)
    expect("a code of the copy is shown", code is not None, output)
    machine.run("sh", "-c", f"echo {code[0] if code else ''} > /root/code")
    expect("no file has the keys", machine.ask("sh", "-c", f"test ! -e {_KEYS} && echo gone") == "gone", output)
    _serve_still(machine)
    view = ["nsenter", "--target", machine.property("hub.service", "MainPID"), "--mount", "--"]
    same = machine.ask(*view, "cmp", "/run/credentials/hub.service/hub-keys", "/root/keys")
    expect("the hub has them from systemd", same == "", same)
    machine.run("systemctl", "start", "hub-backup.service")
    left = machine.ask("sh", "-c", "ls -d /run/hub-keys.*")
    expect("commands leave no keys in memory", "No such file" in left, left)
    refused = machine.ask("kiosk-hub", "rotate")
    expect("sealed keys are not rotated", "open-keys" in refused, refused)


def _recover(machine: Booted) -> None:
    """Puts the keys back: by systemd, and by the code where this machine would open nothing any more."""
    say("make open-keys, and the copy in a backup")
    machine.run("make", "-C", "/root/kiosk", "open-keys")
    machine.run("cmp", _KEYS, "/root/keys")
    _serve_still(machine)
    newest = "$(ls -t /var/lib/hub/backups/*.tar | head -1)"
    machine.run("sh", "-c", f"rm {_KEYS} && kiosk-hub recovery read {newest} < /root/code")
    machine.run("cmp", _KEYS, "/root/keys")
    machine.run("systemctl", "restart", "hub.service")
    _serve_still(machine)


def _upgrade(machine: Booted) -> None:
    say("make install of another release")
    git = ("git", "-C", "/root/kiosk", "-c", "user.name=trial", "-c", "user.email=trial@example.invalid")
    machine.run("sh", "-c", "echo >> /root/kiosk/kiosk/__init__.py")
    machine.run(*git, "commit", "-qam", "trial: another release")
    before = machine.ask("readlink", "/opt/kiosk")
    machine.run("make", "-C", "/root/kiosk", "install")
    expect("another release is in service", machine.ask("readlink", "/opt/kiosk") != before)
    _serve_still(machine)


def _roll_back(machine: Booted) -> None:
    say("make rollback")
    before = machine.ask("readlink", "/opt/kiosk")
    machine.run("make", "-C", "/root/kiosk", "rollback", "YES=1")
    expect("the former release is in service", machine.ask("readlink", "/opt/kiosk") != before)
    _serve_still(machine)


def _serve_still(machine: Booted) -> None:
    for unit in _SERVICES:
        expect(f"{unit} is up", machine.becomes(lambda unit=unit: machine.is_active(unit)))  # type: ignore[misc]
    machine.run("kiosk-hub", "audit", "verify")


def _uninstall(machine: Booted) -> None:
    say("make uninstall")
    machine.run("make", "-C", "/root/kiosk", "uninstall")
    for unit in _SERVICES:
        expect(f"{unit} is gone", machine.property(unit, "LoadState") == "not-found")
    failed = machine.ask("systemctl", "list-units", "--failed", "--no-legend", "--plain", "kiosk*", "hub*")
    if failed:
        failed += machine.ask("journalctl", "--no-pager", "--lines=30", "--unit=kiosk", "--unit=hub")
    expect("nothing failed", failed == "", failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
