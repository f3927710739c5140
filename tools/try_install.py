"""Tests the installation: `make try-install [SUITE=trixie] [ROLE=hub] [BUNDLE=kiosk.tar]`, as root on a Debian machine
with debootstrap.

A bare Debian 12, or of another release, in a folder; a fresh clone of this repository in it; `make install ROLE=both`,
the hub and the kiosk started by their units' commands, `make uninstall`. A bundle is installed without any network.
Exit status: 0 passed, 1 failed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from tools.bare_root import DEFAULT, BareRoot
from tools.unit_process import UnitProcess, fetch, free_port

ROOT = Path(__file__).resolve().parent.parent
_UNITS = ROOT / "install/tree"
_ROLES = {"both": ("kiosk", "hub"), "hub": ("hub",)}
_OWNERS = {"/etc/kiosk/hub.token": "kiosk 600", "/etc/hub/environment": "root 640", "/etc/hub/keys": "hub 600"}
_DATA = (*_OWNERS, "/etc/kiosk/kiosk.toml", "/var/lib/hub/hub.sqlite3")


class TrialFailed(Exception):
    """The text says what failed."""


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    if os.geteuid() != 0:
        print("only root can do this: sudo make try-install", file=sys.stderr)
        return 1
    if not shutil.which("debootstrap"):
        print("debootstrap is missing: apt-get install debootstrap", file=sys.stderr)
        return 1
    if options.folder:
        return _inside(Path(options.folder), options)
    with tempfile.TemporaryDirectory(prefix="try-install-") as folder:
        # mounts and processes end with the namespaces, before the folder is deleted
        isolated = ["unshare", "--mount", "--pid", "--fork", "--kill-child", *(["--net"] if options.bundle else [])]
        command = [*isolated, sys.executable, "-m", "tools.try_install", *arguments, "--folder", folder]
        return subprocess.run(command, cwd=ROOT, check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--suite", default=DEFAULT, help="a release of Debian or Ubuntu by its code name")
    parser.add_argument("--role", default="both", choices=_ROLES)
    parser.add_argument("--bundle", type=Path, help="install from this file, without a network")
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    return parser


def _inside(folder: Path, options: argparse.Namespace) -> int:
    role, bundle = options.role, options.bundle
    try:
        if bundle:
            subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        root = BareRoot(folder / "root", ROOT / ".cache/try-install", options.suite)
        fetch_program = partial(unpack, bundle) if bundle else clone
        for part in (fetch_program, install, _check_files, _run_services, _reinstall, _uninstall):
            part(root, role)
    except TrialFailed as problem:
        print(f"try-install: {problem}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failure:
        output = "\n".join(text for text in (failure.stdout, failure.stderr) if text)
        print(f"try-install: {failure.cmd} ended with {failure.returncode}\n{output}", file=sys.stderr)
        return 1
    print("try-install: passed")
    return 0


def clone(root: BareRoot, role: str) -> None:
    say("a fresh clone")
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"file://{ROOT}", root.at("/root/kiosk")], check=True)


def unpack(bundle: Path, root: BareRoot, role: str) -> None:
    say(f"unpacking {bundle.name}; there is no network")
    root.at("/root/kiosk").mkdir()
    subprocess.run(["tar", "-xf", bundle, "--strip-components=1", "-C", root.at("/root/kiosk")], check=True)


def install(root: BareRoot, role: str) -> None:
    say(f"make install ROLE={role}")
    root.run("make", "-C", "/root/kiosk", "install", f"ROLE={role}")


def _check_files(root: BareRoot, role: str) -> None:
    """Checks units, users, rights, and the configuration."""
    say("units, users, files")
    for unit in _enabled(role):
        expect(f"{unit} is enabled", root.ask("systemctl", "is-enabled", unit) == "enabled")
    expect("systemd understands the units", root.ask("systemd-analyze", "verify", *_enabled(role)) == "")
    for user in _ROLES[role]:
        expect(f"{user} cannot log in", root.ask("getent", "passwd", user).endswith("/nologin"))
    for name in _of(role, _OWNERS):
        expect(f"{name} is {_OWNERS[name]}", root.ask("stat", "-L", "-c", "%U %a", name) == _OWNERS[name])
    if "kiosk" in _ROLES[role]:
        _check_kiosk(root)


def _check_kiosk(root: BareRoot) -> None:
    groups = set(root.ask("id", "-Gn", "kiosk").split())
    expect("the kiosk may use its devices", {"dialout", "lp", "plugdev", "video", "audio", "input"} <= groups)
    expect("the configuration is valid", "sound" in root.ask("kiosk", "--check"))
    output = root.ask("udevadm", "test", "/sys/class/mem/null")
    expect("udev reads the rules", "Reading rules file: /etc/udev/rules.d/70-kiosk.rules" in output)
    expect("udev understands the rules", "/70-kiosk.rules:" not in output)


def _run_services(root: BareRoot, role: str) -> None:
    """Runs what there is by its units' commands."""
    say("the services by their units")
    port = free_port()
    for name in _of(role, ("/etc/hub/environment", "/etc/kiosk/kiosk.toml")):
        root.at(name).write_text(root.at(name).read_text().replace("127.0.0.1:8000", f"127.0.0.1:{port}"))
    with UnitProcess(root, "hub.service") as hub:
        expect("the hub says that it is ready", hub.ready())
        if role == "both":
            _run_kiosk(root, port)
        else:
            expect("the hub can serve", b"ok" in fetch(port, "/readyz", ""))
    expect("the hub ended as asked", hub.status == 0)
    root.run("kiosk-hub", "audit", "verify")


def _run_kiosk(root: BareRoot, port: int) -> None:
    token = root.at("/etc/kiosk/hub.token").read_text().strip()
    expect("the hub sends the kiosk its catalogue", b'"items"' in fetch(port, "/api/v1/catalogue", token))
    with UnitProcess(root, "kiosk.service", "/opt/kiosk/.venv/bin/python", "-m", "tools.xvfb") as kiosk:
        expect("the kiosk says that it is ready", kiosk.ready())
        output = root.ask("kiosk", "status", "--json")
        expect("the kiosk runs", '"running": true' in output, output)
    expect("the kiosk ended as asked", kiosk.status == 0)
    program = (
        "from screens.keyboard.rime import open_engine as o; e = o(); e.type('n'); print(e.composing().candidates)"
    )
    letters = root.ask("sh", "-c", f'cd /opt/kiosk && .venv/bin/python -c "{program}"')
    expect("its keyboard writes by pinyin", "你" in letters, letters)


def _reinstall(root: BareRoot, role: str) -> None:
    say("make install once more")
    before = root.ask("readlink", "/opt/kiosk")
    root.run("make", "-C", "/root/kiosk", "install", f"ROLE={role}")
    expect("the same release is in service", root.ask("readlink", "/opt/kiosk") == before)


def _uninstall(root: BareRoot, role: str) -> None:
    say("make uninstall")
    root.run("make", "-C", "/root/kiosk", "uninstall")
    units = [f"/etc/systemd/system/{unit}" for unit in _enabled(role)]
    for name in ("/opt/kiosk", "/opt/kiosk-releases", "/usr/local/bin/kiosk", *units):
        expect(f"{name} is gone", not root.at(name).exists())
    for name in _of(role, _DATA):
        expect(f"{name} stays", root.ask("stat", "-L", "-c", "%n", name) == name)
    wants = [link.name for link in root.at("/etc/systemd/system").rglob("*.wants/*") if link.name in _enabled(role)]
    expect("no unit is enabled", not wants)


def _of(role: str, names: Iterable[str]) -> list[str]:
    """Returns the paths below a folder of the kiosk's or the hub's that the role has."""
    return [name for name in names if any(f"/{part}/" in name for part in _ROLES[role])]


def _enabled(role: str) -> list[str]:
    units = [unit for part in _ROLES[role] for unit in _UNITS.glob(f"{part}/etc/systemd/system/*")]
    return sorted(unit.name for unit in units if "[Install]" in unit.read_text())


def expect(what: str, holds: bool, output: str = "") -> None:
    """Checks a condition. Raises TrialFailed."""
    if not holds:
        raise TrialFailed(f"failed: {what}\n{output}".rstrip())
    say(f"  {what}")


def say(what: str) -> None:
    print(f"try-install: {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
