"""The first set-up of a hub: its code, and its steps."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
import requests
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from hub.audit.models import AuditEntry
from hub.calendar.models import SpecialDay
from hub.catalogue.models import Item
from hub.console.wording import WORDS
from hub.kiosks.models import MAIN, EnrolmentCode, Site
from hub.operations.assess import assess
from hub.queues.models import OfficeHours, Window
from hub.setup import codes, progress
from hub.setup.models import SetupCode
from hub.staff.models import Role
from hub.staff.scopes import role_of
from tests.hub.hub_process import Fresh, hub_process
from tests.hub.people import a_street, staff
from tests.hub.signed_in import browser_of

PASSWORD = "a long pass phrase"
REFUSED = "设置码不正确、已使用或已过期"


def send_first(client: Client, code: str, address: str = "10.0.0.1", **changes: str) -> Any:
    form = {"code": code, "username": "first", "password": PASSWORD, "again": PASSWORD, **changes}
    return client.post("/setup/", form, REMOTE_ADDR=address)


def code_in(told: str) -> str:
    match = re.search(r"set-up code (\S+)", told)
    assert match is not None, told
    return match[1]


def step_of(name: str) -> progress.StepState:
    return progress.list_states()[name]


# The code


@pytest.mark.timeout(300)  # five processes, on a machine that may be busy
def test_a_fresh_hub_prints_a_code_until_it_has_an_administrator(
    ready: Fresh, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    migrated = ready.run("migrate")
    with hub_process(ready.url, ready.keys):
        told = capfd.readouterr().err
    assert f"/setup/ and enter the set-up code {code_in(told)}" in told
    asked = ready.run("setup")
    assert len({code_in(migrated.stderr), code_in(told), code_in(asked.stderr)}) == 3
    assert migrated.stdout == asked.stdout == ""
    monkeypatch.setenv("HUB_ADMIN_PASSWORD", PASSWORD)
    assert ready.run("admin", "boss").returncode == 0
    refused = ready.run("setup")
    assert refused.returncode == 1
    assert "/setup/" in refused.stderr


def test_of_two_browsers_at_once_one_makes_the_administrator(ready: Fresh, capfd: pytest.CaptureFixture[str]) -> None:
    with hub_process(ready.url, ready.keys) as port:
        code = code_in(capfd.readouterr().err)
        address = f"http://127.0.0.1:{port}/setup/"

        def send(name: str) -> requests.Response:
            browser = requests.Session()
            token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', browser.get(address, timeout=60).text)
            assert token is not None
            form = {"code": code, "username": name, "password": PASSWORD, "again": PASSWORD}
            form["csrfmiddlewaretoken"] = token[1]
            return browser.post(address, form, timeout=60)

        with ThreadPoolExecutor(2) as hands:
            pages = [answer.url.partition("?")[0].rpartition(str(port))[2] for answer in hands.map(send, ("a1", "b1"))]
    assert pages.count("/second-factor/") == 1
    assert next(page for page in pages if page != "/second-factor/") in ("/setup/", "/login/")


@pytest.mark.usefixtures("database")
def test_only_the_newest_code_within_its_time_is_taken_and_once() -> None:
    now, client = timezone.now(), Client()
    void = codes.create_code(now)
    code = codes.create_code(now)
    for wrong in (void, "AAAA-AAAA-AAAA", "x", "设置码"):
        assert REFUSED in send_first(client, wrong).content.decode()
    assert not User.objects.exists()
    done = send_first(client, code.lower().replace("-", ""))
    assert done["Location"] == "/second-factor/?next=/setup/"
    assert role_of(User.objects.get()) is Role.ADMINISTRATOR
    again = send_first(Client(), code, username="second")
    assert again["Location"].startswith("/login/")
    assert User.objects.count() == 1
    assert step_of(progress.ADMINISTRATOR) == "done"


@pytest.mark.usefixtures("database")
def test_an_expired_code_and_one_written_past_the_hub_are_refused() -> None:
    code = codes.create_code(timezone.now() - codes.CODE_LASTS - timedelta(minutes=1))
    assert REFUSED in send_first(Client(), code).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE setup_setupcode SET expires_at = %s", [timezone.now() + timedelta(hours=1)])
    assert REFUSED in send_first(Client(), code).content.decode()
    assert not User.objects.exists()


@pytest.mark.usefixtures("database")
def test_guesses_are_limited_by_address_and_by_code(monkeypatch: pytest.MonkeyPatch) -> None:
    code = codes.create_code(timezone.now())
    statuses = [send_first(Client(), "AAAA-AAAA-AAAA").status_code for _try in range(11)]
    assert statuses == [200] * 10 + [429]
    assert send_first(Client(), code).status_code == 429
    monkeypatch.setattr(codes, "GUESSES_OF_A_CODE", 12)
    assert send_first(Client(), "AAAA-AAAA-AAAA", "10.0.0.2").status_code == 200
    assert send_first(Client(), "AAAA-AAAA-AAAA", "10.0.0.3").status_code == 200
    assert send_first(Client(), code, "10.0.0.4").status_code == 429  # void for all
    assert send_first(Client(), codes.create_code(timezone.now()), "10.0.0.4").status_code == 302


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    "changes",
    [
        {"password": "short", "again": "short"},
        {"password": "1234567890", "again": "1234567890"},
        {"again": "another pass phrase"},
        {"username": ""},
        {"username": "no spaces <b>"},
        {"username": "x" * 151},
    ],
)
def test_a_bad_account_uses_no_code_up_and_keeps_what_was_typed(changes: dict[str, str]) -> None:
    code = codes.create_code(timezone.now())
    page = send_first(Client(), code, **changes)
    assert page.status_code == 200
    assert "errorlist" in page.content.decode()
    assert REFUSED not in page.content.decode()
    assert code in page.content.decode()
    assert not User.objects.exists()
    assert send_first(Client(), code).status_code == 302


@pytest.mark.usefixtures("database")
def test_the_code_is_in_no_log_and_the_audit_log_has_who_used_it() -> None:
    code = codes.create_code(timezone.now())
    send_first(Client(), code)
    entries = list(AuditEntry.objects.order_by("at").values_list("action", "subject", "detail"))
    assert {"make set-up code", "make administrator", "set-up step", "log in"} <= {entry[0] for entry in entries}
    assert code not in str(entries)
    assert not SetupCode.objects.filter(code_hash__icontains=code).exists()


# The pages


@pytest.mark.usefixtures("database")
def test_once_there_is_an_administrator_the_pages_are_for_those_of_the_city() -> None:
    administrator = staff(Role.ADMINISTRATOR)
    paths = ["/setup/", "/setup/site/", "/setup/findings/"]
    for path in paths:
        assert Client().get(path)["Location"].startswith("/login/")
        assert browser_of(staff(Role.HEAD)).get(path).status_code == 403
        assert browser_of(staff(Role.ADMINISTRATOR, [a_street()])).get(path).status_code == 403
    half = Client()
    half.force_login(administrator)
    assert half.get("/setup/")["Location"].startswith("/second-factor/")
    client = browser_of(administrator)
    assert [client.get(path).status_code for path in paths] == [200, 200, 200]
    assert client.get("/setup/nothing/").status_code == 404
    assert Client().post("/setup/site/save/", {})["Location"].startswith("/login/")
    assert client.get("/setup/site/save/")["Location"] == "../"


GOOD: dict[str, dict[str, Any]] = {
    "site": {"name[zh-Hans]": "幸福街道服务中心", "code": "xingfu", "time_zone": "Asia/Shanghai"},
    "windows": {"count": "2"},
    "staff": {"username": "wang", "last_name": "王", "role": "window", "password": "kq7fzt4hw2mp"},
    "hours": {
        "weekdays": ["0", "4"],
        "morning_starts": "09:00",
        "morning_ends": "12:00",
        "minutes": "30",
        "places": "2",
    },
    "holidays": {"day": "2099-05-04", "working": "no", "name": "停电"},
    "kiosk": {"kiosk": "lobby-1"},
}
BAD: list[tuple[str, dict[str, Any]]] = [
    ("site", {"name[zh-Hans]": ""}),
    ("site", {"name[zh-Hans]": "长" * 200}),
    ("site", {"code": "Bad Code"}),
    ("site", {"time_zone": "Mars/Olympus"}),
    ("windows", {"count": "0"}),
    ("windows", {"count": "9" * 30}),
    ("windows", {"count": "many"}),
    ("staff", {"username": "no spaces"}),
    ("staff", {"password": "short"}),
    ("staff", {"role": "clerk"}),
    ("staff", {"role": "emperor"}),
    ("staff", {"departments": ["nobody"]}),
    ("hours", {"weekdays": []}),
    ("hours", {"morning_starts": "13:00"}),
    ("hours", {"morning_ends": ""}),
    ("hours", {"morning_starts": "", "morning_ends": ""}),
    ("hours", {"afternoon_starts": "11:00", "afternoon_ends": "17:00"}),
    ("hours", {"minutes": "0"}),
    ("hours", {"places": "100000"}),
    ("holidays", {"day": "2099-02-30"}),
    ("holidays", {"name": "长" * 61}),
    ("kiosk", {"kiosk": ""}),
    ("kiosk", {"kiosk": "大厅"}),
]


def count_rows() -> list[int]:
    return [model.objects.count() for model in (User, Window, OfficeHours, SpecialDay, EnrolmentCode)]


@pytest.mark.usefixtures("database")
def test_bad_input_at_each_step_changes_nothing_and_says_what_is_wrong() -> None:
    client, before = browser_of(staff(Role.ADMINISTRATOR)), Site.objects.get(pk=MAIN).code
    rows = count_rows()
    for name, changes in BAD:
        page = client.post(f"/setup/{name}/save/", GOOD[name] | changes)
        assert page.status_code == 200, (name, changes)
        assert 'role="alert"' in page.content.decode(), (name, changes)
        assert count_rows() == rows, (name, changes)
    assert Site.objects.get(pk=MAIN).code == before
    none = client.post("/setup/items/save/", {})
    assert 'role="alert"' in none.content.decode()
    assert Item.objects.filter(offered=True).exists()


@pytest.mark.usefixtures("database")
def test_the_steps_lead_to_a_hub_that_can_call_and_a_second_click_changes_nothing() -> None:
    administrator = staff(Role.ADMINISTRATOR)
    client = browser_of(administrator)
    assert "服务中心、窗口、工作人员" in client.get("/setup/").content.decode()
    assert client.post("/setup/finish/").status_code == 302
    assert not progress.is_finished()
    for name, form in GOOD.items():
        first = client.post(f"/setup/{name}/save/", form)
        rows = count_rows()
        second = client.post(f"/setup/{name}/save/", form | also_sent(name))
        assert first.status_code in (200, 302)
        assert 'role="alert"' not in second.content.decode(), name
        assert name == "kiosk" or count_rows() == rows
        assert step_of(name) == "done"
    assert Site.objects.get(pk=MAIN).name.root["zh-Hans"] == "幸福街道服务中心"
    assert [str(window) for window in Window.objects.all()] == ["1号窗口", "2号窗口"]
    assert SpecialDay.objects.get().day == date(2099, 5, 4)
    wang = User.objects.get(username="wang")
    assert wang.staff_profile.password_set_by == administrator
    assert client.post("/setup/finish/").status_code == 302
    assert progress.is_finished()
    page = client.get("/setup/").content.decode()
    assert "/display/xingfu/" in page
    assert f"/console/windows/{Window.objects.all()[0].pk}/" in page
    recorded = AuditEntry.objects.filter(action="set-up step").values_list("subject", flat=True)
    assert {f"set-up {name}" for name in (*GOOD, "finished")} <= set(recorded)


def also_sent(name: str) -> dict[str, Any]:
    """Returns what the windows' form holds the second time."""
    if name != "windows":
        return {}
    services = [service.code for service in Window.objects.all()[0].services.all()]
    names = {f"name_{window.pk}[zh-Hans]": str(window) for window in Window.objects.all()}
    return names | {f"services_{window.pk}": services for window in Window.objects.all()}


@pytest.mark.usefixtures("database")
def test_two_windows_of_one_name_are_refused_at_their_form() -> None:
    client = browser_of(staff(Role.ADMINISTRATOR))
    client.post("/setup/windows/save/", {"count": "2"})
    form = also_sent("windows") | {f"name_{window.pk}[zh-Hans]": "同名" for window in Window.objects.all()}
    assert "名称相同" in client.post("/setup/windows/save/", form | {"count": "2"}).content.decode()
    assert [str(window) for window in Window.objects.all()] == ["1号窗口", "2号窗口"]


@pytest.mark.usefixtures("database")
def test_items_that_are_not_ticked_are_offered_no_more() -> None:
    client = browser_of(staff(Role.ADMINISTRATOR))
    item = Item.objects.select_related("department").filter(offered=True)[0]
    sent = client.post("/setup/items/save/", {item.department.code: [item.code]})
    assert sent["Location"] == "/setup/windows/"
    assert list(Item.objects.filter(offered=True)) == [item]


@pytest.mark.usefixtures("database")
def test_a_name_that_is_taken_is_refused_and_nobody_gets_anothers_account() -> None:
    client = browser_of(staff(Role.ADMINISTRATOR))
    known = staff(Role.WINDOW)
    page = client.post("/setup/staff/save/", GOOD["staff"] | {"username": known.username, "password": PASSWORD})
    assert 'role="alert"' in page.content.decode()
    client.post("/setup/staff/save/", GOOD["staff"])
    other = client.post("/setup/staff/save/", GOOD["staff"] | {"password": "an other phrase"})
    assert 'role="alert"' in other.content.decode()
    assert User.objects.get(username="wang").check_password(GOOD["staff"]["password"])


@pytest.mark.usefixtures("database")
def test_what_is_optional_may_be_skipped_and_nothing_else() -> None:
    client = browser_of(staff(Role.ADMINISTRATOR))
    for name, rule in progress.STEPS.items():
        if name == progress.ADMINISTRATOR:
            continue
        status = client.post(f"/setup/{name}/skip/").status_code
        assert status == (404 if rule.required else 302)
        assert (step_of(name) == "skipped") is not rule.required or step_of(name) == "done"


@pytest.mark.usefixtures("database")
def test_a_special_day_is_corrected_and_taken_away() -> None:
    client = browser_of(staff(Role.ADMINISTRATOR))
    client.post("/setup/holidays/save/", GOOD["holidays"])
    client.post("/setup/holidays/save/", GOOD["holidays"] | {"working": "yes"})
    row = SpecialDay.objects.get()
    assert row.working
    client.post(f"/setup/holidays/{row.pk}/remove/")
    assert client.post(f"/setup/holidays/{row.pk}/remove/").status_code == 302  # clicked twice
    assert not SpecialDay.objects.exists()


@pytest.mark.usefixtures("database")
def test_every_check_has_words_and_is_shown_beside_the_steps() -> None:
    names = {point.name for point in assess(timezone.now())}
    assert names == WORDS["check"].keys() == WORDS["remedy"].keys()
    page = browser_of(staff(Role.ADMINISTRATOR)).get("/setup/findings/").content.decode()
    assert "加密连接" in page
    assert "HUB_ORIGIN" in page
