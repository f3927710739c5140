"""Changes on the admin's pages, and passwords that staff change themselves, are in the audit log."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hub.audit.models import AuditEntry
from hub.audit.verify import faults
from hub.catalogue.areas import ROOT
from hub.catalogue.models import Department
from hub.departments.models import ApiKey, System
from hub.staff.models import Role
from tests.hub.people import a_department, staff
from tests.hub.signed_in import browser_of

pytestmark = pytest.mark.usefixtures("database")

OLD, NEW = "a long pass phrase", "quite another phrase 7"


@pytest.fixture
def office() -> Client:
    """A security administrator's browser."""
    return browser_of(staff(Role.SECURITY))


def saved(office: Client, address: str, form: dict[str, Any]) -> None:
    assert office.post(f"/admin/{address}", form | {"_save": "1"}).status_code == 302


def acted(office: Client, address: str, action: str, row: int) -> None:
    sent = {"action": action, "_selected_action": [row]}
    assert office.post(f"/admin/{address}", sent).status_code == 302


def newest() -> tuple[str, str, str]:
    entry = AuditEntry.objects.latest("id")
    return entry.action, entry.subject, entry.actor


def test_the_trail_is_read_in_chinese(office: Client) -> None:
    saved(office, "departments/system/add/", a_system(a_department()))
    auditor = browser_of(staff(Role.AUDITOR))
    page = auditor.get("/admin/audit/auditentry/?action=log+in").content.decode()
    assert "登录" in page
    assert "新增部门系统" not in page
    assert "新增部门系统" in auditor.get("/admin/audit/auditentry/").content.decode()


def who(client: Client) -> str:
    return f"user:{client.session['_auth_user_id']}"


def test_a_password_that_one_changes_oneself() -> None:
    user = staff(Role.CLERK)
    client = browser_of(user)
    wrong = {"old_password": "guess", "new_password1": NEW, "new_password2": NEW}
    assert client.post("/password/", wrong).status_code == 200
    assert not AuditEntry.objects.filter(action="change password").exists()
    assert client.post("/password/", wrong | {"old_password": OLD}).status_code == 302
    assert newest() == ("change password", f"user {user.pk}", f"user:{user.pk}")
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_staff_who_are_added_and_whose_password_is_set(office: Client) -> None:
    profile = {"staff_profile-TOTAL_FORMS": "1", "staff_profile-INITIAL_FORMS": "0", "staff_profile-0-role": "clerk"}
    person = {"username": "newcomer", "usable_password": "true", "password1": NEW, "password2": NEW}
    saved(office, "auth/user/add/", person | profile)
    action, subject, actor = newest()
    assert (action, actor) == ("add user", who(office))
    pk = subject.removeprefix("user ")
    saved(office, f"auth/user/{pk}/password/", {"usable_password": "true", "password1": OLD, "password2": OLD})
    assert newest() == ("set password", subject, who(office))
    entry = AuditEntry.objects.get(action="change user")
    assert (entry.subject, entry.actor) == (subject, who(office))
    assert '"password"' in entry.detail


def a_system(department: Department) -> dict[str, Any]:
    address = "https://civil.example.org/in"
    return {"department": department.pk, "area": ROOT, "address": address, "patience": 10, "active": "on"}


def a_key(department: Department) -> dict[str, Any]:
    return {"name": "civil", "department": department.pk, "area": ROOT, "scopes": ["decide"]}


def renamed(department: Department) -> dict[str, Any]:
    return {"code": department.code, "name[zh-Hans]": "民政局", "position": 0}


def test_a_departments_system_and_its_secret(office: Client) -> None:
    department = a_department()
    saved(office, "departments/system/add/", a_system(department))
    system = System.objects.get()
    assert newest() == ("add system", f"system {system.pk}", who(office))
    saved(office, f"departments/system/{system.pk}/change/", a_system(department) | {"patience": 20})
    assert newest() == ("change system", f"system {system.pk}", who(office))
    acted(office, "departments/system/", "renew_secret", system.pk)
    assert newest() == ("renew secret", f"system {system.pk}", who(office))
    assert System.objects.get().secret != system.secret


def test_a_departments_key(office: Client) -> None:
    saved(office, "departments/apikey/add/", a_key(a_department()))
    key = ApiKey.objects.get()
    assert newest() == ("add apikey", f"apikey {key.pk}", who(office))
    acted(office, "departments/apikey/", "revoke_keys", key.pk)
    assert newest() == ("revoke key", "key civil", who(office))


def test_a_department_itself() -> None:
    office, department = browser_of(staff(Role.ADMINISTRATOR)), a_department()
    saved(office, f"catalogue/department/{department.pk}/change/", renamed(department))
    assert newest() == ("change department", f"department {department.pk}", who(office))


@pytest.mark.parametrize("add", [a_system, a_key])
def test_no_secret_is_on_the_trail_and_the_trail_is_whole(
    office: Client, add: Callable[[Department], dict[str, Any]]
) -> None:
    saved(office, f"departments/{'system' if add is a_system else 'apikey'}/add/", add(a_department()))
    made = System.objects.first() or ApiKey.objects.get()
    assert not [entry for entry in AuditEntry.objects.all() if made.secret in entry.detail]
    assert list(faults({})) == []
