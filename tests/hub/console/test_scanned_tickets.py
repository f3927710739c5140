"""A ticket held to the scanner at a window."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contract.people import Person
from hub.audit.models import AuditEntry
from hub.queues import windows
from hub.queues.models import Ticket
from hub.residents.models import Resident
from hub.residents.services import get_registered
from hub.staff.models import Role
from tests.hub.console.reader import Reader
from tests.hub.halls import a_window, queue_up
from tests.hub.people import a_street, staff
from tests.hub.sample import a_number, a_person

pytestmark = pytest.mark.usefixtures("database")


def held_by(ticket: Ticket, person: Person) -> Resident:
    resident = get_registered(person, "person", timezone.now())
    Ticket.objects.filter(pk=ticket.pk).update(holder=resident.number_hash)
    return resident


def test_a_scanned_ticket_is_called_and_opens_the_visit_of_its_holder() -> None:
    ticket = queue_up(timezone.now())
    window, clerk = a_window(["advice"])
    held_by(ticket, a_person())
    reader = Reader(clerk)
    page = reader.send("tickets/scan/", {"ticket": str(ticket.pk)})
    assert 'id="start"' in page
    assert a_number() not in page
    ticket.refresh_from_db()
    assert (ticket.state, ticket.window_id) == ("called", window.pk)
    assert 'id="start"' in reader.send("tickets/scan/", {"ticket": str(ticket.pk)})
    grounds = [str(entry.detail) for entry in AuditEntry.objects.exclude(detail=None)]
    assert any("ground" in ground and "ticket" in ground for ground in grounds)


def test_of_a_ticket_without_a_card_the_window_asks_for_it() -> None:
    ticket = queue_up(timezone.now())
    _window, clerk = a_window(["advice"])
    page = Reader(clerk).send("tickets/scan/", {"ticket": str(ticket.pk)})
    assert ticket.number in page
    assert "请将证件放在读卡器上" in page


def test_a_second_ticket_waits_until_the_first_is_done_with() -> None:
    first, second = queue_up(timezone.now()), queue_up(timezone.now())
    window, clerk = a_window(["advice"])
    windows.call_this(window, first.pk, clerk, timezone.now())
    assert 'class="message error' in Reader(clerk).send("tickets/scan/", {"ticket": str(second.pk)})
    second.refresh_from_db()
    assert second.state == "waiting"


@pytest.mark.parametrize("key", ["", "x", "5f1d7e1e-5b5c-4c0e-9d6f-0d7b1d0d1a11", "yesterday", "elsewhere"])
def test_what_is_no_ticket_of_today_and_here_opens_nothing_and_is_on_record(key: str) -> None:
    ticket = queue_up(timezone.now())
    window, clerk = a_window(["advice"])
    if key == "yesterday":
        Ticket.objects.filter(pk=ticket.pk).update(day=timezone.localdate() - timedelta(days=1))
    if key == "elsewhere":
        clerk = staff(Role.WINDOW, [a_street()])
    sent = str(ticket.pk) if key in ("yesterday", "elsewhere") else key
    page = Reader(clerk).send("tickets/scan/", {"ticket": sent})
    assert "本中心今天没有这个号" in page
    assert AuditEntry.objects.filter(action="fail to prove").exists()
    assert not Ticket.objects.filter(window=window).exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.WINDOW, Role.HEAD}))
def test_who_calls_nobody_scans_nothing(role: Role) -> None:
    ticket = queue_up(timezone.now())
    assert Reader(staff(role)).client.post("/console/tickets/scan/", {"ticket": str(ticket.pk)}).status_code == 403
