"""Tests the installation: `make try-install`, as root on a Debian machine with debootstrap.

A bare Debian 12 in a folder; a fresh clone of this repository in it; `make install ROLE=both`, the hub and the kiosk
started by their units' commands, `make uninstall`. The package sources are this machine's.
Exit status: 0 passed, 1 failed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.bare_root import BareRoot
from tools.unit_process import UnitProcess, fetch, free_port

ROOT = Path(__file__).resolve().parent.parent
_UNITS = ROOT / "install/tree"
_DATA = (
    "/etc/kiosk/kiosk.toml",
    "/etc/kiosk/hub.token",
    "/etc/hub/environment",
    "/etc/hub/keys",
    "/var/lib/hub/hub.sqlite3",
)


class TrialFailed(Exception):
    """The text says what failed."""


def main(arguments: list[str]) -> int:
    if os.geteuid() != 0:
        print("only root can do this: sudo make try-install", file=sys.stderr)
        return 1
    if not shutil.which("debootstrap"):
        print("debootstrap is missing: apt-get install debootstrap", file=sys.stderr)
        return 1
    if arguments:
        return _inside(Path(arguments[0]))
    with tempfile.TemporaryDirectory(prefix="try-install-") as folder:
        # mounts and processes end with the namespaces, before the folder is deleted
        isolated = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
        return subprocess.run(
            [*isolated, sys.executable, "-m", "tools.try_install", folder], cwd=ROOT, check=False
        ).returncode


def _inside(folder: Path) -> int:
    try:
        root = BareRoot(folder / "root", ROOT / ".cache/try-install")
        for part in (_install, _check_files, _run_services, _reinstall, _uninstall):
            part(root)
    except TrialFailed as problem:
        print(f"try-install: {problem}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failure:
        output = "\n".join(text for text in (failure.stdout, failure.stderr) if text)
        print(f"try-install: {failure.cmd} ended with {failure.returncode}\n{output}", file=sys.stderr)
        return 1
    print("try-install: passed")
    return 0


def _install(root: BareRoot) -> None:
    _say("a fresh clone; make install ROLE=both")
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"file://{ROOT}", root.at("/root/kiosk")], check=True)
    root.run("make", "-C", "/root/kiosk", "install", "ROLE=both")


def _check_files(root: BareRoot) -> None:
    """Checks units, users, rights, and the configuration."""
    _say("units, users, files")
    for unit in _enabled():
        _expect(f"{unit} is enabled", root.ask("systemctl", "is-enabled", unit) == "enabled")
    _expect("systemd understands the units", root.ask("systemd-analyze", "verify", *_enabled()) == "")
    for user in ("kiosk", "hub"):
        _expect(f"{user} cannot log in", root.ask("getent", "passwd", user).endswith("/nologin"))
    groups = set(root.ask("id", "-Gn", "kiosk").split())
    _expect("the kiosk may use its devices", {"dialout", "lp", "plugdev", "video", "audio", "input"} <= groups)
    for name, owner in (
        ("/etc/kiosk/hub.token", "kiosk 600"),
        ("/etc/hub/environment", "root 640"),
        ("/etc/hub/keys", "hub 600"),
    ):
        _expect(f"{name} is {owner}", root.ask("stat", "-L", "-c", "%U %a", name) == owner)
    _expect("the configuration is valid", "sound" in root.ask("kiosk", "--check"))
    output = root.ask("udevadm", "test", "/sys/class/mem/null")
    _expect("udev reads the rules", "Reading rules file: /etc/udev/rules.d/70-kiosk.rules" in output)
    _expect("udev understands the rules", "/70-kiosk.rules:" not in output)


def _run_services(root: BareRoot) -> None:
    """Runs both services by their units' commands."""
    _say("the hub and the kiosk by their units")
    port = free_port()
    for name, old in (("/etc/hub/environment", "127.0.0.1:8000"), ("/etc/kiosk/kiosk.toml", "127.0.0.1:8000")):
        root.at(name).write_text(root.at(name).read_text().replace(old, f"127.0.0.1:{port}"))
    with UnitProcess(root, "hub.service") as hub:
        _expect("the hub says that it is ready", hub.ready())
        token = root.at("/etc/kiosk/hub.token").read_text().strip()
        catalogue = fetch(port, "/api/v1/catalogue", token)
        _expect("the hub sends the kiosk its catalogue", b'"items"' in catalogue)
        with UnitProcess(root, "kiosk.service", "/opt/kiosk/.venv/bin/python", "-m", "tools.xvfb") as kiosk:
            _expect("the kiosk says that it is ready", kiosk.ready())
            output = root.ask("kiosk", "status", "--json")
            _expect("the kiosk runs", '"running": true' in output, output)
        _expect("the kiosk ended as asked", kiosk.status == 0)
    _expect("the hub ended as asked", hub.status == 0)
    root.run("kiosk-hub", "audit", "verify")


def _reinstall(root: BareRoot) -> None:
    _say("make install once more")
    before = root.ask("readlink", "/opt/kiosk")
    root.run("make", "-C", "/root/kiosk", "install")
    _expect("the same release is in service", root.ask("readlink", "/opt/kiosk") == before)


def _uninstall(root: BareRoot) -> None:
    _say("make uninstall")
    root.run("make", "-C", "/root/kiosk", "uninstall")
    for name in (
        "/opt/kiosk",
        "/opt/kiosk-releases",
        "/usr/local/bin/kiosk",
        *(f"/etc/systemd/system/{unit}" for unit in _enabled()),
    ):
        _expect(f"{name} is gone", not root.at(name).exists())
    for name in _DATA:
        _expect(f"{name} stays", root.ask("stat", "-L", "-c", "%n", name) == name)
    wants = [link.name for link in root.at("/etc/systemd/system").rglob("*.wants/*") if link.name in _enabled()]
    _expect("no unit is enabled", not wants)


def _enabled() -> list[str]:
    return sorted(unit.name for unit in _UNITS.glob("*/etc/systemd/system/*") if "[Install]" in unit.read_text())


def _expect(what: str, holds: bool, output: str = "") -> None:
    """Raises TrialFailed."""
    if not holds:
        raise TrialFailed(f"failed: {what}\n{output}".rstrip())
    _say(f"  {what}")


def _say(what: str) -> None:
    print(f"try-install: {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
