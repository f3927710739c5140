"""All addresses of the residents' pages, whichever there are: off they are not there, and nothing sent breaks one."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from hub.catalogue.models import Release
from hub.catalogue.selectors import current_version, published
from hub.catalogue.services import publish, publish_if_day_changed
from hub.web.urls import urlpatterns
from tests.hub.halls import a_window
from tests.hub.pages.phone import Phone
from tests.hub.sample import REPORT

_NAMED = {
    "<slug:code>": "centre",
    "<slug:service>": "advice",
    "<slug:day>": "2026-12-01",
    "<str:token>": "no-such-link",
    "<slug:tag>": "en",
    "<slug:digest>": "0" * 64,
    "<uuid:key>": str(uuid4()),
    "<path:path>": "no/such/page",
}
GOOD = {"id": str(uuid4()), "site": "centre", "text": "几点开门？", "a_what": "路灯不亮", "true": "on", "grade": "5"}
FIELDS = (*GOOD, "at", "code", "last_four", "number", "service", "starts_at", "phone", "comment")
ODD = ("", "a\0b", "\xed\xa0\x80", "张" * 3000, "🙂", "../../")


def addresses() -> Iterator[str]:
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        for name, value in _NAMED.items():
            route = route.replace(name, REPORT if name == "<slug:code>" and "guides/" in route else value)
        yield f"/web/{route}"


def test_switched_off_none_is_there(database: None) -> None:
    client = Client()
    for address in addresses():
        for response in (client.get(address, follow=True), client.post(address, follow=True)):
            assert response.status_code == 404, address


def test_no_form_is_taken_without_its_token(phone: Phone) -> None:
    client = Client(enforce_csrf_checks=True)
    assert {client.post(address, {"code": "centre"}).status_code for address in addresses()} <= {403, 405}


@pytest.mark.parametrize("value", ODD)
def test_odd_values_in_every_field_of_every_form_break_nothing(phone: Phone, value: str) -> None:
    a_window(["advice"])
    for address in addresses():
        if phone.client.post(address, dict.fromkeys(FIELDS, value)).status_code == 405:
            continue
        for name in FIELDS:
            response = phone.client.post(address, {**GOOD, name: value})
            assert response.status_code < 500, (address, name)


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "multipart/form-data", "nonsense", "a/b; charset=utf-16"]
)
def test_odd_kinds_of_content_break_nothing(phone: Phone, kind: str) -> None:
    for address in addresses():
        response = phone.client.generic("POST", address, b"\xff\x00{", content_type=kind)
        assert response.status_code < 500, address


def test_kiosks_are_told_where_a_phone_finds_the_pages(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    publish(now)
    before = current_version()
    assert b'"pages"' not in (published(before) or b"")  # kiosks of earlier releases do not know it
    monkeypatch.setattr(settings, "HUB_PAGES", "https://hub.example.org/web/")
    assert publish_if_day_changed(now)
    assert b'"pages":"https://hub.example.org/web/"' in (published(current_version()) or b"")
    assert not publish_if_day_changed(now)
    monkeypatch.setattr(settings, "HUB_PAGES", "")
    assert publish_if_day_changed(now)
    assert (current_version(), Release.objects.count()) == (before, 1)
    assert publish_if_day_changed(now + timedelta(days=1))
