"""Whether what was typed may fill in the next form is asked once; for what is sensitive apart, and while the hub is
away as well."""

from collections.abc import Iterator

import pytest

from kiosk.pages.kinds import FormPage, ListPage, MenuPage, MessagePage, OutcomePage, ReviewPage, TimelinePage
from tests.kiosk.conftest import Lobby
from tests.kiosk.hub_process import HubProcess
from tests.kiosk.steps import URGENT_AID, filled, goes_to_form, hands_in, reads_through, value_of

ASKED, SENSITIVE = "Remember these details, and fill them in next time?", "Remember this as well: "
FORGET = """
from hub.residents.models import Consent, ResidentFact
Consent.objects.all().delete()
ResidentFact.objects.all().delete()
"""
SAID = """
from hub.residents.models import Consent
print([(consent.purpose.code, consent.given) for consent in Consent.objects.order_by('at')])
"""


def goes_to_review(lobby: Lobby) -> ReviewPage:
    resident = lobby.resident
    lobby.reader.do("place", card="li")
    resident.sees(MenuPage)
    resident.answers(filled(goes_to_form(resident, URGENT_AID)))
    return resident.sees(ReviewPage)


def again(lobby: Lobby) -> FormPage:
    resident = lobby.resident
    resident.sees(OutcomePage)
    resident.answers("more")
    resident.sees(MenuPage)
    return goes_to_form(resident, URGENT_AID)


def questions(lobby: Lobby) -> list[str]:
    return [page.title for page in lobby.resident.seen if isinstance(page, MessagePage)]


def test_with_a_yes_the_next_form_is_filled_in_and_nobody_is_asked_again(lobby: Lobby) -> None:
    lobby.hub.shell(FORGET)
    resident = lobby.resident
    goes_to_review(lobby)
    reads_through(resident, remember=True)
    resident.sees(OutcomePage)
    assert [title.startswith(asked) for title, asked in zip(questions(lobby), (ASKED, SENSITIVE), strict=True)]
    lobby.wait_until(lambda: "[('reuse', True), ('sensitive', True)]" in lobby.hub.shell(SAID))
    form = again(lobby)
    assert value_of(form, "phone") == "13800138000"
    assert value_of(form, "bank_card") == "6222020000000000000"
    hands_in(resident, form)
    assert len(questions(lobby)) == 2


def test_with_a_no_nothing_is_kept_and_nobody_is_asked_again(lobby: Lobby) -> None:
    lobby.hub.shell(FORGET)
    resident = lobby.resident
    goes_to_review(lobby)
    reads_through(resident, remember=False)
    resident.sees(OutcomePage)
    assert questions(lobby) == [ASKED]  # what is sensitive is not asked for after a no
    lobby.wait_until(lambda: "[('reuse', False)]" in lobby.hub.shell(SAID))
    form = again(lobby)
    assert value_of(form, "phone") == ""
    hands_in(resident, form)
    assert questions(lobby) == [ASKED]


def test_what_is_sensitive_says_why_and_can_be_refused_alone(lobby: Lobby) -> None:
    lobby.hub.shell(FORGET)
    resident = lobby.resident
    goes_to_review(lobby)
    resident.answers("")
    assert resident.sees(MessagePage).title == ASKED
    resident.answers("yes")
    second = resident.sees(MessagePage, after=MessagePage)
    while second.title == ASKED:
        second = resident.sees(MessagePage)
    assert "sensitive" in second.text
    assert "Allowances" in second.text
    resident.answers("no")
    resident.sees(OutcomePage, after=MessagePage)
    form = again(lobby)
    assert (value_of(form, "phone"), value_of(form, "bank_card")) == ("13800138000", "")


def test_who_goes_back_from_the_question_is_at_the_review(lobby: Lobby) -> None:
    lobby.hub.shell(FORGET)
    resident = lobby.resident
    review = goes_to_review(lobby)
    resident.answers("")
    resident.sees(MessagePage)
    resident.goes_back()
    assert resident.sees(ReviewPage) == review
    reads_through(resident, remember=True)
    assert len(questions(lobby)) == 3
    resident.sees(OutcomePage)
    hands_in(resident, again(lobby))  # answered already
    assert len(questions(lobby)) == 3


def test_while_the_hub_is_away_the_answer_waits_and_goes_before_the_application(lobby: Lobby) -> None:
    lobby.hub.shell(FORGET)
    resident = lobby.resident
    lobby.reader.do("place", card="li")
    resident.sees(MenuPage)
    form = goes_to_form(resident, URGENT_AID)
    lobby.hub.stop()
    hands_in(resident, form, remember=True)
    assert questions(lobby)[0] == ASKED
    lobby.hub.start()
    lobby.wait_until(lambda: "[('reuse', True), ('sensitive', True)]" in lobby.hub.shell(SAID))
    lobby.wait_until(lambda: "13800138000" in lobby.hub.shell(FACTS))


@pytest.fixture
def sms_channel(hub: HubProcess) -> Iterator[None]:
    """The hub can send text messages, and the catalogue says so."""
    hub.shell(FORGET + SET_UP_SMS)
    yield
    hub.shell(TAKE_DOWN_SMS)


def test_messages_are_promised_and_asked_about_while_the_hub_can_send_them(sms_channel: None, lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.reader.do("place", card="li")
    resident.sees(MenuPage)
    form = goes_to_form(resident, URGENT_AID)
    assert PROMISE in help_of(form, "phone")
    hands_in(resident, form, remember=True)
    assert questions(lobby)[2:] == ["News of your matters by text message"]
    lobby.wait_until(lambda: "('message_sms', True)" in lobby.hub.shell(SAID))
    hands_in(resident, again(lobby))
    assert len(questions(lobby)) == 3


def test_a_message_of_the_answer_to_a_complaint_is_promised_too(sms_channel: None, lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.reader.do("place", card="li")
    resident.sees(MenuPage)
    code = hands_in(resident, goes_to_form(resident, URGENT_AID), remember=True).code
    resident.sees(OutcomePage)
    resident.answers("more")
    resident.sees(MenuPage)
    resident.answers("record")
    for page, answer in ((ListPage, "cases"), (ListPage, code), (TimelinePage, "complain")):
        resident.sees(page)
        resident.answers(answer)
    resident.sees(FormPage)
    resident.answers({"text": "没有人联系我"})
    assert "If you agreed to messages, you are told when it is answered." in resident.sees(OutcomePage).note


def test_without_a_channel_the_form_promises_nothing(lobby: Lobby) -> None:
    lobby.reader.do("place", card="li")
    lobby.resident.sees(MenuPage)
    assert PROMISE not in help_of(goes_to_form(lobby.resident, URGENT_AID), "phone")


def help_of(form: FormPage, key: str) -> str:
    return next(shown.help for shown in form.fields if shown.field.key == key)


PROMISE = "If you agree, you are told here by message how your application goes on."
SET_UP_SMS = """
from django.utils import timezone
from hub.core.signing import new_secret
from hub.notify.models import MessageChannel
from hub.notify.promises import publish_promise
MessageChannel.objects.create(kind='sms', address='https://sms.example.org/in', secret=new_secret())
assert publish_promise(timezone.now())
"""
TAKE_DOWN_SMS = """
from django.utils import timezone
from hub.notify.models import MessageChannel, ResidentMessage
from hub.notify.promises import publish_promise
ResidentMessage.objects.all().delete()
MessageChannel.objects.all().delete()
assert publish_promise(timezone.now())
"""
FACTS = """
from hub.residents.models import ResidentFact
print(*(fact.value for fact in ResidentFact.objects.filter(key='phone')))
"""
