"""Coming in: password, second factor, and what happens to those who guess."""

import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp

from hub.audit.models import AuditEntry
from hub.staff import factors
from hub.staff.devices import AuthenticatorApp, RecoveryPaper
from hub.staff.models import Role
from tests.hub.people import a_street, staff
from tests.hub.signed_in import browser_of

pytestmark = pytest.mark.usefixtures("database")

PASSWORD = "a long pass phrase"


def log_in(client: Client, user: User, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/login/", {"username": user.username, "password": password} | more)


def goes_to(response: Any) -> str:
    return str(response["Location"])


def code_now(device: AuthenticatorApp) -> str:
    return f"{totp(device.bin_key):06d}"


def audit_actions() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_an_administrator_sets_up_a_second_factor_before_anything_else() -> None:
    client, user = Client(), staff(Role.ADMINISTRATOR)
    assert goes_to(log_in(client, user, next="/admin/")) == "/admin/"
    assert goes_to(client.get("/admin/")) == "/second-factor/?next=%2Fadmin%2F"
    page = client.get("/second-factor/?next=/admin/").content.decode()
    assert "<svg" in page
    device = AuthenticatorApp.objects.get(user=user)
    wrong = client.post("/second-factor/", {"code": "000000", "next": "/admin/"})
    assert "不正确" in wrong.content.decode()
    assert client.get("/admin/").status_code == 302
    device.refresh_from_db()
    device.throttle_reset()
    shown = client.post("/second-factor/", {"code": code_now(device), "next": "/admin/"}).content.decode()
    assert len(re.findall(r"<li><code>\w+</code>", shown)) == 8
    assert client.get("/admin/").status_code == 200
    assert audit_actions() == ["log in", "set up second factor"]


def test_the_next_time_the_code_or_a_recovery_code_is_asked_for(client: Client) -> None:
    user = staff(Role.ADMINISTRATOR)
    device = AuthenticatorApp.objects.create(user=user, name="app")
    paper = RecoveryPaper.objects.create(user=user, name="paper")
    paper.add_code("abcdefgh")
    log_in(client, user)
    assert goes_to(client.post("/second-factor/", {"code": code_now(device)})) == "/"
    assert client.get("/admin/").status_code == 200
    client.post("/logout/")
    assert client.get("/admin/").status_code == 302
    log_in(client, user)
    assert "svg" not in client.get("/second-factor/").content.decode()
    assert goes_to(client.post("/second-factor/", {"code": "abcdefgh"})) == "/"
    client.post("/logout/")
    log_in(client, user)
    assert client.post("/second-factor/", {"code": "abcdefgh"}).status_code == 200  # used up


def test_who_has_set_up_a_second_factor_needs_it_whatever_their_role(client: Client) -> None:
    user = staff(Role.TECHNICIAN)
    log_in(client, user)
    assert client.get("/password/").status_code == 200
    client.post("/logout/")
    AuthenticatorApp.objects.create(user=user, name="app")
    log_in(client, user)
    assert goes_to(client.get("/password/")).startswith("/second-factor/")


def test_the_api_is_closed_to_half_a_log_in(client: Client) -> None:
    log_in(client, staff(Role.ADMINISTRATOR))
    assert client.get("/api/v1/catalogue").status_code == 403


def test_one_who_lost_telephone_and_paper_starts_again(client: Client) -> None:
    user = staff(Role.ADMINISTRATOR)
    browser_of(user)
    factors.forget(user)
    log_in(client, user)
    assert "<svg" in client.get("/second-factor/").content.decode()


def test_a_name_is_locked_after_five_wrong_passwords_and_opens_again(client: Client) -> None:
    user = staff(Role.CLERK)
    statuses = [log_in(client, user, "guess").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    locked = log_in(client, user)
    assert locked.status_code == 429
    assert "15分钟" in locked.content.decode()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert log_in(client, user).status_code == 302
    assert audit_actions() == [*["fail to log in"] * 6, "log in"]


def test_the_trail_keeps_no_name_that_is_nobodys(client: Client) -> None:
    client.post("/login/", {"username": "my secret password", "password": "x"})
    entry = AuditEntry.objects.get()
    assert entry.subject == "user unknown"
    assert "secret" not in entry.detail


def test_a_form_from_elsewhere_is_refused() -> None:
    assert log_in(Client(enforce_csrf_checks=True), staff(Role.CLERK)).status_code == 403


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example/x", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(client: Client, address: str) -> None:
    user = staff(Role.ADMINISTRATOR)
    device = AuthenticatorApp.objects.create(user=user, name="app")
    assert goes_to(log_in(client, user, next=address)) == "/"
    assert goes_to(client.post("/second-factor/", {"code": code_now(device), "next": address})) == "/"


def test_pages_run_no_script_but_our_own_and_sit_in_no_frame(client: Client) -> None:
    for address in ("/login/", "/admin/", "/api/v1/catalogue", "/healthz"):
        response = client.get(address)
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response["X-Content-Type-Options"] == "nosniff"
    page = client.get("/login/").content.decode()
    assert "<script" not in page
    assert " style=" not in page


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    client.get("/login/")
    log_in(client, staff(Role.CLERK))
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Strict"


def test_the_admin_is_for_administrators_and_the_catalogue_for_those_of_the_whole_city() -> None:
    assert browser_of(staff(Role.ADMINISTRATOR)).get("/admin/catalogue/item/").status_code == 200
    assert browser_of(staff(Role.ADMINISTRATOR, [a_street()])).get("/admin/catalogue/item/").status_code == 403
    for user in (staff(Role.HEAD), staff(Role.TECHNICIAN)):
        assert browser_of(user).get("/admin/catalogue/item/").status_code == 302


def test_an_administrator_sees_to_everything_and_reads_no_residents_papers() -> None:
    client = browser_of(staff(Role.ADMINISTRATOR))
    for address in ("residents/purpose/", "calendar/specialday/", "catalogue/item/", "kiosks/kiosk/"):
        assert client.get(f"/admin/{address}").status_code == 200
    assert client.get("/admin/staff/authenticatorapp/").status_code == 404
    for address in ("residents/resident/", "cases/case/"):
        assert client.get(f"/admin/{address}").status_code == 404


def test_what_is_changed_on_the_admins_pages_is_in_the_trail() -> None:
    administrator, clerk = staff(Role.SECURITY), staff(Role.CLERK)
    client = browser_of(administrator)
    profile = {"staff_profile-TOTAL_FORMS": "1", "staff_profile-INITIAL_FORMS": "1", "staff_profile-0-role": "head"}
    profile |= {"staff_profile-0-id": str(clerk.staff_profile.pk), "staff_profile-0-user": str(clerk.pk)}
    sent = {"username": clerk.username, "last_name": "李", "is_active": "on", "_save": "1"}
    assert client.post(f"/admin/auth/user/{clerk.pk}/change/", sent | profile).status_code == 302
    entry = AuditEntry.objects.get(action="change user")
    assert (entry.actor, entry.subject) == (f"user:{administrator.pk}", f"user {clerk.pk}")
    assert "角色" in entry.detail
    assert client.get(f"/admin/auth/user/{clerk.pk}/delete/").status_code == 403
