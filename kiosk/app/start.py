"""From the first page to the last: puts the kiosk's parts together and holds visits until the program ends.

The first page is drawn before anything heavy is imported: requests and pydantic take longer than all the rest.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from kiosk import clock
from kiosk.app import start_duration
from kiosk.pages.kinds import AttractPage, OutOfServicePage
from kiosk.pages.language import N_, _, activate
from kiosk.pages.page_parts import NoticeText
from kiosk.pages.ui import Pages, Stopped, Surface
from kiosk.storage.witness_file import WitnessFile
from kiosk.technician.run_context import RunContext
from languages.registry import pick_wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from config.settings import Settings
    from contract.text import Text
    from devices.manager import DeviceManager
    from kiosk.hub_link.catalogue_cache import CatalogueCache
    from kiosk.hub_link.connection import HubAddress
    from kiosk.hub_link.heartbeat import OwnState
    from kiosk.hub_link.incidents import Incidents
    from kiosk.storage.database import Database
    from kiosk.storage.recovery import DatabaseFault
    from kiosk.storage.service_mode import ServiceMode
    from kiosk.technician.context import TechnicianContext
    from kiosk.visit import HubLink

OWN_PIN = "KIOSK_OWN_PIN"  # in the environment, "1": residents are served once the PIN is not the default one
_TECHNICIAN_IDLE = 300.0  # seconds: both hands may be in the printer


def first_page(site: str, language: str, data_dir: Path) -> AttractPage:
    """Returns the attract page, before there is anyone to answer it: it says so. Raises CataloguesMissing."""
    activate(language)
    notices = _kept_notices(data_dir / "catalogue.json", language)
    starting = start_duration.estimate(data_dir)
    return AttractPage(site, notices=notices, starting=starting, back=False, cancel=False)


def out_of_service(site: str) -> OutOfServicePage:
    """Returns what a resident sees when the visit thread no longer turns."""
    return OutOfServicePage(
        site, text=_("Please go to the counter; the staff will help you."), back=False, cancel=False
    )


def _kept_notices(catalogue: Path, tag: str) -> tuple[NoticeText, ...]:
    """Returns the notices of the cached catalogue, read without checking all of it, which takes time."""
    today = clock.today().isoformat()
    try:
        notices = json.loads(catalogue.read_bytes())["catalogue"]["notices"]
        return tuple(
            NoticeText(pick_wording(notice["title"], tag), pick_wording(notice["body"], tag))
            for notice in notices
            if notice["since"] <= today and (notice["until"] is None or today <= notice["until"])
        )
    except (OSError, ValueError, LookupError, TypeError):
        return ()  # the catalogue cache says what is wrong with it


def run(
    surface: Surface,
    devices: DeviceManager,
    settings: Settings,
    hub_url: str,
    token_file: Path,
    stopping: Event,
    run_context: RunContext | None = None,
) -> None:
    """Holds visits on this thread until `stopping` is set. The devices are the caller's to start and to stop.

    `token_file` may come later than the kiosk. Raises CataloguesMissing, OSError or sqlite3.Error where the kiosk
    cannot begin at all.
    """
    run_context = run_context or RunContext()
    pages, staff_pages = _open_pages(surface, devices, settings, run_context, stopping)
    from kiosk.app.practice import switch_practice
    from kiosk.app.session import Session
    from kiosk.hub_link.catalogue_cache import CatalogueCache
    from kiosk.hub_link.connection import HubAddress
    from kiosk.technician.first_run import is_needed, set_up_first
    from kiosk.technician.login import TechnicianLogin

    kiosk = settings.kiosk
    catalogue_cache = CatalogueCache(kiosk.data_dir)
    service_mode = _service_mode(kiosk.data_dir, run_context)
    hub = HubAddress(hub_url, token_file, settings.hub.ca_file)
    with open_hub_link(
        kiosk.data_dir, hub, devices, catalogue_cache, service_mode,
        safe=run_context.safe, incidents=run_context.incidents,
    ) as hub_link:  # fmt: skip
        hub_link.heartbeat.calls = run_context.calls
        tech = _open_technician(staff_pages, hub_link, devices, catalogue_cache, settings, service_mode, run_context)
        if run_context.config_file and is_needed(tech):
            with suppress(Stopped):
                set_up_first(tech, run_context.config_file)
            return
        if not run_context.liveness.begun:
            start_duration.record(kiosk.data_dir, run_context.liveness.silent)
        with switch_practice(settings, run_context, hub_link, devices, (pages, staff_pages)) as switch:
            login = TechnicianLogin(tech)
            visits = Session(pages, hub_link, devices, catalogue_cache, kiosk, service_mode, login)
            visits.between = switch
            visits.run()


def _open_pages(
    surface: Surface, devices: DeviceManager, settings: Settings, run_context: RunContext, stopping: Event
) -> tuple[Pages, Pages]:
    """Returns the residents' and the technician's, in the kiosk's language, time and masking, until `stopping`."""
    activate(settings.kiosk.language)
    clock.keep_time_of(settings.kiosk.timezone)
    from contract.field_kinds.identity_number import mask_id_numbers

    mask_id_numbers(settings.privacy.id_number_mask)
    session = settings.session
    pages = Pages(
        surface,
        session.idle_seconds,
        session.warning_seconds,
        run_context.liveness,
        readers=devices,
        without_card_seconds=session.without_card_seconds,
    )
    staff_pages = Pages(surface, _TECHNICIAN_IDLE, session.warning_seconds, run_context.liveness)
    Thread(target=_stop_pages, args=(stopping, pages, staff_pages), name="stop pages", daemon=True).start()
    return pages, staff_pages


def _open_technician(
    staff_pages: Pages,
    hub_link: HubLink,
    devices: DeviceManager,
    catalogue_cache: CatalogueCache,
    settings: Settings,
    service_mode: ServiceMode,
    run_context: RunContext,
) -> TechnicianContext:
    from kiosk.technician.cards import Cards
    from kiosk.technician.context import TechnicianContext, TechnicianKeys
    from kiosk.technician.credentials_file import CredentialsFile
    from kiosk.technician.pin import Pin

    data_dir = run_context.home or settings.kiosk.data_dir  # the same PIN and cards in practice
    credentials = CredentialsFile(data_dir)
    keys = TechnicianKeys(Pin(credentials), Cards(data_dir, credentials))
    if os.environ.get(OWN_PIN) == "1":
        service_mode.block_while(lambda: keys.pin.is_default, _not_set_up())
    return TechnicianContext(
        staff_pages,
        hub_link,
        devices,
        catalogue_cache,
        settings,
        service_mode,
        keys,
        hub_link.records,
        run_context,
    )


def _service_mode(data_dir: Path, run_context: RunContext) -> ServiceMode:
    from kiosk.diagnostics.service_state import open_service_mode
    from kiosk.pages.wording import in_all_languages

    safe = in_all_languages(
        N_("This kiosk did not start properly and waits for a technician. Please go to the counter.")
    )
    service_mode = open_service_mode(
        data_dir, safe if run_context.safe else _not_set_up() if run_context.unsound else None
    )
    service_mode.publish()
    return service_mode


def _not_set_up() -> Text:
    from kiosk.pages.wording import in_all_languages

    return in_all_languages(
        N_("This kiosk is not set up properly and waits for a technician. Please go to the counter.")
    )


def _open_database(data_dir: Path, *, safe: bool) -> tuple[Database, DatabaseFault | None]:
    """Opens the database. Where some of it lies in the write-ahead log only, its files are copied first: a byte of that
    may be damaged."""
    from kiosk.storage.recovery import open_or_in_memory, open_or_stand_in
    from kiosk.storage.unmerged import copy_unmerged

    copy_unmerged(data_dir, clock.now())
    return open_or_in_memory(data_dir) if safe else open_or_stand_in(data_dir)


def open_own_state(data_dir: Path, store: Database, incidents: Incidents, *, usable: bool) -> OwnState:
    """Returns what waits for the hub and what is missing of it, the numbers, the clock and the disk, as the last run
    left them."""
    from kiosk.diagnostics.machine import is_clock_kept
    from kiosk.hub_link.heartbeat import OwnState
    from kiosk.hub_link.ledger import Ledger
    from kiosk.hub_link.outbox import Outbox
    from kiosk.hub_link.safekeeping import Safekeeping
    from kiosk.hub_link.ticket_book import TicketBook
    from kiosk.storage.clock_file import use_difference
    from kiosk.storage.disk_room import DiskRoom

    use_difference(data_dir, clock_is_kept=is_clock_kept())
    outbox, ledger = Outbox(store), Ledger(store)
    ledger.find_missing(clock.now())
    book = TicketBook(store, outbox, incidents)
    book.void_unfinished(clock.today())
    outbox.forget_old()
    outbox.send_unreadable_again()
    return OwnState(outbox if usable else None, book, Safekeeping(store), ledger, DiskRoom(data_dir))


@contextmanager
def open_hub_link(
    data_dir: Path,
    address: HubAddress,
    devices: DeviceManager,
    catalogue_cache: CatalogueCache,
    service_mode: ServiceMode,
    *,
    safe: bool = False,
    incidents: Incidents | None = None,
) -> Iterator[HubLink]:
    """Yields the outbox and what empties it. Numbers that were being printed when the kiosk last stopped are void, and
    staff hear of them. A `safe` kiosk does without its database where that cannot be used. One that a later release has
    written is never used: the kiosk is out of service then."""
    from devices.observer import NullObserver
    from kiosk.app.device_observers import open_history, record_devices
    from kiosk.app.device_reports import device_reports
    from kiosk.hub_link.client import HubClient
    from kiosk.hub_link.heartbeat import Heartbeats
    from kiosk.hub_link.incidents import Incidents
    from kiosk.hub_link.outbox import Outbox
    from kiosk.hub_link.outbox_sender import Sender
    from kiosk.visit import HubLink

    store, database_fault = _open_database(data_dir, safe=safe)
    if database_fault:
        service_mode.block(_not_set_up())
    incidents = incidents or Incidents()
    own = open_own_state(data_dir, store, incidents, usable=database_fault is None)
    outbox = own.outbox or Outbox(store)
    hub = HubClient(address)
    sender = Sender(outbox, hub)
    reports = device_reports(devices, database_fault, incidents)
    heartbeat = Heartbeats(hub, catalogue_cache, own, service_mode, reports, back=sender.wake)
    heartbeat.keep_line = WitnessFile(data_dir).keep
    records = open_history(store, devices)
    recorder = record_devices(devices, incidents, records, heartbeat.wake)
    sender.start()
    heartbeat.start()
    try:
        yield HubLink(
            hub, outbox, own.book, sender, heartbeat, records, own.ledger, own.disk, incidents, database_fault
        )
    finally:
        devices.report_to(NullObserver())
        recorder.stop()
        heartbeat.stop()
        sender.stop()
        hub.close()
        store.close()


def _stop_pages(stopping: Event, *each: Pages) -> None:
    stopping.wait()
    for pages in each:
        pages.stop()
