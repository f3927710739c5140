"""CUPS's own simulated printer, ippeveprinter, as a process; a script of ours stands for its engine."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# A job comes as a file; what the engine says on the standard error changes the printer's state. While there is a file
# `hold` the job is under way; `reasons` holds what is wrong.
_ENGINE = """#!/bin/sh
cd '{folder}'
touch begun
while [ -e hold ]; do
  if [ -e reasons ]; then echo "STATE: +$(cat reasons)" >&2; rm reasons; fi
  sleep 0.05
done
cp "$1" "printed-$(ls | wc -l).pdf"
"""


@dataclass
class IppEvePrinter:
    folder: Path
    port: str
    process: "subprocess.Popen[bytes]"

    def hold(self) -> None:
        (self.folder / "hold").touch()

    def go_on(self) -> None:
        (self.folder / "hold").unlink(missing_ok=True)

    def stop_for(self, reason: str) -> None:
        """It reports this `printer-state-reasons` while it prints."""
        new = self.folder / "reasons.new"
        new.write_text(reason)
        new.rename(self.folder / "reasons")

    def has_begun(self) -> bool:
        return (self.folder / "begun").exists()

    def printed(self) -> list[bytes]:
        return [file.read_bytes() for file in sorted(self.folder.glob("printed-*.pdf"))]


@contextmanager
def ippeveprinter(folder: Path, port: int = 0) -> Iterator[IppEvePrinter]:
    """`port` 0: any free one."""
    number = port or _free_port()
    engine = folder / "engine.sh"
    engine.write_text(_ENGINE.format(folder=folder))
    engine.chmod(0o755)
    (folder / "spool").mkdir(exist_ok=True)
    with _message_bus(folder) as address:
        command = ["/usr/sbin/ippeveprinter", "-p", str(number), "-r", "off", "-f", "application/pdf"]
        command += ["-d", str(folder / "spool"), "-c", str(engine), "A4"]
        environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": address}
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL) as process:
            try:
                _wait_for(number, process)
                yield IppEvePrinter(folder, f"ipp://localhost:{number}/ipp/print", process)
            finally:
                (folder / "hold").unlink(missing_ok=True)
                process.kill()


@contextmanager
def _message_bus(folder: Path) -> Iterator[str]:
    """It announces itself by Avahi, and will not start without a D-Bus where Avahi might be."""
    program = ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address=unix:dir={folder}", "--print-address"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as bus:
        assert bus.stdout is not None
        try:
            yield bus.stdout.readline().strip()
        finally:
            bus.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("localhost", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError("ippeveprinter does not answer")
