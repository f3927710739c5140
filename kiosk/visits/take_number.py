"""取号: a service, then reserve, issue, confirm. A number stands in the queue only once its ticket is in a hand, or on
paper where no device tells that."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Thread
from time import monotonic
from uuid import UUID, uuid4

from contract.catalogue import Service
from contract.paper_codes import ticket_qr
from contract.queues import ServiceWait
from contract.tickets import OfflineIssue, PrintedTicket, Priority, Ticket, TicketRequest, TicketState
from devices.base import DeviceError, Fault
from devices.documents import Document
from kiosk import clock
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.hub_link.incidents import PAPER_LEFT
from kiosk.hub_link.messages import Answer
from kiosk.pages.fault_text import printer_fault
from kiosk.pages.kinds import OutcomePage, TakePage
from kiosk.pages.language import _, language
from kiosk.pages.next_step import after_number
from kiosk.pages.page_parts import Choice, ListRow, Tone
from kiosk.pages.printed import matters, queue_ticket, waiting
from kiosk.pages.wording import waiting_now
from kiosk.visit import Visit
from kiosk.visits.ending import report_left, what_next
from kiosk.visits.held_number import NumberHeld, NumberHolder, is_held, offer_to_give_back, tell_held

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NumberRequest:
    """The services that a number is for, one after the other, and the reason for its priority, if any."""

    services: tuple[Service, ...]
    priority: Priority | None = None
    holder: NumberHolder | None = field(default=None, repr=False)

    @property
    def service(self) -> Service:
        return self.services[0]

    def request(self, offline: OfflineIssue | None = None, key: UUID | None = None) -> TicketRequest:
        further = tuple(service.code for service in self.services[1:])
        return TicketRequest(
            id=key or uuid4(), service=self.service.code, offline=offline, priority=self.priority, further=further,
            holder=self.holder.number if self.holder else None,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Issued:
    """A number on paper. `in_hand`: whether its ticket is known to have been taken. `expected`: what the hub says to
    it. `patience`: for how many seconds its resident may still wait for that."""

    ticket: Ticket
    in_hand: bool
    expected: Future[Answer]
    patience: float = 0.0


def take_number(visit: Visit, number_request: NumberRequest, again: Callable[[Visit], None]) -> None:
    """Takes a number. `again` leads to a new one where the ticket was not taken, or the number that is held was given
    back. Raises HubRefused."""
    try:
        give_number(visit, number_request, lambda: hubs_or_own_number(visit, number_request), again)
    except HubRefused as refusal:
        if not (number_request.holder and is_held(refusal.problem)):
            raise
        offer_to_give_back(visit, number_request.service.code, number_request.holder, again)
    except NumberHeld as held:
        tell_held(visit, held.number)


def give_number(
    visit: Visit, number_request: NumberRequest, issue: Callable[[], Issued | None], again: Callable[[Visit], None]
) -> None:
    """Shows what `issue` has put on paper, or why there is none. Raises what it raises but DeviceError, and NoRoom."""
    visit.check_room()
    visit.wait_a_moment(_("Your number is being printed."))
    try:
        issued = issue()
    except DeviceError as error:
        tell_not_issued(visit, error, again)
        return
    if issued is None:
        tell_no_number(visit, _("No numbers can be given while the connection is down."))
        return
    in_queue = isinstance(visit.await_delivery(issued.expected, issued.patience), Ticket)
    visit.finish(outcome_page(number_request.services, issued.ticket, in_queue, issued.in_hand, visit.pages))


def service_choice(service: Service, wait: ServiceWait | None = None) -> Choice:
    """Returns the choice. `wait`: how many people wait for it now."""
    hint = service.zone.in_locale(language())
    if wait:
        hint = f"{hint}\n{waiting_now(wait.people, wait.minutes)}"
    return Choice(service.code, service.name.in_locale(language()), hint=hint, icon="ticket")


def hubs_or_own_number(visit: Visit, number_request: NumberRequest) -> Issued | None:
    """Issues the hub's number, or one of the kiosk's own where the hub is away; returns None where there is neither.
    Raises HubRefused, DeviceError, NumberHeld."""
    try:
        return hubs_number(
            visit, number_request, lambda key: visit.hub_link.hub.reserve(number_request.request(key=key))
        )
    except HubAway as away:
        log.info("a number of our own instead of the hub's: %s", away)
        return own_number(visit, number_request)


def hubs_number(visit: Visit, number_request: NumberRequest, ask: Callable[[UUID], Ticket]) -> Issued:
    """Prints the hub's number for an id made here, and returns it. Raises HubAway, HubRefused, DeviceError."""
    until = monotonic() + visit.hub_link.hub.patience
    with visit.hub_link.book.reservation(on_end=visit.hub_link.sender.wake) as reservation:
        ticket = ask(reservation.id)
        patience = max(0.0, until - monotonic())
        reservation.about_to_print(ticket.number)
        in_hand = print_ticket(visit, number_request, ticket, own=False)
        expected = visit.hub_link.sender.expect(ticket.id)
        reservation.confirm(printed=on_paper(ticket))
    return Issued(ticket, in_hand, expected, patience)


def own_number(visit: Visit, number_request: NumberRequest) -> Issued | None:
    """Prints a number of the kiosk's own series and returns it; None where it has no letters, or gave too many without
    a card. Raises DeviceError, and NumberHeld where the person got one before."""
    if number_request.holder and (
        held := visit.hub_link.book.held.find(number_request.service.code, number_request.holder.number)
    ):
        raise NumberHeld(held)
    if not number_request.holder and not visit.hub_link.book.may_give_nameless():
        return None
    now = visit.now()
    number = visit.hub_link.book.next_own_number(number_request.service, now.date())
    if number is None:
        return None
    with visit.hub_link.book.reservation(number, on_end=visit.hub_link.sender.wake) as reservation:
        issue = OfflineIssue(number=number, issued_at=now, machine_at=clock.machine_at())
        request = number_request.request(issue, reservation.id)
        ticket = own_ticket(number_request, request, number, now)
        in_hand = print_ticket(visit, number_request, ticket, own=True)
        expected = visit.hub_link.sender.expect(ticket.id)
        reservation.confirm(request)
    if number_request.holder:
        visit.hub_link.book.held.record(number_request.service.code, number_request.holder.number, number)
    return Issued(ticket, in_hand, expected)


def on_paper(ticket: Ticket) -> PrintedTicket:
    return PrintedTicket(
        service=ticket.service,
        number=ticket.number,
        issued_at=ticket.issued_at.astimezone(),
        priority=ticket.priority,
        further=ticket.further,
    )


def own_ticket(number_request: NumberRequest, request: TicketRequest, number: str, now: datetime) -> Ticket:
    return Ticket(
        id=request.id,
        number=number,
        service=number_request.service.code,
        zone=number_request.service.zone,
        state=TicketState.RESERVED,
        issued_at=now,
        priority=number_request.priority,
        further=request.further,
    )


def print_ticket(visit: Visit, number_request: NumberRequest, ticket: Ticket, own: bool) -> bool:
    """Prints the ticket; returns whether it is known to have been taken. Raises DeviceError."""
    return hand_over(
        visit, queue_ticket(visit.site, number_request.services, ticket, own, visit.devices.can("scanner"), visit.pages)
    )


def hand_over(visit: Visit, ticket: Document) -> bool:
    """Hands the ticket over; returns whether the resident is known to have taken it, False where it is on paper and no
    more is known. A ticket at an exit slot is asked to be taken until it is gone, also from one who has taken their
    card away. Raises DeviceError."""
    with visit.ui.between_cards():
        return _hand_over(visit, ticket)


def _hand_over(visit: Visit, ticket: Document) -> bool:
    offered, news = Event(), Event()
    issuing: Future[None] = Future()
    issuing.add_done_callback(lambda _: news.set())

    def presented() -> None:
        offered.set()
        news.set()

    def issue() -> None:
        try:
            visit.devices.issue(ticket, presented)
        except Exception as error:  # the waiting thread gets it
            issuing.set_exception(error)
        else:
            issuing.set_result(None)

    Thread(target=issue, name="issue", daemon=True).start()
    news.wait()
    if offered.is_set():
        with report_left(visit.devices, visit.hub_link.incidents, PAPER_LEFT):
            visit.ask(at_mouth(), until=lambda: True if issuing.done() else None)
    issuing.result()
    return offered.is_set()


def at_mouth() -> TakePage:
    text = _("Your number counts once you have taken the ticket.")
    return TakePage(_("Please take your ticket"), text=text, what="paper", back=False, cancel=False, nameless=True)


def tell_not_issued(visit: Visit, error: DeviceError, again: Callable[[Visit], None]) -> None:
    """Tells that the number is void."""
    log.warning("a number is void, as its ticket was not issued: %s", error)
    visit.hub_link.heartbeat.wake()
    if error.fault is not Fault.NOT_TAKEN:
        tell_no_number(visit, printer_fault(error.fault))
        return
    text = _("It was not taken in time, so the kiosk has drawn it back in and its number does not count.")
    new_number = Choice("again", _("Take a new number"), icon="ticket")
    done = Choice("", _("Continue"))
    if visit.tell(_("Your ticket is no longer there"), text, new_number, done, tone=Tone.CALM) == new_number.key:
        again(visit)


def outcome_page(
    services: tuple[Service, ...], ticket: Ticket, in_queue: bool, in_hand: bool = False, pages: str = ""
) -> OutcomePage:
    rows = [ListRow(pair.label, pair.value) for pair in matters([service.name for service in services])]
    step = after_number(ticket, waiting(ticket), in_queue=in_queue)
    return OutcomePage(
        _("You have a number") if in_hand else _("Please take your ticket"),
        text=step.words,
        steps=step.rows(),
        code_label=_("Your number"),
        code=ticket.number,
        qr=ticket_qr(ticket.id, pages),
        rows=tuple(rows),
        note="" if in_queue else _("The connection is down at the moment. Your number is valid."),
        choices=what_next(),
        paper="" if in_hand else "printer",
        back=False,
        cancel=False,
        nameless=True,
    )


def tell_no_number(visit: Visit, why: str) -> None:
    """Tells that there is no number: nobody leaves with one that is not in the queue."""
    text = _("{why} You have no number. Please go to the counter; the staff will put you in the queue.").format(why=why)
    visit.tell(_("No number could be given"), text, tone=Tone.TROUBLE)
