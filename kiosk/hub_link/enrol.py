"""Makes this machine a kiosk of its hub: `python -m kiosk.enrol CODE --hub URL --token-file FILE`.

Staff make the code; it works once, within its time. The token goes into the file, readable by its owner alone, and the
name that staff chose is printed. Exit status: 0 done, 1 the hub refused or is away, 2 the file cannot be written.
"""

import argparse
import sys
from pathlib import Path

from contract.kiosks import Enrolled
from kiosk.hub_link.client import HubClient
from kiosk.hub_link.connection import HubAddress, HubAway, HubRefused
from kiosk.storage.atomic_files import write_safely
from languages.registry import SOURCE


def enrol(hub_address: HubAddress, code: str) -> Enrolled:
    """Enrols this kiosk and writes its token to the file; returns its name and site. Raises HubAway,
    HubRefused or OSError."""
    hub, token_file = HubClient(hub_address), hub_address.token_file
    try:
        enrolled = hub.enrol(code)
    finally:
        hub.close()
    token_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_safely(token_file, enrolled.token.encode("ascii"))
    return enrolled


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m kiosk.enrol", description="Make this machine a kiosk of its hub.")
    parser.add_argument("code", help="as staff made it, like 7K4M-Q9XT-2VBC")
    parser.add_argument("--hub", required=True, metavar="URL", help="as in [hub] url")
    parser.add_argument("--token-file", required=True, type=Path, metavar="FILE", help="as in [hub] token_file")
    parser.add_argument("--ca-file", type=Path, metavar="FILE", help="as in [hub] ca_file")
    options = parser.parse_args(arguments)
    try:
        name = enrol(HubAddress(options.hub, options.token_file, options.ca_file), options.code).kiosk
    except HubRefused as refusal:
        detail = refusal.problem.detail
        return _fail(detail.in_locale(SOURCE) if detail else str(refusal))
    except HubAway as away:
        return _fail(f"the hub does not answer: {away}")
    except OSError as error:
        return _fail(f"{options.token_file}: {error.strerror}", 2)
    print(name)
    return 0


def _fail(why: str, status: int = 1) -> int:
    print(f"enrol: {why}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
