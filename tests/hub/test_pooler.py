"""The hub behind PgBouncer in transaction mode: requests, commands and exports change connections all the time."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest
from django.db import connection

from hub.kiosks import services as kiosks
from hub.kiosks.rate_limits import WRITES
from tests.hub import filled, postgres
from tests.hub.caller import Wire
from tests.hub.hub_process import hub_process, run_hub
from tests.hub.pooler import transaction_pooler
from tests.hub.sample import a_submission

_PACE = 0.1  # s between a client's numbers: the commands take as long as they take meanwhile
COMMANDS = (("audit", "verify"), ("assess",), ("rotate",), ("audit", "verify"), ("purge",), ("work", "--once"))


def test_commands_and_eight_clients_work_behind_a_pooler(
    postgresql: str, keys_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = Path(shutil.copy(keys_path, tmp_path))  # beside which stands no witness of another database
    monkeypatch.setenv("HUB_POOLER", "transaction")
    with postgres.database(postgresql, filled.NAME) as url, filled.django_on(url):
        token = kiosks.add("pooled")
        connection.close()
        with transaction_pooler(url) as through, hub_process(through, keys) as port:
            done = Event()
            with ThreadPoolExecutor(8) as crowd:
                clients = [crowd.submit(_work, Wire(port, token), done) for _ in range(8)]
                try:
                    ended = [(each, run_hub(through, *each, keys=keys)) for each in COMMANDS]
                finally:
                    done.set()
                statuses = {status for client in clients for status in client.result()}
    assert statuses == {200}
    for command, process in ended:
        assert "Error" not in process.stderr, (command, process.stderr)
        assert process.returncode == 0 or command == ("assess",), (command, process.stdout, process.stderr)


def test_a_pooler_mode_that_is_not_known_is_refused(keys_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_POOLER", "session")
    refused = run_hub("postgresql://hub@127.0.0.1/hub", "migrate", keys=keys_path)
    assert refused.returncode != 0
    assert "HUB_POOLER" in refused.stderr


def _work(wire: Wire, done: Event) -> list[int]:
    """Takes numbers until it is over, and hands in as many cases as one kiosk may; returns the statuses."""
    statuses, cases = [], WRITES // 8
    while not done.wait(_PACE):
        ticket = str(uuid4())
        statuses.append(wire.post("tickets", {"id": ticket, "service": "bulk"})[0])
        statuses.append(wire.post(f"tickets/{ticket}/confirm")[0])
        if cases:
            statuses.append(wire.post("submissions", a_submission())[0])
            cases -= 1
    return statuses
