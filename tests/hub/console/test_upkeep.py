"""What the administrator maintains: each page says what is, what should be, and what to do."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from hub.alerts.models import AlertRecipient
from hub.catalogue.models import Department
from hub.console.upkeep import TABS
from hub.console.wording import WORDS
from hub.departments import keys
from hub.departments.models import ApiKey
from hub.kiosks.models import Kiosk as KioskRow
from hub.operations.retention import purge
from hub.operations.retention_rules import RULES
from hub.residents.models import Purpose
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.console.reader import Reader
from tests.hub.people import a_street, staff

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def reader() -> Reader:
    return Reader(staff(Role.ADMINISTRATOR))


def remedies(reader: Reader, tab: str) -> list[str]:
    return re.findall('<span class="bad">(.*?)</span>', reader.page(f"upkeep/{tab}/"))


def test_every_retention_rule_has_a_name_and_says_how_long(reader: Reader) -> None:
    assert {rule.name for rule in RULES} == set(WORDS["retention_rule"])
    page = reader.page("upkeep/")
    for rule in RULES:
        assert str(WORDS["retention_rule"][rule.name]) in page
    assert "保留1095天" in page


def test_what_is_past_its_time_is_to_be_removed_and_then_no_more(reader: Reader) -> None:
    Session.objects.create(session_key="old", session_data="", expire_date=datetime(2020, 1, 1, tzinfo=UTC))
    assert len(remedies(reader, "retention")) == 2  # never removed anything, and a session waits
    purge(timezone.now())
    assert remedies(reader, "retention") == []


def test_a_purpose_that_is_not_told_in_a_language_is_named(reader: Reader) -> None:
    Purpose.objects.update_or_create(code="notices", defaults={"name": "通知", "wording": "短信", "keep_days": 730})
    assert any("English" in remedy for remedy in remedies(reader, "consents"))


def test_keys_kiosks_and_channels_say_what_to_do(reader: Reader, kiosk: Kiosk) -> None:
    now = timezone.now()
    assert remedies(reader, "keys") == []
    keys.add("民政系统", Department.objects.get(code="civil"), [], now)
    ApiKey.objects.update(expires_at=now + timedelta(days=9))
    assert remedies(reader, "keys") == ["由安全管理员为该系统换发有期限的密钥。"]
    KioskRow.objects.update(seen_at=now)
    assert remedies(reader, "kiosks") == []
    KioskRow.objects.update(seen_at=now - timedelta(days=91))
    assert "注销" in remedies(reader, "kiosks")[0]
    assert len(remedies(reader, "channels")) == 2
    AlertRecipient.objects.create(name="值班", channel="email", target="duty@example.org")
    assert len(remedies(reader, "channels")) == 1


def test_it_is_the_citys_administrators_alone(reader: Reader) -> None:
    reader.page("upkeep/nothing/", 404)
    for role in set(Role) - {Role.ADMINISTRATOR}:
        Reader(staff(role)).page("upkeep/", 403)
    of_a_street = Reader(staff(Role.ADMINISTRATOR, [a_street()]))
    for tab in TABS:
        of_a_street.page(f"upkeep/{tab}/", 403)
