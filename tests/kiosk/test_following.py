"""What residents follow: a number in the queue, their cases, a report, a receipt."""

import pytest

from kiosk.pages.kinds import (
    CardPage,
    FormPage,
    ListPage,
    MenuPage,
    MessagePage,
    OutcomePage,
    ReviewPage,
    TakePage,
    TimelinePage,
)
from tests.kiosk.conftest import Lobby
from tests.kiosk.steps import NO_CARD, URGENT_AID, filled, goes_to_form, hands_in, reads_through

DECIDE = """
from django.contrib.auth.models import User
from django.utils import timezone
from contract.text import Text
from hub.cases import handling, tasks
from hub.cases.actors import Actor
from hub.cases.models import Case
by, now = Actor(staff=User.objects.get_or_create(username="decides")[0]), timezone.now()
case = handling.accept(Case.objects.get(code={code!r}), by, now)
while task := case.tasks.filter(state="open").first():
    tasks.finish(task, Text.plain("属实"), by, now)
handling.decide(case, Text.plain("同意，请到一号窗口领取。"), by, now)
"""


def test_a_number_is_printed_then_stands_in_the_queue(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    resident.answers("number")
    services = resident.sees(MenuPage)
    resident.answers(services.choices[0].key)
    outcome = resident.sees(OutcomePage)
    assert outcome.text.startswith("Please wait here until your number is called: ")
    assert outcome.steps[-1].value == "your identity card and your papers"
    (ticket,) = lobby.printed()
    assert outcome.code in ticket
    ticket_id = outcome.qr.removeprefix("ticket:")
    confirmed = lobby.hub.post(f"tickets/{ticket_id}/confirm", None).json()
    assert confirmed["state"] == "waiting"


def test_a_number_that_cannot_be_printed_is_void_and_the_resident_sent_to_the_counter(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    resident.answers("number")
    services = resident.sees(MenuPage)
    lobby.printer.do("fault", name="cover")
    resident.answers(services.choices[0].key)
    message = resident.sees(MessagePage)
    assert "counter" in message.text
    assert "no number" in message.text
    resident.answers("")
    resident.sees(MenuPage)
    newest = "from hub.queues.models import Ticket; print(Ticket.objects.latest('issued_at').state)"
    lobby.wait_until(lambda: lobby.hub.shell(newest).strip() == "void")


def test_my_cases_newest_first_then_the_timeline(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    lobby.reader.do("place", card="hk")
    codes = []
    for _ in range(2):
        codes.append(hands_in(resident, goes_to_form(resident, URGENT_AID)).code)
        resident.sees(OutcomePage)
        resident.answers("more")
        resident.sees(MenuPage)
    resident.answers("track")
    cases = resident.sees(ListPage)
    assert [row.key for row in cases.rows] == codes[::-1]
    resident.answers(cases.rows[0].key)
    timeline = resident.sees(TimelinePage)
    assert codes[1] in [row.value for row in timeline.rows]
    resident.goes_back()
    resident.sees(ListPage)


def test_a_case_by_its_number_needs_the_last_four_of_the_id_number(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    lobby.reader.do("place", card="zhang")
    code = hands_in(resident, goes_to_form(resident, URGENT_AID)).code
    resident.sees(OutcomePage)
    resident.answers("finish")
    resident.sees(TakePage)
    lobby.reader.do("lift")
    resident.begins()
    resident.answers("track")
    resident.sees(CardPage)
    resident.answers("number")
    resident.sees(FormPage)
    resident.answers({"code": code, "last_four": "0000"})
    assert resident.sees(FormPage).problems
    lobby.hub.shell(DECIDE.format(code=code))
    resident.answers({"code": code.lower().replace("-", ""), "last_four": "002x"})
    timeline = resident.sees(TimelinePage)
    assert timeline.entries
    assert "同意，请到一号窗口领取。" in [row.value for row in timeline.rows]  # to read it, one shows whose it is
    assert timeline.action == "Rate this service"
    resident.answers(None)
    resident.sees(MenuPage)
    resident.answers("4")
    assert resident.sees(MessagePage).title == "Thank you"
    told = "from hub.channels.models import Review; print(*Review.objects.values_list('grade', 'over'))"
    assert "(4, True)" in lobby.hub.shell(told)


@pytest.mark.parametrize(("phone", "proof"), [("13912345678", "5678"), ("", "")])
def test_a_report_without_a_card_can_be_followed(lobby: Lobby, phone: str, proof: str) -> None:
    resident = lobby.resident
    resident.begins()
    form = goes_to_form(resident, NO_CARD)
    resident.answers(filled(form) | {"phone": phone})
    resident.sees(ReviewPage)
    reads_through(resident)
    outcome = resident.sees(OutcomePage)
    assert "telephone" in outcome.note
    resident.sees(OutcomePage)
    assert "telephone" in "".join(lobby.printed()).replace("\n", "")
    resident.answers("finish")
    resident.begins()
    resident.answers("track")
    resident.sees(CardPage)
    resident.answers("number")
    resident.sees(FormPage)
    resident.answers({"code": outcome.code} | ({"last_four": proof} if proof else {}))
    timeline = resident.sees(TimelinePage)
    assert outcome.code in [row.value for row in timeline.rows]


def test_a_receipt_is_printed_again_on_the_same_day(lobby: Lobby) -> None:
    """By the one whose card lies there; what comes out says that it is a copy."""
    resident = lobby.resident
    lobby.reader.do("place", card="li")
    resident.begins("zh-Hans")
    outcome = hands_in(resident, goes_to_form(resident, URGENT_AID))
    resident.sees(OutcomePage)
    (first,) = lobby.printed()
    resident.answers("more")
    resident.sees(MenuPage, after=OutcomePage)
    resident.answers("track")
    resident.sees(ListPage, after=CardPage)
    resident.answers(outcome.code)
    timeline = resident.sees(TimelinePage)
    assert timeline.choices[0].label == "补打回执"
    resident.answers("reprint")
    assert resident.sees(MessagePage).text == "请取走打印好的纸张。"
    (copy,) = lobby.printed()
    assert "补打" in copy
    assert "补打" not in first
    for words in (outcome.code, "数字签名 ed25519:"):
        assert words in copy
    resident.answers("")
    resident.sees(TimelinePage)
    assert "print receipt again" in lobby.hub.shell(
        "from hub.audit.models import AuditEntry\nprint(*AuditEntry.objects.values_list('action', flat=True))"
    )
