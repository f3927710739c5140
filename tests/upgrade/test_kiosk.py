"""A kiosk of commit 0a15b02 that had much to say when it was upgraded: all of it reaches the hub, and nobody is locked
out."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config.loader import load
from contract.kiosks import Mode
from contract.text import Text
from devices.base import Card, CardKind
from devices.manager import DeviceManager
from devices.models import models
from devices.printer.unfinished_jobs import UnfinishedJobs
from devices.transports import check_port
from kiosk import clock
from kiosk.app.start import open_hub_link
from kiosk.hub_link.catalogue_cache import CatalogueCache
from kiosk.hub_link.connection import HubAddress
from kiosk.hub_link.messages import MessageKind
from kiosk.hub_link.outbox import EntryState, Outbox
from kiosk.hub_link.ticket_book import TicketBook
from kiosk.storage.database import Database
from kiosk.storage.device_history import DeviceHistory
from kiosk.storage.service_mode import ServiceMode
from kiosk.technician.cards import Cards
from kiosk.technician.credentials_file import CredentialsFile
from kiosk.technician.pin import Pin
from tests.hub.hub_process import hub_process
from tests.together import wait_until
from tests.upgrade.restored import MADE, installation, kiosk_data

SAID: dict[str, Any] = json.loads((MADE / "kiosk.json").read_text("utf-8"))


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return kiosk_data(tmp_path)


@pytest.fixture
def store(data_dir: Path) -> Database:
    return Database(data_dir)


def test_the_outbox_is_full_as_it_was(store: Database) -> None:
    states = Counter((trace.kind, trace.state) for trace in Outbox(store).traces())
    assert states == {
        (MessageKind.SUBMISSION, EntryState.SENT): 1,
        (MessageKind.SUBMISSION, EntryState.REFUSED): 1,
        (MessageKind.SUBMISSION, EntryState.PENDING): 1,
        (MessageKind.TICKET_ISSUED, EntryState.PENDING): 2,
        (MessageKind.TICKET_PRINTED, EntryState.PENDING): 1,
        (MessageKind.TICKET_VOID, EntryState.PENDING): 1,
        (MessageKind.QUESTION, EntryState.PENDING): 2,
        (MessageKind.REVIEW, EntryState.PENDING): 1,
        (MessageKind.ENTRY_REQUEST, EntryState.PENDING): 1,
    }
    assert [trace.status for trace in Outbox(store).in_trouble()] == [422]


def test_all_that_waits_reaches_the_upgraded_hub(data_dir: Path, tmp_path: Path) -> None:
    with installation("sqlite", tmp_path) as hub:
        hub.migrate()
        before = hub.now()["tables"]
        with hub_process(hub.url, hub.keys) as port:
            address = HubAddress(f"http://127.0.0.1:{port}", data_dir / "hub.token", None)
            mode = ServiceMode(data_dir)
            with open_hub_link(data_dir, address, DeviceManager([]), CatalogueCache(data_dir), mode) as link:
                wait_until(lambda: link.outbox.counts().pending == 0)
                assert link.outbox.counts().refused == 1
                link.outbox.send_again(link.outbox.in_trouble()[0].id)  # a technician tries the refused one again
                link.sender.wake()
                wait_until(lambda: link.outbox.counts().pending == 0)
                assert link.outbox.in_trouble() == []
        after = hub.now()["tables"]
    more = {table: after[table] - before[table] for table in ("cases_case", "channels_question", "queues_ticket")}
    assert more == {"cases_case": 2, "channels_question": 2, "queues_ticket": 2}
    assert after["channels_review"] - before["channels_review"] == 1
    assert after["channels_request"] - before["channels_request"] == 1


def test_the_ticket_book_goes_on_where_it_was(data_dir: Path, store: Database) -> None:
    book = TicketBook(store, Outbox(store))
    catalogue = CatalogueCache(data_dir).catalogue
    assert catalogue is not None
    service = next(s for s in catalogue.services if SAID["own_numbers"][0].startswith(s.prefix))
    last = SAID["own_numbers"][-1]
    assert book.next_own_number(service, date.fromisoformat(SAID["day"])) == f"{last[:-1]}{int(last[-1]) + 1}"
    assert book.letters() == last[1:-3]


def test_a_number_that_was_being_printed_is_in_doubt(store: Database) -> None:
    book = TicketBook(store, Outbox(store))
    today = clock.today()
    assert book.void_unfinished(today) == 1
    assert [number[-3:] for number in book.doubtful(today)] == ["099"]


def test_the_catalogue_is_kept_in_all_its_languages(data_dir: Path) -> None:
    cache = CatalogueCache(data_dir)
    assert cache.catalogue is not None
    assert (cache.catalogue.version, cache.etag) == (SAID["catalogue"], f'"{SAID["catalogue"]}"')
    names = {item.name.in_locale("en") for item in cache.catalogue.items}
    assert "This town's name" in names
    assert "本市的名称" in {item.name.in_locale("zh-Hans") for item in cache.catalogue.items}


def test_the_technician_comes_in_as_before(data_dir: Path) -> None:
    kept = CredentialsFile(data_dir)
    pin, cards = Pin(kept), Cards(data_dir, kept)
    assert not pin.is_default
    assert not pin.check("000000")
    assert pin.check("482915")
    card = Card(CardKind.CITIZEN, "练习", "11010119790305123X")
    assert (cards.names, cards.name_of([card])) == (("practice",), "practice")


def test_it_is_still_locked_and_says_why(data_dir: Path) -> None:
    mode = ServiceMode(data_dir)
    assert mode.mode is Mode.LOCKED
    assert mode.state.reason == Text({"zh-Hans": "正在清洁。", "en": "Being cleaned."})


def test_the_devices_history_is_there(store: Database) -> None:
    records = DeviceHistory(store)
    assert (records.counts("printer").millimetres, records.counts("printer").cuts) == (123456, 789)
    assert records.counts("card-reader").cards == 321
    assert [(fault.name, fault.fault, fault.detail) for fault in records.faults()] == [
        ("printer", "paper_out", "status 0x60")
    ]
    assert [(test.name, test.passed) for test in records.tests()] == [("printer", True)]
    assert records.list_known()["printer"].fault == "paper_out"
    assert "card-reader" in records.list_known()


def test_a_job_that_did_not_end_is_known_still(data_dir: Path) -> None:
    jobs = UnfinishedJobs()
    jobs.persist_to(data_dir / "printing")
    assert "tcp://127.0.0.1:9100" in jobs
    assert "tcp://127.0.0.1:9101" not in jobs


def test_its_configuration_is_taken_as_it_is(data_dir: Path) -> None:
    settings = load(data_dir.parent / "kiosk.toml", models(), check_port)
    assert (settings.kiosk.id, settings.kiosk.data_dir) == ("hall-3", data_dir)
    assert [device.name for device in settings.devices] == ["printer", "numbers"]
    assert settings.kiosk.language in ("zh_CN", "zh-Hans")
