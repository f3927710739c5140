"""System, security and audit administrators: three roles, of which an account has one."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client

from hub.audit.findings import raise_finding
from hub.audit.models import AuditEntry, Finding, FindingKind
from hub.operations.assess_access import ACCESS_CHECKS
from hub.staff.devices import AuthenticatorApp
from hub.staff.models import ADMINISTRATORS, Role, StaffProfile
from hub.staff.scopes import Action, may
from tests.hub.people import staff
from tests.hub.signed_in import browser_of
from tests.hub.test_login import code_now, log_in

pytestmark = pytest.mark.usefixtures("database")

# Whose pages these are. Each other page of the admin is the system administrator's.
_SECURITY = {"auth.user", "departments.apikey", "departments.system", "notify.messagechannel", "registers.register"}
_BOTH = {"audit.finding"}
_AUDIT = {"audit.auditentry"}


def readers(model: str) -> set[Role]:
    if model in _BOTH:
        return {Role.SECURITY, Role.AUDITOR}
    if model in _SECURITY:
        return {Role.SECURITY}
    return {Role.AUDITOR if model in _AUDIT else Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_every_page_of_the_admin_opens_for_its_administrator_and_no_other(role: Role) -> None:
    browser = browser_of(staff(role))
    front = browser.get("/admin/").content.decode()
    for model in filter(admin.site.is_registered, apps.get_models()):
        meta, address = model._meta, f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        if meta.app_label.startswith("django_tasks"):  # nobody's
            continue
        own = role in readers(meta.label_lower)
        assert browser.get(address).status_code == (200 if own else 403), address
        assert (f'href="{address}"' in front) == own
        if role is Role.AUDITOR:
            assert browser.get(f"{address}add/").status_code == 403


def test_no_two_of_them_may_do_the_same_but_read_findings() -> None:
    people = [staff(role) for role in ADMINISTRATORS]
    for action in Action:
        assert sum(may(user, action) for user in people) <= 1 + (action is Action.READ_FINDINGS), action


def test_the_security_administrator_closes_a_finding_and_the_audit_administrator_only_reads_it() -> None:
    raise_finding(FindingKind.PASSWORD, "user 7", "set by user 8")
    sent = {"action": "close_findings", "_selected_action": [Finding.objects.get().pk]}
    auditor = browser_of(staff(Role.AUDITOR))
    assert "user 7" in auditor.get("/admin/audit/finding/").content.decode()
    auditor.post("/admin/audit/finding/", sent)
    assert Finding.objects.get().seen_at is None
    browser_of(staff(Role.SECURITY)).post("/admin/audit/finding/", sent)
    assert Finding.objects.get().seen_at is not None


def test_a_security_administrator_reads_at_log_in_that_a_password_was_set_by_another() -> None:
    user, other, clerk = staff(Role.SECURITY), staff(Role.SECURITY), staff(Role.CLERK)
    form = {"password1": "given-by-another-1", "password2": "given-by-another-1", "usable_password": "true"}
    assert browser_of(other).post(f"/admin/auth/user/{clerk.pk}/password/", form).status_code == 302
    device = AuthenticatorApp.objects.create(user=user, name="app")
    client = Client()
    log_in(client, user)
    client.post("/second-factor/", {"code": code_now(device)})
    page = client.get("/", follow=True)
    assert page.redirect_chain[-1][0] == "/admin/"
    assert "待核查的安全告警：1" in page.content.decode()


def account(user: User, role: Role) -> dict[str, Any]:
    profile: dict[str, Any] = {
        "TOTAL_FORMS": "1",
        "INITIAL_FORMS": "1",
        "0-id": str(user.staff_profile.pk),
        "0-user": str(user.pk),
    }
    profile |= {"0-role": role.value, "0-areas": [str(area.pk) for area in user.staff_profile.areas.all()]}
    sent = {f"staff_profile-{name}": value for name, value in profile.items()}
    return sent | {"username": user.username, "is_active": "on", "_save": "1"}


def test_nobody_changes_their_own_role() -> None:
    user, other = staff(Role.SECURITY), staff(Role.CLERK)
    browser = browser_of(user)
    browser.post(f"/admin/auth/user/{user.pk}/change/", account(user, Role.AUDITOR))
    assert StaffProfile.objects.get(user=user).role == Role.SECURITY
    assert browser.get(f"/admin/auth/user/{user.pk}/change/").status_code == 200
    assert browser.post(f"/admin/auth/user/{other.pk}/change/", account(other, Role.AUDITOR)).status_code == 302
    assert StaffProfile.objects.get(user=other).role == Role.AUDITOR
    assert StaffProfile.objects.get(user=other).is_sealed()


def test_a_second_factor_is_taken_off_by_another_and_on_record() -> None:
    user, other = staff(Role.SECURITY), staff(Role.CLERK)
    browser = browser_of(user)
    AuthenticatorApp.objects.create(user=other, name="app")
    sent = {"action": "forget_factors", "_selected_action": [user.pk, other.pk]}
    assert browser.post("/admin/auth/user/", sent).status_code == 302
    assert list(AuthenticatorApp.objects.values_list("user", flat=True)) == [user.pk]
    entry = AuditEntry.objects.get(action="forget second factor")
    assert (entry.actor, entry.subject) == (f"user:{user.pk}", f"user {other.pk}")


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_each_of_them_needs_a_second_factor(role: Role) -> None:
    client = Client()
    client.force_login(staff(role))
    assert client.get("/admin/")["Location"].startswith("/second-factor/")


def test_after_an_upgrade_the_checklist_names_who_is_missing() -> None:
    staff(Role.ADMINISTRATOR)
    check = ACCESS_CHECKS["three administrators"]
    told = check(None)  # type: ignore[arg-type]
    assert "--role security" in told
    assert "--role audit" in told
    assert "--role system" not in told
    gone = staff(Role.SECURITY)
    gone.is_active = False
    gone.save()
    staff(Role.AUDITOR)
    assert "--role security" in check(None)  # type: ignore[arg-type]
    staff(Role.SECURITY)
    assert check(None) == ""  # type: ignore[arg-type]
