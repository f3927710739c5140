"""python3 -m install install [--role kiosk|hub|both] | rollback [--yes] | keys seal [--with tpm2|host] | keys open |
uninstall

As root. Exit status: 0 done, 1 failed, 2 a mistake in the command.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from install.machine import Machine, NoFormerRelease, describe, run
from install.sealed_keys import WAYS, KeysNotSealed

_SOURCE = Path(__file__).resolve().parent.parent
_ROLES = {"kiosk": (True, False), "hub": (False, True), "both": (True, True)}  # is a kiosk, is a hub
_HUB_BEFORE = {"yes": "both", "no": "kiosk", "keep": None}  # the old names


def main() -> int:
    options = _parser().parse_args()
    if os.geteuid() != 0:
        print("only root can do this: sudo make install", file=sys.stderr)
        return 1
    os.umask(0o022)
    if (_SOURCE / "bundle").is_dir():
        os.environ["KIOSK_BUNDLE"] = str(_SOURCE / "bundle")  # tools/setup.py installs from it
    machine = Machine(Path("/"), run)
    try:
        _do(machine, options)
    except (subprocess.CalledProcessError, OSError, NoFormerRelease, KeysNotSealed) as error:
        print(f"install: {describe(error)}", file=sys.stderr)
        return 1
    return 0


def _do(machine: Machine, options: argparse.Namespace) -> None:
    if options.command == "uninstall":
        machine.uninstall(_SOURCE)
    elif options.command == "rollback":
        machine.rollback(_agree if options.yes else _ask)
    elif options.command == "keys" and options.action == "seal":
        machine.seal_keys(options.way)
    elif options.command == "keys":
        machine.open_keys()
    else:
        kiosk, hub = choose_role(options.role, options.hub)
        machine.install(_SOURCE, hub, kiosk)


def choose_role(role: str | None, hub: str | None) -> tuple[bool | None, bool | None]:
    """Returns whether the machine is to be a kiosk, and a hub; None: as before."""
    if hub and not role:
        role = _HUB_BEFORE[hub]
        print(f"install: HUB={hub} is the old name of ROLE={role or 'keep'}", file=sys.stderr)
    return _ROLES.get(role or "", (None, None))


def _ask(what: str) -> bool:
    _tell(what)
    try:
        return input("install: type yes to go on: ").strip() == "yes"
    except EOFError:
        print("install: nobody answers; without asking: make rollback YES=1", file=sys.stderr)
        return False


def _agree(what: str) -> bool:
    _tell(what)
    return True


def _tell(what: str) -> None:
    print(f"install: {what}", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m install", description="The kiosk on this machine.")
    commands = parser.add_subparsers(dest="command", required=True)
    install = commands.add_parser("install", help="install or upgrade")
    install.add_argument("--role", choices=(*_ROLES, "keep"), help="what this machine is; without it, as before")
    install.add_argument("--hub", choices=tuple(_HUB_BEFORE), help="the old name of --role both|kiosk|keep")
    back = commands.add_parser("rollback", help="go back to the former release, the hub's data included")
    back.add_argument("--yes", action="store_true", help="do not ask")
    keys = commands.add_parser("keys", help="the hub's keys, sealed to this machine").add_subparsers(
        dest="action", required=True
    )
    seal = keys.add_parser("seal", help="seal them: a machine that is carried off in parts opens nothing")
    seal.add_argument("--with", dest="way", choices=tuple(WAYS), default="tpm2", help="host: a key on its own disk")
    keys.add_parser("open", help="put them back into their file, for a rotation")
    commands.add_parser("uninstall", help="remove the program; configuration and data stay")
    return parser


if __name__ == "__main__":
    sys.exit(main())
