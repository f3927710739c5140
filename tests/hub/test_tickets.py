from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from contract.kiosks import Heartbeat, KioskHealth, Lobby
from contract.tickets import OfflineIssue, Priority, TicketRequest, TicketState
from hub.calendar.models import SpecialDay
from hub.catalogue.models import Service
from hub.core.problems import RequestRefused
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk as KioskRow
from hub.kiosks.models import Site
from hub.operations.heartbeat import take_heartbeat
from hub.queues import pace, selectors, services, windows
from hub.queues.lobby import forget_lobbies
from hub.queues.models import OfficeHours, Ticket
from hub.queues.order import forget_windows
from hub.queues.waits import list_service_waits
from tests.hub.caller import Kiosk
from tests.hub.halls import a_window

NOON = datetime(2031, 6, 2, 4, 0, tzinfo=UTC)  # at the site


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def reserve(
    at: datetime, ticket: UUID | None = None, offline: OfflineIssue | None = None, service: str = "advice"
) -> Ticket:
    row = KioskRow.objects.latest("id")
    return services.reserve(TicketRequest(id=ticket or uuid4(), service=service, offline=offline), row, at)


def queue_up(at: datetime) -> Ticket:
    return services.confirm(reserve(at).pk, at)


def take(kiosk: Kiosk, path: str, body: object = None) -> tuple[int, Any]:
    response = kiosk.post(path, body)
    return response.status_code, response.json()


def test_a_number_is_reserved_then_stands_in_the_queue(kiosk: Kiosk) -> None:
    wanted = {"id": str(uuid4()), "service": "advice"}
    status, ticket = take(kiosk, "tickets", wanted)
    assert (status, ticket["state"], ticket["number"][0], ticket["zone"]["zh-Hans"]) == (200, "reserved", "A", "一号区")
    assert take(kiosk, f"tickets/{wanted['id']}/confirm")[1]["state"] == "waiting"


def test_every_move_can_be_repeated(kiosk: Kiosk) -> None:
    wanted = {"id": str(uuid4()), "service": "advice"}
    number = take(kiosk, "tickets", wanted)[1]["number"]
    assert take(kiosk, "tickets", wanted)[1]["number"] == number
    for move, state in (("confirm", "waiting"), ("confirm", "waiting"), ("void", "void"), ("void", "void")):
        assert take(kiosk, f"tickets/{wanted['id']}/{move}")[1]["state"] == state
    assert take(kiosk, "tickets", wanted)[1]["state"] == "void"


def test_a_void_number_cannot_be_confirmed(kiosk: Kiosk) -> None:
    wanted = {"id": str(uuid4()), "service": "advice"}
    take(kiosk, "tickets", wanted)
    take(kiosk, f"tickets/{wanted['id']}/void")
    assert take(kiosk, f"tickets/{wanted['id']}/confirm")[0] == 409


def test_an_id_belongs_to_one_ticket(kiosk: Kiosk) -> None:
    wanted = {"id": str(uuid4()), "service": "advice"}
    take(kiosk, "tickets", wanted)
    assert take(kiosk, "tickets", {**wanted, "service": "bulk"})[0] == 409


def test_unknown_tickets_and_services_are_refused(kiosk: Kiosk) -> None:
    assert take(kiosk, f"tickets/{uuid4()}/confirm")[0] == 404
    assert take(kiosk, f"tickets/{uuid4()}/void")[0] == 404
    assert take(kiosk, "tickets", {"id": str(uuid4()), "service": "nothing"})[0] == 422


def test_a_ticket_is_its_own_kiosks_alone(kiosk: Kiosk) -> None:
    wanted = {"id": str(uuid4()), "service": "advice"}
    take(kiosk, "tickets", wanted)
    other = Kiosk(kiosk.client, kiosks.add(f"kiosk {uuid4()}"))
    assert [take(other, f"tickets/{wanted['id']}/{move}")[0] for move in ("confirm", "void")] == [404, 404]
    assert take(other, "tickets", wanted)[0] == 409
    assert take(kiosk, f"tickets/{wanted['id']}/confirm")[1]["state"] == "waiting"


def test_a_closed_service_gives_no_new_numbers_but_knows_the_old(kiosk: Kiosk) -> None:
    wanted = {"id": str(uuid4()), "service": "advice"}
    take(kiosk, "tickets", wanted)
    Service.objects.filter(code="advice").update(offered=False)
    assert take(kiosk, "tickets", wanted)[0] == 200
    assert take(kiosk, "tickets", {**wanted, "id": str(uuid4())})[0] == 422


def test_numbers_begin_again_at_the_sites_midnight(kiosk: Kiosk) -> None:
    midnight = datetime(2031, 6, 1, 16, 0, tzinfo=UTC)  # 0:00 in Shanghai
    times = [midnight - minutes(2), midnight - minutes(1), midnight, midnight + minutes(1)]
    assert [reserve(at).number for at in times] == ["A001", "A002", "A001", "A002"]


def test_only_what_is_on_paper_stands_in_the_queue(kiosk: Kiosk) -> None:
    queue_up(NOON)
    reserve(NOON + minutes(1))
    services.void(queue_up(NOON + minutes(2)).pk, NOON + minutes(3))
    assert selectors.people_ahead(reserve(NOON + minutes(4))) == 1


def test_a_number_given_offline_stands_where_it_was_given(kiosk: Kiosk) -> None:
    first, third = queue_up(NOON), queue_up(NOON + minutes(10))
    issue = OfflineIssue(number="K1-007", issued_at=NOON + minutes(5))
    second = reserve(NOON + minutes(20), offline=issue)
    assert (second.number, second.state) == ("K1-007", TicketState.WAITING)
    assert [selectors.people_ahead(ticket) for ticket in (first, second, third)] == [0, 1, 2]
    assert reserve(NOON + minutes(30), second.pk, issue).number == "K1-007"


@pytest.mark.parametrize("number", ["", "a7", "A\x1b@", "号", "-1", "A 1"])
def test_an_offline_number_that_could_not_be_printed_is_refused(kiosk: Kiosk, number: str) -> None:
    with pytest.raises(RequestRefused):
        reserve(NOON, offline=OfflineIssue(number=number, issued_at=NOON))


def test_an_offline_number_from_the_future_is_taken_as_given_now(kiosk: Kiosk) -> None:
    assert reserve(NOON, offline=OfflineIssue(number="K1", issued_at=NOON + minutes(90))).issued_at == NOON


def test_what_is_never_confirmed_expires_but_paper_that_comes_late_still_counts(kiosk: Kiosk) -> None:
    late, lost = reserve(NOON), reserve(NOON)
    for after, state in ((9, TicketState.RESERVED), (11, TicketState.VOID)):
        services.expire_reserved(NOON + minutes(after))
        lost.refresh_from_db()
        assert lost.state == state
    assert services.confirm(late.pk, NOON + minutes(12)).state == TicketState.WAITING


def test_the_wait_is_what_todays_pace_makes_it(kiosk: Kiosk) -> None:
    tickets = [queue_up(NOON + minutes(place)) for place in range(5)]
    newcomer = reserve(NOON + minutes(20))
    assert selectors.ticket_to_print(newcomer).wait_minutes is None
    window, clerk = a_window(["advice"])
    for place in range(3):
        called = windows.call_next(window, clerk, NOON + minutes(20 + 8 * place))
        assert called is not None
        assert called.pk == tickets[place].pk
        windows.finish(window, called.pk, clerk, NOON + minutes(28 + 8 * place))
    pace.forget()
    printed = selectors.ticket_to_print(reserve(NOON + minutes(45)))
    # they waited 20, 27 and 34 minutes at places 1, 2 and 3: 13.5 minutes a place; three are ahead now
    assert (printed.people_ahead, printed.wait_minutes) == (2, 41)


def test_a_kiosk_is_told_the_wait_by_the_usual_pace_where_nobody_was_called_today(kiosk: Kiosk) -> None:
    site = KioskRow.objects.latest("id").site
    assert wait_for_advice(site, NOON) == (0, 0)
    yesterday = NOON - timedelta(days=1)
    window, clerk = a_window(["advice"])
    for place in range(3):
        queue_up(yesterday + timedelta(seconds=place))
    for place in range(1, 4):
        called = windows.call_next(window, clerk, yesterday + minutes(5 * place))
        assert called
        windows.finish(window, called.pk, clerk, yesterday + minutes(5 * place + 1))
    for _place in range(2):
        queue_up(NOON)
    pace.forget()
    assert wait_for_advice(site, NOON + minutes(1)) == (2, 10)
    answer = kiosk.get("waits")
    assert {row["service"] for row in answer.json()["waits"]} >= {"advice", "bulk"}
    lobby = lobby_told(NOON + minutes(1))
    assert [(wait.service, wait.people, wait.minutes) for wait in lobby.waits] == [("advice", 2, 10)]
    assert (lobby.others, lobby.hours) == (0, None)
    Service.objects.filter(code="advice").update(privacy="confidential")
    forget_lobbies()
    lobby = lobby_told(NOON + minutes(1))
    assert (lobby.waits, lobby.others) == ((), 2)  # everybody in the hall reads it


def lobby_told(now: datetime) -> Lobby:
    health = KioskHealth(instance="run", clock_at=now)
    report = Heartbeat(at=now, version="1", outbox=0, refused=0, health=health)
    answer = take_heartbeat(KioskRow.objects.latest("id"), report, now)
    assert answer.lobby is not None
    return answer.lobby


def hours_told(site: Site, day: datetime, *rows: tuple[int, int]) -> list[tuple[int, int]] | None:
    OfficeHours.objects.filter(site=site).delete()
    for starts, ends in rows:
        OfficeHours.objects.create(
            site=site, service=Service.objects.latest("pk"), weekday=day.weekday(), starts=time(starts), ends=time(ends)
        )
    forget_lobbies()
    hours = lobby_told(day).hours
    return None if hours is None else [(span.opens.hour, span.closes.hour) for span in hours]


def test_a_kiosk_is_told_the_hours_of_today(kiosk: Kiosk) -> None:
    site = KioskRow.objects.latest("id").site
    assert hours_told(site, NOON) is None  # nobody has entered any: none are invented
    assert hours_told(site, NOON, (14, 17), (9, 11), (10, 12), (12, 13)) == [(9, 13), (14, 17)]
    SpecialDay.objects.create(day=NOON.date(), working=False)
    assert hours_told(site, NOON, (9, 17)) == []


def wait_for_advice(site: Site, now: datetime) -> tuple[int, int | None]:
    (wait,) = (wait for wait in list_service_waits(site, now) if wait.service == "advice")
    return wait.people, wait.minutes


def test_a_recall_a_hold_and_a_transfer_do_not_make_the_wait_longer(kiosk: Kiosk) -> None:
    recalled, held, moved = (queue_up(NOON + minutes(place)) for place in range(3))
    window, clerk = a_window(["advice"])
    windows.call_next(window, clerk, NOON + minutes(4))
    windows.recall(window, recalled.pk, clerk, NOON + minutes(50))
    windows.call_next(window, clerk, NOON + minutes(9), finishing=recalled.pk)
    windows.hold(window, held.pk, "", clerk, NOON + minutes(10))
    windows.call_this(window, held.pk, clerk, NOON + minutes(55))
    windows.call_next(window, clerk, NOON + minutes(14), finishing=held.pk)
    windows.transfer(window, moved.pk, Service.objects.get(code="bulk"), None, clerk, NOON + minutes(15))
    # they waited 4, 8 and 12 minutes at places 1, 2 and 3: 4 minutes a place
    assert selectors.ticket_to_print(reserve(NOON + minutes(56))).wait_minutes == 4


def test_where_every_window_serves_two_services_they_are_one_queue(kiosk: Kiosk) -> None:
    queue_up(NOON)
    assert selectors.people_ahead(reserve(NOON + minutes(1), service="bulk")) == 0
    a_window(["advice", "bulk"])
    forget_windows()
    assert selectors.people_ahead(reserve(NOON + minutes(2), service="bulk")) == 1
    a_window(["bulk"])
    forget_windows()
    assert selectors.people_ahead(reserve(NOON + minutes(3), service="bulk")) == 0


def test_a_number_that_was_called_cannot_be_voided_and_a_late_confirmation_changes_nothing(kiosk: Kiosk) -> None:
    ticket = queue_up(NOON)
    window, clerk = a_window(["advice"])
    windows.call_next(window, clerk, NOON + minutes(1))
    assert services.confirm(ticket.pk, NOON + minutes(2)).state == TicketState.CALLED
    with pytest.raises(RequestRefused):
        services.void(ticket.pk, NOON + minutes(2))
    windows.finish(window, ticket.pk, clerk, NOON + minutes(3))
    with pytest.raises(RequestRefused):
        services.void(ticket.pk, NOON + minutes(4))


def test_each_site_counts_for_itself_from_its_own_midnight(kiosk: Kiosk) -> None:
    here = KioskRow.objects.latest("id")
    assert reserve(NOON).number == "A001"
    far_west = Site.objects.create(code="far-west", name="西部中心", time_zone="Asia/Urumqi")
    KioskRow.objects.filter(pk=here.pk).update(site=far_west)
    assert reserve(NOON).number == "A001"
    midnight_in_the_east = datetime(2031, 6, 2, 16, 0, tzinfo=UTC)
    assert reserve(midnight_in_the_east).number == "A002"
    assert reserve(midnight_in_the_east + timedelta(hours=2)).number == "A001"


def test_a_priority_goes_first_and_only_some_can_be_chosen(kiosk: Kiosk) -> None:
    queue_up(NOON)
    row = KioskRow.objects.latest("id")
    wanted = TicketRequest(id=uuid4(), service="advice", priority=Priority.ELDERLY)
    elder = services.confirm(services.reserve(wanted, row, NOON + minutes(5)).pk, NOON + minutes(5))
    assert selectors.ticket_to_print(elder).people_ahead == 0
    for reserved_for_staff in (Priority.URGENT, Priority.APPOINTMENT):
        with pytest.raises(RequestRefused):
            services.reserve(wanted.model_copy(update={"id": uuid4(), "priority": reserved_for_staff}), row, NOON)


def test_how_a_number_stands_can_be_looked_up(kiosk: Kiosk) -> None:
    first, second = queue_up(NOON), queue_up(NOON + minutes(1))
    assert kiosk.get(f"tickets/{second.pk}").json()["people_ahead"] == 1
    services.void(first.pk, NOON)
    assert kiosk.get(f"tickets/{second.pk}").json()["people_ahead"] == 0
    assert kiosk.get(f"tickets/{uuid4()}").status_code == 404
