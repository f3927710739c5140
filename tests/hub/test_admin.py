import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.test import Client

from contract.text import Text
from hub.cases.models import Case
from hub.catalogue.models import Area, Department, Service
from hub.core.text_field import wording_lookup
from hub.core.text_input import wording_key
from hub.kiosks.models import Kiosk as KioskRow
from hub.kiosks.models import Site
from hub.queues.models import Window
from hub.residents.models import Consent, Correction, Mandate, Organisation, Resident
from hub.staff.models import ADMINISTRATORS, Role
from hub.staff.scopes import areas_of, role_of
from languages.registry import LOCALES
from tests.hub.caller import Kiosk
from tests.hub.people import a_street, staff
from tests.hub.sample import GRANT, a_submission
from tests.hub.signed_in import browser_of

WITH_DIGITS = UUID(int=0)  # its case is 0000-0000-0000
_TABS = ("change", "delete")
_ENGLISH = re.compile("[A-Za-z][A-Za-z _-]{3,}:?")


class Office:
    """The browsers of the three administrators; each page is asked for by the one whose it is."""

    def __init__(self) -> None:
        self._browsers = [browser_of(staff(role)) for role in ADMINISTRATORS]

    def get(self, address: str) -> Any:
        for browser in self._browsers:
            if (answer := browser.get(address)).status_code == 200:
                break
        return answer


@pytest.fixture
def office(kiosk: Kiosk) -> Client:
    """An administrator's browser."""
    return browser_of(staff(Role.ADMINISTRATOR))


def test_every_page_opens_in_chinese_for_an_administrator(kiosk: Kiosk) -> None:
    office = Office()
    kiosk.post("submissions", a_submission())
    kiosk.post("tickets", {"id": "5f1d7e1e-5b5c-4c0e-9d6f-0d7b1d0d1a11", "service": "advice"})
    assert "社区公共服务" in office.get("/admin/").content.decode()
    for model in [
        model for model in apps.get_models() if admin.site.is_registered(model) and "hub" in model.__module__
    ]:
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        page = office.get(address).content.decode()
        assert str(model._meta.verbose_name_plural) in page
        for row in model._default_manager.all()[:1]:
            assert office.get(f"{address}{row.pk}/change/").status_code == 200


def test_nothing_is_called_by_an_english_name_of_a_model_or_field(kiosk: Kiosk) -> None:
    """On lists, forms, and on what a deletion takes along. One case code in a hundred has no digit: it looks like a
    name."""
    office = Office()
    kiosk.post("submissions", a_submission(id=WITH_DIGITS))
    for model in filter(admin.site.is_registered, apps.get_models()):
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        pages = [office.get(address)]
        pages += [office.get(f"{address}{row.pk}/{tab}/") for row in model._default_manager.all()[:1] for tab in _TABS]
        for page in (page.content.decode() for page in pages if page.status_code == 200):
            labels = re.findall(r"<(?:label|th|h1|h2|li)[^>]*>(?:<[a-z]+[^>]*>)*([^<>]+)", page)
            names = {words.strip() for words in labels if _ENGLISH.fullmatch(words.strip())}
            assert names <= {locale.name for locale in LOCALES.values()}, address
            assert " object (" not in page, address


def test_the_scripts_of_its_pages_speak_chinese_too(office: Client) -> None:
    said = office.get("/admin/jsi18n/").content.decode()
    for words in ("可用 %s", "选中%s，再按箭头按钮添加。", "全部移除%s"):  # Django's own, and ours
        assert json.dumps(words) in said


def test_residents_papers_have_no_page_here(office: Client, kiosk: Kiosk) -> None:
    kiosk.post("submissions", a_submission())
    for model in (Case, Resident, Correction, Consent, Mandate, Organisation):
        assert not admin.site.is_registered(model)
    assert office.get(f"/admin/cases/case/{Case.objects.get().pk}/change/").status_code == 404


def test_what_a_kiosk_says_of_itself_is_there_to_see(office: Client, kiosk: Kiosk) -> None:
    device = {"name": "printer", "kind": "printer", "condition": "fault", "fault": "paper_out", "detail": "status 0x60"}
    report = {"at": "2026-11-22T10:00:00Z", "version": "0.1", "outbox": 2, "refused": 0, "devices": [device]}
    answer = kiosk.post("kiosks/heartbeat", report).json()
    assert answer["catalogue"] == json.loads(kiosk.get("catalogue").content)["version"]
    row = KioskRow.objects.latest("id")
    assert (row.outbox, row.software, row.devices[0]["fault"]) == (2, "0.1", "paper_out")
    assert "paper_out" in office.get(f"/admin/kiosks/kiosk/{row.pk}/change/").content.decode()


@dataclass
class Street:
    """A street's administrators, and what there is in that street and beside it."""

    browser: Client
    security: Client
    here: Site
    beside: Site


@pytest.fixture
def street(database: None) -> Street:
    own, other = a_street(), a_street()
    here, beside = (Site.objects.create(code=area.code, name=area.name, area=area) for area in (own, other))
    browser, security = (browser_of(staff(role, [own])) for role in (Role.ADMINISTRATOR, Role.SECURITY))
    return Street(browser, security, here, beside)


def test_a_streets_administrator_sees_to_its_windows_hours_directory_and_staff(street: Street) -> None:
    assert street.security.get("/admin/auth/user/").status_code == 200
    for address in ("queues/window/", "queues/officehours/", "channels/entry/"):
        assert street.browser.get(f"/admin/{address}").status_code == 200
    city = ("catalogue/item/", "audit/auditentry/", "calendar/specialday/", "departments/apikey/", "kiosks/kiosk/")
    for address in city:
        assert street.browser.get(f"/admin/{address}").status_code == 403
        assert street.security.get(f"/admin/{address}").status_code == 403
    window = {"site": street.here.pk, "name[zh-Hans]": "一号", "services": [Service.objects.earliest("pk").pk]}
    assert street.browser.post("/admin/queues/window/add/", window | {"position": "1"}).status_code == 302
    made = Window.objects.get(**{wording_lookup("name"): "一号"})
    assert made.site == street.here
    refused = street.browser.post("/admin/queues/window/add/", window | {"site": street.beside.pk, "position": "1"})
    assert "errornote" in refused.content.decode()
    Window.objects.filter(pk=made.pk).update(site=street.beside)
    assert street.browser.get(f"/admin/queues/window/{made.pk}/change/").status_code == 302


def new_colleague(area: Area, password: str = "forty winks at noon") -> dict[str, Any]:
    profile = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "0-role": "window", "0-areas": [str(area.pk)]}
    sent = {"username": "newcomer", "usable_password": "true", "password1": password, "password2": password}
    return sent | {f"staff_profile-{name}": value for name, value in profile.items()}


def test_a_streets_administrator_adds_and_changes_its_own_people_alone(street: Street) -> None:
    add = "/admin/auth/user/add/"
    for wrong in (new_colleague(street.beside.area), new_colleague(street.here.area, "12345678901")):
        assert street.security.post(add, wrong).status_code == 200
    assert not User.objects.filter(username="newcomer").exists()
    assert street.security.post(add, new_colleague(street.here.area)).status_code == 302
    newcomer = User.objects.get(username="newcomer")
    assert role_of(newcomer) is Role.WINDOW
    assert set(areas_of(newcomer)) == {street.here.area}
    assert street.security.get(f"/admin/auth/user/{newcomer.pk}/change/").status_code == 200
    both = [street.here.area, street.beside.area]
    for stranger in (staff(Role.WINDOW, both), staff(Role.ADMINISTRATOR), User.objects.create_user("nobody")):
        assert street.security.get(f"/admin/auth/user/{stranger.pk}/change/").status_code == 302
        assert street.security.get(f"/admin/auth/user/{stranger.pk}/password/").status_code in (302, 403, 404)


def test_djangos_own_rights_are_worth_nothing(database: None) -> None:
    clerk = staff(Role.CLERK)
    clerk.user_permissions.add(Permission.objects.get(codename="change_item"))
    clerk = User.objects.get(pk=clerk.pk)
    assert not clerk.has_perm("catalogue.change_item")
    assert clerk.get_all_permissions() == set()
    stranger = User.objects.create_superuser("root", password="a long pass phrase")
    assert role_of(stranger) is None
    assert browser_of(stranger).get("/admin/").status_code == 302


def test_a_name_has_an_input_for_every_language_and_needs_the_default_one(office: Client) -> None:
    page = office.get("/admin/catalogue/department/add/").content.decode()
    for tag, locale in LOCALES.items():
        assert f'name="{wording_key("name", tag)}"' in page
        assert locale.name in page
    sent = {"code": "dock", "position": 0}
    for mistaken in ({}, {"name[en]": "Dock"}, {"name[zh-Hans]": "  "}, {"name[zh-Hans]": "长" * 121}):
        assert office.post("/admin/catalogue/department/add/", {**sent, **mistaken}).status_code == 200
    assert not Department.objects.filter(code="dock").exists()
    whole = {**sent, "name[zh-Hans]": "码头", "name[en]": "Dock"}
    assert office.post("/admin/catalogue/department/add/", whole).status_code == 302
    row = Department.objects.get(code="dock")
    assert row.name == Text({"zh-Hans": "码头", "en": "Dock"})
    assert Department.objects.filter(**{f"{wording_lookup('name', 'en')}__icontains": "dOC"}).get() == row
    assert office.post(f"/admin/catalogue/department/{row.pk}/change/", {**whole, "name[en]": ""}).status_code == 302
    row.refresh_from_db()
    assert row.name == Text({"zh-Hans": "码头"})


def test_an_item_is_found_by_a_word_of_any_language(office: Client) -> None:
    for word in ("临时", "GRANT"):
        assert GRANT in office.get("/admin/catalogue/item/", {"q": word}).content.decode()
    assert GRANT not in office.get("/admin/catalogue/item/", {"q": "nothing of the kind"}).content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role not in ADMINISTRATORS])
def test_who_is_no_administrator_reads_that_it_is_forbidden(database: None, role: Role) -> None:
    browser = browser_of(staff(role))
    models = [model._meta for model in apps.get_models() if admin.site.is_registered(model)]
    pages = [f"{meta.app_label}/{meta.model_name}/" for meta in models]
    for page in (
        "",
        "login/",
        "logout/",
        "jsi18n/",
        "nothing/",
        "queues/",
        *pages,
        f"{pages[0]}1/change/",
        f"{pages[0]}add/",
    ):
        response = browser.get(f"/admin/{page}", follow=True)
        assert response.status_code == 403, page
        assert len(response.redirect_chain) <= 1
        assert "console/console.css" in response.content.decode()


def test_who_is_not_signed_in_is_asked_to(database: None) -> None:
    page = Client().get("/admin/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/login/")
    assert page.status_code == 200
