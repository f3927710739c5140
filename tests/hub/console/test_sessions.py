"""Covers who gets in, and what they are shown."""

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils.translation import gettext, override

from hub.staff.models import Role
from languages.registry import DEFAULT, LOCALES
from tests.hub.console.reader import PASSWORD, Reader
from tests.hub.people import staff
from tests.hub.signed_in import browser_of

pytestmark = pytest.mark.usefixtures("database")


def test_one_signs_in_and_stands_at_ones_first_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUB_SECOND_FACTOR", "administrators")
    clerk, client = staff(Role.WINDOW), Client()
    response = client.get("/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/login/")
    sent = {"username": clerk.username, "password": PASSWORD, "next": "/console/"}
    response = client.post("/login/", sent, follow=True)
    assert response.redirect_chain[-1][0] == "/console/windows/"
    client.post("/logout/")
    assert client.get("/console/windows/").status_code == 302


def test_one_without_a_role_is_let_in_nowhere() -> None:
    Reader(User.objects.create_user("visitor")).page("", 403)


def test_the_menu_is_that_of_the_role() -> None:
    clerk, technician = Reader(staff(Role.CLERK)), Reader(staff(Role.TECHNICIAN))
    assert "/console/windows/" not in clerk.page("")
    assert "/console/kiosks/" in technician.page("")
    clerk.page("windows/", 403)


def test_chinese_first_and_english_for_who_wants_it() -> None:
    browser = Reader(staff(Role.WINDOW))
    assert ">窗口<" in browser.page("windows/")
    browser.send("language/", {"language": "en", "next": "/console/windows/"})
    assert ">Window<" in browser.page("windows/")


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-hans", "密码太短，至少需要 10 个字符。"), ("en", "It must contain at least 10 characters.")],
)
def test_why_a_password_is_no_good_is_told_in_ones_language(language: str, said: str) -> None:
    client = Reader(staff(Role.WINDOW)).client
    client.cookies["django_language"] = language
    sent = {"old_password": PASSWORD, "new_password1": "a9!", "new_password2": "a9!"}
    assert said in client.post("/password/", sent).content.decode()


def test_nothing_is_kept_by_the_browser_and_nothing_comes_from_elsewhere() -> None:
    response = Reader(staff(Role.WINDOW)).client.get("/console/windows/")
    assert "no-store" in response["Cache-Control"]
    page = response.content.decode()
    assert "http://" not in page
    assert "https://" not in page
    assert "style=" not in page
    for policy in ("default-src 'none'", "frame-ancestors 'none'"):
        assert policy in response["Content-Security-Policy"]


def test_a_part_that_renews_itself_after_the_session_is_over_sends_one_to_sign_in() -> None:
    response = Client().get("/console/windows/1/", headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == "/login/?next=%2F"


def test_one_comes_back_to_the_page_where_the_session_was_over() -> None:
    here = {"HX-Request": "true", "HX-Current-URL": "http://testserver/console/cases/?list=mine"}
    response = Client().post("/console/cases/AAAA/move/", headers=here)
    assert response["HX-Redirect"] == "/login/?next=%2Fconsole%2Fcases%2F%3Flist%3Dmine"
    assert Client().post("/console/cases/AAAA/move/")["Location"] == "/login/?next=/console/"


def test_a_form_from_before_one_signed_in_again_is_refused_and_its_page_loaded_again() -> None:
    user = staff(Role.WINDOW)
    client = browser_of(user, Client(enforce_csrf_checks=True))
    refused = client.post("/console/windows/1/open/", {})
    assert refused.status_code == 403
    assert "页面已过期" in refused.content.decode()
    refused = client.post("/console/windows/1/open/", {}, headers={"HX-Request": "true"})
    assert (refused.status_code, refused["HX-Refresh"]) == (403, "true")
    assert "没有改动" in client.get("/console/windows/").content.decode()


@pytest.mark.parametrize("tag", LOCALES)
def test_the_console_and_its_way_in_speak_each_language_of_the_registry(tag: str) -> None:
    page = Reader(staff(Role.CLERK)).send("language/", {"language": tag.lower(), "next": "/console/"})
    offered = [other for other, locale in LOCALES.items() if f">{locale.name}</button>" in page]
    assert f'<html lang="{tag.lower()}">' in page
    assert offered == [other for other in LOCALES if other != tag]
    way_in = Client()
    way_in.cookies["django_language"] = tag.lower()
    with override(tag.lower()):
        assert gettext("Log in") in way_in.get("/login/").content.decode()


def test_a_language_that_nobody_knows_is_the_default_one() -> None:
    clerk = Reader(staff(Role.CLERK))
    clerk.client.cookies["django_language"] = "tlh"
    assert f'<html lang="{DEFAULT.lower()}">' in clerk.page("")


def test_a_failure_inside_is_told_in_both_languages_and_says_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Reader(staff(Role.WINDOW))
    browser.client.raise_request_exception = False
    monkeypatch.setattr("hub.queues.selectors.windows", lambda site: 1 / 0)
    page = browser.page("windows/?all", 500)
    assert "系统出错" in page
    assert "The hub failed" in page
    assert "ZeroDivision" not in page


def test_who_loads_the_answer_of_an_action_again_gets_its_page() -> None:
    window = Reader(staff(Role.WINDOW))
    response = window.client.get("/console/people/find/", follow=True)
    assert (response.status_code, response.request["PATH_INFO"]) == (200, "/console/people/")
    assert window.client.put("/console/people/find/").status_code == 405
