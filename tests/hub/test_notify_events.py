"""What residents are told of, and what staff see of it."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from contract.grounds import GroundKind, LookupGround
from contract.queues import Booking
from contract.residents import PersonWanted
from hub.cases import clocks, complaints, handling, supplements
from hub.cases.actors import Actor
from hub.cases.escalation import escalate_overdue
from hub.cases.models import Case
from hub.catalogue.models import Service
from hub.channels import questions
from hub.channels.models import Question
from hub.kiosks.models import MAIN, Site
from hub.kiosks.own_pages import get_own_page
from hub.notify.letters import read_addresses
from hub.notify.models import MessageChannel, MessageFate, MessageTemplate, ResidentMessage
from hub.notify.promises import publish_promise
from hub.notify.readiness import find_lack
from hub.notify.reminders import announce_turns, remind_of_appointments
from hub.operations.assess_access import ACCESS_CHECKS
from hub.queues import appointments, windows
from hub.queues.models import OfficeHours
from hub.residents import files
from hub.residents.models import Resident
from hub.residents.selectors import find
from hub.residents.services import get_registered
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.console.reader import Reader
from tests.hub.halls import a_window
from tests.hub.messaging import SECRET, a_channel, agree_to, decide, hand_in
from tests.hub.people import staff
from tests.hub.sample import a_number, a_person, both
from tests.hub.signed_in import browser_of
from tests.hub.test_mandates import MOTHER, SON, give
from tests.hub.workflows import with_a_notice

NOON = datetime(2031, 6, 2, 4, 0, tzinfo=UTC)  # at the site, a Monday


@pytest.fixture
def told_by_sms(kiosk: Kiosk) -> Kiosk:
    """There is a channel, to which the person of the sample has agreed. Nothing is sent in these tests."""
    a_channel(1, price="0.05")
    agree_to(get_registered(a_person(), "person", timezone.now()))
    return kiosk


def told(**about: object) -> list[str]:
    return sorted(ResidentMessage.objects.filter(**about).values_list("event", flat=True))


def clerk() -> Actor:
    return Actor(staff=staff(Role.CLERK))


def test_a_case_is_told_of_when_it_is_received_wants_papers_and_is_decided(told_by_sms: Kiosk) -> None:
    case, by, now = hand_in(told_by_sms), clerk(), timezone.now()
    assert told() == ["received"]
    supplements.want(case, [both("户口簿")], by, now)
    supplements.receive(case, list(Case.objects.get().supplement.papers.all()), by, now)  # and stands where it was
    decide(Case.objects.get())
    assert told() == ["decided", "received", "supplement"]
    assert set(ResidentMessage.objects.values_list("case__code", flat=True)) == {case.code}


def test_a_case_whose_result_can_be_fetched_says_so_and_a_refusal_is_a_decision(told_by_sms: Kiosk) -> None:
    case, other, by, now = hand_in(told_by_sms), hand_in(told_by_sms), clerk(), timezone.now()
    case.item_version.content["result_type"] = {"zh-Hans": "证照"}
    case.item_version.save()
    decide(case)
    handling.refuse(other, both("不符合条件。"), by, now)
    assert told(case=case) == ["received", "result_ready"]
    assert told(case=other) == ["decided", "received"]


def test_the_end_of_a_notice_and_what_is_late_on_our_side(told_by_sms: Kiosk) -> None:
    case, by, now = hand_in(told_by_sms), clerk(), timezone.now()
    with_a_notice(case)
    handling.accept(case, by, now)
    clocks.begin_notice(case, by, now, timezone.localdate())
    clocks.end_notices(now + timedelta(days=1))
    Case.objects.update(due_by=timezone.localdate() - timedelta(days=30))
    assert escalate_overdue(now) == 1
    assert told() == ["notice_ended", "overdue", "received"]


def test_a_principal_hears_what_their_agent_handed_in(kiosk: Kiosk) -> None:
    a_channel(1)
    assert give(kiosk).status_code == 200
    mother, son = find(MOTHER.number), find(SON.number)
    assert mother is not None
    assert son is not None
    agree_to(mother)
    agree_to(son)
    now = timezone.now()
    hand_in(kiosk, applicant=MOTHER, agent=SON, stated_at=now, submitted_at=now)
    assert told(resident=mother) == ["mandate_used", "received"]
    assert told(resident=son) == []


def test_an_answer_to_a_question_asked_with_the_card(told_by_sms: Kiosk) -> None:
    for number in (a_number(), None):
        body = {"id": str(uuid4()), "text": "几点开门？", "phone": "13912345678", "number": number}
        assert told_by_sms.post("questions", body | {"asked_at": timezone.now().isoformat()}).status_code == 200
    for question in Question.objects.all():
        questions.answer(question, "九点。", staff(Role.CLERK), timezone.now())
    (message,) = ResidentMessage.objects.all()
    assert (message.event, message.details["phone"]) == ("answered", "13912345678")


def complain_and_answer(case: Case) -> None:
    staff(Role.HEAD)
    now = timezone.now()
    row = complaints.complain(case, uuid4(), "一个月没有消息", get_own_page(Site.objects.get(pk=MAIN), now), now)
    assert row.given_to is not None
    complaints.answer(row.given_to, row.code, "已督促，本周办结。", now)


def test_an_answer_to_a_complaint_is_told_apart_from_the_case(told_by_sms: Kiosk, settings: Any) -> None:
    """On the case's page stand its messages, and those who have a part in it know nothing of the complaint."""
    settings.HUB_PAGES = "https://hub.example.org/web/"
    case = hand_in(told_by_sms)
    complain_and_answer(case)
    complain_and_answer(case)
    rows = ResidentMessage.objects.filter(event="complaint")
    assert rows.count() == 2  # one for each
    row = rows[0]
    assert (row.case, row.details["phone"]) == (None, "13912345678")
    words = read_addresses([row], timezone.localdate()).wording(row, "zh-Hans")
    assert "临时补助" in words
    assert f"https://hub.example.org/web/case/{case.code}/" in words
    assert not any(secret in words for secret in ("消息", "督促"))


def test_an_answer_to_a_complaint_about_a_confidential_case_names_nothing(told_by_sms: Kiosk) -> None:
    case = hand_in(told_by_sms)
    Case.objects.update(privacy="confidential")
    complain_and_answer(Case.objects.get(pk=case.pk))
    row = ResidentMessage.objects.get(event="complaint")
    words = read_addresses([row], timezone.localdate()).wording(row, "zh-Hans")
    assert not any(secret in words for secret in ("临时补助", case.code, "投诉"))


def test_who_agreed_to_no_message_gets_none_of_a_complaint(kiosk: Kiosk) -> None:
    a_channel(1)
    complain_and_answer(hand_in(kiosk))
    assert told() == []


def test_a_reading_of_ones_facts_is_told_of_once_a_day_where_the_office_wants_it(told_by_sms: Kiosk) -> None:
    def read(at: datetime) -> None:
        ground = LookupGround(kind=GroundKind.WORDS, value="核对补贴发放")
        files.open_file(staff(Role.CLERK), PersonWanted(number=a_number(), ground=ground), at)

    now = timezone.now().replace(hour=4)
    read(now)
    assert told() == []  # off by default
    MessageTemplate.objects.filter(event="facts_read").update(active=True)
    for at in (now, now + timedelta(minutes=1), now + timedelta(days=1)):
        read(at)
    assert told() == ["facts_read"] * 2


def test_an_event_that_the_office_does_not_want_told_is_not(told_by_sms: Kiosk) -> None:
    MessageTemplate.objects.filter(event="received").update(active=False)
    hand_in(told_by_sms)
    assert told() == []


def test_an_appointment_is_told_of_the_day_before_by_the_day_of_its_site(told_by_sms: Kiosk) -> None:
    site, service = Site.objects.get(pk=MAIN), Service.objects.get(code="advice")
    hours = {"site": site, "service": service, "starts": time(14), "ends": time(16), "places": 9}
    OfficeHours.objects.create(weekday=1, **hours)
    tuesday = NOON + timedelta(days=1, hours=2)
    for number in (a_number(), a_number(777)):  # the other has agreed to nothing
        get_registered(a_person(number=a_number(777)), "person", NOON)
        wanted = Booking(id=uuid4(), service="advice", starts_at=tuesday, number=number, phone="13912345678")
        appointments.book(wanted, site, NOON - timedelta(days=1))
    assert remind_of_appointments(NOON - timedelta(days=1)) == 0
    late = datetime(2031, 6, 2, 15, 59, tzinfo=UTC)  # a minute before midnight
    assert remind_of_appointments(late) == 1
    assert remind_of_appointments(late) == 0
    (message,) = ResidentMessage.objects.all()
    assert (message.details["time"], message.details["phone"], message.until) == ("14:00", "13912345678", tuesday)
    assert message.details["service"]["zh-Hans"] == "综合"


def test_a_number_that_is_soon_called_is_told_of_once(told_by_sms: Kiosk) -> None:
    def take(number: str | None = None) -> None:
        ticket = {"id": str(uuid4()), "service": "advice", "holder": number}
        assert told_by_sms.post("tickets", ticket).status_code == 200
        told_by_sms.post(f"tickets/{ticket['id']}/confirm")

    for _ in range(4):
        take()
    take(a_number())
    now = timezone.now()
    assert announce_turns(now) == 0
    window, user = a_window(["advice"])
    assert windows.call_next(window, user, now) is not None
    assert announce_turns(now) == 1
    assert announce_turns(now) == 0
    (message,) = ResidentMessage.objects.all()
    assert (message.event, message.details["ahead"], message.until - now) == ("turn", "3", timedelta(minutes=10))


def test_without_a_channel_nothing_is_asked_for_or_promised(kiosk: Kiosk) -> None:
    def offered() -> set[str]:
        answer = kiosk.post("residents/consents/search", {"number": a_number()}).json()
        return {each["purpose"] for each in answer["consents"] if each["purpose"].startswith("message")}

    def promised() -> list[str]:
        return list(kiosk.get("catalogue").json().get("messages", []))

    assert (offered(), promised()) == (set(), [])
    assert not publish_promise(timezone.now())
    channel = a_channel(1)
    assert publish_promise(timezone.now())
    assert not publish_promise(timezone.now())
    assert (offered(), promised()) == ({"message_sms"}, ["sms"])
    agree_to(get_registered(a_person(), "person", timezone.now()))
    channel.active = False
    channel.save()
    assert publish_promise(timezone.now())
    assert (offered(), promised()) == ({"message_sms"}, [])  # a yes can be taken back at any time


def test_consent_is_kept_with_the_language_it_was_asked_in(told_by_sms: Kiosk) -> None:
    choice = {"id": str(uuid4()), "person": a_person().model_dump(mode="json"), "given": True}
    choice |= {"purpose": "message_sms", "language": "en"}
    assert told_by_sms.post("residents/consents", choice).status_code == 200
    strange = choice | {"id": str(uuid4()), "language": "nothing"}
    assert told_by_sms.post("residents/consents", strange).status_code == 200
    rows = Resident.objects.get().consents.order_by("at").values_list("language", flat=True)
    assert list(rows) == ["", "en", ""]


def test_staff_of_a_case_see_what_was_told_with_the_address_masked(told_by_sms: Kiosk) -> None:
    case = hand_in(told_by_sms)
    row = ResidentMessage.objects.get()
    row.channel, row.address, row.fate, row.answer = "sms", "13912345678", MessageFate.DELIVERED, "report DELIVRD"
    row.save()
    user = staff(Role.CLERK, departments=[case.department] if case.department else [])
    page = Reader(user).page(f"cases/{case.code}/")
    told_of = page[page.index('id="told"') : page.index("</table>", page.index('id="told"'))]
    for words in ("收到申请", "短信", "已送达", "139****5678"):
        assert words in told_of
    assert "13912345678" not in page


def test_messages_and_their_cost_are_in_the_figures_by_month_and_channel(told_by_sms: Kiosk) -> None:
    now = timezone.now()
    for days, fate, parts in ((0, "sent", 1), (0, "delivered", 2), (0, "failed", 1), (800, "sent", 1)):
        values: dict[str, Any] = {"made_at": now, "due_at": now, "until": now, "sent_at": now - timedelta(days=days)}
        values |= {"channel": "sms", "fate": fate, "parts": parts, "cost": parts * 0.05}
        ResidentMessage.objects.create(event="decided", subject=str(uuid4()), **values)
    reader = Reader(staff(Role.HEAD))
    page = reader.page("figures/")
    row = page[page.index('id="messages"') :]
    assert "0.20" in row[: row.index("</table>")]
    sheet = reader.client.get("/console/figures/csv/").content.decode("utf-8-sig")
    month = f"{timezone.localdate():%Y-%m} 短信"
    assert f"发送告知,{month},3" in sheet
    assert f"告知计费条数,{month},4" in sheet
    assert f"告知费用（元）,{month},0.20" in sheet


def test_a_channel_without_a_secret_fails_the_assessment_and_is_not_used(kiosk: Kiosk) -> None:
    check = ACCESS_CHECKS["message channels"]
    assert check(timezone.now()) == ""
    channel = a_channel(1, secret="")
    assert check(timezone.now()) == "residents are not told: sms has no secret"
    assert find_lack(channel) == "secret"
    a_channel(1, "email", address="")
    assert "email has no HUB_SMTP, HUB_MAIL_FROM" in check(timezone.now())
    MessageChannel.objects.update(active=False)
    assert check(timezone.now()) == ""


def test_administrators_set_up_a_channel_and_change_words(kiosk: Kiosk) -> None:
    office = browser_of(staff(Role.SECURITY))
    form = {"kind": "sms", "address": "http://sms.example.org/in", "position": 0, "price": "0.05", "patience": 10}
    form |= {"ok_field": "accepted", "ok_value": "true", "active": "on", "quiet_from": "22:00"}
    add = "/admin/notify/messagechannel/add/"
    assert office.post(add, form).status_code == 200  # not https, and no end of the quiet hours
    form |= {"address": "https://sms.example.org/in", "quiet_until": "07:00"}
    assert office.post(add, form | {"new_secret": "whsec_b3Blbg=="}).status_code == 200
    assert office.post(add, form | {"address": ""}).status_code == 200
    page = office.post(add, form | {"new_secret": SECRET}, follow=True).content.decode()
    channel = MessageChannel.objects.get()
    assert (channel.secret, channel.is_sealed()) == (SECRET, True)
    assert SECRET not in page
    change = f"/admin/notify/messagechannel/{channel.pk}/change/"
    assert SECRET not in office.get(change).content.decode()
    assert office.post(change, form).status_code == 302
    assert MessageChannel.objects.get().secret == SECRET
    assert kiosk.get("catalogue").json()["messages"] == ["sms"]
    page = office.post(add, form | {"kind": "app"}, follow=True).content.decode()
    assert MessageChannel.objects.get(kind="app").secret in page  # made, and shown this once
    writer = browser_of(staff(Role.ADMINISTRATOR))
    template = MessageTemplate.objects.get(event="decided")
    words = f"/admin/notify/messagetemplate/{template.pk}/change/"
    assert "已办结，请在自助终端或窗口查看答复" in writer.get(words).content.decode()
    assert writer.post(words, {"active": "on", "wording[zh-Hans]": "{nothing}"}).status_code == 200
    assert writer.post(words, {"active": "on", "wording[zh-Hans]": "请取件：{code}"}).status_code == 302
    template.refresh_from_db()
    assert template.wording.in_locale("zh-Hans") == "请取件：{code}"
