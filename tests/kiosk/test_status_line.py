"""Staff see which device needs them; residents, on the first page, what they cannot do, today's hours and waits."""

from datetime import time

from contract.catalogue import Service
from contract.kiosks import Lobby, OpenHours
from contract.queues import ServiceWait
from contract.text import Text
from devices.base import Condition, Fault, PaperLevel, Status
from kiosk.app.lobby_text import hours_text, waiting_rows, waiting_title
from kiosk.app.status_line import residents_line, status_line
from kiosk.hub_link.lobby_news import FRESH, LobbyNews
from kiosk.pages.language import activate

OK, OUT = Status(Condition.OK), Status(Condition.FAULT, Fault.PAPER_OUT, PaperLevel.OUT)
LOW = Status(Condition.OK, paper=PaperLevel.LOW)


def sign(hub_away: bool = False, **statuses: Status) -> str:
    activate("en")
    kinds = {name: "card_reader" if name == "reader" else "printer" for name in statuses}
    return status_line(kinds, statuses, hub_away)


def test_where_all_is_well_there_is_none() -> None:
    assert sign(reader=OK, printer=OK) == ""


def test_a_fault_and_the_lost_connection_are_both_seen_with_the_device() -> None:
    assert sign(True, reader=OK, printer=OUT) == "No connection · Printer: There is no paper"


def test_low_paper_is_seen_before_anyone_queues() -> None:
    assert sign(reader=OK, printer=LOW) == "Printer: Paper low"


def test_of_two_printers_it_says_which() -> None:
    assert sign(left=OK, right=OUT) == "Printer right: There is no paper"


def test_many_are_counted() -> None:
    assert sign(True, a=OUT, b=OUT, c=OUT, d=OUT).endswith("and 2 more")


def words(hub_away: bool = False, **statuses: Status) -> list[str]:
    activate("en")
    kinds = {name: "card_reader" if name == "reader" else "printer" for name in statuses}
    return residents_line(kinds, statuses, hub_away).splitlines()


def test_residents_are_told_what_they_cannot_do_and_not_of_devices() -> None:
    assert words(reader=OK, left=OUT, right=OK) == []
    assert words(reader=OK, printer=LOW) == []
    (printing,) = words(reader=OK, printer=OUT)
    assert printing.startswith("Nothing can be printed here just now")
    cards, _, network = words(True, reader=Status(Condition.FAULT, Fault.DISCONNECTED), printer=OUT)
    assert cards.startswith("Cards cannot be read")
    assert network.startswith("The network is down")


def test_what_is_not_known_yet_is_not_told_as_out_of_order() -> None:
    assert words(reader=Status(Condition.UNKNOWN), printer=Status(Condition.UNKNOWN)) == []


SERVICES = tuple(
    Service(code=code, name=Text({"en": code}), prefix="A", zone=Text({"en": "Hall"})) for code in "abcdefgh"
)
OPEN = (OpenHours(opens=time(9), closes=time(12)), OpenHours(opens=time(14), closes=time(17)))


def waits(*people: int, others: int = 0) -> list[tuple[str, str]]:
    told = tuple(ServiceWait(service=s.code, people=n, minutes=4 * n) for s, n in zip(SERVICES, people, strict=False))
    return [
        (row.label, row.value) for row in waiting_rows(Lobby(hours=OPEN, waits=told[::-1], others=others), SERVICES)
    ]


def test_who_waits_is_told_by_service_and_the_rest_together() -> None:
    activate("en")
    assert waits(1, 2) == [("a", "1 person, about 4 minutes"), ("b", "2 people, about 8 minutes")]
    assert waits(1, others=3)[1] == ("Other services", "3 people")
    assert waits(1, 1, 1, 1, 1, 1, 2, 3)[6] == ("Other services", "5 people")
    assert waiting_title(Lobby(waits=(ServiceWait(service="a", people=1),))) == "Waiting now"
    assert waiting_title(Lobby()) == "Nobody is waiting at the counters now"


def test_hours_of_today_are_told_only_where_they_are_known() -> None:
    activate("en")
    assert hours_text(Lobby(hours=OPEN)) == "Open today 09:00–12:00, 14:00–17:00"
    assert hours_text(Lobby()) == hours_text(None) == waiting_title(None) == ""
    closed = Lobby(hours=())
    assert (hours_text(closed), waiting_title(closed)) == ("The counters are closed today", "")


def test_what_a_silent_hub_told_is_no_longer_shown_after_a_few_minutes() -> None:
    elapsed = [0.0]
    news = LobbyNews(lambda: elapsed[0])
    assert news.find() is None
    news.keep(Lobby(hours=OPEN))
    elapsed[0] = FRESH - 1
    assert news.find() == Lobby(hours=OPEN)
    elapsed[0] = FRESH
    assert news.find() is None
    news.keep(Lobby(hours=OPEN))
    news.keep(None)  # a hub of an earlier release
    assert news.find() is None
