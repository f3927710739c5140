"""The real PC/SC daemon, an instance of our own: it has vsmartcard's virtual readers alone, and nobody else sees it."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from devices.simulators.process import SimulatorError

PACKAGES = "pcscd, vsmartcard-vpcd"  # of Debian
_PROGRAM = "/usr/sbin/pcscd"  # a place that not every user's PATH has
_LIBRARY = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
_ALONE = ["unshare", "--user", "--map-root-user", "--mount"]
_START = (
    'mount -t tmpfs none /run && mkdir /run/pcscd && mount --bind "$0" /run/pcscd'
    f' && exec {_PROGRAM} --foreground -c "$1"'
)


def there_is_one() -> bool:
    """Returns whether the daemon and vsmartcard's driver are installed."""
    return Path(_PROGRAM).exists() and Path(_LIBRARY).exists()


class PcscDaemon:
    """Listens on a socket of its own, through name spaces; where those are forbidden, on the machine's own one (root).

    libpcsclite asks for PCSCLITE_CSOCK_NAME once in a process, so a test run has one path, and one daemon at a time.
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.gettempdir(), f"pcscd-{os.getpid()}")
        self._alone = subprocess.run([*_ALONE, "true"], check=False, capture_output=True).returncode == 0
        self._socket = self._folder / "run" if self._alone else Path("/run/pcscd")
        self._port = _free_ports()
        self._process: subprocess.Popen[bytes] | None = None
        for name in ("run", "readers"):
            (self._folder / name).mkdir(parents=True)
        os.environ["PCSCLITE_CSOCK_NAME"] = str(self._socket / "pcscd.comm")

    @property
    def vpcd(self) -> str:
        """Returns HOST:PORT of the reader `Virtual PCD 00 00`."""
        return f"127.0.0.1:{self._port}"

    def start(self, *, readers: bool = True) -> None:
        """Starts the daemon and returns when it answers; with the two virtual readers or without. Raises
        SimulatorError."""
        if self._process is not None:
            return
        plan = self._folder / "readers" / "vpcd"
        plan.unlink(missing_ok=True)
        if readers:
            device = f"/dev/null:0x{self._port:X}"
            plan.write_text(f'FRIENDLYNAME "Virtual PCD"\nDEVICENAME {device}\nLIBPATH {_LIBRARY}\nCHANNELID 0\n')
        folders = [str(self._folder / "run"), str(self._folder / "readers")]
        program = (
            [*_ALONE, "sh", "-c", _START, *folders] if self._alone else [_PROGRAM, "--foreground", "-c", folders[1]]
        )
        self._process = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait_for_socket()

    def _wait_for_socket(self) -> None:
        end = time.monotonic() + 10
        while time.monotonic() < end:
            with socket.socket(socket.AF_UNIX) as client:
                if client.connect_ex(str(self._socket / "pcscd.comm")) == 0:
                    return
            time.sleep(0.01)
        raise SimulatorError("pcscd did not start")

    def stop(self) -> None:
        """Kills the daemon as a crash does: without a farewell."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for left in ("pcscd.comm", "pcscd.pid"):
                (self._socket / left).unlink(missing_ok=True)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder)


def _free_ports() -> int:
    """Returns the first of two ports in a row that nobody has."""
    while True:
        with socket.create_server(("", 0)) as first:
            port = int(first.getsockname()[1])
            with socket.socket() as second:
                if port < 65535 and second.connect_ex(("127.0.0.1", port + 1)) != 0:
                    return port
