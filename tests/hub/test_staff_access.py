"""A second factor for all who see personal data, one's own password, idle pages, known passwords and spraying."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client

from hub.audit.models import Finding, FindingKind
from hub.staff import factors
from hub.staff.breached import BreachedPasswordValidator
from hub.staff.idling import ACTIVE_AT
from hub.staff.models import Role, StaffProfile
from tests.hub.people import staff
from tests.hub.signed_in import browser_of
from tests.hub.test_login import PASSWORD, goes_to, log_in

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_personal_data_needs_a_second_factor(role: Role) -> None:
    client = Client()
    log_in(client, staff(role))
    page = client.get("/password/")
    needs = role is not Role.TECHNICIAN
    assert (page.status_code == 302 and goes_to(page).startswith("/second-factor/")) == needs


def test_a_password_that_another_set_is_changed_at_first_use_and_security_hears_of_it() -> None:
    administrator, clerk = staff(Role.SECURITY), staff(Role.CLERK)
    form = {"password1": "given-by-another-1", "password2": "given-by-another-1", "usable_password": "true"}
    given = browser_of(administrator).post(f"/admin/auth/user/{clerk.pk}/password/", form)
    assert given.status_code == 302
    assert Finding.objects.get(kind=FindingKind.PASSWORD).subject == f"user {clerk.pk}"
    clerk.refresh_from_db()
    browser = browser_of(clerk)
    assert goes_to(browser.get("/console/cases/")).startswith("/password/")
    assert browser.get("/api/v1/casework/counts").status_code == 403
    told = browser.get("/password/").content.decode()
    assert "由他人设置" in told
    assert administrator.username in told
    same = {"old_password": form["password1"], "new_password1": form["password1"], "new_password2": form["password1"]}
    assert "请另选一个" in browser.post("/password/", same).content.decode()
    assert goes_to(browser.get("/console/cases/")).startswith("/password/")
    mine = {"old_password": form["password1"], "new_password1": "only-mine-2-know", "new_password2": "only-mine-2-know"}
    assert browser.post("/password/", mine).status_code == 302
    assert "由他人设置" not in browser.get("/password/").content.decode()
    assert browser.get("/console/cases/").status_code == 200
    assert StaffProfile.objects.get(user=clerk).is_sealed()


def test_who_does_nothing_is_signed_out_and_a_page_that_renews_itself_is_nobody() -> None:
    browser = browser_of(staff(Role.CLERK))
    browser.get("/console/cases/")
    session = browser.session
    session[ACTIVE_AT] -= (settings.HUB_IDLE_MINUTES - 1) * 60
    before = session[ACTIVE_AT]
    session.save()
    assert browser.get("/console/cases/", headers={"HX-Request": "true"}).status_code == 200
    assert browser.session[ACTIVE_AT] == before
    session = browser.session
    session[ACTIVE_AT] -= 120
    session.save()
    assert goes_to(browser.get("/console/cases/")).startswith("/login/")


@pytest.mark.parametrize("around", [0, 1, 3000])
def test_a_password_from_a_breach_is_refused(tmp_path: Path, around: int) -> None:
    hashes = {hashlib.sha1(f"{number}".encode()).hexdigest().upper() for number in range(around)}
    hashes.add(hashlib.sha1(b"dragon-fly-1999").hexdigest().upper())
    path = tmp_path / "pwned.txt"
    path.write_text("".join(f"{line}:{number}\n" for number, line in enumerate(sorted(hashes))))
    settings.HUB_BREACHED_PASSWORDS = path
    try:
        with pytest.raises(ValidationError):
            BreachedPasswordValidator().validate("dragon-fly-1999")
        for number in range(0, around, 97):
            with pytest.raises(ValidationError):
                BreachedPasswordValidator().validate(f"{number}")
        BreachedPasswordValidator().validate("never seen before")
    finally:
        settings.HUB_BREACHED_PASSWORDS = None


def test_one_password_on_many_names_has_to_wait_and_locks_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BEHIND_PROXY", True)  # all come from the proxy's own address, which names theirs
    clerk, mine, elsewhere = staff(Role.CLERK), Client(), Client()
    stranger = Client(headers={"X-Forwarded-For": "203.0.113.7"})
    log_in(mine, clerk)
    mine.post("/logout/")
    for number in range(20):
        stranger.post("/login/", {"username": f"name-{number}", "password": "spring-2026"})
    assert stranger.post("/login/", {"username": clerk.username, "password": PASSWORD}).status_code == 429
    assert log_in(elsewhere, staff(Role.CLERK)).status_code == 302
    assert log_in(mine, clerk).status_code == 302


def test_wrong_passwords_for_a_name_lock_nobody_out_of_the_browser_they_work_in(client: Client) -> None:
    clerk, stranger = staff(Role.CLERK), Client()
    log_in(client, clerk)
    client.post("/logout/")
    assert [log_in(stranger, clerk, "guess").status_code for _ in range(6)][-1] == 429
    assert log_in(client, clerk).status_code == 302
    client.post("/logout/")
    assert [log_in(client, clerk, "guess").status_code for _ in range(6)][-1] == 429  # its own tries are counted too
    factors.unlock(clerk)
    assert [log_in(browser, clerk).status_code for browser in (client, stranger)] == [302, 302]
