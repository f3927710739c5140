"""Residents are told of their matters, once, by channels that fail in every way."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from contract.text import Text
from hub.audit.models import Finding
from hub.cases.models import Case
from hub.core import signing
from hub.notify.models import MessageChannel, MessageEvent, MessageTemplate, ResidentMessage
from hub.notify.sending import claim, send_messages
from hub.notify.sms_parts import count_parts
from hub.notify.templates import check_template, fill_template, shipped_covert, shipped_wording
from hub.operations.retention import purge
from hub.residents.models import Resident
from hub.residents.services import keep_fact
from languages.registry import LOCALES
from tests.hub.caller import Kiosk
from tests.hub.mail_server import mail_server
from tests.hub.messaging import (
    SECRET,
    StartGateway,
    a_channel,
    agree_to,
    ask_gateway,
    decide,
    fates,
    gateways,
    hand_in,
    time_passes,
)
from tests.hub.sample import a_number


@pytest.fixture(scope="module")
def gateway() -> Iterator[StartGateway]:
    with gateways() as start:
        yield start


def test_a_decision_is_told_by_sms_and_the_gateway_reports_it(kiosk: Kiosk, gateway: StartGateway) -> None:
    case = hand_in(kiosk)  # before there is a channel: nobody is told
    port = gateway()
    a_channel(port, sign="东街社区", price="0.05")
    agree_to(Resident.objects.get())
    decide(case)
    send_messages(timezone.now())
    (message,) = ResidentMessage.objects.all()
    assert (message.event, message.fate, message.channel, message.parts) == ("decided", "sent", "sms", 1)
    (sms,) = ask_gateway(port)["delivered"].values()
    assert sms["to"] == "13912345678"
    assert sms["text"] == f"【东街社区】“临时补助”（{case.code}）已办结，请在自助终端或窗口查看答复。"
    send_messages(timezone.now())
    time_passes()
    assert len(ask_gateway(port)["requests"]) == 1
    assert fates() == [("decided", "sent", 1, "accepted true")]


def waiting(kiosk: Kiosk, port: int, **values: Any) -> ResidentMessage:
    """Returns a message about a decision, to be sent by that gateway."""
    case = hand_in(kiosk)
    a_channel(port, **values)
    agree_to(Resident.objects.get())
    decide(case)
    return ResidentMessage.objects.get()


def report(message: ResidentMessage, status: str, secret: str = SECRET, at: timedelta = timedelta()) -> int:
    """Returns the status of the hub's answer."""
    body = json.dumps({"id": str(message.pk), "status": status}).encode()
    signed = signing.sign(secret, "report", body, timezone.now() + at)
    return Client().post("/api/v1/messages/reports/sms", body, "application/json", headers=signed).status_code


def fate_of(message: ResidentMessage) -> str:
    message.refresh_from_db()
    return str(message.fate)


def test_a_report_says_what_became_of_it_and_a_forged_one_nothing(kiosk: Kiosk, gateway: StartGateway) -> None:
    message = waiting(kiosk, gateway())
    assert report(message, "DELIVRD") == 404  # it was not sent yet
    send_messages(timezone.now())
    assert report(message, "DELIVRD", signing.new_secret()) == 401
    assert report(message, "DELIVRD", at=timedelta(hours=-1)) == 401
    unsigned = {"id": str(message.pk), "status": "DELIVRD"}
    assert Client().post("/api/v1/messages/reports/sms", unsigned, "application/json").status_code == 401
    assert Client().post("/api/v1/messages/reports/app", unsigned, "application/json").status_code == 401
    assert report(message, "ACCEPTD") == 200  # on its way
    assert fate_of(message) == "sent"
    assert report(message, "DELIVRD") == 200
    assert report(message, "EXPIRED") == 200  # too late to be true
    assert report(message, "DELIVRD") == 200
    assert fate_of(message) == "delivered"
    assert report(ResidentMessage(), "DELIVRD") == 404


def test_a_message_that_did_not_arrive_says_so(kiosk: Kiosk, gateway: StartGateway) -> None:
    message = waiting(kiosk, gateway())
    send_messages(timezone.now())
    assert report(message, "UNDELIV") == 200
    assert fate_of(message) == "failed"
    assert message.sent_at is not None  # and paid for


@pytest.mark.parametrize(
    ("step", "style", "answer"),
    [
        ("busy", "ours", "HTTP 503"),
        ("lie", "ours", "accepted false"),
        ("lie", "cmpp", "Result 8"),
        ("page", "ours", "HTTP 200, no result"),
        ("lost", "ours", "RemoteDisconnected"),
        ("late", "ours", "RemoteDisconnected|TimeoutError"),
    ],
)
def test_a_gateway_that_fails_gets_it_again_under_the_same_key(
    kiosk: Kiosk, gateway: StartGateway, step: str, style: str, answer: str
) -> None:
    port = gateway(step, style)
    result = {"ok_field": "Result", "ok_value": "0"} if style == "cmpp" else {}
    message = waiting(kiosk, port, patience=1 if step == "late" else 30, **result)
    send_messages(timezone.now())
    ((_event, fate, attempts, words),) = fates()
    assert (fate, attempts) == ("waiting", 1)
    assert re.fullmatch(answer, words)
    send_messages(timezone.now())
    assert len(ask_gateway(port)["requests"]) == 1  # not before its time
    time_passes()
    assert fate_of(message) == "sent"
    assert list(ask_gateway(port)["delivered"]) == [str(message.pk)]


def test_a_report_that_comes_before_the_answer_ends_it(kiosk: Kiosk, gateway: StartGateway) -> None:
    port = gateway("lost")
    message = waiting(kiosk, port)
    send_messages(timezone.now())
    assert report(message, "DELIVRD") == 200
    time_passes()
    assert fate_of(message) == "delivered"
    assert ask_gateway(port)["requests"] == ["lost"]


@pytest.mark.parametrize(
    ("step", "style", "answer"),
    [("refused", "ours", "HTTP 422"), ("never", "ours", "accepted never"), ("never", "cmpp", "Result 5")],
)
def test_what_a_gateway_will_never_take_is_not_tried_again(
    kiosk: Kiosk, gateway: StartGateway, step: str, style: str, answer: str
) -> None:
    port = gateway(step, style)
    result = {"ok_field": "Result", "ok_value": "0"} if style == "cmpp" else {}
    waiting(kiosk, port, final_values="never, 5, 6", **result)
    send_messages(timezone.now())
    time_passes()
    assert fates() == [("decided", "failed", 1, answer)]


def test_it_is_given_up_after_a_last_try(kiosk: Kiosk, gateway: StartGateway) -> None:
    port = gateway(",".join(["busy"] * 20))
    message = waiting(kiosk, port)
    send_messages(timezone.now())
    ResidentMessage.objects.update(attempts=8)
    time_passes()
    time_passes()
    assert fates() == [("decided", "given_up", 9, "HTTP 503")]
    assert message.cost == 0


def test_quiet_hours_over_midnight_are_kept_but_not_by_a_number_that_is_called(
    kiosk: Kiosk, gateway: StartGateway
) -> None:
    port = gateway()
    message = waiting(kiosk, port, quiet_from=time(22, 0), quiet_until=time(7, 0))
    night = datetime(2027, 3, 2, 23, 30, tzinfo=timezone.get_default_timezone())
    morning = datetime(2027, 3, 3, 7, 0, tzinfo=timezone.get_default_timezone())
    ResidentMessage.objects.update(until=morning + timedelta(days=1))
    assert claim(night) == (1, [])
    message.refresh_from_db()
    assert (message.due_at, message.attempts) == (morning, 0)
    assert claim(morning - timedelta(minutes=1)) == (0, [])
    (taken,) = claim(morning)[1]
    assert taken.row == message
    ResidentMessage.objects.update(event="turn", due_at=night)
    assert [one.row.pk for one in claim(night)[1]] == [message.pk]


def test_who_takes_their_consent_back_gets_no_message_that_waits(kiosk: Kiosk, gateway: StartGateway) -> None:
    port = gateway("busy")
    waiting(kiosk, port)
    send_messages(timezone.now())
    agree_to(Resident.objects.get(), given=False)
    time_passes()
    assert fates() == [("decided", "given_up", 1, "no consent")]
    assert ask_gateway(port) == {"delivered": {}, "requests": ["busy"]}


def test_who_has_not_agreed_or_only_to_another_channel_is_not_told(kiosk: Kiosk, gateway: StartGateway) -> None:
    case = hand_in(kiosk)
    a_channel(gateway())
    agree_to(Resident.objects.get(), "app")
    decide(case)
    assert fates() == []


def test_what_has_no_point_any_more_is_not_sent(kiosk: Kiosk, gateway: StartGateway) -> None:
    port = gateway()
    waiting(kiosk, port)
    ResidentMessage.objects.update(until=timezone.now())
    send_messages(timezone.now())
    assert fates() == [("decided", "given_up", 0, "too late")]


def test_a_channel_that_cannot_be_used_for_now_loses_nothing(kiosk: Kiosk, gateway: StartGateway) -> None:
    message = waiting(kiosk, gateway())
    MessageChannel.objects.update(active=False)
    send_messages(timezone.now())
    assert fates() == [("decided", "waiting", 0, "")]
    MessageChannel.objects.update(active=True)
    with connection.cursor() as cursor:  # past the hub: what goes to another's address is not sent
        cursor.execute("UPDATE notify_messagechannel SET address = 'https://else.example.org'")
    time_passes()
    assert fate_of(message) == "waiting"
    assert Finding.objects.get().subject.startswith("notify_messagechannel")


@pytest.mark.parametrize("privacy", ["neutral", "confidential"])
def test_a_matter_that_is_not_public_is_not_named(kiosk: Kiosk, gateway: StartGateway, privacy: str) -> None:
    port = gateway()
    waiting(kiosk, port)
    Case.objects.update(privacy=privacy)  # it became so since
    send_messages(timezone.now())
    (sms,) = ask_gateway(port)["delivered"].values()
    assert "补助" not in json.dumps(sms, ensure_ascii=False)
    assert (Case.objects.get().code in sms["text"]) == (privacy == "neutral")
    assert ("decided" in json.dumps(sms)) == (privacy == "neutral")


def test_the_language_of_the_consent_and_the_words_of_the_office(kiosk: Kiosk, gateway: StartGateway) -> None:
    port = gateway()
    waiting(kiosk, port)
    agree_to(Resident.objects.get(), language="en")
    template = MessageTemplate.objects.get(event="decided")
    template.wording = Text({"zh-Hans": "请来取：{code}", "en": "Come for {code} ({item})"})
    template.full_clean()
    template.save()
    send_messages(timezone.now())
    (sms,) = ask_gateway(port)["delivered"].values()
    assert sms["text"] == f"Come for {Case.objects.get().code} (Grant)"


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("wording", ["{name} 您好", "{code!r}", "{", "{code.__class__}", "{0}"])
def test_a_template_with_a_place_of_nothing_is_refused(wording: str) -> None:
    template = MessageTemplate.objects.get(event="decided")
    template.wording = Text({"zh-Hans": wording})
    with pytest.raises(ValidationError):
        template.full_clean()


@pytest.mark.parametrize("event", MessageEvent)
def test_each_event_has_words_in_every_language_and_none_too_many(event: MessageEvent) -> None:
    wording = shipped_wording(event)
    assert set(wording.root) == set(LOCALES)
    check_template("wording", event, wording)
    check_template("covert", "", shipped_covert())
    assert "{" not in fill_template(wording.in_locale("zh-Hans"), {}, "zh-Hans")


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a" * 160, 1), ("a" * 161, 2), ("€" * 80, 1), ("€" * 81, 2), ("好" * 70, 1), ("好" * 71, 2), ("好" * 135, 3)],
)
def test_an_sms_is_charged_by_its_parts(text: str, parts: int) -> None:
    assert count_parts(text) == parts


def test_an_e_mail_says_it_with_a_key_of_its_own(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server("busy") as server:
        monkeypatch.setattr(settings, "HUB_SMTP", f"smtp://127.0.0.1:{server.port}")
        monkeypatch.setattr(settings, "HUB_MAIL_FROM", "hub@example.org")
        case = hand_in(kiosk)
        resident = Resident.objects.get()
        keep_fact(resident, "email", "zhao@example.org", "resident", timezone.now(), date(2040, 1, 1))
        a_channel(0, "email", address="", secret="")
        agree_to(resident, "email")
        decide(case)
        send_messages(timezone.now())
        time_passes()
    (mail,) = server.mails
    assert (mail["To"], mail["Subject"]) == ("zhao@example.org", "社区服务中心消息")
    assert case.code in mail.get_content()
    assert mail["Message-ID"] == f"<{ResidentMessage.objects.get().pk}@example.org>"
    assert fates() == [("decided", "sent", 2, "SMTP 250")]


def test_the_citys_app_is_told_of_whom_and_preferred_by_its_position(kiosk: Kiosk, gateway: StartGateway) -> None:
    port, sms = gateway(), gateway()
    case = hand_in(kiosk)
    a_channel(sms, position=2)
    a_channel(port, "app", position=1)
    agree_to(Resident.objects.get())
    agree_to(Resident.objects.get(), "app")
    decide(case)
    send_messages(timezone.now())
    (told,) = ask_gateway(port)["delivered"].values()
    assert (told["to"], told["event"]) == (a_number(), "decided")
    assert ask_gateway(sms)["requests"] == []


def test_content_and_address_rest_sealed_and_are_forgotten(kiosk: Kiosk, gateway: StartGateway) -> None:
    waiting(kiosk, gateway())
    send_messages(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT details, address, text FROM notify_residentmessage")
        cells = b"".join(bytes(cell) for cell in cursor.fetchone())
    assert b"13912345678" not in cells
    assert Case.objects.get().code.encode() not in cells
    purge(timezone.now() + timedelta(days=20))
    assert ResidentMessage.objects.exclude(address=None).exists()
    purge(timezone.now() + timedelta(days=40))
    (row,) = ResidentMessage.objects.all()
    assert (row.address, row.text, row.details, row.resident, row.fate) == (None, None, None, None, "sent")


def test_a_message_that_was_written_past_the_hub_holds_no_other_up(kiosk: Kiosk, gateway: StartGateway) -> None:
    port = gateway()
    message = waiting(kiosk, port)
    decide(hand_in(kiosk))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notify_residentmessage SET details = (SELECT number FROM residents_resident) WHERE made_at = %s",
            [connection.ops.adapt_datetimefield_value(message.made_at)],
        )
    send_messages(timezone.now())
    assert sorted(fates()) == [
        ("decided", "given_up", 0, "changed past the hub"),
        ("decided", "sent", 1, "accepted true"),
        ("received", "sent", 1, "accepted true"),
    ]
    assert Finding.objects.get().subject == f"notify_residentmessage {message.pk}"
