"""Staff see which device needs them; residents, on the first page, what they cannot do."""

from devices.base import Condition, Fault, PaperLevel, Status
from kiosk.app.status_line import residents_line, status_line
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
