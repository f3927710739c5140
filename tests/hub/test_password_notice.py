"""One whose password was set by another is told by mail, and so are the security administrators, in every way."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hub.operations.worker import drain
from hub.staff.members import NewMember, create_member
from hub.staff.models import Role
from tests.hub.mail_server import MailServer, mail_server
from tests.hub.people import staff
from tests.hub.signed_in import browser_of

pytestmark = pytest.mark.usefixtures("database")

PASSWORD = "given-by-another-1"
FORM = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}


@pytest.fixture(autouse=True)
def _stay_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker drops a connection that is within a transaction, as that of each test is."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)


@pytest.fixture
def server(settings: LazySettings) -> Iterator[MailServer]:
    with mail_server() as server:
        settings.HUB_SMTP, settings.HUB_MAIL_FROM = f"smtp://127.0.0.1:{server.port}", "hub@example.org"
        yield server


def someone(role: Role, email: str = "") -> User:
    user = staff(role)
    User.objects.filter(pk=user.pk).update(email=email)
    user.refresh_from_db()
    return user


def mailed(server: MailServer) -> list[str]:
    return [str(mail["To"]) for mail in server.mails]


def on_its_page(user: User, by: User) -> None:
    assert browser_of(by).post(f"/admin/auth/user/{user.pk}/password/", FORM).status_code == 302


def test_the_person_and_the_other_security_administrators_get_a_mail(server: MailServer) -> None:
    by, other = someone(Role.SECURITY, "by@example.org"), someone(Role.SECURITY, "other@example.org")
    clerk, nobody = someone(Role.CLERK, "clerk@example.org"), someone(Role.SECURITY)
    User.objects.filter(pk=nobody.pk).update(email="gone@example.org", is_active=False)
    on_its_page(clerk, by)
    drain()
    assert sorted(mailed(server)) == ["clerk@example.org", "other@example.org"]
    texts = {str(mail["To"]): mail.get_content() for mail in server.mails}
    assert "由他人设置" in texts["clerk@example.org"]
    assert f"编号{clerk.pk}" in texts["other@example.org"]
    for text in texts.values():
        assert PASSWORD not in text
        assert clerk.username not in text
    assert other.email in texts


def in_the_form_for_new_people(by: User) -> User:
    sent = {f"staff_profile-{name}": value for name, value in {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0"}.items()}
    sent |= {"staff_profile-0-role": Role.CLERK.value, "username": "new-clerk", **FORM}
    assert browser_of(by).post("/admin/auth/user/add/", sent).status_code == 302
    return User.objects.get(username="new-clerk")


def in_the_set_up(by: User) -> User:
    return create_member(NewMember("new-head", "周", "强", Role.HEAD, (), PASSWORD), by)


@pytest.mark.parametrize("way", [in_the_form_for_new_people, in_the_set_up])
def test_security_hears_of_new_people_whom_somebody_gave_a_password(
    server: MailServer, way: Callable[[User], User]
) -> None:
    by, other = someone(Role.SECURITY), someone(Role.SECURITY, "other@example.org")
    user = way(by)
    drain()
    assert mailed(server) == ["other@example.org"]
    assert f"编号{user.pk}" in server.mails[0].get_content()
    assert other.is_active


def test_ones_own_password_is_no_news(server: MailServer) -> None:
    someone(Role.SECURITY, "other@example.org")
    user = someone(Role.CLERK, "clerk@example.org")
    mine = {"old_password": "a long pass phrase", "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert browser_of(user).post("/password/", mine).status_code == 302
    drain()
    assert server.mails == []


def test_without_a_mail_server_the_pages_tell_it_alone(settings: LazySettings) -> None:
    settings.HUB_SMTP = ""
    on_its_page(someone(Role.CLERK, "clerk@example.org"), someone(Role.SECURITY))
    assert not DBTaskResult.objects.exists()


def test_a_server_that_refuses_for_now_gets_it_again_and_one_that_is_away_is_given_up(settings: LazySettings) -> None:
    by, clerk = someone(Role.SECURITY), someone(Role.CLERK, "clerk@example.org")
    with mail_server("busy") as server:
        settings.HUB_SMTP, settings.HUB_MAIL_FROM = f"smtp://127.0.0.1:{server.port}", "hub@example.org"
        on_its_page(clerk, by)
        drain()
        assert server.mails == []
        time_passes()
        assert len(server.mails) == 1
    on_its_page(clerk, by)
    for _ in range(8):
        time_passes()
    assert not DBTaskResult.objects.filter(status="READY").exists()


def time_passes() -> None:
    """Every pause is over."""
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now() - timedelta(seconds=1))
    drain()
