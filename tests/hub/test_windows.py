"""A day at the windows."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contract.queues import CounterTicket
from contract.tickets import Priority, TicketState
from hub.audit.models import AuditEntry
from hub.catalogue.models import Service
from hub.core.problems import RequestRefused
from hub.kiosks.models import Site
from hub.queues import selectors, services, windows
from hub.queues.closing import close_days
from hub.queues.models import CallOutcome, CallRecord, Ticket, Window
from hub.staff.models import Role
from tests.hub.halls import NOON, a_window, minutes, queue_up
from tests.hub.people import staff

pytestmark = pytest.mark.usefixtures("database")


def number(ticket: Ticket | None) -> str | None:
    return ticket.number if ticket else None


def test_a_window_calls_those_of_its_services_by_turn_and_priority() -> None:
    first, bulk = queue_up(NOON), queue_up(NOON + minutes(1), "bulk")
    elder = queue_up(NOON + minutes(2), priority=Priority.ELDERLY)
    window, clerk = a_window(["advice"])
    called = []
    for _ in range(3):
        ticket = windows.call_next(window, clerk, NOON + minutes(3))
        called.append(number(ticket))
        if ticket:
            windows.finish(window, ticket.pk, clerk, NOON + minutes(4))
    assert called == [elder.number, first.number, None]
    both, other = a_window(["advice", "bulk"])
    assert number(windows.call_next(both, other, NOON + minutes(5))) == bulk.number


def test_one_window_serves_one_person_at_a_time() -> None:
    queue_up(NOON)
    queue_up(NOON)
    window, clerk = a_window(["advice"])
    windows.call_next(window, clerk, NOON)
    with pytest.raises(RequestRefused):
        windows.call_next(window, clerk, NOON)
    with pytest.raises(RequestRefused):
        windows.close_window(window, clerk)


def test_next_finishes_the_one_it_names_and_no_other() -> None:
    first, second, third = (queue_up(NOON + minutes(place)) for place in range(3))
    window, clerk = a_window(["advice"])
    windows.call_next(window, clerk, NOON + minutes(3))
    assert number(windows.call_next(window, clerk, NOON + minutes(4), finishing=first.pk)) == second.number
    with pytest.raises(RequestRefused):
        windows.call_next(window, clerk, NOON + minutes(5), finishing=first.pk)
    first.refresh_from_db()
    third.refresh_from_db()
    assert (first.state, third.state) == (TicketState.SERVED, TicketState.WAITING)


def test_next_sends_the_one_who_has_a_further_matter_on_to_it() -> None:
    visitor, second = queue_up(NOON, "advice", ["bulk"]), queue_up(NOON + minutes(1))
    window, clerk = a_window(["advice"])
    windows.call_next(window, clerk, NOON + minutes(2))
    assert number(windows.call_next(window, clerk, NOON + minutes(3), finishing=visitor.pk)) == second.number
    visitor.refresh_from_db()
    assert (visitor.state, visitor.service.code, visitor.served_at) == (TicketState.WAITING, "bulk", None)


def test_a_call_asks_the_database_little() -> None:
    """The window, who goes, who comes, both their turns, and three statements for the audit log."""
    first = queue_up(NOON)
    queue_up(NOON + minutes(1))
    window, clerk = a_window(["advice"])
    windows.call_next(window, clerk, NOON + minutes(2))
    with CaptureQueriesContext(connection) as asked:
        windows.call_next(window, clerk, NOON + minutes(3), finishing=first.pk)
    assert len(statements(asked)) == 8


def statements(asked: CaptureQueriesContext) -> list[str]:
    """Without what holds a test's transaction together."""
    worded = [str(query["sql"]) for query in asked.captured_queries]  # a planned one has no words here
    return [sql for sql in worded if "SAVEPOINT" not in sql]


def test_only_who_works_at_a_window_calls_there_and_nobody_works_at_two() -> None:
    queue_up(NOON)
    window, clerk = a_window(["advice"])
    with pytest.raises(RequestRefused):
        windows.call_next(window, staff(Role.WINDOW), NOON)
    a_window(["advice"], clerk=clerk)
    with pytest.raises(RequestRefused):
        windows.call_next(window, clerk, NOON)


def test_nobody_goes_to_another_window_while_somebody_stands_at_theirs() -> None:
    visitor = queue_up(NOON)
    window, clerk = a_window(["advice"])
    elsewhere = Window.objects.create(site_id=window.site_id, name="另一窗口")
    windows.call_next(window, clerk, NOON)
    with pytest.raises(RequestRefused):
        windows.open_window(elsewhere, clerk, NOON)
    windows.finish(window, visitor.pk, clerk, NOON)
    windows.open_window(elsewhere, clerk, NOON)
    assert list(Window.objects.filter(staff=clerk)) == [elsewhere]


def test_what_is_clicked_late_or_twice_affects_nobody_else() -> None:
    first, second = queue_up(NOON), queue_up(NOON + minutes(1))
    window, clerk = a_window(["advice", "bulk"])
    windows.call_next(window, clerk, NOON + minutes(2))
    windows.call_next(window, clerk, NOON + minutes(3), finishing=first.pk)
    bulk = Service.objects.get(code="bulk")
    late: list[Callable[[], object]] = [
        lambda: windows.finish(window, first.pk, clerk, NOON + minutes(4)),
        lambda: windows.hold(window, first.pk, "", clerk, NOON + minutes(4)),
        lambda: windows.recall(window, first.pk, clerk, NOON + minutes(4)),
        lambda: windows.mark_no_show(window, first.pk, clerk, NOON + minutes(4)),
        lambda: windows.return_to_queue(window, first.pk, clerk, NOON + minutes(4)),
        lambda: windows.transfer(window, first.pk, bulk, None, clerk, NOON + minutes(4)),
    ]
    for move in late:
        with pytest.raises(RequestRefused):
            move()
    second.refresh_from_db()
    assert (second.state, second.calls, second.window) == (TicketState.CALLED, 1, window)


def test_yesterdays_people_are_called_no_more_and_their_day_is_closed() -> None:
    waiting, held, called, offline = (queue_up(NOON + minutes(place)) for place in range(4))
    window, clerk = a_window(["advice"])
    windows.call_this(window, held.pk, clerk, NOON)
    windows.hold(window, held.pk, "", clerk, NOON)
    windows.call_this(window, called.pk, clerk, NOON)
    assert close_days(NOON + minutes(11 * 60)) == 0  # the same day at the site
    tomorrow = NOON + minutes(13 * 60)
    with pytest.raises(RequestRefused):
        windows.call_this(a_window(["advice"])[0], waiting.pk, clerk, tomorrow)
    assert close_days(tomorrow) == 4
    assert close_days(tomorrow) == 0
    states = [Ticket.objects.get(pk=ticket.pk).state for ticket in (waiting, held, called, offline)]
    assert states == [TicketState.VOID, TicketState.VOID, TicketState.SERVED, TicketState.VOID]
    assert CallRecord.objects.get(ticket=called).outcome == CallOutcome.DAY_OVER
    queue_up(tomorrow)
    assert windows.call_next(window, clerk, tomorrow) is not None


def test_three_calls_then_a_no_show_who_may_come_back_behind_the_next_three() -> None:
    absent = queue_up(NOON)
    others = [queue_up(NOON + minutes(place)) for place in range(1, 6)]
    window, clerk = a_window(["advice"])
    windows.call_next(window, clerk, NOON + minutes(10))
    with pytest.raises(RequestRefused):
        windows.mark_no_show(window, absent.pk, clerk, NOON + minutes(10))
    assert [windows.recall(window, absent.pk, clerk, NOON + minutes(11)).calls for _ in range(2)] == [2, 3]
    with pytest.raises(RequestRefused):
        windows.recall(window, absent.pk, clerk, NOON + minutes(12))
    assert windows.mark_no_show(window, absent.pk, clerk, NOON + minutes(12)).state == TicketState.MISSED
    windows.requeue(absent.pk, window.site_id, clerk, NOON + minutes(13))
    line = [ticket.number for ticket in selectors.queue(window.site, NOON + minutes(13)).waiting]
    assert line == [ticket.number for ticket in (*others[:3], absent, *others[3:])]


def test_who_is_held_is_called_again_by_name_of_the_number() -> None:
    held, next_one = queue_up(NOON), queue_up(NOON + minutes(1))
    window, clerk = a_window(["advice"])
    windows.call_next(window, clerk, NOON + minutes(2))
    assert windows.hold(window, held.pk, "去复印", clerk, NOON + minutes(3)).note == "去复印"
    assert number(windows.call_next(window, clerk, NOON + minutes(4))) == next_one.number
    windows.finish(window, next_one.pk, clerk, NOON + minutes(5))
    assert windows.call_this(window, held.pk, clerk, NOON + minutes(6)).state == TicketState.CALLED
    windows.finish(window, held.pk, clerk, NOON + minutes(7))
    with pytest.raises(RequestRefused):
        windows.call_this(window, held.pk, clerk, NOON + minutes(8))


def test_a_transfer_keeps_the_time_already_waited() -> None:
    moved, waiting = queue_up(NOON), queue_up(NOON + minutes(1), "bulk")
    window, clerk = a_window(["advice"])
    windows.call_next(window, clerk, NOON + minutes(2))
    windows.transfer(window, moved.pk, Service.objects.get(code="bulk"), None, clerk, NOON + minutes(3))
    bulk, other = a_window(["bulk"])
    assert number(windows.call_next(bulk, other, NOON + minutes(4))) == moved.number
    windows.finish(bulk, moved.pk, other, NOON + minutes(5))
    assert number(windows.call_next(bulk, other, NOON + minutes(6))) == waiting.number


def test_a_transfer_to_one_window_is_for_that_window_alone() -> None:
    moved = queue_up(NOON)
    window, clerk = a_window(["advice"])
    colleague, other = a_window(["bulk"])
    windows.call_next(window, clerk, NOON + minutes(1))
    with pytest.raises(RequestRefused):
        windows.transfer(window, moved.pk, None, None, clerk, NOON + minutes(2))
    windows.transfer(window, moved.pk, None, colleague, clerk, NOON + minutes(2))
    assert windows.call_next(window, clerk, NOON + minutes(3)) is None
    assert number(windows.call_next(colleague, other, NOON + minutes(3))) == moved.number


def test_who_was_called_by_mistake_stands_where_they_stood() -> None:
    first = queue_up(NOON)
    queue_up(NOON + minutes(1))
    window, clerk = a_window(["advice"])
    windows.call_next(window, clerk, NOON + minutes(2))
    windows.return_to_queue(window, first.pk, clerk, NOON + minutes(3))
    assert number(windows.call_next(window, clerk, NOON + minutes(4))) == first.number


def test_several_matters_are_one_number_that_waits_for_each_in_turn() -> None:
    visitor = queue_up(NOON, "advice", ["bulk", "advice"])
    advice, bulk = a_window(["advice"]), a_window(["bulk"])
    for (window, clerk), left in ((advice, ("bulk", "advice")), (bulk, ("advice",)), (advice, ())):
        called = windows.call_next(window, clerk, NOON + minutes(1))
        assert called is not None
        assert (called.number, selectors.in_queue(called).further) == (visitor.number, left)
        last = windows.finish(window, visitor.pk, clerk, NOON + minutes(2))
    assert last.state == TicketState.SERVED
    outcomes = CallRecord.objects.filter(ticket=visitor).values_list("outcome", flat=True)
    assert list(outcomes) == [CallOutcome.SERVED] * 3


def test_who_got_no_paper_is_put_into_the_queue_by_hand() -> None:
    clerk, site = staff(Role.WINDOW), Site.objects.get(code="centre")
    wanted = CounterTicket(id=uuid4(), service="advice", priority=Priority.URGENT)
    first = services.issue(wanted, site, clerk, NOON)
    assert (services.issue(wanted, site, clerk, NOON).number, first.state) == (first.number, TicketState.WAITING)
    with pytest.raises(RequestRefused):
        services.issue(CounterTicket(id=uuid4(), service="nothing"), site, clerk, NOON)


def test_another_days_and_another_sites_people_are_not_called() -> None:
    queue_up(NOON - minutes(24 * 60))
    queue_up(NOON, site=Site.objects.create(code="other", name="另一中心"))
    window, clerk = a_window(["advice"])
    assert windows.call_next(window, clerk, NOON + minutes(1)) is None


def test_every_move_is_on_the_trail() -> None:
    ticket = queue_up(NOON)
    window, clerk = a_window(["advice"])
    windows.call_next(window, clerk, NOON)
    windows.finish(window, ticket.pk, clerk, NOON)
    actions = AuditEntry.objects.filter(actor=f"user:{clerk.pk}").order_by("id").values_list("action", flat=True)
    assert list(actions) == ["open window", "call ticket", "served ticket"]
