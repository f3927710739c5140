"""A number's reservation ends by itself, whichever way its block is left; the real hub tells what it has heard."""

# ruff: noqa: PT012  # what is left by an exception is the block itself

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from contract.tickets import OfflineIssue, TicketRequest
from devices.base import DeviceError, Fault
from kiosk import clock
from kiosk.hub_link.client import HubClient
from kiosk.hub_link.connection import HubAddress, HubAway, HubRefused
from kiosk.hub_link.messages import MessageKind
from kiosk.hub_link.outbox import EntryState, Outbox
from kiosk.hub_link.outbox_sender import Sender
from kiosk.hub_link.ticket_book import Reservation, TicketBook
from kiosk.pages.ui import Stopped
from kiosk.storage.database import Database
from tests.kiosk.hub_process import HubProcess
from tests.together import wait_until


class Counter:
    """A ticket book, its outbox, its sender, and the hub."""

    def __init__(self, folder: Path, hub: HubProcess) -> None:
        self.store = Database(folder)
        self.outbox = Outbox(self.store)
        self.book = TicketBook(self.store, self.outbox)
        self.hub = HubClient(HubAddress(hub.url, hub.token_file))
        self.sender = Sender(self.outbox, self.hub)
        self.ended = 0

    def ends(self) -> None:
        self.ended += 1
        self.sender.wake()

    def reserves(self, reservation: Reservation) -> None:
        ticket = self.hub.reserve(TicketRequest(id=reservation.id, service="general"))
        reservation.about_to_print(ticket.number)

    def waits_until_sent(self) -> None:
        wait_until(lambda: {trace.state for trace in self.outbox.traces()} <= {EntryState.SENT})

    def told(self) -> list[tuple[UUID, str]]:
        return [(trace.id, trace.kind) for trace in self.outbox.traces()]

    def unfinished(self) -> int:
        with self.store.look() as connection:
            return int(connection.execute("SELECT count(*) FROM printing").fetchone()[0])


@pytest.fixture
def counter(tmp_path: Path, hub: HubProcess) -> Iterator[Counter]:
    counter = Counter(tmp_path / "kiosk", hub)
    counter.sender.start()
    yield counter
    counter.sender.stop()
    counter.hub.close()
    counter.store.close()


def doubtful(counter: Counter) -> tuple[str, ...]:
    return counter.book.doubtful(clock.today())


def test_a_confirmed_number_stands_in_the_queue(counter: Counter) -> None:
    with counter.book.reservation(on_end=counter.ends) as reservation:
        counter.reserves(reservation)
        reservation.confirm()
    counter.waits_until_sent()
    assert counter.hub.ticket(reservation.id).state == "waiting"
    assert (counter.ended, counter.unfinished(), doubtful(counter)) == (1, 0, ())


def test_a_number_that_nobody_confirms_is_void(counter: Counter) -> None:
    with counter.book.reservation(on_end=counter.ends) as reservation:
        counter.reserves(reservation)
    counter.waits_until_sent()
    assert counter.hub.ticket(reservation.id).state == "void"
    assert (counter.ended, counter.unfinished(), doubtful(counter)) == (1, 0, ())


@pytest.mark.parametrize("fault", [Fault.PAPER_OUT, Fault.NOT_TAKEN])
def test_a_ticket_that_is_not_printed_or_not_taken_voids_its_number(counter: Counter, fault: Fault) -> None:
    with pytest.raises(DeviceError), counter.book.reservation(on_end=counter.ends) as reservation:
        counter.reserves(reservation)
        raise DeviceError(fault, "invented")
    counter.waits_until_sent()
    assert counter.hub.ticket(reservation.id).state == "void"
    assert (counter.ended, counter.unfinished(), doubtful(counter)) == (1, 0, ())


def test_a_number_that_the_hub_gave_though_its_answer_was_lost_is_void(counter: Counter) -> None:
    with pytest.raises(HubAway), counter.book.reservation(on_end=counter.ends) as reservation:
        counter.hub.reserve(TicketRequest(id=reservation.id, service="general"))
        raise HubAway("no answer in time")
    counter.waits_until_sent()
    assert counter.hub.ticket(reservation.id).state == "void"
    assert counter.unfinished() == 0


def test_a_number_that_the_hub_never_heard_of_is_void_enough(counter: Counter) -> None:
    with pytest.raises(HubAway), counter.book.reservation(on_end=counter.ends) as reservation:
        raise HubAway("no token yet")
    counter.waits_until_sent()
    assert counter.told() == [(reservation.id, MessageKind.TICKET_VOID)]


def test_a_number_that_the_hub_refused_is_forgotten(counter: Counter) -> None:
    with pytest.raises(HubRefused), counter.book.reservation(on_end=counter.ends) as reservation:
        counter.hub.reserve(TicketRequest(id=reservation.id, service="no_such_service"))
    assert (counter.told(), counter.unfinished(), counter.ended) == ([], 0, 1)


@pytest.mark.parametrize("error", [Stopped, ValueError, KeyboardInterrupt])
def test_a_visit_that_ends_in_the_midst_of_printing_leaves_a_void_number_in_doubt(
    counter: Counter, error: type[BaseException]
) -> None:
    with pytest.raises(error), counter.book.reservation(on_end=counter.ends) as reservation:
        counter.reserves(reservation)
        raise error
    counter.waits_until_sent()
    assert counter.hub.ticket(reservation.id).state == "void"
    assert doubtful(counter) == (reservation.number,)
    assert (counter.ended, counter.unfinished()) == (1, 0)


def test_a_visit_that_ends_before_there_is_a_number_leaves_no_doubt(counter: Counter) -> None:
    with pytest.raises(Stopped), counter.book.reservation(on_end=counter.ends) as reservation:
        raise Stopped
    counter.waits_until_sent()
    assert (counter.told(), doubtful(counter)) == ([(reservation.id, MessageKind.TICKET_VOID)], ())


def test_a_visit_that_ends_after_its_number_was_confirmed_changes_nothing_of_it(counter: Counter) -> None:
    with pytest.raises(Stopped), counter.book.reservation(on_end=counter.ends) as reservation:
        counter.reserves(reservation)
        reservation.confirm()
        raise Stopped
    counter.waits_until_sent()
    assert counter.hub.ticket(reservation.id).state == "waiting"
    assert doubtful(counter) == ()


def test_a_number_of_the_kiosks_own_series_is_told_once_it_is_on_paper(counter: Counter) -> None:
    number = f"A{uuid4().hex[:2].upper().translate(str.maketrans('0123456789', 'QRSTUVWXYZ'))}001"
    with counter.book.reservation(number, on_end=counter.ends) as reservation:
        issue = OfflineIssue(number=number, issued_at=datetime.now(UTC))
        reservation.confirm(TicketRequest(id=reservation.id, service="general", offline=issue))
    assert counter.told() == [(reservation.id, MessageKind.TICKET_ISSUED)]
    assert counter.unfinished() == 0


def test_a_number_of_the_kiosks_own_series_that_is_not_printed_is_nobodys(counter: Counter) -> None:
    with pytest.raises(DeviceError), counter.book.reservation("AK003", on_end=counter.ends):
        raise DeviceError(Fault.PAPER_OUT, "invented")
    assert (counter.told(), counter.unfinished(), doubtful(counter)) == ([], 0, ())
    with pytest.raises(Stopped), counter.book.reservation("AK004", on_end=counter.ends):
        raise Stopped
    assert (counter.told(), counter.unfinished(), doubtful(counter)) == ([], 0, ("AK004",))
