"""Runs within the code of commit 0a15b02: the data directory of a kiosk whose hub has been away for a while."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from devices.printer.scraps import scraps
from kiosk.outbox import Outbox
from kiosk.records import Records, TestRecord
from kiosk.shelf import Shelf
from kiosk.standing import Standing
from kiosk.store import Store
from kiosk.technician.kept import KeptFile
from kiosk.tickets import TicketBook

from contract.cases import Submission
from contract.catalogue import Catalogue
from contract.channels import EntryRequest, Grade, Notices, Question, Review
from contract.kiosks import Mode
from contract.people import Person
from contract.problems import Problem
from contract.text import Text
from contract.tickets import OfflineIssue, TicketRequest
from devices.base import Card, CardKind, Condition, Fault, PaperLevel, Status
from kiosk.technician.cards import Cards
from kiosk.technician.pin import Pin

NOW = datetime.now(UTC)
PRINTER = "tcp://127.0.0.1:9100"


def an_id(place: int) -> UUID:
    return UUID(int=0x0A15B02 << 96 | place, version=4)


def fill(data_dir: Path, hub: dict[str, object]) -> dict[str, object]:
    store = Store(data_dir)
    outbox = Outbox(store)
    book = TicketBook(store, outbox)
    book.keep_letters(hub["letters"])
    numbers = fill_outbox(outbox, book, hub)
    fill_history(Records(store))
    store.close()
    catalogue = Catalogue.model_validate(hub["catalogue"])
    Shelf(data_dir).keep(catalogue, f'"{catalogue.version}"')
    Shelf(data_dir).keep_notices(Notices())
    kept = KeptFile(data_dir)
    Pin(kept).change("482915")
    Cards(data_dir, kept).enrol(Card(CardKind.CITIZEN, "练习", "11010119790305123X"), "practice")
    Standing(data_dir).change(Mode.LOCKED, Text(zh="正在清洁。", en="Being cleaned."))
    scraps.keep_in(data_dir / "printing")
    scraps.add(PRINTER)
    return {"own_numbers": numbers, "day": NOW.date().isoformat(), "catalogue": catalogue.version}


def fill_outbox(outbox: Outbox, book: TicketBook, hub: dict[str, object]) -> list[str]:
    """Every kind waits; two were sent, two refused, and one fails at the hub."""
    service = next(s for s in Catalogue.model_validate(hub["catalogue"]).services if s.code == hub["service"])
    for place in (40, 41, 42):
        outbox.put_submission(a_submission(place, hub))
    sent = outbox.first()
    outbox.sent(sent)
    refused = outbox.first()
    outbox.refused(refused, Problem(title="it was refused", status=422))
    numbers = [issue(book, place, service, NOW - timedelta(minutes=place)) for place in (50, 51)]
    book.begin(an_id(30), at_hub=True)
    book.about_to_print(an_id(30), "A030")
    book.printed(an_id(30), "A030")
    book.begin(an_id(31), at_hub=True)
    book.failed(an_id(31))
    book.begin(an_id(52), at_hub=False, number=f"{service.prefix}{hub['letters']}099")  # being printed when it stopped
    outbox.put_said(Question(id=an_id(60), text="几点开门？", phone="13900000000", asked_at=NOW))
    outbox.put_said(Review(id=an_id(61), ticket=hub["ticket"], grade=Grade.SATISFIED, given_at=NOW))
    wish = {"name": "练习", "phone": "13900000000", "wish": "每天午餐。", "asked_at": NOW}
    outbox.put_said(EntryRequest(id=an_id(62), entry=hub["entry"], **wish))
    outbox.put_said(Question(id=an_id(63), text="？", phone="13900000000", asked_at=NOW))
    return numbers


def a_submission(place: int, hub: dict[str, object]) -> Submission:
    code, version = hub["item"]
    return Submission(
        id=an_id(place),
        item=code,
        item_version=version,
        applicant=Person.model_validate(hub["applicant"]),
        answers=hub["answers"],
        stated_at=NOW,
        submitted_at=NOW,
    )


def issue(book: TicketBook, place: int, service: object, at: datetime) -> str:
    number = book.next_own_number(service, NOW.date())
    book.begin(an_id(place), at_hub=False, number=number)
    book.issued(TicketRequest(id=an_id(place), service=service.code, offline=OfflineIssue(number=number, issued_at=at)))
    return number


def fill_history(records: Records) -> None:
    records.count("printer", millimetres=123456, cuts=789)
    records.count("card-reader", cards=321)
    records.changed("printer", Status(Condition.FAULT, Fault.PAPER_OUT, PaperLevel.OUT, "status 0x60"))
    records.changed("card-reader", Status(Condition.OPEN))
    records.tested(TestRecord(NOW, "printer", "internal", True, "answers"))


if __name__ == "__main__":
    told = fill(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8")))
    print(json.dumps(told, ensure_ascii=False))
