"""A hub of commit 0a15b02 with data in it is upgraded: nothing is lost, and work goes on."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from contract.catalogue import Catalogue
from contract.text import Text
from tests.hub.hub_process import hub_process
from tests.upgrade.restored import Installation, installation, kiosk_data

WORDINGS = (
    "items", "fields", "departments", "areas", "services", "purposes", "notices", "directory", "windows", "sites",
    "commands", "tasks", "papers", "timeline",
)  # fmt: skip
SEALED = ("cases", "residents", "facts", "questions", "tickets")
MOVED = {  # tables that have another name today
    "cases_specialday": ("calendar_specialday", "cases_specialday"),
    "cases_calendarchange": ("calendar_calendarchange", "cases_calendarchange"),
}
DECIDE = """
import os, django; os.environ["DJANGO_SETTINGS_MODULE"] = "hub.settings"; django.setup()
from django.contrib.auth.models import User
from django.utils import timezone
from contract.text import Text
from hub.cases import handling, tasks
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.cases.selectors import detail
case = next(case for case in Case.objects.filter(state="accepted").order_by("pk")
            if not case.tasks.filter(state="open").exclude(department=case.department).exists())
by = Actor(staff=User.objects.get(username="clerk"))
while task := case.tasks.filter(state="open").first():
    tasks.finish(task, Text({"zh-Hans": "属实"}), by, timezone.now())
case = handling.decide(case, Text({"zh-Hans": "同意", "en": "Granted"}), by, timezone.now())
print(detail(case).timeline[-1].model_dump_json())
"""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def hub(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Upgraded."""
    with installation(request.param, tmp_path_factory.mktemp("hub")) as restored:
        restored.migrate()
        yield restored


@pytest.fixture(scope="module")
def now(hub: Installation) -> dict[str, Any]:
    """Returns what is in it before a test has worked with it."""
    return hub.now()


def test_every_row_is_there(hub: Installation, now: dict[str, Any]) -> None:
    counts = now["tables"]
    for table, count in hub.then["tables"].items():
        names = [name for name in MOVED.get(table, (table,)) if name in counts]
        assert names, table
        # one for each model, a purpose that is new, and the change of the calendar that the upgrade is itself
        grown = ("auth_permission", "django_content_type", "residents_purpose", "cases_calendarchange")
        assert counts[names[0]] >= count if table in grown else counts[names[0]] == count, table


@pytest.mark.parametrize("what", WORDINGS)
def test_each_wording_is_there_in_both_languages(hub: Installation, now: dict[str, Any], what: str) -> None:
    assert hub.then[what]
    assert {key: now[what][key] for key in hub.then[what]} == hub.then[what]


@pytest.mark.parametrize("what", SEALED)
def test_what_was_sealed_opens_and_is_the_same(hub: Installation, now: dict[str, Any], what: str) -> None:
    assert hub.then[what]
    assert now[what] == hub.then[what]


@pytest.mark.parametrize("what", ["answers", "findings"])
def test_sealed_wordings_open(hub: Installation, now: dict[str, Any], what: str) -> None:
    assert hub.then[what]
    assert by_locale(now[what]) == by_locale(hub.then[what])


def by_locale(texts: dict[str, Any]) -> dict[str, Text]:
    return {key: Text.model_validate(text or {}) for key, text in texts.items()}


def test_a_second_upgrade_changes_nothing(hub: Installation, now: dict[str, Any]) -> None:
    hub.migrate()
    assert hub.now() == now


def test_the_audit_log_verifies(hub: Installation) -> None:
    done = hub.run("audit", "verify")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_case_of_then_is_decided(hub: Installation, now: dict[str, Any]) -> None:
    entry = json.loads(hub.python(DECIDE))
    assert entry["state"] == "decided"


def test_the_kiosk_of_then_gets_the_catalogue_and_a_number(
    hub: Installation, now: dict[str, Any], tmp_path: Path
) -> None:
    """With the token that it has; the hub of the SQLite file has given it, and the other knows another one's."""
    token = (kiosk_data(tmp_path) / "hub.token").read_text()
    if not hub.url.startswith("sqlite"):
        token = json.loads(hub.run("kiosk", "renew", "hall-3", "--json").stdout)["token"]
    with hub_process(hub.url, hub.keys) as port:
        catalogue = Catalogue.model_validate_json(call(port, token, "catalogue"))
        names = {item.code: item.name for item in catalogue.items}
        assert {code: names[code] for code in names} == {
            code: Text({"zh-Hans": hub.then["items"][code][0], "en": hub.then["items"][code][1]}) for code in names
        }
        wanted = {"id": str(uuid4()), "service": catalogue.services[0].code}
        assert json.loads(call(port, token, "tickets", wanted))["state"] == "reserved"
        shown = json.loads(call(port, token, "directory"))["entries"]
        assert "本市食堂" in json.dumps(shown, ensure_ascii=False)


def call(port: int, token: str, path: str, body: object = None) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    content = None if body is None else json.dumps(body)
    connection.request("GET" if body is None else "POST", f"/api/v1/{path}", content, headers)
    response = connection.getresponse()
    answer = response.read()
    assert response.status in (200, 201), answer.decode()
    return answer
