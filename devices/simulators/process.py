"""Start, steer and stop a simulator from another program: tests and the demonstration use it."""

import contextlib
import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class SimulatorError(Exception):
    """The simulator did not start, or would not do what it was told."""


class SimulatorProcess:
    """One simulator in its own process, as a context manager.

    with SimulatorProcess("sam_v") as reader:
        reader.do("place", card="zhang")
        driver = Driver(reader.port, Settings())
    """

    def __init__(
        self,
        model: str,
        *,
        tcp: bool = False,
        vpcd: str = "",
        usb: str = "",
        place: str = "1-2",
        baudrate: int | None = None,
        directory: Path | None = None,
    ) -> None:
        """`directory` holds the link and the control socket; a temporary one by default (a socket's path is short).
        `vpcd` is the HOST:PORT at which a virtual PC/SC reader listens. `usb` is the layout of a device's packets: it
        is plugged in at `place` of the simulated bus in `directory`."""
        self._temporary = directory is None
        self._directory = directory or Path(tempfile.mkdtemp(prefix="simulator-"))
        self._directory.mkdir(parents=True, exist_ok=True)
        self.bus = self._directory
        self.control = self._directory / (f"{model}-{place}.control" if usb else f"{model}.control")
        where = ["--tcp", "127.0.0.1:0"] if tcp else ["--link", str(self._directory / model)]
        where = ["--vpcd", vpcd] if vpcd else where
        where = ["--usb", str(self._directory), "--layout", usb, "--place", place] if usb else where
        speed = ["--baudrate", str(baudrate)] if baudrate else []
        program = [sys.executable, "-m", "devices.simulators", model, *where, "--control", str(self.control), *speed]
        self._program = program
        self._process: subprocess.Popen[str] | None = None
        self.port = ""

    def start(self) -> Self:
        """Starts the simulator and returns when the line can be opened. Raises SimulatorError."""
        root = Path(__file__).parents[2]
        self._process = subprocess.Popen(
            self._program, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, cwd=root
        )
        ready = self._process.stdout.readline() if self._process.stdout else ""
        if not ready:
            self.stop()
            raise SimulatorError("the simulator did not start")
        self.port = json.loads(ready)["port"]
        return self

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(3)
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()
        if self._temporary:
            shutil.rmtree(self._directory, ignore_errors=True)

    def do(self, do: str, **fields: Any) -> Mapping[str, Any]:
        """Sends a command; returns its answer. Raises SimulatorError."""
        return send_command(self.control, {"do": do, **fields})

    def wait_for(self, condition: Callable[[Mapping[str, Any]], bool], within: float = 10.0) -> Mapping[str, Any]:
        """Returns the first state that fits. Raises SimulatorError when the time is up."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            state = self.do("state")
            if condition(state):
                return state
            time.sleep(0.02)
        raise SimulatorError(f"after {within} s the simulator is still not as wanted")

    @contextlib.contextmanager
    def standing_still(self) -> Iterator[None]:
        """Stops the process meanwhile: it is alive, but reads and sends nothing."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def send_command(control: Path, command: Mapping[str, Any]) -> Mapping[str, Any]:
    """Sends one command to a control socket; returns its answer. Raises SimulatorError."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(str(control))
            connection.sendall(json.dumps(command, ensure_ascii=False).encode() + b"\n")
            with connection.makefile("rb") as lines:
                answer = json.loads(lines.readline() or b"{}")
    except OSError as error:
        raise SimulatorError(f"no simulator answers at {control}: {error}") from error
    if not answer.get("ok"):
        raise SimulatorError(str(answer.get("error", "no answer")))
    return dict(answer)
