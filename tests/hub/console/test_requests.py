"""Requests to the directory, on their page."""

from uuid import uuid4

import pytest
from django.utils import timezone

from contract import channels as c
from hub.audit.models import AuditEntry as Trace
from hub.channels import directory
from hub.channels.models import Entry, Request
from hub.kiosks.models import Kiosk
from hub.staff.models import Role
from tests.hub.console.reader import Reader
from tests.hub.people import a_street, staff

pytestmark = pytest.mark.usefixtures("database", "kiosk")


@pytest.fixture
def wish() -> Request:
    kiosk, now = Kiosk.objects.latest("pk"), timezone.now()
    entry = Entry.objects.create(area=kiosk.site.area, kind="convenience", name="助老餐厅", requests=True)
    asked = c.EntryRequest(
        id=uuid4(), entry=entry.pk, name="赵㐂䶮", phone="13912345678", wish="每天午餐", asked_at=now
    )
    return directory.ask(asked, kiosk, now)


def test_a_request_is_taken_on_and_done(wish: Request) -> None:
    head = Reader(staff(Role.HEAD))
    assert "每天午餐" in head.page("requests/")
    assert Trace.objects.filter(action="read requests").exists()
    assert "已承接" in head.send(f"requests/{wish.code}/", {"state": "taken", "note": "明天起送"})
    head.send(f"requests/{wish.code}/", {"state": "done"})
    assert "每天午餐" not in head.page("requests/")
    assert "每天午餐" in head.page("requests/?all")
    assert 'role="alert"' in head.send(f"requests/{wish.code}/", {"state": "taken"})


def test_nonsense_changes_nothing_and_others_do_not_see_it(wish: Request) -> None:
    assert 'role="alert"' in Reader(staff(Role.HEAD)).send(f"requests/{wish.code}/", {"state": "eaten"})
    assert Request.objects.get().state == "new"
    Reader(staff(Role.HEAD, [a_street()])).send(f"requests/{wish.code}/", {"state": "done"}, status=404)
    Reader(staff(Role.WINDOW)).page("requests/", status=403)
