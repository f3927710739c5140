"""A window's agent as a process of its own, with a simulated reader, scanner and printer."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from devices.simulators.process import SimulatorProcess

_ROOT = Path(__file__).parents[2]
_DEVICES = (("card", "card_reader", "sam_v"), ("gun", "scanner", "serial_line"), ("slips", "printer", "escpos"))


@dataclass
class WindowAgent:
    origin: str
    port: int
    code: str
    reader: SimulatorProcess
    scanner: SimulatorProcess
    printer: SimulatorProcess

    def ask(
        self, method: str, path: str, body: str | None = None, **head: str | None
    ) -> tuple[int, Mapping[str, str], Any]:
        """Sends as the paired console does, but for what `head` changes; None leaves it out."""
        sent = {"Origin": self.origin, "Authorization": f"Bearer {self.code}", "Content-Type": "application/json"}
        named = {name.replace("_", "-").title(): value for name, value in head.items()}
        headers = {name: value for name, value in {**sent, **named}.items() if value is not None}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body and body.encode(), headers)
            answer = connection.getresponse()
            data = answer.read()
            return answer.status, dict(answer.headers), json.loads(data) if data else None
        finally:
            connection.close()

    def wait_until(self, is_so: Callable[[Mapping[str, Any]], bool]) -> Mapping[str, Any]:
        """Returns the first state in which that is so."""
        state: Mapping[str, Any] = {"run": "", "version": 0}
        while not (state["run"] and is_so(state)):
            state = self.ask("GET", f"/state?run={state['run']}&version={state['version']}")[2]
        return state

    def wait_for(self, key: str, value: Any, of: str = "") -> Mapping[str, Any]:
        """As `wait_until`; `of`: of the device of that name."""

        def is_so(state: Mapping[str, Any]) -> bool:
            rows = [row for row in state["devices"] if row["name"] == of] if of else [state]
            return any(row[key] == value for row in rows)

        return self.wait_until(is_so)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def window_agent(directory: Path, origin: str, port: int) -> Iterator[WindowAgent]:
    with (
        SimulatorProcess("sam_v") as reader,
        SimulatorProcess("serial_line") as scanner,
        SimulatorProcess("escpos", tcp=True) as printer,
    ):
        ports = (reader.port, scanner.port, printer.port)
        tables = [
            f'[[device]]\nname = "{name}"\nkind = "{kind}"\nmodel = "{model}"\nport = "{at}"\n'
            for (name, kind, model), at in zip(_DEVICES, ports, strict=True)
        ]
        config = directory / "window.toml"
        head = f'[kiosk]\ndata_dir = "window"\n[agent]\norigin = "{origin}"\nport = {port}\n'
        config.write_text(head + "".join(tables))
        command = [sys.executable, "-m", "devices", "agent", "--config", str(config)]
        printer.do("set", speed=50)
        code = subprocess.run([*command, "--code"], cwd=_ROOT, check=True, capture_output=True, text=True).stdout
        process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout
            assert process.stdout.readline().split()[0] == f"http://127.0.0.1:{port}"
            yield WindowAgent(origin, port, code.strip(), reader, scanner, printer)
        finally:
            process.terminate()
            assert process.wait(30) == 0
