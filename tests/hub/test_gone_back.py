"""A hub that is restored to an older backup: nothing that it had acknowledged is lost, and no number is given twice.
Real commands, real HTTP, a real kiosk's outbox, on SQLite and PostgreSQL."""

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from contract.tickets import TicketRequest
from devices.manager import DeviceManager
from kiosk.app.start import open_hub_link
from kiosk.hub_link.catalogue_cache import CatalogueCache
from kiosk.hub_link.connection import HubAddress, HubAway
from kiosk.storage.service_mode import ServiceMode
from kiosk.visit import HubLink
from kiosk.visits.take_number import on_paper
from tests.hub import postgres
from tests.hub.filled import NAME
from tests.hub.hub_process import Fresh, start_hub, wait_until_up
from tests.hub.point_in_time import OwnMeans, PgBackRest, Way
from tests.hub.sample import a_submission
from tests.kiosk.hub_process import free_port
from tests.together import wait_until

BEFORE, SINCE, NUMBERS = 2, 38, 23


class Centre:
    """One kiosk, and a hub at one address that can be stopped and restored."""

    def __init__(self, hub: Fresh, folder: Path) -> None:
        self.hub, self.folder, self.port = hub, folder, free_port()
        added = json.loads(self.command("kiosk", "add", "lobby", "--json"))
        (folder / "token").write_text(added["token"])
        self.cases: list[UUID] = []
        self.numbers: list[str] = []

    def command(self, *arguments: str) -> str:
        done = self.hub.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def serving(self) -> Iterator[None]:
        server = start_hub(self.hub.url, f"127.0.0.1:{self.port}", keys=self.hub.keys)
        try:
            wait_until_up(self.port, server)
            yield
        finally:
            server.terminate()
            server.wait(30)

    @contextmanager
    def kiosk(self) -> Iterator[HubLink]:
        data_dir = self.folder / "kiosk"
        address = HubAddress(f"http://127.0.0.1:{self.port}", self.folder / "token")
        cache = CatalogueCache(data_dir)
        with open_hub_link(data_dir, address, DeviceManager([]), cache, ServiceMode(data_dir)) as hub_link:
            yield hub_link

    def hands_in(self, hub_link: HubLink, count: int) -> None:
        for _ in range(count):
            hub_link.outbox.put_message(submission := a_submission())
            self.cases.append(submission.id)
        hub_link.sender.wake()
        wait_until(lambda: hub_link.outbox.counts().pending == 0)

    def takes_numbers(self, hub_link: HubLink, count: int) -> None:
        for _ in range(count):
            with hub_link.book.reservation(on_end=hub_link.sender.wake) as reservation:
                ticket = hub_link.hub.reserve(TicketRequest(id=reservation.id, service="bulk"))
                reservation.about_to_print(ticket.number)
                reservation.confirm(printed=on_paper(ticket))
            self.numbers.append(ticket.number)
        wait_until(lambda: hub_link.outbox.counts().pending == 0)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        if self.hub.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.hub.url.removeprefix("sqlite:///"))) as database:
                return database.execute(query).fetchall()
        with psycopg.connect(self.hub.url) as server:
            return server.execute(query.encode()).fetchall()

    def nothing_is_lost_or_doubled(self) -> None:
        cases = [UUID(str(row[0])) for row in self.rows("SELECT id FROM cases_case")]
        assert sorted(cases) == sorted(self.cases)
        waiting = Counter(row[0] for row in self.rows("SELECT number FROM queues_ticket WHERE state = 'waiting'"))
        assert waiting == Counter(self.numbers)
        assert set(waiting.values()) == {1}


def hears(hub_link: HubLink) -> None:
    """A heartbeat is answered, and what came with the answer is taken up."""
    for _ in range(2):
        before = hub_link.hub.heard_at
        hub_link.heartbeat.wake()
        wait_until(lambda before=before: hub_link.hub.heard_at > before)  # type: ignore[misc]


@pytest.fixture
def centre(ready: Fresh, tmp_path: Path) -> Centre:
    return Centre(ready, tmp_path)


@pytest.mark.timeout(240)
def test_a_hub_restored_at_noon_lacks_nothing_and_gives_no_number_twice(centre: Centre, tmp_path: Path) -> None:
    with centre.serving(), centre.kiosk() as hub_link:
        hears(hub_link)
        centre.hands_in(hub_link, BEFORE)
        centre.takes_numbers(hub_link, BEFORE)
        hears(hub_link)
        backup = centre.command("backup", str(tmp_path)).strip()
        hears(hub_link)
        wait_until(lambda: held(hub_link) == 0)
        centre.hands_in(hub_link, SINCE)
        centre.takes_numbers(hub_link, NUMBERS)
        hears(hub_link)
        assert held(hub_link) == SINCE + NUMBERS
    centre.command("restore", "--over", backup)
    assert len(centre.rows("SELECT id FROM cases_case")) == BEFORE
    with centre.serving():
        refuses_numbers_until_it_knows(centre)
        with centre.kiosk() as hub_link:
            wait_until(lambda: len(centre.rows("SELECT id FROM cases_case")) == BEFORE + SINCE)
            wait_until(lambda: hub_link.outbox.counts().pending == 0)
            centre.takes_numbers(hub_link, 2)
            centre.nothing_is_lost_or_doubled()
    events = {row[0] for row in centre.rows("SELECT action FROM audit_entry")}
    assert {"begin epoch", "take up epoch", "take back number"} <= events
    assert centre.rows("SELECT detail FROM kiosks_alarm WHERE kind = 'restored'") == [(f"+{SINCE + NUMBERS} -0",)]
    assert centre.hub.run("audit", "verify").returncode == 0


def held(hub_link: HubLink) -> int:
    """Returns acknowledged entries whose content the kiosk has still."""
    with hub_link.outbox._store.look() as database:
        count: int = database.execute("SELECT count(*) FROM outbox WHERE body IS NOT NULL").fetchone()[0]
    return count


def refuses_numbers_until_it_knows(centre: Centre) -> None:
    """Which numbers are on paper only the kiosk can tell; until then it has numbers of its own."""
    from kiosk.hub_link.client import HubClient

    hub = HubClient(HubAddress(f"http://127.0.0.1:{centre.port}", centre.folder / "token"))
    with pytest.raises(HubAway):
        hub.reserve(TicketRequest(id=uuid4(), service="bulk"))
    hub.close()


@pytest.mark.timeout(240)
def test_what_was_safe_in_a_later_backup_has_to_be_asked_for(centre: Centre, tmp_path: Path) -> None:
    """The kiosk holds nothing of it any more: staff are told whose it was."""
    with centre.serving(), centre.kiosk() as hub_link:
        hears(hub_link)
        older = centre.command("backup", str(tmp_path / "older.tar")).strip()
        centre.hands_in(hub_link, 1)
        hears(hub_link)
        centre.command("backup", str(tmp_path / "newer.tar"))
        hears(hub_link)
        wait_until(lambda: held(hub_link) == 0)
    centre.command("restore", "--over", older)
    with centre.serving(), centre.kiosk() as hub_link:
        wait_until(lambda: bool(centre.rows("SELECT entry FROM kiosks_returnedentry")))
        wait_until(lambda: bool(centre.rows("SELECT detail FROM kiosks_alarm WHERE kind = 'restored'")))
    ((entry, lost),) = centre.rows("SELECT entry, held FROM kiosks_returnedentry")
    assert (UUID(str(entry)), bool(lost)) == (centre.cases[0], False)
    assert centre.rows("SELECT detail FROM kiosks_alarm WHERE kind = 'restored'") == [("+0 -1",)]


@pytest.mark.ha
@pytest.mark.timeout(300)
def test_a_standby_that_was_behind_is_promoted_and_nothing_is_lost(
    postgresql: str, keys_path: Path, tmp_path: Path
) -> None:
    """It is stopped while the first server goes on, and takes its place without what was acknowledged meanwhile."""
    with postgres.folder() as second, postgres.database(postgresql, NAME) as url:
        centre = Centre(Fresh(url, Path(shutil.copy(keys_path, tmp_path))), tmp_path)
        with centre.serving(), centre.kiosk() as hub_link:
            hears(hub_link)
            centre.hands_in(hub_link, BEFORE)
            centre.takes_numbers(hub_link, BEFORE)
            postgres.copy_as_standby(url, second)
            centre.hands_in(hub_link, SINCE)
            centre.takes_numbers(hub_link, NUMBERS)
            hears(hub_link)
        name = conninfo_to_dict(url)["dbname"]
        # The first server is gone: nothing reaches the standby any more.
        (second / "data" / "standby.signal").write_text("")
        postgres.cut_off(second)
        with postgres.server(second) as other:
            postgres.promote(second)
            centre.hub = Fresh(other.replace("/postgres?", f"/{name}?"), centre.hub.keys)
            assert len(centre.rows("SELECT id FROM cases_case")) == BEFORE
            with centre.serving(), centre.kiosk() as hub_link:
                wait_until(lambda: len(centre.rows("SELECT id FROM cases_case")) == BEFORE + SINCE)
                wait_until(lambda: hub_link.outbox.counts().pending == 0)
                centre.takes_numbers(hub_link, 2)
                centre.nothing_is_lost_or_doubled()


@pytest.mark.ha
@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", [OwnMeans, PgBackRest])
def test_a_server_recovered_to_a_moment_lacks_nothing_either(
    postgresql: str, keys_path: Path, tmp_path: Path, way: type[Way]
) -> None:
    """Point-in-time recovery: a copy, its archived log, a moment. The hub was told nothing of it."""
    with (
        postgres.folder() as first,
        postgres.folder() as second,
        postgres.folder() as archive,
        postgres.database(postgresql, NAME) as url,
    ):
        database = f"/{conninfo_to_dict(url)['dbname']}?"
        postgres.copy_as_standby(url, first)
        postgres.lead_alone(first)
        kept = way(first, archive)
        with postgres.server(first) as own:
            hub = Fresh(own.replace("/postgres?", database), Path(shutil.copy(keys_path, tmp_path)))
            centre = Centre(hub, tmp_path)
            with centre.serving(), centre.kiosk() as hub_link:
                hears(hub_link)
                kept.copy(own, second)
                centre.hands_in(hub_link, BEFORE)
                centre.takes_numbers(hub_link, BEFORE)
                ((moment,),) = centre.rows("SELECT now()")
                centre.hands_in(hub_link, SINCE)
                centre.takes_numbers(hub_link, NUMBERS)
                hears(hub_link)
            kept.finish(own)
        kept.recover(second, moment)
        with postgres.server(second) as other:
            centre.hub = Fresh(other.replace("/postgres?", database), hub.keys)
            wait_until(lambda: centre.rows("SELECT pg_is_in_recovery()") == [(False,)])
            assert len(centre.rows("SELECT id FROM cases_case")) == BEFORE
            with centre.serving():
                refuses_numbers_until_it_knows(centre)
                with centre.kiosk() as hub_link:
                    wait_until(lambda: len(centre.rows("SELECT id FROM cases_case")) == BEFORE + SINCE)
                    wait_until(lambda: hub_link.outbox.counts().pending == 0)
                    centre.takes_numbers(hub_link, 2)
                    centre.nothing_is_lost_or_doubled()
            events = {row[0] for row in centre.rows("SELECT action FROM audit_entry")}
            assert {"begin epoch", "take up epoch", "take back number"} <= events
            assert centre.hub.run("audit", "verify").returncode == 0
