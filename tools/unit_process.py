"""Starts a service without systemd, by its unit: user, folder, environment, command."""

import configparser
import http.client
import shlex
import signal
import socket
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from tools.bare_root import BareRoot

_PATIENCE = 180.0  # seconds until it is ready, or has ended


class UnitProcess:
    """A context manager; `status` is the exit status."""

    def __init__(self, root: BareRoot, unit: str, *before: str) -> None:
        """`before` precedes the command."""
        self._root = root
        self._service = _read(root.at(f"/etc/systemd/system/{unit}"))
        self._before = before
        self._address = f"/run/trial-{unit}"
        self.status: int | None = None

    def __enter__(self) -> Self:
        where = self._root.at(self._address)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._listener.bind(str(where))
        where.chmod(0o777)
        self._process = subprocess.Popen(self._command(), stdin=subprocess.DEVNULL)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        self.status = self._process.wait(_PATIENCE)
        self._listener.close()

    def ready(self) -> bool:
        """Waits for readiness by sd_notify(3); returns False after the time limit."""
        self._listener.settimeout(_PATIENCE)
        try:
            while b"READY=1" not in self._listener.recv(4096).splitlines():
                continue
        except TimeoutError:
            return False
        return True

    def _command(self) -> list[str]:
        service = self._service
        variables = [*shlex.split(service.get("Environment", "")), f"NOTIFY_SOCKET={self._address}"]
        if file := service.get("EnvironmentFile"):
            lines = self._root.at(file).read_text().splitlines()
            variables += [line for line in lines if "=" in line and not line.startswith("#")]
        folder = service["WorkingDirectory"]
        program = " ".join((*self._before, service["ExecStart"]))
        shell = f"umask {service['UMask']}; cd {shlex.quote(folder)}; exec {program}"
        as_user = ["setpriv", f"--reuid={service['User']}", f"--regid={service['User']}", "--init-groups"]
        path = "PATH=/usr/local/bin:/usr/bin:/bin"
        return self._root.command([*as_user, "env", "-i", path, *variables, "sh", "-c", shell])


def fetch(port: int, path: str, token: str) -> bytes:
    """Returns the answer of a hub on this machine. Raises OSError."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
    return connection.getresponse().read()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def _read(file: Path) -> configparser.SectionProxy:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's keys have capitals
    unit.read_string(file.read_text())
    return unit["Service"]
