"""No page escapes: every kind of page is covered while its card is away, and on every way through every journey a page
that holds something of a person's belongs to that person's card."""

import dataclasses
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from random import Random, randrange
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest

import kiosk.visits
from config.settings import KioskSettings
from contract.fields import Field, FieldKind
from contract.forms import Form
from contract.numbers import mask_name, mask_number
from contract.surveys import Survey
from contract.text import Text
from devices.base import Card, CardKind
from devices.manager import DeviceSpec
from devices.simulators import video_stand_in
from devices.simulators.people import PEOPLE
from devices.simulators.process import SimulatorProcess
from kiosk.pages import ui as ui_module
from kiosk.pages.guard import PageGuard, Send
from kiosk.pages.holder import PageHolder
from kiosk.pages.kinds import (
    AttractPage,
    BrowsePage,
    CardPage,
    CoverPage,
    FormPage,
    GuidePage,
    ListPage,
    MenuPage,
    OutcomePage,
    Page,
    ReviewPage,
    StatementPage,
    TakePage,
    TimelinePage,
)
from kiosk.pages.paper_kinds import PapersPage
from kiosk.pages.search_entries import Unfound
from kiosk.pages.ui import Answered, Cancel, Cancelled, PageReply, Pages
from kiosk.visits import stick_papers
from kiosk.visits import survey as survey_module
from screens.samples import SAMPLES
from tests.hub.register_process import base_registers
from tests.kiosk.conftest import Lobby
from tests.kiosk.hub_process import HubProcess
from tests.kiosk.licences import offer_licences
from tests.kiosk.results import answered_at_once, answering_system, printer_of_pages
from tests.kiosk.steps import filled
from tests.kiosk.test_appointments import HOURS
from tests.kiosk.test_file_answers import NEEDED as FILES_NEEDED
from tests.kiosk.test_papers import a_scan

SEED = int(os.environ.get("KIOSK_TEST_SEED") or randrange(2**32))
PERSON, OTHER = PEOPLE["li"], PEOPLE["zhang"]
PHONE = "13800138000"
LICENSED = {"people": {who["number"]: {"name": who["name"]} for who in (PERSON, OTHER)}}
NAMED = tuple(who[key] for who in (PERSON, OTHER) for key in ("name", "number"))
PERSONAL = (
    *NAMED, "和平里新村12号楼", PHONE, mask_number(PHONE),
    *(mask(value) for value in NAMED for mask in (mask_name, mask_number)),
)  # fmt: skip
STEPS = 6000  # at most
PAPER_WAYS = {"licence", "camera", "scanner", "stick"}
PAGELESS = {"__init__", "camera_preview", "waits"}  # of kiosk/visits: they show no page themselves
NO_CARD = "/no-card"
WANT = """
from django.contrib.auth.models import User
from django.utils import timezone
from contract.text import Text
from hub.cases import supplements
from hub.cases.actors import Actor
from hub.cases.models import Case
by, now = Actor(staff=User.objects.get_or_create(username="wants")[0]), timezone.now()
for case in Case.objects.filter(state="submitted", supplement=None):
    supplements.want(case, [Text.plain("收入证明")], by, now)
"""


class Readers:
    """One reader, on which a test places a card and lifts it."""

    def __init__(self, *lying: Card) -> None:
        self.lying = lying

    def cards(self) -> tuple[Card, ...]:
        return self.lying

    def cards_now(self) -> tuple[Card, ...]:
        return self.lying


class Glass:
    """A surface that notes what is drawn."""

    def __init__(self) -> None:
        self.drawn: SimpleQueue[tuple[Page[Any], Send]] = SimpleQueue()

    def draw(self, page: Page[Any], reply: Send) -> None:
        self.drawn.put((page, reply))

    def warn(self, seconds_left: int | None) -> None:
        """Nobody is idle here."""


CARD = Card(CardKind.CITIZEN, PERSON["name"], PERSON["number"])
STRANGER = Card(CardKind.CITIZEN, OTHER["name"], OTHER["number"])


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "cover"])
def test_every_kind_of_page_is_covered_and_uncovered(name: str) -> None:
    readers, glass = Readers(CARD), Glass()
    pages = Pages(glass, 60, 20, readers=readers)
    pages.bind(CARD)
    answered = Event()

    def visit() -> None:
        assert pages.ask(SAMPLES[name]) == "answer"
        answered.set()

    Thread(target=visit, daemon=True).start()
    assert glass.drawn.get(timeout=10)[0] == SAMPLES[name]
    readers.lying = ()
    assert isinstance(glass.drawn.get(timeout=10)[0], CoverPage)
    readers.lying = (CARD,)
    page, reply = glass.drawn.get(timeout=10)
    assert page == SAMPLES[name]
    assert page.private == page.personal  # what is read out of it, the loudspeaker never says
    reply(Answered("answer"))
    assert answered.wait(10)
    pages.release()


@pytest.mark.parametrize("beside", [(), (STRANGER,)], ids=["alone", "beside another that lay there before"])
def test_a_card_that_lay_on_another_reader_before_is_no_other_visitor(beside: tuple[Card, ...]) -> None:
    readers, glass = Readers(CARD, *beside), Glass()
    pages = Pages(glass, 60, 20, readers=readers)
    pages.bind(CARD)
    pages.show(SAMPLES["busy"])
    assert glass.drawn.get(timeout=10)[0] == SAMPLES["busy"]
    readers.lying = beside
    assert isinstance(glass.drawn.get(timeout=10)[0], CoverPage)
    readers.lying = (CARD, *beside)
    assert glass.drawn.get(timeout=10)[0] == SAMPLES["busy"]
    pages.release()


def test_the_cover_can_be_left_while_the_visit_is_busy() -> None:
    readers, glass = Readers(CARD), Glass()
    pages = Pages(glass, 60, 20, readers=readers)
    pages.bind(CARD)
    pages.show(SAMPLES["busy"])
    glass.drawn.get(timeout=10)
    readers.lying = ()
    _cover, reply = glass.drawn.get(timeout=10)
    reply(Cancel())
    with pytest.raises(Cancelled):
        pages.show(SAMPLES["menu"])
    pages.release()


@pytest.fixture(scope="module")
def hub_process(tmp_path_factory: pytest.TempPathFactory, seeded_hub: Path) -> Iterator[HubProcess]:
    """One that telephones reach, as far as a kiosk can tell."""
    hub = HubProcess(tmp_path_factory.mktemp("bound") / "hub", seeded_hub, HUB_ORIGIN="http://127.0.0.1")
    yield hub
    hub.stop()


class Noted:
    """What was drawn: the page, whose it was, and the files of kiosk/visits that asked for it."""

    def __init__(self) -> None:
        self.pages: list[tuple[Page[Any], PageHolder | None]] = []
        self.modules: set[str] = set()


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> Noted:
    noted = Noted()

    class NotingGuard(PageGuard):
        def draw(self, page: Page[Any], reply: Send) -> None:
            noted.pages.append((page, self.holder))
            noted.modules |= set(_visits_on_the_stack())
            super().draw(page, reply)

    monkeypatch.setattr(ui_module, "PageGuard", NotingGuard)
    return noted


def _visits_on_the_stack() -> Iterator[str]:
    frame = sys._getframe()
    while frame := frame.f_back:  # type: ignore[assignment]
        name = str(frame.f_globals.get("__name__", ""))
        if name.startswith("kiosk.visits."):
            yield name.removeprefix("kiosk.visits.")


@pytest.mark.timeout(400)  # a walk through everything, and a department that answers meanwhile
def test_on_every_way_through_every_journey_personal_pages_are_bound(
    noted: Noted, scans: Path, stick: Path, lobby: Lobby, scanner: SimulatorProcess, stack: ExitStack, survey: None
) -> None:
    print(f"KIOSK_TEST_SEED={SEED}")
    lobby.hub.shell(HOURS.format(places=50))
    lobby.hub.shell("from hub.channels.starter import seed_directory\nseed_directory()")
    lobby.hub.shell(FILES_NEEDED)
    put_camera(lobby, stack)
    offer_licences(lobby, stack.enter_context(base_registers(stick, LICENSED))())
    everything = {file.stem for file in Path(kiosk.visits.__path__[0]).glob("*.py")} - PAGELESS
    walker, answers = Walker(lobby, Random(SEED), scanner), False
    for _step in range(STEPS):
        walker.step()
        walker.let_staff_want_papers()
        if "supplement" in noted.modules and not answers:  # of what is answered at once nobody wants papers
            stack.enter_context(makes_out_results(lobby))
            answers = True
        if noted.modules >= everything:
            break
    walker.staff.shutdown()
    assert everything - noted.modules == set(), "no way led there"
    unbound = [page.title for page, holder in noted.pages if is_personal(page) and not (holder and holder.card)]
    assert unbound == []
    assert [page.title for page, holder in noted.pages if holder and page.personal and not page.private] == []
    assert any(is_personal(page) for page, _holder in noted.pages)


@pytest.fixture
def scanner(lobby: Lobby) -> Iterator[SimulatorProcess]:
    """One more device in the lobby."""
    with SimulatorProcess("serial_line") as simulator:
        lobby.devices.put(DeviceSpec("scanner", "scanner", "serial_line", simulator.port))
        lobby.wait_until(lambda: lobby.devices.can("scanner"))
        yield simulator
        lobby.devices.drop("scanner")


def put_camera(lobby: Lobby, stack: ExitStack) -> None:
    """One more device in the lobby, with a page under it."""
    stack.enter_context(video_stand_in.standing_in())
    port = video_stand_in.port_of(stack.enter_context(SimulatorProcess("v4l2", tcp=True)).port)
    lobby.devices.put(DeviceSpec("camera", "document_camera", "v4l2", port, {"most_megapixels": 1.0}))
    lobby.wait_until(lambda: lobby.devices.can("document_camera"))
    stack.callback(lobby.devices.drop, "camera")


@pytest.fixture
def survey(monkeypatch: pytest.MonkeyPatch) -> None:
    """An assessor asks about every case that is over."""
    until = datetime.now(UTC).date() + timedelta(days=1)
    form = Form(fields=(Field(key="kept", kind=FieldKind.YES_NO, label=Text.plain("Was it done in time?")),))
    survey = Survey(id=uuid4(), about=Text.plain("临时救助"), form=form, until=until)
    monkeypatch.setattr(survey_module, "find_surveys", lambda _visit, _search: (survey,))


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def stick(scans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody's USB stick, plugged in, at a kiosk where a technician allows them. Beside the folder of a scanner."""
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "paper.pdf").write_bytes(a_scan())
    settings = partial(KioskSettings, scanner_folder=scans, usb_papers=True)
    monkeypatch.setattr("tests.kiosk.conftest.KioskSettings", settings)
    monkeypatch.setattr(stick_papers, "sticks", lambda: [folder])
    return folder


@contextmanager
def makes_out_results(lobby: Lobby) -> Iterator[None]:
    """While the block runs, what the walker applies for is answered at once, on paper."""
    name = "临时救助"
    with (
        answered_at_once(lobby.hub, name) as key,
        answering_system(lobby.hub, key, name),
        SimulatorProcess("ipp", tcp=True) as process,
        printer_of_pages(lobby, process),
    ):
        yield


class Walker:
    """Two people with their cards, who try this and that, one for the other too."""

    def __init__(self, lobby: Lobby, chance: Random, scanner: SimulatorProcess) -> None:
        self._lobby, self._chance, self._scanner = lobby, chance, scanner
        self._tried, self._ticket = set[str](), ""
        self._handed_in, self._asked = set[str](), 0  # cases
        self.staff = ThreadPoolExecutor(1)
        self._cards = ["li", "zhang"]  # the first lies on the reader
        lobby.reader.do("place", card="li")

    def step(self) -> None:
        page = self._lobby.resident.sees_any()
        answer = self._answer(page)
        if answer is not None:
            self._lobby.resident.reply(answer)

    def let_staff_want_papers(self) -> None:
        """For each case that was handed in, while the residents go on."""
        if self._asked < min(len(self._handed_in), _ASKED_OFTEN):
            self._asked += 1
            self.staff.submit(self._lobby.hub.shell, WANT)

    def _answer(self, page: Page[Any]) -> PageReply | None:
        answer: PageReply | None = None
        match page:
            case CoverPage():
                self._swap()
            case CardPage() if "behalf" in page.text and self._chance.random() < 0.7:
                self._swap()
            case CardPage() if NO_CARD in keys_of(page) and NO_CARD not in self._tried:
                answer = self._choose(page, [NO_CARD])
            case TakePage():
                self._lobby.reader.do("lift")
            case AttractPage() | CardPage() if not self._lobby.devices.card_present():
                answer = self._begin(page)
            case MenuPage() if self._ticket and page.languages:
                self._scanner.do("scan", code=self._ticket)
                self._ticket = ""
            case BrowsePage():
                keys = [entry.key for entry in page.entries if entry.pinyin.startswith(("lin shi", "wang"))]
                keys += [entry.key for entry in page.entries if entry.key.startswith("event:")][:1]
                ways = [Unfound("", way.key) for way in page.ways]
                answer = Answered(self._chance.choice([*keys, *keys, *keys, *ways]))
            case FormPage():
                answer = self._fill_in(page)
            case ReviewPage() | GuidePage() | PapersPage() | StatementPage() | TimelinePage():
                answer = self._read(page)
            case _:
                self._note_ticket(page)
                answer = self._choose(page, keys_of(page))
        return answer

    def _fill_in(self, page: FormPage) -> PageReply:
        """Goes away from a form that takes nothing: it asks for a code that nobody has."""
        if page.problems:
            return self._chance.choice([_BACK, Cancel()])
        return Answered(filled(page) | _agent(page, self._chance))

    def _begin(self, page: Page[Any]) -> PageReply | None:
        """With the card, or without it, and the card later or never."""
        if self._chance.random() < 0.6:
            self._lobby.reader.do("place", card=self._cards[0])
            return None
        return Answered("en") if isinstance(page, AttractPage) else self._choose(page, keys_of(page))

    def _read(self, page: Page[Any]) -> PageReply:
        """Goes on, or sometimes another way."""
        curious = isinstance(page, PapersPage) and not self._tried >= PAPER_WAYS
        other = self._chance.random() < (0.8 if curious else 0.3)
        keys = keys_of(page) if isinstance(page, TimelinePage) else []
        if other and keys:
            return Answered(self._chance.choice([None, *keys]))
        if other and isinstance(page, ReviewPage) and (ways := self._ways_from(page)):
            way = self._chance.choice(ways)
            self._tried.add(way)
            return Answered(way)
        if other and isinstance(page, PapersPage):
            return self._chance.choice([_BACK, *(Answered(row.key) for row in page.rows if row.key)])
        if other and isinstance(page, TimelinePage):
            return _BACK
        if other and isinstance(page, GuidePage) and (ways := [way.key for way in (page.beside, page.more) if way]):
            return Answered(self._chance.choice(ways))
        return Answered("" if isinstance(page, ReviewPage | PapersPage) else None)

    def _ways_from(self, page: ReviewPage) -> list[str]:
        """To the agent's name, or to save what was entered, which is done once."""
        saving = [page.beside.key] if page.beside and page.beside.key not in self._tried else []
        return ["agent" for row in page.rows if row.key == "agent"] + saving

    def _note_ticket(self, page: Page[Any]) -> None:
        if isinstance(page, OutcomePage) and page.qr.startswith("ticket:"):
            self._ticket = page.qr
        if isinstance(page, OutcomePage) and page.qr.startswith("case:"):
            self._handed_in.add(page.code)

    def _choose(self, page: Page[Any], keys: list[str]) -> PageReply | None:
        """One that was not tried before, if there is any; a list that was seen through is left. A row that says
        something else by now is another."""
        rows = {row.key: f"{row.key} {row.value} {row.tone}" for row in page.rows} if isinstance(page, ListPage) else {}
        fresh = [key for key in keys if rows.get(key, key) not in self._tried]
        if isinstance(page, ListPage) and not fresh:
            return _BACK
        if not keys:
            return None
        looks_it_up = "track" in keys and self._asked > 0 and self._chance.random() < 0.4
        key = "track" if looks_it_up else self._chance.choice(fresh or keys)
        self._tried.add(rows.get(key, key))
        return Answered(key)

    def _swap(self) -> None:
        self._cards.reverse()
        self._lobby.reader.do("lift")
        self._lobby.wait_until(lambda: not self._lobby.devices.card_present())
        self._lobby.reader.do("place", card=self._cards[0])


_ASKED_OFTEN = 12  # times at which staff ask for papers
_BACK = ui_module.WentBack()


def keys_of(page: Page[Any]) -> list[str]:
    """Returns what a page without a form can be answered with."""
    if isinstance(page, ListPage):
        return [row.key for row in page.rows if row.key]
    choices = getattr(page, "choices", getattr(page, "alternatives", ()))
    return [choice.key for choice in choices if not choice.why_not]


def _agent(page: FormPage, chance: Random) -> dict[str, object]:
    keys = {shown.field.key for shown in page.fields}
    return {"agent": chance.choice(["yes", "no"]), "agent_phone": PHONE} if "agent" in keys else {}


def is_personal(page: Page[Any]) -> bool:
    return any(word in text for text in texts_of(page) for word in PERSONAL)


def texts_of(value: object) -> Iterator[str]:
    """Yields every text in a page."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts_of(getattr(value, field.name))
    elif isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from texts_of(each)
    elif isinstance(value, dict):
        yield from texts_of(list(value.values()))
