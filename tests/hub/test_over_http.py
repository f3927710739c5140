"""Covers what only shows with real processes, connections and locks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from hub.cases.models import Case
from hub.core.problems import RequestRefused
from hub.kiosks.models import Site
from hub.queues import windows
from hub.queues.models import Ticket, Window
from tests.hub.caller import Wire
from tests.hub.halls import a_window, queue_up
from tests.hub.sample import a_number, a_person, a_submission

CLIENTS = 6


def test_no_number_comes_twice_and_none_is_missing(wire: Callable[[], Wire]) -> None:
    def take_numbers(connection: Wire) -> list[str]:
        numbers = []
        for _ in range(12):
            ticket = str(uuid4())
            status, reserved = connection.post("tickets", {"id": ticket, "service": "bulk"})
            confirmed, _ = connection.post(f"tickets/{ticket}/confirm")
            assert (status, confirmed) == (200, 200)
            numbers.append(reserved["number"])
        return numbers

    with ThreadPoolExecutor(CLIENTS) as clients:
        taken = [
            number for numbers in clients.map(take_numbers, [wire() for _ in range(CLIENTS)]) for number in numbers
        ]
    first = min(int(number[1:]) for number in taken)
    assert sorted(int(number[1:]) for number in taken) == list(range(first, first + len(taken)))


def test_one_reservation_sent_by_many_at_once_is_one_ticket(wire: Callable[[], Wire]) -> None:
    wanted = {"id": str(uuid4()), "service": "bulk"}
    answers = at_once(wire, "tickets", wanted)
    assert {(status, answer["number"]) for status, answer in answers} == {(200, answers[0][1]["number"])}
    assert Ticket.objects.filter(pk=wanted["id"]).count() == 1


def test_two_windows_calling_at_once_never_get_one_person(database_url: str) -> None:
    """Eight windows call against each other on connections of their own, and every person is called once."""
    hall_site = Site.objects.create(code=f"hall-{uuid4().hex[:8]}", name="大厅")
    people = [queue_up(timezone.now(), "bulk", site=hall_site).pk for _ in range(40)]
    pairs = [a_window(["bulk"], hall_site.pk) for _ in range(8)]
    ready = Barrier(len(pairs))

    def work(pair: tuple[Window, User]) -> list[UUID]:
        called = []
        ready.wait(30)
        while ticket := windows.call_next(*pair, timezone.now()):
            called.append(ticket.pk)
            windows.finish(pair[0], ticket.pk, pair[1], timezone.now())
        connection.close()
        return called

    with ThreadPoolExecutor(len(pairs)) as hall:
        called = [ticket for tickets in hall.map(work, pairs) for ticket in tickets]
    assert sorted(called) == sorted(people)


def test_two_who_swap_windows_again_and_again_never_block_each_other(database_url: str) -> None:
    hall_site = Site.objects.create(code=f"hall-{uuid4().hex[:8]}", name="大厅")
    halls, clerks = zip(*(a_window(["bulk"], hall_site.pk) for _ in range(2)), strict=True)
    ready = Barrier(2)

    def swap(place: int) -> int:
        for turn in range(15):
            ready.wait(30)
            windows.open_window(halls[(place + turn + 1) % 2], clerks[place], timezone.now())
        connection.close()
        return place

    with ThreadPoolExecutor(2) as both:
        assert list(both.map(swap, range(2))) == [0, 1]


def test_two_clicks_at_one_window_call_one_person(database_url: str) -> None:
    hall_site = Site.objects.create(code=f"hall-{uuid4().hex[:8]}", name="大厅")
    for _ in range(4):
        queue_up(timezone.now(), "bulk", site=hall_site)
    window, clerk = a_window(["bulk"], hall_site.pk)
    ready = Barrier(4)

    def click(_: int) -> int:
        ready.wait(30)
        try:
            return 1 if windows.call_next(window, clerk, timezone.now()) else 0
        except RequestRefused:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as clicks:
        assert sum(clicks.map(click, range(4))) == 1


def test_one_submission_sent_by_many_at_once_is_one_case(wire: Callable[[], Wire]) -> None:
    submission = a_submission(applicant=a_person(number=a_number(777)))
    answers = at_once(wire, "submissions", submission)
    assert all(answer == (200, answers[0][1]) for answer in answers)
    assert Case.objects.filter(pk=submission.id).count() == 1


def test_many_cases_of_one_new_resident_at_once_are_all_taken(wire: Callable[[], Wire]) -> None:
    resident = a_person(number=a_number(888))
    submissions = [a_submission(applicant=resident) for _ in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = list(clients.map(lambda submission: wire().post("submissions", submission), submissions))
    assert [status for status, _ in answers] == [200] * CLIENTS
    _, found = wire().post("cases/search", {"number": resident.number})
    assert {case["code"] for case in found["cases"]} == {answer["code"] for _, answer in answers}


def at_once(wire: Callable[[], Wire], path: str, body: object) -> list[tuple[int, dict[str, str]]]:
    """Returns the answers to the same request from all clients at the same moment."""
    ready = Barrier(CLIENTS)

    def send(connection: Wire) -> tuple[int, dict[str, str]]:
        ready.wait(30)
        return connection.post(path, body)

    with ThreadPoolExecutor(CLIENTS) as clients:
        return list(clients.map(send, [wire() for _ in range(CLIENTS)]))
