"""Issues numbers. Every move can be repeated: the same request gets the same ticket, whatever came between."""

import re
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import NoReturn
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from contract.queues import CounterTicket
from contract.text import text
from contract.tickets import OPEN_TO_ALL, OfflineIssue, Priority, TicketRequest, TicketState
from hub.audit.services import record
from hub.catalogue.models import Service
from hub.core.clock import check_moment
from hub.core.problems import RequestRefused, refused_field
from hub.core.statements import fetch_model
from hub.kiosks.epochs import check_settled
from hub.kiosks.models import Kiosk, Site
from hub.kiosks.own_pages import own_pages
from hub.kiosks.series import may_have_given
from hub.kiosks.sites import day_at
from hub.queues.calling import confirm_reserved
from hub.queues.issuing import can_give_at_once, give_at_once, insert_ticket, number_text, take_serial
from hub.queues.limits import check_nameless, check_one_open, holder_hash
from hub.queues.models import FurtherService, Ticket
from hub.queues.offline import judge_offline
from hub.residents.selectors import number_hashes

RESERVED_FOR = timedelta(minutes=10)
_SERVICE = "SELECT id, code, prefix, zone, offered FROM catalogue_service WHERE code = %s"
_OFFLINE_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{0,11}")


class NoSuchTicket(RequestRefused):
    """There is no ticket of that id, or it is another kiosk's."""

    def __init__(self) -> None:
        super().__init__(404, text("There is no such number."))


def reserve(request: TicketRequest, kiosk: Kiosk, now: datetime) -> Ticket:
    """Returns the ticket of that id: reserved now, or as it is if it was before. An offline one stands in the queue at
    once.

    Raises Refused.
    """
    services = list_services(request.service, *request.further, on_paper=request.offline is not None)
    if request.priority is not None and request.priority not in OPEN_TO_ALL:
        raise refused_field("priority", "priority", text("This priority cannot be chosen here."))
    if not services[0].offered and request.offline is None:
        return _find_existing(request, kiosk) or _refuse_closed()
    if request.offline is None and not request.holder:
        try:
            check_nameless(kiosk, now)
        except RequestRefused:
            if existing := _find_existing(request, kiosk):
                return existing
            raise
    one_statement = can_give_at_once() and not (request.offline or request.holder or request.further)
    try:
        with nullcontext() if one_statement and not connection.in_atomic_block else transaction.atomic():
            return _create(request, services, kiosk, now)
    except IntegrityError:  # there is a ticket of that id
        existing = _find_existing(request, kiosk)
        if existing is None:
            raise
        return existing


def issue(request: CounterTicket, site: Site, by: User, now: datetime) -> Ticket:
    """Issues a number at the counter, which stands in the queue at once. The same id gets the same one. Raises
    Refused."""
    existing = Ticket.objects.select_related("service").filter(pk=request.id, site=site, kiosk=None).first()
    if existing is not None:
        return existing
    services = list_services(request.service, *request.further)
    if request.priority is Priority.APPOINTMENT:
        raise refused_field("priority", "priority", text("An appointment is checked in."))
    try:
        with transaction.atomic():
            ticket = give(request.id, site.pk, services[0], now, priority=request.priority, matters=len(services) - 1)
            add_matters(ticket, services[1:])
            ticket = confirm(ticket.pk, now)
            record(by, "issue ticket", f"ticket {ticket.pk}")
            return ticket
    except IntegrityError:
        raise RequestRefused(409, text("This id belongs to another ticket.")) from None


def give(  # noqa: PLR0913
    ticket: UUID,
    site: int,
    service: Service,
    now: datetime,
    *,
    kiosk: Kiosk | None = None,
    priority: Priority | None = None,
    matters: int = 0,
    holder: str | None = None,
) -> Ticket:
    """Reserves the next number of a service at a site. Raises IntegrityError for an id that is known, Refused
    while it is not known which numbers are on paper, or where the holder has an open one."""
    check_settled(site, now)
    row = Ticket(
        id=ticket,
        site_id=site,
        service=service,
        kiosk=kiosk,
        day=day_at(site, now),
        state=TicketState.RESERVED.value,
        priority=priority.value if priority else "",
        rank=rank_of(priority),
        matters=matters,
        issued_at=now,
        stands_from=now,
        holder=holder_hash(holder),
    )
    if not holder and can_give_at_once():
        return give_at_once(row, service.prefix)
    row.serial = take_serial(site, service.prefix, row.day)
    row.number = number_text(service.prefix, row.serial)
    if holder:
        check_one_open(row, holder, now)
    return insert_ticket(row)


def rank_of(priority: Priority | None) -> int:
    """Returns the rank: 2 is called before 1, 1 before 0."""
    return 0 if priority is None else 2 if priority is Priority.URGENT else 1


def add_matters(ticket: Ticket, services: list[Service]) -> None:
    rows = [FurtherService(ticket=ticket, service=service, position=place) for place, service in enumerate(services)]
    if rows:
        FurtherService.objects.bulk_create(rows)


def confirm(ticket_id: UUID, now: datetime, kiosk: Kiosk | None = None) -> Ticket:
    """Confirms that the ticket is on paper: it stands in the queue, however late. A kiosk confirms its own. Raises
    Refused."""
    reserved = confirm_reserved(ticket_id, kiosk, now)
    if reserved is not None:  # as it nearly always is
        return reserved
    with transaction.atomic():
        ticket = lock(ticket_id, kiosk)
        if ticket.state == TicketState.VOID and not ticket.expired:
            raise RequestRefused(409, text("This number is void and cannot be confirmed."))
        if ticket.state in (TicketState.RESERVED, TicketState.VOID):
            ticket.state, ticket.confirmed_at = TicketState.WAITING.value, now
            ticket.expired, ticket.voided_at = False, None
            ticket.save(update_fields=["state", "confirmed_at", "expired", "voided_at"])
    return ticket


def void(ticket_id: UUID, now: datetime, kiosk: Kiosk | None = None) -> Ticket:
    """Voids a ticket that is not on paper, or was given back. A kiosk voids its own. Raises Refused once it was
    called."""
    with transaction.atomic():
        ticket = lock(ticket_id, kiosk)
        if ticket.state in (TicketState.CALLED, TicketState.SERVED):
            raise RequestRefused(409, text("This number was called and cannot be voided."))
        if ticket.state != TicketState.VOID or ticket.expired:
            ticket.state, ticket.voided_at, ticket.expired = TicketState.VOID.value, now, False
            ticket.save(update_fields=["state", "voided_at", "expired"])
    return ticket


def give_back(ticket_id: UUID, number: str, kiosk: Kiosk, now: datetime) -> Ticket:
    """Voids the number that this person holds at the kiosk's site, from whichever kiosk it came. Raises Refused."""
    mine = Ticket.objects.filter(pk=ticket_id, holder__in=number_hashes(number), site=kiosk.site_id).exists()
    if not mine:
        raise RequestRefused(404, text("There is no such number."))
    record(kiosk, "give back number", f"ticket {ticket_id}")
    return void(ticket_id, now)


def expire_reserved(now: datetime) -> int:
    """Voids what was reserved and never confirmed; returns how many. Confirmed late, it still counts."""
    old = Ticket.objects.filter(state=TicketState.RESERVED, issued_at__lt=now - RESERVED_FOR)
    old = old.exclude(kiosk__in=own_pages())  # nothing is printed there: hub/queues/phone_numbers.py
    return old.update(state=TicketState.VOID, voided_at=now, expired=True) if old.exists() else 0


def lock(ticket_id: UUID, kiosk: Kiosk | None = None) -> Ticket:
    """Locks the ticket until the transaction ends and returns it; for a kiosk, only its own is there. Raises
    Refused."""
    tickets = _tickets_of(kiosk).select_for_update(of=("self",)).select_related("service")
    ticket = tickets.filter(pk=ticket_id).first()
    if ticket is None:
        raise NoSuchTicket
    return ticket


def _tickets_of(kiosk: Kiosk | None) -> QuerySet[Ticket]:
    return Ticket.objects.all() if kiosk is None else Ticket.objects.filter(kiosk=kiosk)


def list_services(*codes: str, on_paper: bool = False) -> list[Service]:
    """Returns the services. Raises Refused; not for good where the number is on paper already."""
    services = {service.code: service for code in codes if (service := fetch_model(Service, _SERVICE, [code]))}
    for place, code in enumerate(codes):
        if code not in services:
            field = "service" if place == 0 else f"further.{place - 1}"
            raise refused_field(field, "unknown_service", text("There is no such service."), for_good=not on_paper)
    return [services[code] for code in codes]


def _find_existing(request: TicketRequest, kiosk: Kiosk) -> Ticket | None:
    """Returns the ticket that was given for this very request of this kiosk's before, if one was. Raises Refused."""
    ticket = Ticket.objects.select_related("service").filter(pk=request.id).first()
    if ticket is None:
        return None
    offline = request.offline.number if request.offline else None
    same_kind = offline == (None if ticket.serial else ticket.number)
    began_as = {
        ticket.service.code,
        *FurtherService.objects.filter(ticket=ticket).values_list("service__code", flat=True),
    }
    moved_on = ticket.called_at is not None  # perhaps to another service
    if ticket.kiosk_id != kiosk.pk or not same_kind or not (moved_on or request.service in began_as):
        raise RequestRefused(409, text("This id belongs to another ticket."))
    return ticket


def _refuse_closed() -> NoReturn:
    raise refused_field("service", "service_closed", text("This service gives no numbers now."))


def _create(request: TicketRequest, services: list[Service], kiosk: Kiosk, now: datetime) -> Ticket:
    if request.offline is None:
        more = len(services) - 1
        ticket = give(
            request.id, kiosk.site_id, services[0], now,
            kiosk=kiosk, priority=request.priority, matters=more, holder=request.holder,
        )  # fmt: skip
    else:
        ticket = _take_in(request, request.offline, services[0], kiosk, now)
    add_matters(ticket, services[1:])
    return ticket


def _take_in(request: TicketRequest, offline: OfflineIssue, service: Service, kiosk: Kiosk, now: datetime) -> Ticket:
    """Takes in a number that a kiosk issued by itself, with the place of when it was issued."""
    if not _OFFLINE_NUMBER.fullmatch(offline.number):
        raise refused_field("offline.number", "number", text("The number is not in the right form."))
    check_moment(offline.issued_at, "offline.issued_at")
    issued_at = judge_offline(offline, kiosk, now)
    if not may_have_given(kiosk, offline.number, issued_at):
        raise refused_field("offline.number", "series", text("This kiosk cannot have given this number then."))
    return insert_ticket(
        Ticket(
            id=request.id,
            site_id=kiosk.site_id,
            service=service,
            kiosk=kiosk,
            day=day_at(kiosk.site_id, issued_at),
            number=offline.number,
            state=TicketState.WAITING.value,
            priority=request.priority.value if request.priority else "",
            rank=rank_of(request.priority),
            matters=len(request.further),
            issued_at=issued_at,
            stands_from=issued_at,
            confirmed_at=now,
            holder=holder_hash(request.holder),
        )
    )
