"""The configuration as it is, point by point."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.conf import settings as live
from django.contrib.auth.models import User
from django.utils import timezone

from hub.alerts.models import AlertDelivery, AlertRecipient, AlertState
from hub.audit.services import record
from hub.calendar.models import SpecialDay
from hub.core.keys import Suite
from hub.operations.assess import assess
from hub.operations.daily import note_work
from hub.residents.models import ResidentFact
from hub.staff.devices import AuthenticatorApp
from hub.staff.models import ADMINISTRATORS, Role
from hub.staff.services import make_administrator
from tests.hub.alerts.alarmed import a_recipient
from tests.hub.caller import Kiosk
from tests.hub.people import staff
from tests.hub.sample import a_submission

pytestmark = pytest.mark.usefixtures("database")


def failed() -> dict[str, str]:
    return {finding.name: finding.detail for finding in assess(timezone.now()) if not finding.passed}


@pytest.fixture
def good(settings: LazySettings) -> LazySettings:
    """A hub as it should be."""
    origin = "https://hub.example.org"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS, settings.CSRF_TRUSTED_ORIGINS = 31536000, [origin]
    settings.ALLOWED_HOSTS = ["hub.example.org", "localhost", "testserver"]
    User.objects.all().update(is_active=False)
    for administrator in map(staff, ADMINISTRATORS):
        administrator.set_password("correct horse battery staple")
        administrator.last_login = timezone.now()
        administrator.save()
        AuthenticatorApp.objects.create(user=administrator, name="app")
    for year in (timezone.now().year, timezone.now().year + 1):
        SpecialDay.objects.create(day=date(year, 1, 1), name="元旦")
    record(None, "back up", "database", {"bytes": 1})
    settings.HUB_BACKUP_COPY = "rsync {file} backup.example.org:"
    record(None, "copy backup", "database", {"passed": True})
    record(None, "try backup", "database", {"passed": True})
    record(None, "verify trail", "trail", {"faults": 0})
    note_work(timezone.now())
    a_recipient()
    return settings


def test_a_hub_as_it_should_be_passes_every_point(good: LazySettings) -> None:
    assert failed() == {}
    assert len(assess(timezone.now())) >= 15


def test_each_fault_is_found_by_its_own_point(good: LazySettings, kiosk: Kiosk) -> None:
    good.DEBUG = True
    assert "debug" in failed()
    good.DEBUG, good.ALLOWED_HOSTS = False, ["*"]
    assert list(failed()) == ["host names"]
    good.ALLOWED_HOSTS, good.SESSION_COOKIE_SECURE = ["localhost", "testserver"], False
    assert "TLS" in failed()
    good.SESSION_COOKIE_SECURE, good.HUB_CRYPTO = True, Suite.SM
    assert "rotate" in failed()["keys"]
    good.HUB_CRYPTO, good.AXES_FAILURE_LIMIT = Suite.AES, 1000
    assert list(failed()) == ["lock-out"]


def test_a_page_without_its_policy_is_noticed(good: LazySettings) -> None:
    good.MIDDLEWARE = [name for name in live.MIDDLEWARE if not name.startswith("csp.")]
    assert list(failed()) == ["headers"]


def test_a_password_that_anybody_would_try_is_noticed(good: LazySettings) -> None:
    user = staff(Role.CLERK)
    user.set_password(user.username)
    user.save()
    assert user.username in failed()["default passwords"]


def test_an_administrator_without_second_factor_is_noticed(good: LazySettings) -> None:
    make_administrator("bare", "correct horse battery staple")
    assert failed() == {"administrators": "without a second factor: bare"}


def test_a_year_whose_holidays_nobody_knows_is_noticed(good: LazySettings) -> None:
    at = datetime(2099, 12, 20, tzinfo=UTC)
    unknown = {finding.name: finding.detail for finding in assess(at) if not finding.passed}["calendar"]
    assert "2099" in unknown
    SpecialDay.objects.create(day=date(2099, 10, 1), name="国庆节")
    assert "2100" in {finding.name: finding.detail for finding in assess(at)}["calendar"]


def test_alarms_that_reach_nobody_outside_are_noticed(good: LazySettings) -> None:
    recipient = AlertRecipient.objects.get()
    AlertRecipient.objects.update(kinds=["silent"])
    assert "audit log" in failed()["alarm recipients"]
    assert "silent" not in failed()["alarm recipients"]
    AlertRecipient.objects.update(kinds=[])
    for state in (AlertState.SENT, AlertState.GIVEN_UP):
        assert failed() == {}
        now = timezone.now()
        AlertDelivery.objects.create(recipient=recipient, made_at=now, due_at=now, ended_at=now, state=state)
    assert failed() == {"alarm recipients": f"the last message did not reach: {recipient.name}"}
    AlertRecipient.objects.update(active=False)
    assert "nobody is told" in failed()["alarm recipients"]


def test_a_superuser_is_noticed(good: LazySettings) -> None:
    User.objects.create_superuser("root", password="correct horse battery staple")
    assert "root" in failed()["superusers"]


def test_what_was_not_done_in_time_is_noticed(good: LazySettings, kiosk: Kiosk) -> None:
    kiosk.post("submissions", a_submission())
    ResidentFact.objects.update(keep_until=timezone.localdate() - timedelta(days=3))
    late = {finding.name for finding in assess(timezone.now() + timedelta(days=9)) if not finding.passed}
    assert {"retention", "backup", "audit trail", "work"} <= late


def test_a_trail_found_broken_stays_a_failure(good: LazySettings) -> None:
    record(None, "verify trail", "trail", {"faults": 2})
    assert "audit trail" in failed()
