"""A bare root that is booted: its own systemd runs in it, as systemd-nspawn's container."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.bare_root import BareRoot

_PATIENCE = 180.0  # seconds
_TO_BOOT = 400.0  # the hub and then the kiosk may each take the two minutes that their units give them


class Booted:
    """Commands run within the container. Raises subprocess.CalledProcessError."""

    def __init__(self, leader: int, environment: dict[str, str]) -> None:
        self._inside = ["nsenter", "--target", str(leader), "--mount", "--uts", "--ipc", "--pid", "--cgroup", "--"]
        self._environment = environment

    def run(self, *command: str) -> None:
        self._call(command, check=True)

    def ask(self, *command: str) -> str:
        """Returns its output, standard error included, whatever its exit status."""
        done = self._call(command, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return str(done.stdout).strip()

    def property(self, unit: str, name: str) -> str:
        return self.ask("systemctl", "show", "--value", "--property", name, unit)

    def becomes(self, condition: Callable[[], bool]) -> bool:
        """Waits until it is so; returns False after the time limit."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            if condition():
                return True
            time.sleep(0.5)
        return False

    def is_active(self, unit: str) -> bool:
        return self.ask("systemctl", "is-active", unit) == "active"

    def _call(self, command: tuple[str, ...], **how: object) -> "subprocess.CompletedProcess[str]":
        settings = {"env": self._environment, "stdin": subprocess.DEVNULL, **how}
        return subprocess.run([*self._inside, *command], **settings)  # type: ignore[call-overload,no-any-return]  # noqa: PLW1510


@contextmanager
def boot(root: BareRoot, log: Path) -> Iterator[Booted]:
    """Boots it on this machine's network; its console goes to the log. Raises TimeoutError."""
    command = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--resolv-conf=off", "--boot"]
    with (
        log.open("wb") as console,
        subprocess.Popen(
            [*command, "--console=pipe", "--directory", root.at("/")],
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
        ) as container,
    ):
        try:
            yield _when_up(container.pid, root.environment)
        finally:
            container.terminate()


def _when_up(container: int, environment: dict[str, str]) -> Booted:
    until, waiting = time.monotonic() + _TO_BOOT, "nothing runs in it"
    while time.monotonic() < until:
        for leader in _children(container):
            booted = Booted(leader, environment)
            if booted.ask("systemctl", "is-system-running") in ("running", "degraded"):
                return booted
            waiting = booted.ask("systemctl", "list-jobs", "--no-pager")
        time.sleep(0.5)
    raise TimeoutError(f"the container does not come up:\n{waiting}")


def _children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]
