"""From the outbox to the hub: nothing is lost to a refusal that was none, and nothing waits behind what cannot go."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import UUID, uuid4

import pytest

from contract.cases import Submission, case_code
from contract.kiosks import Heartbeat
from kiosk.hub_link.client import HubClient
from kiosk.hub_link.connection import HubAddress
from kiosk.hub_link.messages import MessageKind
from kiosk.hub_link.outbox import DEPRIORITISED_AFTER, EntryState, Outbox
from kiosk.hub_link.outbox_sender import Sender
from kiosk.storage.database import Database
from tests.kiosk.hub_process import HubProcess
from tests.kiosk.picky_hub import PickyHub, picky_hub

REPORT = "999999999999"  # in nobody's catalogue


def submission(**changes: Any) -> Submission:
    now = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    plain = Submission(
        id=uuid4(),
        item=REPORT,
        item_version=1,
        applicant=None,
        answers={"what": "a lamp is broken"},
        stated_at=now,
        submitted_at=now,
    )
    return plain.model_copy(update=changes)


class Office:
    """An outbox on disk with its sender."""

    def __init__(self, folder: Path, url: str, token_file: Path) -> None:
        self.folder = folder
        self.store = Database(folder)
        self.outbox = Outbox(self.store)
        self.hub = HubClient(HubAddress(url, token_file))
        self.sender = Sender(self.outbox, self.hub)

    def hands_in(self, *submissions: Submission) -> list[str]:
        for one in submissions:
            self.outbox.put_message(one)
        self.sender.wake()
        return [str(one.id) for one in submissions]

    def beats(self) -> None:
        """The hub works, and the sender tries again."""
        self.hub.heartbeat(Heartbeat(at=datetime.now(UTC), version="1", outbox=0, refused=0))
        self.sender.wake()

    def waits_until(self, condition: Callable[[], bool], meanwhile: Callable[[], None] = lambda: None) -> None:
        give_up = monotonic() + 20
        while not condition():
            assert monotonic() < give_up, self.outbox.traces()
            meanwhile()
            sleep(0.02)


@contextmanager
def office_at(folder: Path, url: str, token_file: Path) -> Iterator[Office]:
    office = Office(folder, url, token_file)
    office.sender.start()
    yield office
    office.sender.stop()
    office.hub.close()
    office.store.close()


@pytest.fixture
def picky() -> Iterator[PickyHub]:
    with picky_hub() as hub:
        yield hub


@pytest.fixture
def office(tmp_path: Path, picky: PickyHub) -> Iterator[Office]:
    token_file = tmp_path / "token"
    token_file.write_text("invented-token", "ascii")
    with office_at(tmp_path / "kiosk", picky.url, token_file) as office:
        yield office


@pytest.fixture
def real_office(tmp_path: Path, hub: HubProcess) -> Iterator[Office]:
    with office_at(tmp_path / "kiosk", hub.url, hub.token_file) as office:
        yield office


def test_a_submission_is_on_disk_before_the_first_attempt_to_send_it(office: Office, picky: PickyHub) -> None:
    on_disk = []

    def look(message: dict[str, Any]) -> int:
        with sqlite3.connect(f"file:{office.folder / 'kiosk.sqlite3'}?mode=ro", uri=True) as database:
            on_disk.append(database.execute("SELECT id, state FROM outbox").fetchall())
        return 200

    picky.status = look
    (mine,) = office.hands_in(submission())
    office.waits_until(lambda: picky.taken == [mine])
    assert on_disk == [[(mine, "pending")]]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 415, 422, 429])
def test_a_refusal_that_is_not_the_hubs_own_judgement_keeps_everything(
    office: Office, picky: PickyHub, status: int
) -> None:
    """Another host name, another release, a proxy: whatever stands there, it knows nothing of what was sent."""
    picky.status = lambda submission: status
    ids = office.hands_in(submission(), submission())
    office.waits_until(lambda: len(picky.asked) > 1)
    assert {trace.state for trace in office.outbox.traces()} == {EntryState.PENDING}
    picky.status = lambda submission: 200
    office.sender.wake()
    office.waits_until(lambda: office.outbox.counts().pending == 0)
    assert picky.taken == ids


def test_an_entry_that_the_hub_fails_on_lets_the_others_pass_and_goes_when_the_hub_is_mended(
    office: Office, picky: PickyHub
) -> None:
    picky.status = lambda submission: 500 if submission["item_version"] == 13 else 200
    bad, *good = office.hands_in(submission(item_version=13), submission(), submission())
    office.waits_until(lambda: picky.taken == good, meanwhile=office.beats)
    (trace,) = office.outbox.in_trouble()
    assert (str(trace.id), trace.state) == (bad, EntryState.PENDING)
    picky.status = lambda submission: 200
    office.sender.wake()
    office.waits_until(lambda: picky.taken == [*good, bad])


def test_while_the_hub_is_away_nothing_is_passed_over(office: Office, picky: PickyHub) -> None:
    picky.status = lambda submission: 500
    ids = office.hands_in(submission(), submission())
    office.waits_until(lambda: len(picky.asked) > 2 * DEPRIORITISED_AFTER, meanwhile=office.sender.wake)
    assert set(picky.asked) == {ids[0]}
    assert office.outbox.in_trouble() == []


def test_what_another_release_wrote_is_set_aside_and_sent_by_the_release_that_reads_it(
    office: Office, picky: PickyHub
) -> None:
    office.sender.stop()
    newer, plain = submission(), submission()
    office.hands_in(newer, plain)
    seal_again(office, newer.id, b'{"id": "a newer release has keys that this one does not know"}')
    unknown_kind(office)
    office.sender = Sender(office.outbox, office.hub)
    office.sender.start()
    office.waits_until(lambda: picky.taken == [str(plain.id)])
    office.waits_until(lambda: office.outbox.counts().refused == 2)
    assert {trace.status for trace in office.outbox.in_trouble()} == {0}
    seal_again(office, newer.id, newer.model_dump_json().encode())
    office.outbox.send_unreadable_again()
    office.sender.wake()
    office.waits_until(lambda: picky.taken == [str(plain.id), str(newer.id)])


def seal_again(office: Office, identifier: UUID, body: bytes) -> None:
    sealed = office.store.seal(body, f"outbox submission {identifier}")
    with office.store.change() as database:
        database.execute("UPDATE outbox SET body = ? WHERE id = ?", (sealed, str(identifier)))


def unknown_kind(office: Office) -> None:
    with office.store.change() as database:
        database.execute(
            "INSERT INTO outbox (id, kind, state, code, body, made_at) VALUES (?, 'later', 'pending', '', x'00', ?)",
            (str(uuid4()), datetime.now(UTC).isoformat()),
        )


def test_a_hub_that_has_lost_the_catalogue_or_a_kiosk_in_1970_lose_no_case(
    real_office: Office, hub: HubProcess
) -> None:
    """Both are refused with 422, and neither is a judgement of what was handed in."""
    wrong_clock = datetime(1970, 1, 1, tzinfo=UTC)
    item, version = an_item(hub)
    for changes in ({}, {"item": item, "item_version": version, "submitted_at": wrong_clock}):
        mine = submission(**changes)
        assert hub.post("submissions", mine.model_dump(mode="json")).status_code == 422
        real_office.outbox.put_message(mine)
        real_office.sender.wake()
        sent = real_office.sender.expect(mine.id)
        assert type(sent.exception(20)).__name__ == "HubAway"
    assert real_office.outbox.counts().pending == 2


def test_a_case_that_the_hub_refused_stays_until_it_is_sent_again_and_is_then_there_once(
    real_office: Office, hub: HubProcess
) -> None:
    item, version = an_item(hub)
    mine = submission(item=item, item_version=version, area="new-street", answers=ANSWERS)
    real_office.hands_in(mine)
    real_office.waits_until(lambda: real_office.outbox.counts().refused == 1)
    (trace,) = real_office.outbox.in_trouble()
    assert (trace.code, trace.kind, trace.status) == (case_code(mine.id), MessageKind.SUBMISSION, 422)
    hub.shell(
        "from hub.catalogue.models import Area\nroot = Area.objects.get(pk=1)\n"
        "Area.objects.get_or_create(code='new-street', name='新街', level='street', parent=root)"
    )
    for _ in range(2):
        real_office.outbox.send_again(mine.id)
        real_office.sender.wake()
    real_office.waits_until(lambda: real_office.outbox.counts().pending == 0)
    assert real_office.outbox.in_trouble() == []
    cases = f"from hub.cases.models import Case\nprint(Case.objects.filter(code='{case_code(mine.id)}').count())"
    assert hub.shell(cases).strip() == "1"


ANSWERS = {"place": "Happiness Road", "category": "noise", "description": "a lamp is broken"}


def an_item(hub: HubProcess) -> tuple[str, int]:
    """One that needs no card."""
    items = hub.get("catalogue").json()["items"]
    return next((item["code"], item["version"]) for item in items if item["pinyin"].startswith("wang ge"))
