"""A person who can write the database, but has no keys, gives nobody a right: the row is refused, and is an alarm."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client

from hub.audit.models import Finding, FindingKind
from hub.catalogue.models import Area, Department
from hub.core.row_seal import list_broken, list_sealed_models
from hub.core.sealing import ChangedPastHub
from hub.departments import keys
from hub.departments.models import ApiKey
from hub.kiosks import services as kiosks
from hub.kiosks.models import EnrolmentCode, Site
from hub.kiosks.models import Kiosk as KioskRow
from hub.staff.models import Role, StaffProfile
from hub.staff.passwords import note_set_by
from hub.staff.scopes import areas_of
from tests.hub.caller import Kiosk
from tests.hub.people import a_community, a_street, staff
from tests.hub.signed_in import browser_of

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def write(statement: str, *values: str | int | bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def findings() -> list[str]:
    return list(Finding.objects.filter(kind=FindingKind.CREDENTIAL).values_list("subject", flat=True))


def enter(user: User) -> Client:
    browser = browser_of(user)
    assert browser.get("/console/", follow=True).status_code == 200
    return browser


def make_administrator(user: User) -> None:
    write("UPDATE staff_staffprofile SET role = 'administrator' WHERE user_id = %s", user.pk)


def take_another_password(user: User) -> None:
    other = staff(Role.CLERK)
    write("UPDATE auth_user SET password = %s WHERE id = %s", other.password, user.pk)


def widen_the_areas(user: User) -> None:
    write("UPDATE staff_staffprofile_areas SET area_id = 1 WHERE staffprofile_id = %s", user.staff_profile.pk)


def keep_a_password_that_another_set(user: User) -> None:
    note_set_by(user, staff(Role.SECURITY))
    write("UPDATE staff_staffprofile SET password_set_by_id = NULL WHERE user_id = %s", user.pk)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    "tamper", [make_administrator, take_another_password, widen_the_areas, keep_a_password_that_another_set]
)
def test_an_account_that_was_changed_past_the_hub_is_signed_out_and_cannot_sign_in(
    tamper: Callable[[User], None],
) -> None:
    user = staff(Role.CLERK, [a_street()])
    browser = enter(user)
    tamper(user)
    assert browser.get("/console/cases/").status_code == 302
    sent = {"username": user.username, "password": "a long pass phrase"}
    assert "sessionid" not in Client().post("/login/", sent).cookies
    assert findings() == [f"staff_staffprofile {user.staff_profile.pk}"]


@pytest.mark.usefixtures("database")
def test_saving_such_a_row_again_does_not_whitewash_it() -> None:
    user = staff(Role.CLERK)
    make_administrator(user)
    fresh = User.objects.get(pk=user.pk)
    fresh.set_password("another long phrase")
    with pytest.raises(ChangedPastHub):
        fresh.save()
    profile = StaffProfile.objects.get(user=user)
    with pytest.raises(ChangedPastHub):
        profile.save()
    with pytest.raises(ChangedPastHub), transaction.atomic():
        profile.areas.clear()
    assert [str(error) for error in list_broken()] == [f"staff_staffprofile {profile.pk}: seal"]
    profile.accept()
    assert list_broken() == []


@pytest.mark.usefixtures("database")
def test_what_the_hub_itself_changes_keeps_its_seal() -> None:
    user = staff(Role.CLERK)
    user.set_password("another long phrase")
    user.save()
    user.staff_profile.areas.set([a_street()])
    user.staff_profile.role = Role.HEAD
    user.staff_profile.save()
    name = f"lobby {uuid4()}"
    kiosks.add(name)
    kiosks.revoke(name)
    kiosks.renew(name)
    code = kiosks.make_code(name, Site.objects.get(pk=1), None, NOW)
    kiosks.enrol(code, NOW)
    keys.add("民政系统", Department.objects.first() or Department(), [], NOW)
    keys.revoke("民政系统", NOW)
    assert list_broken() == []


@pytest.mark.parametrize("change", ["revoked_at = NULL", "web = NOT web", "name = 'another'"])
def test_a_kiosk_that_was_changed_past_the_hub_is_refused(kiosk: Kiosk, change: str) -> None:
    row = KioskRow.objects.latest("created_at")
    assert kiosk.get("catalogue").status_code == 200
    if "revoked" in change:
        kiosks.revoke(row.name)
    write(f"UPDATE kiosks_kiosk SET {change} WHERE id = %s", row.pk)
    assert kiosk.get("catalogue").status_code == 401
    assert findings() == [f"kiosks_kiosk {row.pk}"]
    with pytest.raises(ChangedPastHub):
        KioskRow.objects.filter(pk=row.pk).update(token_hash="0" * 64)


@pytest.mark.usefixtures("database")
def test_an_enrolment_code_and_a_department_key_that_somebody_wrote_in_are_refused() -> None:
    code = kiosks.make_code(f"lobby {uuid4()}", Site.objects.get(pk=1), None, NOW)
    late = NOW + timedelta(days=1)
    write("UPDATE kiosks_enrolmentcode SET expires_at = %s", str(connection.ops.adapt_datetimefield_value(late)))
    assert Client().post("/api/v1/kiosks/enrol", {"code": code}, "application/json").status_code == 409
    new = keys.add("民政系统", Department.objects.first() or Department(), [], NOW)
    assert keys.key_of(new.key, NOW)
    write("UPDATE departments_apikey SET scopes = %s", '["decide"]')
    assert keys.key_of(new.key, NOW) is None
    rows = EnrolmentCode.objects.get().pk, ApiKey.objects.get().pk
    assert findings() == [f"departments_apikey {rows[1]}", f"kiosks_enrolmentcode {rows[0]}"]


@pytest.mark.usefixtures("database")
def test_an_area_that_was_moved_past_the_hub_is_nobodys_and_may_be_accepted() -> None:
    own, other = a_street(), a_street("西街")
    community = a_community(other)
    clerk = staff(Role.CLERK, [own])
    assert list(areas_of(clerk)) == [own]
    write("UPDATE catalogue_area SET parent_id = %s WHERE id = %s", own.pk, community.pk)
    assert list(areas_of(User.objects.get(pk=clerk.pk))) == [own]
    assert findings() == [f"catalogue_area {community.pk}"]
    with pytest.raises(ChangedPastHub):
        Area.objects.get(pk=community.pk).upwards()
    Area.objects.get(pk=community.pk).accept()
    assert set(areas_of(User.objects.get(pk=clerk.pk))) == {own, community}


def test_every_row_that_gives_rights_has_a_seal() -> None:
    tables = {model._meta.db_table for model in list_sealed_models()}
    assert tables >= {"kiosks_kiosk", "kiosks_enrolmentcode", "departments_apikey", "staff_staffprofile"}
    assert tables >= {"cases_case", "cases_task", "catalogue_area", "catalogue_item", "catalogue_itemversion"}
