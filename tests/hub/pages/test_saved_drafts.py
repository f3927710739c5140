"""Going on, on the phone, with what was saved at a kiosk or here; nobody else does."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from hub.cases.models import Case, SavedDraft
from hub.catalogue.models import Item
from hub.catalogue.services import publish
from hub.residents.selectors import find
from tests.hub.caller import Kiosk
from tests.hub.pages.phone import Phone, input_of, text_of
from tests.hub.pages.test_own_licences import logs_in
from tests.hub.sample import GRANT, REPORT, a_number, a_submission

FORM, CARD_FORM = f"guides/{REPORT}/apply/", f"guides/{GRANT}/apply/"


def saves(kiosk: Kiosk, item: str, number: str | None, answers: dict[str, str]) -> str:
    body = {"id": str(uuid4()), "item": item, "item_version": 1, "number": number, "answers": answers}
    return str(kiosk.post("drafts", body).json()["code"])


def test_the_slips_code_and_the_last_four_open_the_form_as_it_was_left(phone: Phone, kiosk: Kiosk) -> None:
    code = saves(kiosk, REPORT, None, {"what": "路灯不亮", "phone": "13912345678"})
    assert f'value="{code}"' in phone.page(f"q/draft:{code}")
    wrong = phone.send("draft/", {"code": code, "last_four": "0000"}, 404)
    absent = phone.send("draft/", {"code": "0000-0000-0000", "last_four": "5678"}, 404)
    assert text_of(wrong, "problem") == text_of(absent, "problem")
    assert "路灯不亮" not in phone.page(FORM)
    page = phone.send("draft/", {"code": code, "last_four": "5678"})
    assert "路灯不亮" in page
    form = {name: input_of(page, name) for name in ("id", "at", "site")}
    sent = {**form, "a_what": "路灯不亮了", "a_phone": "13912345678", "true": "on"}
    assert text_of(phone.send(FORM, sent), "case-code") == code
    assert not SavedDraft.objects.exists()
    assert input_of(phone.page(FORM), "id") != form["id"]  # what is over is not gone on with


def test_it_is_saved_on_the_phone_and_gone_on_with_at_a_kiosk(phone: Phone, kiosk: Kiosk) -> None:
    page = phone.page(FORM)
    form = {name: input_of(page, name) for name in ("id", "at", "site")}
    saved = phone.send(FORM, {**form, "a_what": "路灯", "a_phone": "13912345678", "save": "1"})
    assert not Case.objects.exists()
    code = text_of(saved, "draft-code")
    answers = kiosk.post("drafts/own", {"code": code, "last_four": "5678"}).json()["answers"]
    assert answers == {"what": "路灯", "phone": "13912345678"}
    phone.send(FORM, {**form, "id": "x", "save": "1"}, 404)


def test_what_was_saved_with_a_card_is_for_that_person_alone(
    phone: Phone, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk.post("submissions", a_submission())
    mine = saves(kiosk, GRANT, a_number(), {"reason": "房屋漏水"})
    shown = {"code": mine, "last_four": a_number()[-4:]}
    assert "任何一台自助机" in text_of(phone.send("draft/", shown, 409), "problem")  # the city has no log-in
    monkeypatch.setattr(settings, "HUB_CITY_ISSUER", "http://localhost:9")
    others = saves(kiosk, GRANT, a_number(900), {"reason": "别人的事"})
    assert "房屋漏水" not in phone.send("draft/", shown)  # the log-in first
    resident = find(a_number())
    assert resident is not None
    logs_in(phone, resident.pk)
    assert "房屋漏水" in phone.page(CARD_FORM)
    other = Phone("198.51.100.8")
    other.send("draft/", {"code": others, "last_four": a_number(900)[-4:]})
    logs_in(other, resident.pk)
    page = other.page(CARD_FORM)
    assert "别人的事" not in page
    assert f"begun-{mine}" in page
    assert f"begun-{others}" not in page
    assert "房屋漏水" in other.page(f"{CARD_FORM}?draft={mine}")
    other.page(f"{CARD_FORM}?draft={others}", 404)


def test_what_is_over_or_no_longer_offered_says_so(phone: Phone, kiosk: Kiosk) -> None:
    code = saves(kiosk, REPORT, None, {"what": "路灯不亮"})
    Item.objects.filter(code=REPORT).update(offered=False)
    publish(timezone.now())
    assert "咨询台" in text_of(phone.send("draft/", {"code": code}, 409), "problem")
    SavedDraft.objects.update(expires_at=timezone.now() - timedelta(days=1))
    phone.send("draft/", {"code": code}, 404)
