"""A reader of the database (a replica, last night's file) opens nothing with what they read, and reads no words that
somebody wrote of a resident."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from hub.audit.models import AuditEntry
from hub.cases.models import Case, MissingPaper, Task, TimelineEntry
from hub.catalogue.models import Department, Service
from hub.kiosks.models import Site
from hub.queues.models import Ticket, Window
from hub.staff.devices import AuthenticatorApp
from hub.staff.models import Role
from tests.hub.caller import Kiosk, as_json
from tests.hub.people import staff
from tests.hub.sample import a_submission
from tests.hub.test_login import PASSWORD, code_now, log_in

WORDS = {
    "accept": "联系人电话13899990001",
    "paper": "丈夫的离婚协议",
    "hand on": "此人去年闹过访",
    "ask": "请查其精神病史",
    "finding": "名下另有房产一处",
    "hold": "去取低保证了",
}


def dump() -> Iterator[tuple[str, str]]:
    """Yields every cell of every table, as text, by table and column."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
            for row in cursor.fetchall():
                yield from ((f"{table}.{name}", as_text(cell)) for name, cell in zip(names, row, strict=True))


def as_text(cell: object) -> str:
    if isinstance(cell, bytes | memoryview):
        return bytes(cell).decode("utf-8", errors="replace")
    return str(cell).encode().decode("unicode-escape", errors="replace") if "\\u" in str(cell) else str(cell)


def places_of(secret: str) -> list[str]:
    return sorted({place for place, text in CELLS if secret in text})


CELLS: list[tuple[str, str]] = []


@pytest.fixture
def day(kiosk: Kiosk) -> dict[str, str]:
    """A day at the centre. Returns what is to be found nowhere."""
    head, browser = staff(Role.HEAD), Client()
    secrets = {"mistyped password": "horse-battery-9", **WORDS}
    browser.post("/login/", {"username": "horse-battery-9", "password": "x"})
    log_in(browser, head)
    browser.get("/second-factor/")
    app = AuthenticatorApp.objects.get(user=head)
    page = browser.post("/second-factor/", {"code": code_now(app)}).content.decode()
    codes = [part.partition("</code>")[0] for part in page.split("<li><code>")[1:]]
    assert len(codes) == 8
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    secrets |= {"cookie": cookie, "secret": app.secret} | {f"code {n}": code for n, code in enumerate(codes)}
    _work_a_case(kiosk, browser)
    _hold_a_ticket(browser)
    return secrets


def _work_a_case(kiosk: Kiosk, browser: Client) -> None:
    submission = a_submission()
    kiosk.post("submissions", submission)
    case = Case.objects.get(pk=submission.id)
    address = f"/api/v1/casework/{case.code}"

    def post(path: str, body: object) -> None:
        answer = browser.post(f"{address}/{path}", as_json(body), "application/json")
        assert answer.status_code == 200, answer.content.decode()

    words = {kind: {"zh-Hans": text} for kind, text in WORDS.items()}
    post("move", {"move": "accept", "words": words["accept"]})
    other = staff(Role.HEAD)
    civil = Department.objects.get(code="civil")
    post("tasks", {"department": civil.code, "name": words["ask"]})
    task = Task.objects.get(case=case, step=None)
    post(f"tasks/{task.pk}/done", {"finding": words["finding"]})
    post("supplement", {"papers": [words["paper"]]})
    post("hand-on", {"to": other.username, "note": words["hand on"]})
    notes = [entry.note.in_locale("zh-Hans") for entry in TimelineEntry.objects.filter(case=case)]
    assert {WORDS["accept"], WORDS["hand on"]} <= set(notes)
    assert MissingPaper.objects.get(supplement__case=case).name.in_locale("zh-Hans") == WORDS["paper"]


def _hold_a_ticket(browser: Client) -> None:
    window = Window.objects.create(site=Site.objects.get(pk=1), name="1号窗口")
    window.services.add(Service.objects.get(code="advice"))
    post = f"/api/v1/windows/{window.pk}"
    ticket = uuid4()
    sent = {"id": str(ticket), "service": "advice"}
    assert (
        browser.post(f"/api/v1/sites/{window.site.code}/tickets", as_json(sent), "application/json").status_code == 200
    )
    assert browser.post(f"{post}/open", b"{}", "application/json").status_code == 200
    called = browser.post(f"{post}/next", b"", "application/json")
    assert called.status_code == 200, called.content.decode()
    held = {"ticket": str(ticket), "note": WORDS["hold"]}
    assert browser.post(f"{post}/hold", as_json(held), "application/json").status_code == 200
    assert Ticket.objects.get(pk=ticket).note == WORDS["hold"]


def test_nothing_that_was_typed_stands_in_any_table(day: dict[str, str]) -> None:
    CELLS[:] = list(dump())
    assert len(CELLS) > 1000
    assert {name: places for name, secret in day.items() if (places := places_of(secret))} == {}
    assert places_of(PASSWORD) == []
    assert AuditEntry.objects.filter(action="fail to log in").exists()


def test_what_stands_in_the_table_of_sessions_is_no_cookie(day: dict[str, str]) -> None:
    key = next(text for place, text in dump() if place == "django_session.session_key")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert thief.get("/console/cases/").status_code == 302
    owner = Client()
    owner.cookies[settings.SESSION_COOKIE_NAME] = day["cookie"]
    assert owner.get("/console/cases/").status_code == 200


def test_a_session_that_was_put_in_the_place_of_another_is_nobodys(day: dict[str, str]) -> None:
    clerk = Client()
    log_in(clerk, staff(Role.CLERK))
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM django_session ORDER BY expire_date LIMIT 1")
        cursor.execute("UPDATE django_session SET session_data = %s", [cursor.fetchone()[0]])
    assert clerk.get("/console/").status_code == 302
