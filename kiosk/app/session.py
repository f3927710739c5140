"""The visit loop: attract, menu, journeys, clean up. An error ends a visit at worst, never the program."""

import gc
import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import sleep
from typing import Protocol

from config.settings import KioskSettings
from contract.catalogue import Notice
from contract.channels import Told
from contract.kiosks import Mode
from contract.search.entries import get_index
from devices.base import Card, Condition, DeviceError
from devices.manager import DeviceManager
from kiosk import clock
from kiosk.app.first_pages import attract_page, menu_page, no_room, with_lobby
from kiosk.app.status_line import own_signs, residents_line, status_line
from kiosk.hub_link.catalogue_cache import CatalogueCache
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.log_safe import traceback_summary
from kiosk.pages.fault_text import device_fault, hub_away, hub_away_briefly, printer_out
from kiosk.pages.kinds import TECHNICIAN, MenuPage, OutOfServicePage, Page
from kiosk.pages.language import LANGUAGES, _, activate
from kiosk.pages.page_parts import Tone
from kiosk.pages.ui import Back, Cancelled, OtherCard, Stopped, TimedOut, Ui
from kiosk.pages.wording import closed_text, reason
from kiosk.private_memory import overwrite_unused_stack
from kiosk.storage.disk_room import DiskState, is_full
from kiosk.storage.service_mode import ServiceMode
from kiosk.visit import HubLink, NoRoom, Visit
from kiosk.visits.applying import apply
from kiosk.visits.consult import consult
from kiosk.visits.directory import directory
from kiosk.visits.ending import take_card
from kiosk.visits.finder import find_entitlements
from kiosk.visits.guide import guide
from kiosk.visits.my_record import my_record
from kiosk.visits.queueing import queueing
from kiosk.visits.track import on_paper, scanned_paper, track

log = logging.getLogger(__name__)

_BETWEEN = "between visits"  # the attract page ends for what had to wait
_BREATH = 1.0  # seconds before the next try, where not even the end of a visit went well

JOURNEYS: dict[str, Callable[[Visit], None]] = {
    "apply": apply,
    "number": queueing,
    "track": track,
    "record": my_record,
    "guide": guide,
    "finder": find_entitlements,
    "consult": consult,
    "directory": directory,
}


class TechnicianAccess(Protocol):
    """The way to the technician's pages."""

    def knows(self, cards: Sequence[Card]) -> bool:
        """Returns whether one of them is a technician's."""

    def enter(self) -> None:
        """Returns when the technician has left, or was not let in."""


class BetweenVisits(Protocol):
    """What has to wait for the end of a visit."""

    def is_due(self) -> bool: ...

    def carry_out(self) -> None: ...


class Session:
    """`run` holds one visit after the other until the `Ui` raises Stopped."""

    def __init__(
        self,
        ui: Ui,
        hub_link: HubLink,
        devices: DeviceManager,
        catalogue_cache: CatalogueCache,
        kiosk: KioskSettings,
        service_mode: ServiceMode,
        access: TechnicianAccess,
    ) -> None:
        """`access` is entered when the hidden gesture was made, or a technician's card lies there."""
        self.between: BetweenVisits | None = None
        self._ui = ui
        self._hub_link = hub_link
        self._devices = devices
        self._catalogue_cache = catalogue_cache
        self._site = kiosk.site
        self._scanner_folder, self._usb_papers = kiosk.scanner_folder, kiosk.usb_papers
        self._default = kiosk.language
        self._service_mode = service_mode
        self._access = access
        self._disk = DiskState.OK

    def run(self) -> None:
        while True:
            try:
                self._serve_one()
            except Stopped:
                log.info("the session has ended")
                return
            except Exception as error:
                log.error("between two visits: %s", traceback_summary(error))
                sleep(_BREATH)

    def _serve_one(self) -> None:
        """Serves one visit, from attract page to attract page."""
        activate(self._default)
        next_is_here = False
        try:
            begun = self._attract()
            if begun == _BETWEEN and self.between:
                self.between.carry_out()
            elif begun == TECHNICIAN:
                self._access.enter()
            elif self._service_mode.mode is Mode.OPEN:
                activate(begun if begun in LANGUAGES else self._default)
                self._hold(on_paper(begun) or JOURNEYS.get(begun))
        except OtherCard:
            next_is_here = True
        except (Back, Cancelled, TimedOut):
            pass
        except Stopped:
            raise
        except Exception as error:
            log.error("a visit ended by %s", traceback_summary(error))
            self._apologise()
        self._clean_up(next_is_here)

    def _attract(self) -> str:
        """Returns the language to begin in, TECHNICIAN, a journey, the QR of a paper of ours, or _BETWEEN. A card and a
        paper begin as well as a touch, while the kiosk serves."""
        return self._ui.ask(self._first_page(), until=self._begun, renew=self._first_page)

    def _begun(self) -> str | None:
        return self._due() or self._card() or self._paper()

    def _due(self) -> str | None:
        return _BETWEEN if self.between and self.between.is_due() else None

    def _card(self) -> str | None:
        if not self._devices.card_present():
            return None
        if self._access.knows(self._devices.cards()):
            return TECHNICIAN
        return self._default if self._service_mode.mode is Mode.OPEN else None

    def _paper(self) -> str | None:
        """Returns the QR of a receipt or a ticket that was just held to the scanner; any other code means nothing
        here."""
        scanned = scanned_paper(self._devices)
        return scanned if scanned and self._service_mode.mode is Mode.OPEN else None

    def _first_page(self) -> Page[str]:
        state = self._service_mode.state
        if state.mode is not Mode.OPEN:
            self._disk_state()
            text = closed_text(state.mode, state.reason)
            return OutOfServicePage(self._site, text=text, back=False, cancel=False)
        catalogue = self._catalogue_cache.catalogue
        if catalogue:
            get_index(catalogue, self._catalogue_cache.directory.entries)  # while nobody waits for it
        of_all = catalogue.notices if catalogue else ()
        notices: list[Notice | Told] = [*self._catalogue_cache.notices.notices, *of_all]
        applies = catalogue is not None
        page = attract_page(
            self._site, notices, self._trouble(), clock.today(), card=self._takes_cards(), applies=applies,
            numbers=applies and self._devices.can_issue(),
        )  # fmt: skip
        return with_lobby(page, self._hub_link.heartbeat.lobby.find(), catalogue.services if catalogue else ())

    def _hold(self, first: Callable[[Visit], None] | None) -> None:
        """Holds the visit: the menu, a journey, and the menu again; `first`: what a paper or a shortcut led to.
        Cancelled ends it."""
        if first:
            self._go(self._visit(), first)
        while True:
            visit = self._visit()
            key = visit.ask(self._menu(), until=self._paper, renew=self._menu)
            if key in LANGUAGES:
                activate(key)
            elif journey := on_paper(key) or JOURNEYS.get(key):
                self._go(visit, journey)

    def _go(self, visit: Visit, journey: Callable[[Visit], None]) -> None:
        """Runs a journey from the menu back to the menu, where pages belong to nobody."""
        try:
            self._follow(visit, journey)
        finally:
            self._ui.release()

    def _follow(self, visit: Visit, journey: Callable[[Visit], None]) -> None:
        """Runs a journey; the one handler of what it does not handle itself. Back leads to the menu."""
        try:
            journey(visit)
        except Back:
            pass
        except DeviceError as error:
            log.warning("a journey ended: %s", error)
            self._hub_link.heartbeat.wake()
            visit.tell(_("This cannot be done here now"), device_fault(error.fault), tone=Tone.TROUBLE)
        except HubAway as away:
            log.warning("a journey ended, the hub is away: %s", away)
            visit.tell(_("This is not possible just now"), hub_away(), tone=Tone.TROUBLE)
        except HubRefused as refusal:
            log.warning("a journey ended: %s", refusal)
            visit.tell(_("This could not be done"), reason(refusal.problem) or _ask_at_the_counter(), tone=Tone.TROUBLE)
        except (NoRoom, OSError, sqlite3.Error) as error:
            if not (isinstance(error, NoRoom) or is_full(error)):
                raise
            log.error("a journey ended: the disk is full")
            self._hub_link.heartbeat.wake()
            visit.tell(_("This is not possible just now"), no_room(), tone=Tone.TROUBLE)

    def _menu(self) -> MenuPage:
        catalogue = self._catalogue_cache.catalogue
        empty = "" if catalogue else _("Not available just now. Please go to the counter.")
        no_paper = "" if self._devices.can_issue() else printer_out()
        away = hub_away_briefly() if self._hub_link.heartbeat.away else ""
        full = no_room() if self._disk_state() is DiskState.FULL else ""
        finder = catalogue is None or any(item.entitled for item in catalogue.items)
        return menu_page(empty, no_paper, away, full, finder=finder)

    def _trouble(self) -> str:
        heartbeat = self._hub_link.heartbeat
        own = own_signs(self._disk_state(), twin=heartbeat.twin, missing=bool(self._hub_link.ledger.missing()))
        kinds, statuses, away = self._devices.kinds(), self._devices.statuses(), bool(heartbeat.away)
        self._service_mode.publish_sign(status_line(kinds, statuses, away, own))
        return residents_line(kinds, statuses, away)

    def _disk_state(self) -> DiskState:
        """Returns the disk's state; wakes the heartbeat when it has changed."""
        before, self._disk = self._disk, self._hub_link.disk.state
        if before is not self._disk:
            self._hub_link.heartbeat.wake()
        return self._disk

    def _takes_cards(self) -> bool:
        """Returns whether there is a reader that is not known to be out of service."""
        kinds = self._devices.kinds()
        return any(
            kinds.get(name) == "card_reader" and status.condition is not Condition.FAULT
            for name, status in self._devices.statuses().items()
        )

    def _apologise(self) -> None:
        """Shows a calm page after an unexpected error, without the program's own words."""
        text = _(
            "We are sorry. This visit has to end here; what was already handed in is safe. Please start again, or "
            "go to the counter."
        )
        with suppress(Back, Cancelled, TimedOut):
            self._visit().tell(_("Something went wrong"), text, tone=Tone.TROUBLE)

    def _visit(self) -> Visit:
        hub_link = self._hub_link.attended(self._ui)
        cache, folder = self._catalogue_cache, self._scanner_folder
        places, book = cache.directory.entries, cache.places
        catalogue, sticks = cache.catalogue, self._usb_papers
        drawn = cache.map_picture
        return Visit(
            self._ui, hub_link, self._devices, catalogue, self._site, clock.now, places, folder, book, drawn, sticks
        )

    def _clean_up(self, next_is_here: bool) -> None:
        """Deletes all that is held of the resident after a visit. `next_is_here`: the card that lies there is the next
        one's."""
        if next_is_here:
            self._devices.forget_scans()
        else:
            with suppress(Back, Cancelled, TimedOut):
                take_card(self._ui, self._devices, self._hub_link.incidents)
            self._devices.forget_card()
        self._hub_link.hub.placings.forget()
        gc.collect()
        overwrite_unused_stack()


def _ask_at_the_counter() -> str:
    return _("The centre's system did not accept this. Please go to the counter; the staff can help you there.")
