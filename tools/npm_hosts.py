"""Records what npm packages send to a printer: `python -m tools.npm_hosts` writes tests/devices/npm_hosts.json.

Needs node, npm and the network; tests read the record and need none of them. Run it again for other versions.
"""

import json
import subprocess
import tempfile
from pathlib import Path

PACKAGES = ("@point-of-sale/receipt-printer-encoder@4.0.1", "node-thermal-printer@4.6.1")
RECORD = Path(__file__).parents[1] / "tests" / "devices" / "npm_hosts.json"
_PROGRAM = Path(__file__).with_suffix(".cjs")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "package.json").write_text('{"private": true}', "utf-8")
        subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", *PACKAGES], cwd=folder, check=True)
        program = Path(folder) / _PROGRAM.name
        program.write_text(_PROGRAM.read_text("utf-8"), "utf-8")
        ended = subprocess.run(["node", program], cwd=folder, check=True, capture_output=True, text=True)
    record = {"packages": PACKAGES, "cases": json.loads(ended.stdout)}
    RECORD.write_text(json.dumps(record, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
