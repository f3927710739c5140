"""A machine in a folder on which the installer's commands run: hubs are processes of the release that is linked there.
Of systemd, users and devices there is nothing."""

import json
import shutil
import socket
import subprocess
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import uuid4

from install.machine import Machine
from install.release import PROGRAM
from tests.hub.hub_process import ROOT, environment, wait_until_up

_GENERATED = shutil.ignore_patterns("__pycache__", "*.pyc", "*.part")


class InstalledHub:
    """`machine` is the installer on it; `source` is the clone that is installed."""

    def __init__(self, folder: Path, url: str, keys: Path) -> None:
        self.root, self.source = folder / "root", folder / "clone"
        self._environment = environment(url, keys)
        self._server: subprocess.Popen[bytes] | None = None
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self._port = int(listener.getsockname()[1])
        self._environment["HUB_BIND"] = f"127.0.0.1:{self._port}"
        (self.root / "run/systemd/system").mkdir(parents=True)
        (self.root / "var/lib/hub/backups").mkdir(parents=True)
        for name in PROGRAM:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, self.source / name, ignore=_GENERATED)
            else:
                shutil.copy2(ROOT / name, self.source / name)
        self.machine = Machine(self.root, self._run)

    def add_migrations(self, *operations: str) -> list[str]:
        """Adds migrations of the queues to the clone, one for each operation; returns their names."""
        folder = self.source / "hub/queues/migrations"
        names = []
        for operation in operations:
            last = max(file.stem for file in folder.glob("0*.py"))
            names.append(f"{int(last[:4]) + 1:04}_of_a_test")
            (folder / f"{names[-1]}.py").write_text(
                "from django.db import migrations, models\n\n\n"
                "def fail(apps, editor):\n    raise ValueError('a value of a resident')\n\n\n"
                f"class Migration(migrations.Migration):\n    dependencies = [('queues', '{last}')]\n"
                f"    operations = [{operation}]\n"
            )
        return names

    def drop_migrations(self, names: list[str]) -> None:
        for name in names:
            (self.source / f"hub/queues/migrations/{name}.py").unlink()

    def get_release(self) -> str:
        return (self.root / "opt/kiosk").resolve().name

    def hub(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Runs the command line of the release in service."""
        release = (self.root / "opt/kiosk").resolve()
        command = [str(release / ".venv/bin/python"), "-m", "hub", *arguments]
        return subprocess.run(
            command, cwd=release, env=self._environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False,
        )  # fmt: skip

    def take_number(self) -> str:
        """Returns a number that the running hub has reserved for this machine's kiosk."""
        service = self._ask("GET", "catalogue")["services"][0]["code"]
        ticket = self._ask("POST", "tickets", {"id": str(uuid4()), "service": service})
        return str(ticket["number"])

    def stop(self) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait()
            self._server = None

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        token = (self.root / "etc/kiosk/hub.token").read_text()
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        connection.request(method, f"/api/v1/{path}", json.dumps(body) if body else None, headers)
        response = connection.getresponse()
        answer = response.read()
        assert response.status in (200, 201), answer
        return json.loads(answer)

    def _run(self, *command: str, read: bool = False) -> str:
        program = Path(command[0]).name
        if program == "kiosk-hub":
            here = [f"{self.root}{word}" if word.startswith("/var/lib/") else word for word in command[1:]]
            done = self.hub(*here)
            if done.returncode:
                raise subprocess.CalledProcessError(done.returncode, ["kiosk-hub", *here], done.stdout, done.stderr)
            return done.stdout
        if program == "systemd-tmpfiles":
            (self.root / "etc" / Path(command[-1]).stem).mkdir(parents=True, exist_ok=True)
        elif program == "systemctl" and "hub.service" in command:
            self._control(command[1])
        elif program == "runuser":
            subprocess.run(command[command.index("--") + 1 :], check=True)
        elif "setup.py" in " ".join(command):
            self._set_up(Path(command[1]).parent.parent)
        elif "compileall" in command:
            self._copy_compiled(Path(command[-1]))
        return ""

    def _control(self, verb: str) -> None:
        if verb in ("stop", "restart"):
            self.stop()
        if verb == "restart":
            release = (self.root / "opt/kiosk").resolve()
            command = [str(release / ".venv/bin/python"), "-m", "hub", "serve", "--bind", f"127.0.0.1:{self._port}"]
            self._server = subprocess.Popen(command, cwd=release, env=self._environment)
            wait_until_up(self._port, self._server, within=300)

    def _set_up(self, release: Path) -> None:
        (release / ".venv").symlink_to((ROOT / ".venv").resolve())
        for folder in ("locale", "hub/locale"):
            for file in (ROOT / folder).glob("**/*.mo"):
                shutil.copy(file, release / file.relative_to(ROOT))

    def _copy_compiled(self, release: Path) -> None:
        """What this checkout has compiled: Python takes it for each file that is the same, and compiles the others."""
        for name in PROGRAM:
            for folder in (ROOT / name).glob("**/__pycache__"):
                if (there := release / folder.parent.relative_to(ROOT)).is_dir():
                    shutil.copytree(folder, there / folder.name, dirs_exist_ok=True)
