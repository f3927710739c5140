"""A hub that is restored to an older backup: nothing that it had acknowledged is lost, and nothing is given twice. Real
commands, real HTTP, on SQLite and PostgreSQL."""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from contract.cases import Submission
from contract.catalogue import Service
from contract.text import Text
from contract.tickets import PrintedTicket, TicketRequest
from devices.manager import DeviceManager
from hub.core.keys import make_keys
from kiosk import clock
from kiosk.app.start import open_hub_link
from kiosk.hub_link.catalogue_cache import CatalogueCache
from kiosk.hub_link.client import HubAddress
from kiosk.hub_link.safekeeping import Held, Safekeeping
from kiosk.storage.database import Database
from kiosk.storage.service_mode import ServiceMode
from kiosk.visit import HubLink
from tests.hub import postgres
from tests.hub.hub_process import Fresh, run_hub, start_hub, wait_until_up
from tests.kiosk.conftest import wait_until
from tests.kiosk.hub_process import free_port

SERVICE = "general"
BEFORE, SINCE, NUMBERS_SINCE = 2, 38, 23


@dataclass
class Hub(Fresh):
    """A hub that can be stopped, restored and started at one address."""

    port: int
    folder: Path

    @property
    def address(self) -> HubAddress:
        return HubAddress(f"http://127.0.0.1:{self.port}", self.folder / "token")

    def do(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def serving(self) -> Iterator[None]:
        server = start_hub(self.url, f"127.0.0.1:{self.port}", keys=self.keys)
        try:
            wait_until_up(self.port, server)
            yield
        finally:
            server.terminate()
            server.wait(30)

    def ask(self, program: str) -> list[str]:
        """What a query of the hub's own returns."""
        done = run_hub(self.url, "shell", program, keys=self.keys)
        return done.stdout.split()


@pytest.fixture(params=["sqlite", "postgresql"])
def hub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hub]:
    folder = tmp_path / "hub"
    folder.mkdir()
    make_keys(folder / "hub.keys")
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{folder / 'hub.sqlite3'}"
        else:
            home = stack.enter_context(postgres.folder())
            postgres.initialise(home)
            server = stack.enter_context(postgres.server(home))
            url = stack.enter_context(postgres.database(server))
        hub = Hub(url, folder / "hub.keys", free_port(), folder)
        hub.do("migrate")
        hub.do("seed")
        (folder / "token").write_text(json.loads(hub.do("kiosk", "add", "kiosk-1", "--json"))["token"])
        yield hub
