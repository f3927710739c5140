"""The resident's journeys, as lists of steps, on real devices and a real hub."""

from datetime import timedelta

from contract.numbers import identity_check_digit
from devices.simulators.people import PEOPLE
from kiosk import clock
from kiosk.pages.kinds import (
    AttractPage,
    BrowsePage,
    CardPage,
    FormPage,
    GuidePage,
    MenuPage,
    OutcomePage,
    ReviewPage,
    TakePage,
)
from tests.kiosk.conftest import Lobby
from tests.kiosk.steps import (
    NO_CARD,
    URGENT_AID,
    agrees,
    entry_named,
    filled,
    goes_to_form,
    hands_in,
    value_of,
)


def headings(guide: GuidePage) -> set[str]:
    return {section.heading.removesuffix(" (sample text)") for section in guide.sections}


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
