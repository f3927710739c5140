"""What everybody reads on a phone, without logging in."""

import gzip
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from contract.text import Text
from hub.cases import handling
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.catalogue.areas import Area
from hub.catalogue.models import Service
from hub.catalogue.seeding import seed
from hub.catalogue.starter import starter_catalogue
from hub.channels.models import AreaNotice, Entry
from hub.kiosks.models import Kiosk
from hub.staff.models import Role
from hub.web.status import FEWEST
from languages.registry import LOCALES
from tests.hub.caller import Kiosk as Caller
from tests.hub.halls import a_window, queue_up
from tests.hub.pages.phone import Phone, text_of
from tests.hub.people import staff
from tests.hub.sample import GRANT, REPORT, a_submission

PUBLIC = ("", "search/?q=补助", f"guides/{GRANT}/", "themes/aid/", "notices/", "directory/")
READ = (*PUBLIC, "centres/", "centres/centre/", "case/", "appointments/", "ask/", "centres/centre/appointments/")


def test_a_hub_that_is_not_public_has_no_such_pages(database: None) -> None:
    assert not settings.HUB_WEB
    assert {Client().get(f"/web/{path}").status_code for path in READ} == {404}


@pytest.mark.parametrize("language", [tag.lower() for tag in LOCALES])
def test_each_page_is_read_in_each_language(phone: Phone, language: str) -> None:
    assert phone.client.get(f"/web/language/{language}/?next=/web/ask/")["Location"] == "/web/ask/"
    for path in READ:
        page = phone.page(path)
        assert f'<html lang="{language}"' in page
        assert "<script" not in page
        assert "style=" not in page


def test_the_language_switch_leads_nowhere_else(phone: Phone) -> None:
    for there in ("https://example.org/", "//example.org/web/", "/console/", "javascript:alert(1)"):
        assert phone.client.get(f"/web/language/en/?next={there}")["Location"] == "/web/"


def test_an_item_is_found_in_everyday_words_and_read(phone: Phone) -> None:
    seed(starter_catalogue())
    results = phone.page("search/?q=低保")
    address = re.search(r'href="/web/(guides/\d+/)"', results)
    assert address
    guide = phone.page(address[1])
    for words in ("谁可以办", "需要带什么", "办理时限", "办理地点和时间", "<details"):
        assert words in guide


def test_odd_searches_find_nothing_and_break_nothing(phone: Phone) -> None:
    phone.page("search/?q=%00", status=400)
    for typed in ("", "%F0%9F%99%82", "a" * 5000, "<script>alert(1)</script>", "%FF%FE"):
        assert "<script" not in phone.page(f"search/?q={typed}")


@pytest.mark.parametrize(
    "path",
    [
        "guides/999999999999/",
        "guides/no-such/",
        "centres/nowhere/",
        "no/such/page",
        "number/5f1d7e1e-5b5c-4c0e-9d6f-0d7b1d0d1a11/",
    ],
)
def test_what_is_not_there_is_said_in_the_residents_frame(phone: Phone, path: str) -> None:
    assert 'role="alert"' in phone.page(path, status=404)


def test_the_wait_at_a_centre_counts_people_and_says_where_no_window_is_open(phone: Phone) -> None:
    now = timezone.now()
    a_window(["advice"])
    for _ in range(3):
        queue_up(now)
    queue_up(now, "bulk")
    page = phone.page("centres/")
    advice, bulk = re.findall(r'<div class="wait">.*?</div>', page, re.DOTALL)
    assert "3 人等候" in advice
    assert "1 人等候" in bulk
    assert "暂无窗口开放" in bulk
    assert "暂无窗口开放" not in advice


def test_what_is_not_public_waits_under_a_neutral_name(phone: Phone) -> None:
    Service.objects.filter(code="bulk").update(privacy="neutral")
    queue_up(timezone.now(), "bulk")
    assert "批量" not in phone.page("centres/")
    assert "1 人等候" in phone.page("centres/centre/")


def test_notices_and_the_directory_of_a_centres_area_are_read(phone: Phone) -> None:
    area, today = Area.objects.get(pk=1), timezone.localdate()
    told = {"area": area, "made_by": staff(Role.HEAD), "body": Text({"zh-Hans": "九点到十二点"}), "since": today}
    AreaNotice.objects.create(title=Text({"zh-Hans": "周六照常办公"}), **told)
    AreaNotice.objects.create(title=Text({"zh-Hans": "去年的通知"}), **{**told, "until": today - timedelta(days=1)})
    wordings = {name: Text({"zh-Hans": f"{name}文字"}) for name in ("about", "place", "hours")}
    Entry.objects.create(area=area, kind="convenience", name=Text({"zh-Hans": "助餐点"}), phone="12345", **wordings)
    for path in ("notices/", "centres/centre/"):
        assert "周六照常办公" in phone.page(path)
        assert "去年的通知" not in phone.page(path)
    for path in ("directory/", "centres/centre/"):
        assert "助餐点" in phone.page(path)


def test_reading_writes_nothing(phone: Phone) -> None:
    before = Kiosk.objects.count()
    for path in READ:
        phone.page(path)
    assert Kiosk.objects.count() == before


def test_the_page_of_limits_is_public_where_the_site_wants_it(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    phone.page("status/", status=404)
    monkeypatch.setattr(settings, "HUB_WEB_STATUS", True)
    assert "数量过少" in phone.page("status/")


def test_limits_are_counted_from_ten_cases_on(phone: Phone, kiosk: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUB_WEB_STATUS", True)
    now, head = timezone.now(), Actor(staff=staff(Role.HEAD))
    for place in range(FEWEST):
        code = kiosk.post("submissions", a_submission()).json()["code"]
        handling.refuse(Case.objects.get(code=code), Text({"zh-Hans": "不符合条件"}), head, now)
        Case.objects.filter(code=code).update(promised_by=timezone.localdate(now) + timedelta(days=place - 2))
    page = phone.page("status/")
    assert text_of(page, "answered") == str(FEWEST)
    assert text_of(page, "in-time").startswith(f"其中 {FEWEST - 2} 件")


def test_what_is_the_same_for_everybody_is_compressed_and_the_style_sheet_is_kept(phone: Phone) -> None:
    sheet = re.search(r'href="(/web/style/[0-9a-f]+[.]css)"', phone.page())
    assert sheet
    for address in (sheet[1], "/web/", f"/web/guides/{GRANT}/"):
        plain = phone.client.get(address)
        packed = phone.client.get(address, headers={"Accept-Encoding": "gzip, br"})
        assert gzip.decompress(packed.content) == plain.content, address
        assert len(packed.content) < len(plain.content)
        assert "Accept-Encoding" in plain["Vary"]
    assert "immutable" in phone.client.get(sheet[1])["Cache-Control"]
    assert "immutable" not in phone.client.get("/web/style/0123456789abcdef.css")["Cache-Control"]


def test_a_page_with_a_forms_token_is_never_compressed(phone: Phone) -> None:
    for address in ("/web/case/", "/web/ask/", f"/web/guides/{REPORT}/apply/"):
        page = phone.client.get(address, headers={"Accept-Encoding": "gzip"})
        assert "csrfmiddlewaretoken" in page.content.decode()
        assert "Content-Encoding" not in page
