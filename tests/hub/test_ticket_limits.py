"""One open number for a service and a person; and without a card a limit a minute at a kiosk."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from contract.kiosks import Heartbeat
from contract.tickets import OfflineIssue, TicketRequest
from hub.core.problems import RequestRefused
from hub.kiosks import alarms
from hub.kiosks import services as kiosks
from hub.kiosks.models import Alarm, AlarmKind
from hub.kiosks.models import Kiosk as KioskRow
from hub.queues import closing, services
from hub.queues.models import Ticket
from tests.hub.caller import Kiosk, Wire

ZHANG, LI = "11010519491231002X", "110101198808081215"
NOON = datetime(2031, 6, 2, 4, 0, tzinfo=UTC)  # at the site


def wanted(holder: str | None = ZHANG, service: str = "advice") -> dict[str, Any]:
    return {"id": str(uuid4()), "service": service} | ({"holder": holder} if holder else {})


def take(kiosk: Kiosk, holder: str | None = ZHANG, service: str = "advice") -> tuple[int, Any]:
    response = kiosk.post("tickets", wanted(holder, service))
    return response.status_code, response.json()


def code_of(problem: Any) -> str:
    return str(problem["errors"][0]["code"])


def test_who_holds_a_number_is_told_of_it_and_gets_no_second(kiosk: Kiosk) -> None:
    ticket = take(kiosk)[1]
    kiosk.post(f"tickets/{ticket['id']}/confirm")
    status, problem = take(kiosk)
    assert (status, problem["type"], code_of(problem)) == (422, "/problems/refused", "one_number")
    assert ticket["number"] in problem["detail"]["zh-Hans"]
    held = kiosk.post("tickets/held", {"service": "advice", "holder": ZHANG}).json()
    assert (held["id"], held["number"], held["people_ahead"]) == (ticket["id"], ticket["number"], 0)


def test_it_is_theirs_whatever_way_the_number_is_written(kiosk: Kiosk) -> None:
    take(kiosk, ZHANG)
    assert take(kiosk, " 11010519491231002x")[0] == 422


def test_another_person_and_another_service_are_free(kiosk: Kiosk) -> None:
    assert take(kiosk)[0] == 200
    assert take(kiosk, LI)[0] == 200
    assert take(kiosk, service="bulk")[0] == 200


def test_a_request_that_is_repeated_is_no_second_one(kiosk: Kiosk) -> None:
    body = wanted()
    first, again = (kiosk.post("tickets", body).json() for _ in range(2))
    assert first["number"] == again["number"]


@pytest.mark.parametrize("end", ["void", "give back", "served", "long ago"])
def test_a_number_that_is_over_leaves_room_for_the_next(kiosk: Kiosk, end: str) -> None:
    ticket = take(kiosk)[1]
    match end:
        case "void":
            kiosk.post(f"tickets/{ticket['id']}/void")
        case "give back":
            given = kiosk.post(f"tickets/{ticket['id']}/give-back", {"holder": ZHANG})
            assert (given.status_code, given.json()["state"]) == (200, "void")
        case "served":
            Ticket.objects.update(state="served")
        case "long ago":
            long_ago = datetime.now(UTC) - timedelta(minutes=settings.ONE_NUMBER_MINUTES + 1)
            Ticket.objects.update(issued_at=long_ago)
    assert kiosk.post("tickets/held", {"service": "advice", "holder": ZHANG}).status_code == 404
    assert take(kiosk)[0] == 200


def test_a_number_of_another_kiosk_of_the_centre_is_given_back_too(kiosk: Kiosk) -> None:
    ticket = take(Kiosk(Client(), kiosks.add(f"kiosk {uuid4()}")))[1]
    assert code_of(take(kiosk)[1]) == "one_number"
    assert kiosk.post(f"tickets/{ticket['id']}/give-back", {"holder": ZHANG}).json()["state"] == "void"


def test_nobody_elses_number_is_given_back(kiosk: Kiosk) -> None:
    ticket = take(kiosk)[1]
    assert kiosk.post(f"tickets/{ticket['id']}/give-back", {"holder": LI}).status_code == 404
    nameless = take(kiosk, None)[1]
    assert kiosk.post(f"tickets/{nameless['id']}/give-back", {"holder": LI}).status_code == 404
    assert kiosk.post(f"tickets/{uuid4()}/give-back", {"holder": ZHANG}).status_code == 404


@pytest.mark.parametrize("holder", ["", "9" * 21, 7, ["1"], {"a": 1}])
def test_a_holder_that_is_none_is_refused(kiosk: Kiosk, holder: Any) -> None:
    for path, body in (
        ("tickets", {**wanted(None), "holder": holder}),
        ("tickets/held", {"service": "advice", "holder": holder}),
        (f"tickets/{uuid4()}/give-back", {"holder": holder}),
    ):
        response = kiosk.post(path, body)
        assert response.status_code == 422
        assert "9" * 21 not in response.content.decode()


def test_a_number_that_is_on_paper_is_always_taken_in(database: None) -> None:
    """Given while the hub was away: it cannot be refused any more, and counts from then on."""
    kiosk = row()
    for number in ("AK001", "AK002"):
        offline = OfflineIssue(number=number, issued_at=NOON)
        services.reserve(TicketRequest(id=uuid4(), service="advice", offline=offline, holder=ZHANG), kiosk, NOON)
    with pytest.raises(RequestRefused):
        services.reserve(TicketRequest(id=uuid4(), service="advice", holder=ZHANG), kiosk, NOON)


def test_the_identity_number_is_not_kept_and_its_hash_no_longer_than_the_day(database: None) -> None:
    services.reserve(TicketRequest(id=uuid4(), service="advice", holder=ZHANG), row(), NOON)
    (ticket,) = Ticket.objects.all()
    assert ticket.holder
    assert ZHANG not in str(Ticket.objects.values().get())
    closing.close_days(NOON + timedelta(days=1))
    ticket.refresh_from_db()
    assert ticket.holder == ""


def test_two_kiosks_at_the_same_moment_give_one_number(wire: Callable[[], Wire]) -> None:
    for _ in range(5):
        holder = f"4401{uuid4().int % 10**14:014d}"
        with ThreadPoolExecutor(4) as hands:
            answers = list(
                hands.map(lambda line, h=holder: line.post("tickets", wanted(h)), [wire() for _ in range(4)])
            )
        assert sorted(status for status, _ in answers) == [200, 422, 422, 422]


def test_without_a_card_a_kiosk_gives_so_many_a_minute_and_staff_are_told(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "NAMELESS_NUMBERS_A_MINUTE", 3)
    kiosk, requests = row(), [TicketRequest(id=uuid4(), service="advice") for _ in range(4)]
    for request in requests[:3]:
        services.reserve(request, kiosk, NOON)
    for _ in range(3):
        with pytest.raises(RequestRefused) as refused:
            services.reserve(requests[3], kiosk, NOON)
        assert (refused.value.problem.status, refused.value.problem.errors[0].code) == (422, "too_many_numbers")
    assert services.reserve(requests[0], kiosk, NOON).serial == 1  # its answer was lost
    services.reserve(TicketRequest(id=uuid4(), service="advice", holder=ZHANG), kiosk, NOON)
    services.reserve(requests[3], kiosk, NOON + timedelta(minutes=1))
    assert [alarm.kind for alarm in Alarm.objects.filter(kiosk=kiosk, cleared_at=None)] == [AlarmKind.RUSH]


def test_the_alarm_stays_for_a_while_and_clears_by_itself(database: None) -> None:
    kiosk = row()
    alarms.raise_rush(kiosk, NOON)
    alarms.note(kiosk, beat(NOON + timedelta(minutes=1)), NOON + timedelta(minutes=1))
    assert Alarm.objects.filter(kiosk=kiosk, cleared_at=None).count() == 1
    alarms.note(kiosk, beat(NOON + alarms.RUSH_LASTS), NOON + alarms.RUSH_LASTS)
    assert Alarm.objects.filter(kiosk=kiosk, cleared_at=None).count() == 0


def beat(at: datetime) -> Heartbeat:
    return Heartbeat(at=at, version="1", outbox=0, refused=0)


def row() -> KioskRow:
    name = f"kiosk {uuid4()}"
    kiosks.add(name)
    return KioskRow.objects.get(name=name)


def test_a_kiosk_hears_what_it_is_to_keep_to_by_itself_and_one_of_an_earlier_release_nothing_new(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ONE_NUMBER_MINUTES", 60)
    report = {"at": datetime.now(UTC).isoformat(), "version": "1", "outbox": 0, "refused": 0, "devices": []}
    limits = {"one_number_minutes", "nameless_numbers_a_minute"}
    assert not limits & set(kiosk.post("kiosks/heartbeat", report).json())
    report["health"] = {"instance": "run", "clock_at": datetime.now(UTC).isoformat()}
    told = kiosk.post("kiosks/heartbeat", report).json()
    assert (told["one_number_minutes"], told["nameless_numbers_a_minute"]) == (60, 0)
