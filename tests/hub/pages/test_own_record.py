"""My record on the phone: opened by a kiosk's link, once, by who knows the last four; read, changed and taken along."""

import json
import re
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import signing
from django.utils import timezone

from contract.signed_pdf import is_signed_pdf
from contract.text import Text
from hub.cases.models import Case, Complaint, Entitlement
from hub.certificates.document_key import document_key
from hub.kiosks import rate_limits
from hub.own_record import links
from hub.residents.models import Correction, Mandate, ResidentFact
from tests.hub.caller import Kiosk
from tests.hub.messaging import a_channel
from tests.hub.pages.phone import Phone, input_of
from tests.hub.sample import a_number, a_person, a_submission
from tests.hub.test_own_record import a_mandate, an_appointment

LAST_FOUR = {"last_four": a_number()[-4:]}


@pytest.fixture
def link(phone: Phone, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> str:
    """The path below /web/ of a link that a kiosk has shown."""
    kiosk.post("submissions", a_submission())
    return new_link(kiosk, monkeypatch)


def new_link(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(settings, "HUB_PAGES", "http://testserver/web/")
    url = kiosk.post("residents/record/link", {"number": a_number()}).json()["url"]
    return str(urlsplit(url).path).removeprefix("/web/")


def test_who_has_no_link_is_told_how_to_come_by_one(phone: Phone) -> None:
    assert "我的档案" in phone.page("record/")
    for path in ("consents", "corrections", "mandates", "appointments", "withdraw", "complain", "erase"):
        assert "办事记录" not in phone.send(f"record/{path}/", {"sure": "on"})
    assert phone.client.get("/web/record/record.json").status_code == 302


def test_the_link_and_the_last_four_open_it_once(phone: Phone, link: str) -> None:
    assert a_person().name not in phone.page(link)
    assert a_person().name in phone.send(link, LAST_FOUR)
    assert a_person().name in phone.page("record/")
    stranger = Phone("203.0.113.9")
    assert a_person().name not in stranger.send(link, LAST_FOUR, status=409)
    assert a_person().name not in stranger.page("record/")


def test_a_wrong_last_four_opens_nothing_and_few_may_be_tried(phone: Phone, link: str) -> None:
    for _ in range(rate_limits.GUESSES_OF_A_CASE):
        assert a_person().name not in phone.send(link, {"last_four": "0000"}, status=404)
    phone.send(link, LAST_FOUR, status=429)


@pytest.mark.parametrize("forged", ["", "x" * 5000, "abc", "WzEsIngiXQ:1:x"])
def test_a_forged_link_opens_nothing(phone: Phone, link: str, forged: str) -> None:
    assert a_person().name not in phone.send(f"record/open/{forged or 'none'}/", LAST_FOUR, status=404)


def test_a_link_is_over_after_two_minutes(phone: Phone, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "_LASTS", timedelta(seconds=-1))
    phone.send(link, LAST_FOUR, status=404)
    assert "链接已失效" in phone.page(link)


def test_another_cookie_of_this_hub_opens_no_record(phone: Phone, link: str) -> None:
    phone.client.cookies["web_record"] = signing.dumps("1", salt="hub.web.web_case")
    assert a_person().name not in phone.page("record/")


def test_all_of_it_is_changed_there(phone: Phone, kiosk: Kiosk, link: str) -> None:
    mandate, appointment = a_mandate(kiosk), an_appointment(timedelta(days=2))
    case, day = Case.objects.get(), timezone.localdate()
    soon = {"first_day": day, "last_day": day + timedelta(days=9), "renew_from": day, "granted_at": timezone.now()}
    item = case.item_version.item
    whose = {"resident": case.resident, "item": item}
    Entitlement.objects.create(name=Text.plain("高龄津贴"), **whose, **soon)
    page = phone.send(link, LAST_FOUR)
    assert all(words in page for words in ("高龄津贴", "即将到期", f'id="renew-{item.code}"'))
    assert {case.code, "13912345678", appointment.code} <= set(re.findall(r"[-\w]+", page))
    form = {"id": input_of(page, "id"), "key": "phone", "value": "13700000000"}
    phone.send("record/corrections/", form)
    assert Correction.objects.get().value == "13700000000"
    phone.send("record/mandates/", {"mandate": mandate})
    assert Mandate.objects.get().revoked_at is not None
    phone.send("record/appointments/", {"code": appointment.code})
    appointment.refresh_from_db()
    assert appointment.state == "cancelled"
    phone.send("record/complain/", {"id": str(uuid4()), "code": case.code, "text": "没有消息"})
    assert Complaint.objects.get().words == "没有消息"
    phone.send("record/withdraw/", {"code": case.code})
    case.refresh_from_db()
    assert case.state == "withdrawn"
    phone.send("record/withdraw/", {"code": case.code}, status=409)
    phone.send("record/erase/", {}, status=422)
    assert ResidentFact.objects.exists()
    phone.send("record/erase/", {"sure": "on"})
    assert not ResidentFact.objects.exists()
    phone.send("record/leave/")
    assert a_person().name not in phone.page("record/")


def test_nothing_of_anybody_elses_is_changed(phone: Phone, kiosk: Kiosk, link: str) -> None:
    other = a_submission(applicant=a_person(number=a_number(900)))
    code = kiosk.post("submissions", other).json()["code"]
    phone.send(link, LAST_FOUR)
    phone.send("record/withdraw/", {"code": code}, status=404)
    phone.send("record/complain/", {"id": str(uuid4()), "code": code, "text": "x"}, status=404)
    phone.send("record/mandates/", {"mandate": str(uuid4())}, status=404)
    phone.send("record/appointments/", {"code": "nonsense"}, status=404)


def test_a_copy_of_all_is_taken_along(phone: Phone, link: str) -> None:
    phone.send(link, LAST_FOUR)
    as_json = phone.client.get("/web/record/record.json")
    assert json.loads(as_json.content)["number"] == a_number()
    assert "no-store" in as_json["Cache-Control"]
    pdf = phone.client.get("/web/record/record.pdf")
    assert is_signed_pdf(pdf.content, b"".join(document_key().certificates).decode())


def test_a_complaint_is_made_from_the_page_of_one_case_too(phone: Phone, link: str) -> None:
    case = Case.objects.get()
    page = phone.send("case/", {"code": case.code, **LAST_FOUR})
    phone.send("case/complain/", {"id": input_of(page, "id"), "text": "没有消息"})
    assert "没有消息" in phone.page("case/")
    assert (Complaint.objects.get().answer_by - timezone.localdate()).days > 15


def test_a_message_of_the_answer_is_promised_only_where_one_can_be_sent(phone: Phone, link: str) -> None:
    case = Case.objects.get()
    page = phone.send("case/", {"code": case.code, **LAST_FOUR})
    form = {"id": input_of(page, "id"), "text": "没有消息"}
    assert "答复后会通知您" not in phone.send("case/complain/", form)
    a_channel(1)
    assert "答复后会通知您" in phone.send("case/complain/", form)


def test_what_was_given_long_ago_is_asked_about_first(phone: Phone, link: str) -> None:
    ResidentFact.objects.filter(key="phone").update(checked_at=timezone.now() - timedelta(days=400))
    assert "same-phone" in phone.send(link, LAST_FOUR)
    phone.send("record/checked/", {"key": "phone", "value": "12"}, status=422)
    assert "same-phone" not in phone.send("record/checked/", {"key": "phone"})
    assert ResidentFact.objects.get(key="phone").checked_at.date() == timezone.now().date()
    phone.send("record/checked/", {"key": "phone"}, status=409)
    ResidentFact.objects.filter(key="phone").update(checked_at=timezone.now() - timedelta(days=400))
    phone.send("record/checked/", {"key": "phone", "value": "13700000000"})
    assert ResidentFact.objects.get(key="phone").value == "13700000000"
