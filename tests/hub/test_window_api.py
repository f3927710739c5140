"""Covers what a window program says to the hub, and who may say it."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from hub.kiosks.models import Site
from hub.queues.models import Window
from hub.staff.models import Role
from tests.hub.halls import a_window, queue_up
from tests.hub.office import Desk
from tests.hub.people import a_street, staff
from tests.hub.signed_in import browser_of

pytestmark = pytest.mark.usefixtures("database")


def test_a_morning_at_a_window() -> None:
    first, second = queue_up(timezone.now()), queue_up(timezone.now())
    window, clerk = a_window(["advice"])
    desk, at = Desk(clerk), f"windows/{window.pk}"
    one, two = {"ticket": str(first.pk)}, {"ticket": str(second.pk)}
    assert desk.post(f"{at}/open") == (200, {"current": None})
    assert desk.post(f"{at}/next")[1]["current"]["number"] == first.number
    assert desk.post(f"{at}/next")[0] == 409
    assert desk.post(f"{at}/recall", one)[1]["current"]["calls"] == 2
    assert desk.post(f"{at}/miss", one)[0] == 409
    assert desk.post(f"{at}/hold", {**one, "note": "复印"})[1]["state"] == "held"
    assert desk.post(f"{at}/call", one)[1]["current"]["number"] == first.number
    assert desk.post(f"{at}/transfer", {**one, "service": "nothing"})[0] == 422
    assert desk.post(f"{at}/transfer", {**one, "service": "bulk"})[1]["service"] == "bulk"
    assert desk.post(f"{at}/next")[1]["current"]["number"] == second.number
    assert desk.post(f"{at}/return", two)[1]["state"] == "waiting"
    assert desk.post(f"{at}/next")[0] == 200
    assert desk.post(f"{at}/next", one)[0] == 409
    assert desk.post(f"{at}/next", two) == (200, {"current": None})
    assert desk.post(f"{at}/finish", two)[0] == 409
    assert desk.post(f"{at}/close")[0] == 200


def test_the_hall_at_a_glance() -> None:
    queue_up(timezone.now())
    window, clerk = a_window(["advice"])
    desk = Desk(clerk)
    desk.post("sites/centre/tickets", {"id": str(uuid4()), "service": "bulk", "priority": "urgent"})
    desk.post(f"windows/{window.pk}/next")
    views = {view["id"]: view for view in desk.get("sites/centre/windows")[1]["windows"]}
    assert (views[window.pk]["staff"], views[window.pk]["current"]["calls"]) == (clerk.username, 1)
    waiting = desk.get("sites/centre/queue")[1]["waiting"][0]
    assert (waiting["service"], waiting["priority"]) == ("bulk", "urgent")
    assert desk.post(f"sites/centre/tickets/{waiting['id']}/return")[0] == 409


def test_outside_ones_areas_there_is_no_window() -> None:
    elsewhere = Site.objects.create(code="elsewhere", name="别处", area=a_street())
    window = Window.objects.create(site=elsewhere, name="1号窗口")
    desk = Desk(staff(Role.WINDOW, [a_street()]))
    for path in (f"windows/{window.pk}/next", f"windows/{2**70}/next", "sites/elsewhere/tickets"):
        body = {"id": str(uuid4()), "service": "advice"} if path.endswith("tickets") else None
        assert desk.post(path, body)[0] == 404
    assert desk.get("sites/elsewhere/queue")[0] == 404


@pytest.mark.parametrize(("role", "status"), [(Role.ASSESSOR, 403), (Role.TECHNICIAN, 403), (Role.HEAD, 409)])
def test_a_role_that_calls_nobody_is_refused(role: Role, status: int) -> None:
    window, _ = a_window(["advice"])
    assert Desk(staff(role)).post(f"windows/{window.pk}/next")[0] == status


def test_a_stranger_and_a_kiosk_call_nobody() -> None:
    window, _ = a_window(["advice"])
    response = Client().post(f"/api/v1/windows/{window.pk}/next", b"", "application/json")
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")


def test_a_forged_page_moves_nothing() -> None:
    window, clerk = a_window(["advice"])
    browser = browser_of(clerk, Client(enforce_csrf_checks=True))
    assert browser.post(f"/api/v1/windows/{window.pk}/next", b"", "application/json").status_code == 403
