"""Papers from the resident's telephone: a QR opens a page of the hub for this visit, and what comes is shown here."""

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Thread
from uuid import UUID, uuid4

from contract.cases import CaseSearch
from contract.catalogue import Item
from contract.file_fields import list_uploads
from contract.people import Person
from contract.text import Text
from contract.uploads import UPLOAD_MINUTES, SupplementOpening, UploadLink, UploadOpening, UploadPaper, UploadProgress
from kiosk import clock
from kiosk.hub_link.client import HubClient
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.hub_link.hub_calls import ASIDE, PATIENCE
from kiosk.hub_link.periodic import PeriodicTask
from kiosk.pages.language import _, language, ngettext
from kiosk.pages.page_parts import Choice, ListRow, Tone
from kiosk.pages.paper_kinds import PapersPage
from kiosk.pages.ui import Back
from kiosk.visit import Visit
from kiosk.visits.camera_papers import photograph_paper
from kiosk.visits.electronic_licence import fetch_licence
from kiosk.visits.paper_files import PaperFiles, PaperWay
from kiosk.visits.scanned_papers import scan_paper
from kiosk.visits.stick_papers import take_from_stick

log = logging.getLogger(__name__)

_EVERY = 1.0  # seconds between two questions to the hub
_BEFORE_THE_END = timedelta(minutes=1)  # that a link has left when it is shown
_LICENCE, _CAMERA, _SCANNER, _STICK = "licence", "camera", "scanner", "stick"
Open = Callable[[HubClient, UUID], UploadLink]


@dataclass(slots=True)
class PhoneUpload:
    """The way for the telephone of this visit. `id` is the kiosk's; `link` None before it was opened. `name`: what the
    papers are for, where several items take some."""

    id: UUID = field(default_factory=uuid4)
    name: str = ""
    link: UploadLink | None = None
    progress: UploadProgress | None = None
    is_used: bool = False  # a telephone was shown the way, or the scanner
    files_here: PaperFiles = field(default_factory=PaperFiles)  # that the kiosk itself took
    item_papers: tuple[UploadPaper, ...] = ()  # shown while the hub cannot say what has come
    not_asked: frozenset[int] = frozenset()  # positions of fields that are not asked after these answers

    @property
    def files(self) -> tuple[UUID, ...]:
        return self.progress.files if self.progress else ()

    def list_files(self, position: int) -> tuple[UUID, ...]:
        """Returns the ids of what has come for the field at this position: of its pages at the hub, else of the files
        that the kiosk took."""
        at_hub = next((paper.files for paper in self.papers if paper.position == position), ())
        return at_hub or tuple(file.id for file in self.files_here.files if file.position == position)

    def list_missing(self, item: Item) -> list[Text]:
        """Returns the papers of the item of which nothing has come."""
        came = {paper.position for paper in self.papers if paper.pages}
        came |= {file.position for file in self.files_here.files} | self.not_asked
        return [name for at, name in list_uploads(item) if at not in came]

    @property
    def papers(self) -> tuple[UploadPaper, ...]:
        papers = self.progress.papers if self.progress else (self.link and self.link.papers) or self.item_papers
        return tuple(paper for paper in papers if paper.position not in self.not_asked)

    def is_fresh(self) -> bool:
        """Returns whether the link is worth showing."""
        over = self.progress is not None and not self.progress.open
        return self.link is not None and not over and clock.now() < self.link.until - _BEFORE_THE_END


def takes_papers(item: Item) -> bool:
    return bool(list_uploads(item))


def open_for_item(item: Item, hub: HubClient, key: UUID) -> UploadLink:
    """Opens the way for an item's papers. Raises HubAway, HubRefused."""
    opening = UploadOpening(id=key, item=item.code, item_version=item.version, locale=language())
    return hub.open_upload(opening)


def open_for_case(search: CaseSearch, hub: HubClient, key: UUID) -> UploadLink:
    """Opens the way for a case's papers. Raises HubAway, HubRefused."""
    return hub.open_upload(SupplementOpening(id=key, locale=language(), **search.model_dump()))


def can_take_papers(visit: Visit, upload: PhoneUpload, open_link: Open) -> bool:
    """Returns whether a telephone can send something now."""
    return not visit.hub_link.heartbeat.away and _open_upload(visit.hub_link.hub, upload, open_link)


def take_papers(visit: Visit, upload: PhoneUpload, open_link: Open, action: str, holder: Person | None = None) -> bool:
    """Shows the QR and what comes, until the resident goes on. Where no telephone can send anything now, as the hub is
    away or has no address for them, what the kiosk itself takes is kept. Returns False, and shows nothing, where it
    takes nothing either. `holder`: the one whose electronic licences may be fetched, as their card lies here. Raises
    Back."""
    if not may_take_papers(visit, upload, open_link):
        return False
    upload.is_used = True
    with _followed(visit.hub_link.hub.unattended(), upload, open_link):
        _until_all(visit, upload, action, holder)
    return True


def _until_all(visit: Visit, upload: PhoneUpload, action: str, holder: Person | None) -> None:
    """Shows the other ways in which a paper can come, once it is tapped. Raises Back."""

    def page() -> PapersPage:
        return papers_page(upload, action, kiosk_ways(visit), licences=holder is not None)

    while key := visit.ask(page(), renew=page):
        paper = next((paper for paper in upload.papers if str(paper.position) == key), None)
        if paper:
            with suppress(Back):
                _take_one(visit, upload, paper, holder)


def kiosk_ways(visit: Visit) -> tuple[str, ...]:
    """Returns the ways besides the telephone in which this kiosk takes any paper."""
    ways = {
        _CAMERA: visit.devices.can("document_camera"),
        _SCANNER: visit.scanner_folder is not None,
        _STICK: visit.usb_papers,
    }
    return tuple(way for way, there in ways.items() if there)


def _take_one(visit: Visit, upload: PhoneUpload, paper: UploadPaper, holder: Person | None) -> None:
    """Raises Back."""
    licence = (_LICENCE,) if holder and paper.licence else ()
    ways = (*licence, *kiosk_ways(visit))
    way = _choose_way(visit, paper, ways) if len(ways) > 1 else next(iter(ways), "")
    if way == _LICENCE and holder:
        upload.progress = fetch_licence(visit, upload.id, paper, holder) or upload.progress
    else:
        _take_here(visit, way, paper, PaperWay(upload.id, upload.files_here, paper.position))


def _take_here(visit: Visit, way: str, paper: UploadPaper, paper_way: PaperWay) -> None:
    """Raises Back."""
    if way == _CAMERA:
        photograph_paper(visit, paper, paper_way)
    elif way == _SCANNER and visit.scanner_folder:
        scan_paper(visit, visit.scanner_folder, paper, paper_way)
    elif way == _STICK:
        take_from_stick(visit, paper, paper_way)


def _choose_way(visit: Visit, paper: UploadPaper, ways: tuple[str, ...]) -> str:
    labels = {
        _LICENCE: _("Fetch the electronic licence"),
        _CAMERA: _("Take a picture of it here"),
        _SCANNER: _("Scan it"),
        _STICK: _("From my USB stick"),
    }
    choices = (Choice(way, labels[way]) for way in ways)
    return visit.tell(paper.name.in_locale(language()), _("How do you want to hand this paper in?"), *choices)


def may_take_papers(visit: Visit, upload: PhoneUpload, open_link: Open) -> bool:
    """Returns whether any paper can come now: from a telephone, or to be kept here."""
    return can_take_papers(visit, upload, open_link) or _can_keep(visit, upload)


def _can_keep(visit: Visit, upload: PhoneUpload) -> bool:
    return bool(kiosk_ways(visit)) and upload.files_here.may_follow and bool(upload.item_papers)


def papers_of(item: Item) -> tuple[UploadPaper, ...]:
    """Returns those that may be sent, by their position among all of the item."""
    return tuple(UploadPaper(position=at, name=name) for at, name in list_uploads(item))


def _open_upload(hub: HubClient, upload: PhoneUpload, open_link: Open) -> bool:
    if not upload.is_fresh():
        try:
            upload.link, upload.progress = open_link(hub.hurried(PATIENCE - ASIDE), upload.id), None
        except (HubAway, HubRefused) as error:
            log.info("no upload from a telephone: %s", error)
            return False
    return bool(upload.link and upload.link.url)


@contextmanager
def _followed(hub: HubClient, upload: PhoneUpload, open_link: Open) -> Iterator[None]:
    """Asks the hub what has come, on a thread of its own: a tap is answered at once, even if that takes long. A link
    that runs out is followed by another."""

    left = Event()

    def follow() -> bool:
        try:
            if upload.is_fresh():
                upload.progress = hub.upload_progress(upload.id)
            elif not left.is_set():
                upload.link, upload.progress = open_link(hub, upload.id), None
        except (HubAway, HubRefused):
            return False
        return True

    task = PeriodicTask("papers", follow, _EVERY)
    task.start()
    try:
        yield
    finally:
        left.set()
        task.stop(within=0)


def end_upload(visit: Visit, upload: PhoneUpload) -> None:
    """Ends the upload, without waiting: the link takes nothing any more. One that is not ended ends by itself."""
    if upload.link is None or not upload.link.url:
        return
    upload.link = None
    hub = visit.hub_link.hub.unattended()

    def end() -> None:
        with suppress(HubAway, HubRefused):
            hub.end_upload(upload.id)

    Thread(target=end, name="end upload", daemon=True).start()


def papers_page(upload: PhoneUpload, action: str, ways: Collection[str] = (), *, licences: bool = False) -> PapersPage:
    qr = upload.link.url if upload.link else ""
    note = _("The code is for this visit alone and works for {minutes} minutes.").format(minutes=UPLOAD_MINUTES)
    licensed = {paper.position for paper in upload.papers if licences and paper.licence}
    return PapersPage(
        _("Papers for: {item}").format(item=upload.name) if upload.name else _("Your papers"),
        text=_how_to(ways, bool(licensed), bool(qr)),
        rows=tuple(
            paper_row(
                paper,
                can_be_tapped=bool(ways),
                licence=paper.position in licensed,
                waiting=upload.files_here.count_waiting(paper.position),
            )
            for paper in upload.papers
        ),
        action=action,
        qr=qr,
        note=note if qr else "",
    )


def _how_to(ways: Collection[str], licence: bool, by_telephone: bool) -> str:
    if not by_telephone:
        return _("Tap a paper to hand it in here, or bring your papers to the counter later.")
    if tuple(ways) == (_CAMERA,) and not licence:
        return _("Scan this code with your telephone to photograph your papers, or tap a paper to use the camera here.")
    if licence or (ways and tuple(ways) != (_SCANNER,)):
        return _("Scan this code with your telephone to photograph your papers, or tap a paper for another way.")
    if ways:
        return _("Scan this code with your telephone to photograph your papers, or tap a paper to use the scanner.")
    return _("Scan this code with your telephone to photograph your papers, or bring them to the counter later.")


def paper_row(paper: UploadPaper, *, can_be_tapped: bool = False, licence: bool = False, waiting: int = 0) -> ListRow:
    """`waiting`: files of it that have not arrived."""
    name, key = paper.name.in_locale(language()), str(paper.position) if can_be_tapped or licence else ""
    if waiting:
        badge = ngettext("kept here: {count} file", "kept here: {count} files", waiting).format(count=waiting)
        return ListRow("", name, badge=badge, tone=Tone.GOOD, key=key)
    if not paper.pages:
        return ListRow("", name, badge=_("electronic licence") if licence else _("not sent yet"), key=key)
    badge = ngettext("received: {count} page", "received: {count} pages", paper.pages).format(count=paper.pages)
    return ListRow("", name, badge=badge, tone=Tone.GOOD, key=key)
