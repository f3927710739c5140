"""From the first page to the last: puts the kiosk's parts together and holds visits until the program ends.

The first page is drawn before anything heavy is imported: requests and pydantic take longer than all the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from kiosk import clock
from kiosk.pages.kinds import AttractPage, NoticeText, OutOfServicePage, languages
from kiosk.pages.language import N_, _, activate
from kiosk.pages.ui import Pages, Stopped, Surface
from kiosk.technician.run_context import RunContext
from languages.registry import pick_wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from config.settings import Settings
    from contract.kiosks import DeviceReport
    from contract.text import Text
    from devices.manager import DeviceManager
    from kiosk.hub_link.catalogue_cache import CatalogueCache
    from kiosk.hub_link.client import HubAddress
    from kiosk.storage.recovery import DatabaseFault
    from kiosk.storage.service_mode import ServiceMode
    from kiosk.visit import HubLink

_TECHNICIAN_IDLE = 300.0  # seconds: both hands may be in the printer


def first_page(site: str, language: str, data_dir: Path) -> AttractPage:
    """The attract page, before there is anyone to answer it. Raises CataloguesMissing."""
    activate(language)
    notices = _kept_notices(data_dir / "catalogue.json", language)
    return AttractPage(site, notices=notices, languages=languages(), back=False, cancel=False)


def out_of_service(site: str) -> OutOfServicePage:
    """Returns what a resident sees when the visit thread no longer turns."""
    return OutOfServicePage(
        site, text=_("Please go to the counter; the staff will help you."), back=False, cancel=False
    )


def _kept_notices(catalogue: Path, tag: str) -> tuple[NoticeText, ...]:
    """The notices of the cached catalogue, read without the time that checking all of it takes."""
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
    """Hold visits on this thread until `stopping` is set. The devices are the caller's to start and to stop.

    `token_file` may come later than the kiosk. Raises CataloguesMissing, OSError or sqlite3.Error where the kiosk
    cannot begin at all.
    """
    run_context = run_context or RunContext()
    activate(settings.kiosk.language)
    clock.keep_time_of(settings.kiosk.timezone)
    from kiosk.pages.answer_text import mask_id_numbers

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
    tech_pages = Pages(surface, _TECHNICIAN_IDLE, session.warning_seconds, run_context.liveness)
    Thread(target=_stop_pages, args=(stopping, pages, tech_pages), name="stop pages", daemon=True).start()
    from kiosk.app.session import Session
    from kiosk.hub_link.catalogue_cache import CatalogueCache
    from kiosk.hub_link.client import HubAddress
    from kiosk.technician.cards import Cards
    from kiosk.technician.context import Keys, TechnicianContext
    from kiosk.technician.credentials_file import CredentialsFile
    from kiosk.technician.first_run import is_needed, set_up_first
    from kiosk.technician.login import TechnicianLogin
    from kiosk.technician.pin import Pin

    kiosk = settings.kiosk
    catalogue_cache = CatalogueCache(kiosk.data_dir)
    service_mode = _service_mode(kiosk.data_dir, run_context)
    hub = HubAddress(hub_url, token_file, settings.hub.ca_file)
    with open_hub_link(kiosk.data_dir, hub, devices, catalogue_cache, service_mode, safe=run_context.safe) as hub_link:
        kept = CredentialsFile(kiosk.data_dir)
        keys = Keys(Pin(kept), Cards(kiosk.data_dir, kept))
        tech = TechnicianContext(
            tech_pages, hub_link, devices, catalogue_cache, settings, service_mode, keys, hub_link.records, run_context
        )
        if run_context.config_file and is_needed(tech):
            with suppress(Stopped):
                set_up_first(tech, run_context.config_file)
            return
        Session(pages, hub_link, devices, catalogue_cache, kiosk, service_mode, TechnicianLogin(tech)).run()


def _service_mode(data_dir: Path, run_context: RunContext) -> ServiceMode:
    from kiosk.pages.wording import in_all_languages
    from kiosk.storage.service_mode import ServiceMode

    safe = in_all_languages(
        N_("This kiosk did not start properly and waits for a technician. Please go to the counter.")
    )
    return ServiceMode(
        data_dir, blocked_reason=safe if run_context.safe else _not_set_up() if run_context.unsound else None
    )


def _not_set_up() -> Text:
    from kiosk.pages.wording import in_all_languages

    return in_all_languages(
        N_("This kiosk is not set up properly and waits for a technician. Please go to the counter.")
    )


@contextmanager
def open_hub_link(
    data_dir: Path,
    address: HubAddress,
    devices: DeviceManager,
    catalogue_cache: CatalogueCache,
    service_mode: ServiceMode,
    *,
    safe: bool = False,
) -> Iterator[HubLink]:
    """The outbox and what empties it. Numbers that were being printed when the kiosk last stopped are void, and staff
    hear of them. A `safe` kiosk does without its database where that cannot be used. One that a later release has
    written is never used: the kiosk is out of service then."""
    from devices.observer import NullObserver
    from kiosk.app.fault_alert import FaultAlert
    from kiosk.hub_link.client import HubClient
    from kiosk.hub_link.heartbeat import Heartbeats
    from kiosk.hub_link.outbox import Outbox
    from kiosk.hub_link.outbox_sender import Sender
    from kiosk.hub_link.ticket_book import TicketBook
    from kiosk.storage.device_history import DeviceHistory, HistoryRecorder
    from kiosk.storage.recovery import open_or_in_memory, open_or_stand_in
    from kiosk.visit import HubLink

    store, ailing = open_or_in_memory(data_dir) if safe else open_or_stand_in(data_dir)
    if ailing:
        service_mode.block(_not_set_up())
    outbox = Outbox(store)
    book = TicketBook(store, outbox)
    book.void_unfinished(clock.today())
    outbox.forget_old()
    outbox.send_unreadable_again()
    hub = HubClient(address)
    sender = Sender(outbox, hub)
    told, reports = None if ailing else outbox, device_reports(devices, ailing)
    heartbeat = Heartbeats(hub, catalogue_cache, told, book, service_mode, reports, back=sender.wake)
    records = DeviceHistory(store)
    records.forget_others(devices.kinds().keys())
    recorder = HistoryRecorder(records)
    devices.report_to(FaultAlert(recorder, heartbeat.wake))
    sender.start()
    heartbeat.start()
    try:
        yield HubLink(hub, outbox, book, sender, heartbeat, records, ailing)
    finally:
        devices.report_to(NullObserver())
        recorder.stop()
        heartbeat.stop()
        sender.stop()
        hub.close()
        store.close()


def device_reports(
    devices: DeviceManager, ailing: DatabaseFault | None = None
) -> Callable[[], tuple[DeviceReport, ...]]:
    """Returns the status of the devices now, in the words of the heartbeat; a database that is not used is told of
    like a device."""
    from contract.kiosks import DeviceReport

    def report() -> tuple[DeviceReport, ...]:
        kinds = devices.kinds()
        told = tuple(
            DeviceReport(
                name=name,
                kind=kinds[name],
                condition=status.condition,
                fault=status.fault,
                paper=status.paper,
                media=status.media,
                detail=status.detail[:300],
            )
            for name, status in devices.statuses().items()
        )
        database = DeviceReport(name="database", kind="database", condition="fault", detail=str(ailing))
        return (*told, database) if ailing else told

    return report


def _stop_pages(stopping: Event, *each: Pages) -> None:
    stopping.wait()
    for pages in each:
        pages.stop()
