"""A PostgreSQL of three servers that Patroni watches, as docs/scale.md describes it: one leads, a write is answered
once one of the two others has it too, and whichever dies, another leads. All of it in a folder of a test's own."""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from shutil import chown

from tests.hub import postgres
from tests.kiosk.hub_process import free_port
from tests.together import wait_until

_NAMES = ("one", "two", "three")
_SECONDS = {"ttl": 8, "loop_wait": 1, "retry_timeout": 3}  # docs/scale.md; Patroni's own are 30, 10 and 10
_PARAMETERS = {
    "fsync": "off",  # a killed process is no power failure
    "shared_buffers": "16MB",
    "max_connections": 60,
    "unix_socket_directories": "",
    "wal_log_hints": "on",
    "synchronous_standby_names": f"ANY 1 ({','.join(_NAMES)})",
}


@dataclass
class Member:
    """One machine: Patroni and the server that it supervises, in a process group of their own."""

    name: str
    folder: Path
    port: int
    api: int
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            command = [*postgres.AS_USER, "patroni", str(self.folder / "patroni.json")]
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)

    def die(self) -> None:
        """Kills Patroni and its server, as where the machine fails at once."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        subprocess.run(["pkill", "-KILL", "-f", f"[-]D {self.folder}/data "], check=False)
        wait_until(lambda: subprocess.run(["pgrep", "-f", f"{self.folder}/data"], check=False).returncode == 1)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def state(self) -> dict[str, object]:
        """Returns what Patroni says of its server; nothing where it does not answer."""
        connection = HTTPConnection("127.0.0.1", self.api, timeout=5)
        try:
            connection.request("GET", "/patroni")
            state: dict[str, object] = json.loads(connection.getresponse().read())
        except (OSError, HTTPException, ValueError):
            return {}
        finally:
            connection.close()
        return state


@dataclass
class Cluster:
    members: tuple[Member, ...]

    @property
    def url(self) -> str:
        """libpq tries each server until it meets the one that can be written."""
        hosts, ports = ",".join("127.0.0.1" for _ in self.members), ",".join(str(each.port) for each in self.members)
        return f"postgresql:///postgres?host={hosts}&port={ports}&user=hub&target_session_attrs=read-write"

    def leader(self) -> Member:
        wait_until(self._leaders, within=120)
        return self._leaders()[0]

    def wait_until_whole(self) -> None:
        """One leads, and both others follow it and stream."""
        wait_until(self._is_whole, within=240)

    def _leaders(self) -> list[Member]:
        return [each for each in self.members if each.state().get("role") == "master"]

    def _is_whole(self) -> bool:
        leaders = self._leaders()
        followers = leaders[0].state().get("replication") if len(leaders) == 1 else None
        streaming = [each for each in followers or () if each["state"] == "streaming"]  # type: ignore[attr-defined]
        return len(streaming) == len(self.members) - 1


@contextmanager
def cluster() -> Iterator[Cluster]:
    with ExitStack() as stack:
        folder = stack.enter_context(postgres.folder())
        etcd = stack.enter_context(_etcd(folder))
        members = tuple(_member(folder / name, name, etcd) for name in _NAMES)
        for member in members:
            stack.callback(member.stop)
            member.start()
        made = Cluster(members)
        made.wait_until_whole()
        yield made


def _member(folder: Path, name: str, etcd: str) -> Member:
    folder.mkdir()
    member = Member(name, folder, free_port(), free_port())
    (folder / "patroni.json").write_text(json.dumps(_configuration(member, etcd)))
    for path in (folder, folder / "patroni.json"):
        chown(path, postgres.USER)
    return member


def _configuration(member: Member, etcd: str) -> dict[str, object]:
    """YAML, of which JSON is a part."""
    trust = ["local all all trust", "host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"]
    dynamic = {
        **_SECONDS,
        "primary_start_timeout": 0,
        "postgresql": {"use_pg_rewind": True, "use_slots": True, "parameters": _PARAMETERS},
    }
    return {
        "scope": "hub",
        "name": member.name,
        "restapi": {"listen": f"127.0.0.1:{member.api}", "connect_address": f"127.0.0.1:{member.api}"},
        "etcd3": {"host": etcd},
        "bootstrap": {"dcs": dynamic, "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "no-sync"]},
        "postgresql": {
            "listen": f"127.0.0.1:{member.port}",
            "connect_address": f"127.0.0.1:{member.port}",
            "data_dir": f"{member.folder}/data",
            "bin_dir": str(postgres.PROGRAMS),
            "pgpass": f"{member.folder}/pgpass",
            "pg_hba": trust,
            "authentication": {"superuser": {"username": "hub"}, "replication": {"username": "replicator"}},
        },
    }


@contextmanager
def _etcd(folder: Path) -> Iterator[str]:
    """Yields the store in which Patroni's members agree who leads; a real installation has three of them."""
    data, port, peers = folder / "etcd", free_port(), free_port()
    data.mkdir(mode=0o700)
    chown(data, postgres.USER)
    here, for_peers = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{peers}"
    command = [
        *postgres.AS_USER, "etcd", "--data-dir", str(data),
        "--listen-client-urls", here, "--advertise-client-urls", here,
        "--listen-peer-urls", for_peers, "--initial-advertise-peer-urls", for_peers,
        "--initial-cluster", f"default={for_peers}",
    ]  # fmt: skip
    with (folder / "etcd.log").open("ab") as log, subprocess.Popen(command, stdout=log, stderr=log) as store:
        try:
            yield f"127.0.0.1:{port}"
        finally:
            store.terminate()
