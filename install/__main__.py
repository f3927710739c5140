"""python3 -m install install [--hub yes|no|keep] | uninstall

As root. Exit status: 0 done, 1 failed, 2 a mistake in the command.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from install.machine import Machine, run

_SOURCE = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m install", description="The kiosk on this machine.")
    commands = parser.add_subparsers(dest="command", required=True)
    install = commands.add_parser("install", help="install or upgrade the kiosk")
    install.add_argument("--hub", choices=("yes", "no", "keep"), default="keep", help="run a hub on this machine too")
    commands.add_parser("uninstall", help="remove the program; configuration and data stay")
    options = parser.parse_args()
    if os.geteuid() != 0:
        print("only root can do this: sudo make install", file=sys.stderr)
        return 1
    os.umask(0o022)
    machine = Machine(Path("/"), run)
    try:
        if options.command == "uninstall":
            machine.uninstall(_SOURCE)
        else:
            machine.install(_SOURCE, {"yes": True, "no": False, "keep": None}[options.hub])
    except subprocess.CalledProcessError as failure:
        print(f"install: {' '.join(failure.cmd)} ended with {failure.returncode}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"install: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
