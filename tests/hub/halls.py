"""Invented halls: windows, who works there, and people who wait."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

from django.contrib.auth.models import User

from contract.text import Text
from contract.tickets import Priority, TicketRequest, TicketState
from hub.catalogue.models import Service
from hub.kiosks.models import MAIN, Kiosk, Site
from hub.queues import services, windows
from hub.queues.models import Ticket, Window
from hub.staff.models import Role
from tests.hub.people import staff

NOON = datetime(2031, 6, 2, 4, 0, tzinfo=UTC)  # at the site, a Monday
_number = count(1)


def minutes(many: float) -> timedelta:
    return timedelta(minutes=many)


def a_window(codes: Sequence[str], site: int = MAIN, clerk: User | None = None) -> tuple[Window, User]:
    """Returns a window that serves these, with somebody at work."""
    window = Window.objects.create(site_id=site, name=Text({"zh-Hans": f"{next(_number)}号窗口", "en": "Window"}))
    window.services.set(Service.objects.filter(code__in=codes))
    clerk = clerk or staff(Role.WINDOW)
    windows.open_window(window, clerk, NOON)
    return window, clerk


def queue_up(
    at: datetime,
    service: str = "advice",
    further: Sequence[str] = (),
    priority: Priority | None = None,
    site: Site | None = None,
) -> Ticket:
    """Returns somebody took a number at a kiosk."""
    site = site or Site.objects.get(pk=MAIN)
    kiosk = Kiosk.objects.create(name=f"hall {uuid4()}", site=site, token_hash=uuid4().hex, created_at=at)
    wanted = TicketRequest(id=uuid4(), service=service, further=tuple(further), priority=priority)
    return services.confirm(services.reserve(wanted, kiosk, at).pk, at)


def served(at: datetime) -> Ticket:
    """Returns somebody who was at a window."""
    ticket = queue_up(at)
    Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.SERVED)
    return ticket
