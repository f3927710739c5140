"""The resident's journeys, as lists of steps, on real devices and a real hub."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contract.numbers import identity_check_digit
from devices.simulators.people import PEOPLE
from kiosk import clock
from kiosk.pages.kinds import (
    AttractPage,
    BrowsePage,
    BusyPage,
    CardPage,
    CoverPage,
    FormPage,
    GuidePage,
    ListPage,
    MenuPage,
    MessagePage,
    OutcomePage,
    ReviewPage,
    TakePage,
    TimelinePage,
)
from tests.kiosk.conftest import Lobby
from tests.kiosk.resident import Resident

URGENT_AID = "lin shi jiu zhu"
NO_CARD = "wang ge"

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


def agrees(lobby: Lobby, card: str) -> None:
    """They have said yes to be told what they gave before."""
    who = PEOPLE[card]
    person = {"kind": "citizen", "name": who["name"], "number": who["number"]}
    choice = {"id": str(uuid4()), "person": person, "purpose": "reuse", "given": True}
    assert lobby.hub.post("residents/consents", choice).status_code == 200


def entry_named(page: BrowsePage, pinyin: str) -> str:
    return next(entry.key for entry in page.entries if entry.pinyin.startswith(pinyin))


def filled(page: FormPage) -> dict[str, object]:
    """Returns what the page holds, and something sensible in every required field that is empty."""
    answers: dict[str, object] = {}
    for shown in page.fields:
        samples = {
            "integer": "3",
            "money": "1200.50",
            "date": clock.today().isoformat(),
            "phone": "13800138000",
            "yes_no": "no",
            "bank_card": "6222020000000000000",
            "signature": "10,20 400,30",
            "choice": shown.options[0].key if shown.options else "",
            "choices": tuple(option.key for option in shown.options[:1]),
        }
        sample = samples.get(shown.field.kind, "Happiness Road 1")
        answers[shown.field.key] = shown.value or (sample if shown.field.required and not shown.field.only_if else "")
    return answers


def value_of(form: FormPage, key: str) -> object:
    return next(shown.value for shown in form.fields if shown.field.key == key)


def goes_to_form(resident: Resident, name: str) -> FormPage:
    resident.answers("apply")
    resident.answers(entry_named(resident.sees(BrowsePage), name))
    guide = resident.sees(GuidePage)
    assert guide.action
    assert not guide.why_not
    resident.answers(None)
    return resident.sees(FormPage, after=CardPage)


def reads_through(resident: Resident, remember: bool = False) -> None:
    """Hands in from the review, past the questions whether the details may be kept, where they are put."""
    resident.answers("")
    says_whether_to_remember(resident, remember)


def says_whether_to_remember(resident: Resident, remember: bool = False) -> None:
    """To each question that is put before the application is handed in; what follows is the next page."""
    while isinstance(page := resident.looks_ahead(), BusyPage | CoverPage | ReviewPage | MessagePage):
        if isinstance(page, MessagePage) and [choice.key for choice in page.choices] != ["yes", "no"]:
            return
        resident.sees_any()
        if isinstance(page, MessagePage):
            resident.answers("yes" if remember else "no")


def hands_in(resident: Resident, form: FormPage, *, remember: bool = False) -> OutcomePage:
    resident.answers(filled(form))
    resident.sees(ReviewPage)
    reads_through(resident, remember)
    return resident.sees(OutcomePage)


def test_an_application_from_the_card_to_the_receipt(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins("zh-Hans")
    resident.answers("apply")
    resident.answers(entry_named(resident.sees(BrowsePage), URGENT_AID))
    resident.sees(GuidePage)
    resident.answers(None)
    resident.sees(CardPage)
    lobby.reader.do("place", card="li")

    form = resident.sees(FormPage)
    by_key = {shown.field.fact: shown for shown in form.fields if shown.field.fact}
    assert by_key["name"].value == "李秀英"
    assert by_key["name"].locked
    assert by_key["address"].value == "某某市某某区和平里新村12号楼3单元402室"
    assert by_key["address"].origin
    outcome = hands_in(resident, form)

    assert outcome.qr == f"case:{outcome.code}"
    assert lobby.hub.get(f"cases/{outcome.code}").status_code == 200
    receipt_is_out = resident.sees(OutcomePage)
    assert receipt_is_out.note != outcome.note
    receipt = "".join(lobby.printed())
    assert outcome.code in receipt
    assert "数字签名 ed25519:" in receipt
    assert "李秀英" not in receipt
    assert "110101196503074525" not in receipt

    resident.answers("finish")
    resident.sees(TakePage)
    lobby.reader.do("lift")
    resident.sees(AttractPage)


def test_what_was_given_once_is_filled_in_the_next_time_with_their_yes(lobby: Lobby) -> None:
    agrees(lobby, "zhang")
    resident = lobby.resident
    lobby.reader.do("place", card="zhang")
    resident.sees(MenuPage)
    form = goes_to_form(resident, URGENT_AID)
    phone = next(shown for shown in form.fields if shown.field.fact == "phone")
    hands_in(resident, form)
    resident.sees(OutcomePage)
    resident.answers("more")
    resident.sees(MenuPage)
    again = goes_to_form(resident, URGENT_AID)
    known = next(shown for shown in again.fields if shown.field.key == phone.field.key)
    assert known.value == "13800138000"
    assert known.origin.startswith("Given on")


def test_going_back_keeps_what_was_entered(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    lobby.reader.do("place", card="rare")
    form = goes_to_form(resident, URGENT_AID)
    free = next(shown.field.key for shown in form.fields if shown.field.kind == "long_text")
    resident.goes_back({free: "half a sentence"})
    assert resident.sees(GuidePage).action
    resident.answers(None)
    assert value_of(resident.sees(FormPage), free) == "half a sentence"
    resident.goes_back({free: "more than half"})
    resident.sees(GuidePage)
    resident.goes_back()
    resident.answers(entry_named(resident.sees(BrowsePage), URGENT_AID))
    resident.sees(GuidePage)
    resident.answers(None)
    assert value_of(resident.sees(FormPage), free) == "more than half"


def test_what_was_entered_for_one_item_is_not_there_for_another(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    lobby.reader.do("place", card="rare")
    form = goes_to_form(resident, URGENT_AID)
    free = next(shown.field.key for shown in form.fields if shown.field.kind == "long_text")
    resident.goes_back({free: "half a sentence"})
    resident.sees(GuidePage)
    resident.goes_back()
    for name in (NO_CARD, URGENT_AID):
        resident.answers(entry_named(resident.sees(BrowsePage), name))
        resident.sees(GuidePage)
        resident.answers(None)
        assert "half a sentence" not in [shown.value for shown in resident.sees(FormPage).fields]
        resident.goes_back()
        resident.sees(GuidePage)
        resident.goes_back()


def test_a_row_of_the_review_can_be_corrected(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    lobby.reader.do("place", card="rare")
    form = goes_to_form(resident, URGENT_AID)
    resident.answers(filled(form))
    review = resident.sees(ReviewPage)
    name = next(row for row in review.rows if row.full == "王䶮㐂")
    assert name.value == "王**"
    assert not name.key
    assert name.badge == "From your card"
    phone = next(row for row in review.rows if row.full == "13800138000")
    assert phone.value == "138****8000"
    resident.answers(phone.key)
    correction = resident.sees(FormPage)
    assert correction.start_at == phone.key
    resident.answers(filled(correction) | {phone.key: "13900139000"})
    assert ("139****9000", "13900139000") in [(row.value, row.full) for row in resident.sees(ReviewPage).rows]


def test_a_wrong_answer_comes_back_with_the_fields_own_message(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    form = goes_to_form(resident, NO_CARD)
    place = next(
        shown.field for shown in form.fields if shown.field.kind in ("text", "long_text") and shown.field.required
    )
    resident.answers(filled(form) | {place.key: "x" * (place.max_length + 1)})
    again = resident.sees(FormPage)
    assert list(again.problems) == [place.key]
    assert again.start_at == place.key
    resident.answers(filled(again) | {place.key: "'; DROP TABLE cases; -- <b>"})
    review = resident.sees(ReviewPage)
    assert "'; DROP TABLE cases; -- <b>" in [row.value for row in review.rows]


@pytest.mark.parametrize("card", ["expired", "unknown_type"])
def test_a_card_that_the_item_does_not_accept_is_said_plainly(lobby: Lobby, card: str) -> None:
    resident = lobby.resident
    resident.begins()
    resident.answers("apply")
    resident.answers(entry_named(resident.sees(BrowsePage), URGENT_AID))
    resident.sees(GuidePage)
    resident.answers(None)
    resident.sees(CardPage)
    lobby.reader.do("place", card=card)
    assert resident.sees(MessagePage).text
    resident.answers("")
    resident.sees(CardPage)
    lobby.reader.do("lift")
    lobby.reader.do("place", card="zhang")
    resident.sees(FormPage)


def test_a_card_whose_number_was_read_wrong_is_asked_for_again(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    resident.answers("apply")
    resident.answers(entry_named(resident.sees(BrowsePage), URGENT_AID))
    resident.sees(GuidePage)
    resident.answers(None)
    assert not resident.sees(CardPage).problem
    lobby.reader.do("place", card="bad_digit")
    assert resident.sees(CardPage).problem
    lobby.reader.do("lift")
    lobby.reader.do("place", card="zhang")
    resident.sees(FormPage)


def test_a_refused_card_that_is_placed_anew_is_refused_anew(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    resident.answers("apply")
    resident.answers(entry_named(resident.sees(BrowsePage), URGENT_AID))
    resident.sees(GuidePage)
    resident.answers(None)
    resident.sees(CardPage)
    lobby.reader.do("place", card="expired")
    refusal = resident.sees(MessagePage).text
    resident.answers("")
    resident.sees(CardPage)
    lifts_and_places(lobby, "expired")
    assert resident.sees(MessagePage).text == refusal
    lifts_and_places(lobby, "expired")  # while the refusal is still being read
    resident.answers("")
    assert resident.sees(MessagePage, after=CardPage).text == refusal


def lifts_and_places(lobby: Lobby, card: str) -> None:
    """As slowly as a hand does."""
    lobby.reader.do("lift")
    lobby.wait_until(lambda: not lobby.devices.card_present())
    lobby.reader.do("place", card=card)
    lobby.wait_until(lobby.devices.card_present)


def test_a_card_lifted_in_mid_read_is_asked_for_again(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    resident.answers("track")
    resident.sees(CardPage)
    lobby.reader.do("fault", name="lift_in_mid_read", times=1)
    lobby.reader.do("place", card="zhang")
    assert "place the card again" in resident.sees(CardPage).problem
    lobby.reader.do("place", card="zhang")
    resident.sees(ListPage)


def test_a_number_is_printed_then_stands_in_the_queue(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    resident.answers("number")
    services = resident.sees(MenuPage)
    resident.answers(services.choices[0].key)
    outcome = resident.sees(OutcomePage)
    assert outcome.text == "Your number will be called."
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


def headings(guide: GuidePage) -> set[str]:
    return {section.heading.removesuffix(" (sample text)") for section in guide.sections}


def test_the_guide_leads_to_the_application(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    resident.answers("guide")
    resident.answers(entry_named(resident.sees(BrowsePage), NO_CARD))
    guide = resident.sees(GuidePage)
    assert {"Who can apply", "What to bring", "How long it takes", "What it costs", "What you get"} <= headings(guide)
    resident.answers("more")
    assert {"Steps", "Time by law", "Legal basis", "Complaints"} <= headings(resident.sees(GuidePage, after=GuidePage))
    resident.answers(None)
    resident.sees(GuidePage)
    resident.answers(None)
    resident.sees(FormPage)
    resident.goes_back()
    resident.sees(GuidePage)
    resident.goes_back()
    resident.sees(BrowsePage)
    resident.goes_back()
    resident.sees(MenuPage)


def test_the_language_is_switched_on_the_menu_and_back_after_the_visit(lobby: Lobby) -> None:
    resident = lobby.resident
    english = resident.begins("en")
    resident.answers("zh-Hans")
    assert resident.sees(MenuPage).title != english.title
    resident.cancels()
    assert resident.begins("en").title == english.title


@pytest.mark.parametrize(("phone", "proof"), [("13912345678", "5678"), ("", "")])
def test_a_report_without_a_card_can_be_followed(lobby: Lobby, phone: str, proof: str) -> None:
    resident = lobby.resident
    resident.begins()
    form = goes_to_form(resident, NO_CARD)
    resident.answers(filled(form) | {"phone": phone})
    resident.sees(ReviewPage)
    reads_through(resident)
    outcome = resident.sees(OutcomePage)
    assert "telephone" in outcome.text
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


def test_a_child_is_told_that_an_agent_applies(lobby: Lobby) -> None:
    today = clock.today()
    birth = today.replace(year=today.year - 10, day=1)
    first17 = f"110101{birth:%Y%m%d}002"
    child = {**PEOPLE["li"], "birth": f"{birth:%Y%m%d}", "number": first17 + identity_check_digit(first17)}
    resident = lobby.resident
    resident.begins()
    lobby.reader.do("place", fields=child)
    form = goes_to_form(resident, "ju zhu zheng")
    alone = filled(form) | {"since": (today - timedelta(days=400)).isoformat()}
    resident.answers(alone | {"agent": "no"})
    again = resident.sees(FormPage)
    assert again.start_at == "agent"
    assert "under 16" in again.problems["agent"]
    assert "agent_name" not in [shown.field.key for shown in again.fields]
    by_mother = {"agent": "yes", "agent_phone": "13800138000"}
    resident.answers(alone | by_mother)
    resident.sees(CardPage)
    resident.answers("typed")
    again = resident.sees(FormPage)
    assert again.start_at == "agent_name"
    resident.answers(alone | by_mother | {"agent_name": "王芳", "agent_number": "11010519491231002X"})
    resident.sees(ReviewPage)


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
