"""The window's page."""

from uuid import uuid4

import pytest
from django.utils import timezone

from hub.kiosks.models import Site
from hub.queues.models import Ticket, Window
from hub.residents.services import get_or_register
from hub.staff.models import Role
from tests.hub.console.reader import Reader
from tests.hub.halls import a_window, queue_up
from tests.hub.people import a_street, staff
from tests.hub.sample import a_number, a_person

pytestmark = pytest.mark.usefixtures("database")


def current(page: str) -> str:
    return page.split('id="current">')[1].split("<", maxsplit=1)[0]


def test_a_morning_at_a_window() -> None:
    first, second = queue_up(timezone.now()), queue_up(timezone.now())
    window, clerk = a_window(["advice"])
    browser, here = Reader(clerk), f"windows/{window.pk}/"
    assert current(browser.page("windows/")) == "—"
    assert current(browser.send(f"{here}next/")) == first.number
    one, two = {"ticket": first.pk}, {"ticket": second.pk}
    browser.send(f"{here}recall/", one)
    assert 'id="miss"' in browser.send(f"{here}recall/", one)
    page = browser.send(f"{here}hold/", {**one, "note": "复印户口簿"})
    assert "复印户口簿" in page
    assert current(browser.send(f"{here}call/{first.pk}/")) == first.number
    assert current(browser.send(f"{here}finish_next/", one)) == second.number
    pressed_twice = browser.send(f"{here}finish_next/", one)
    assert current(pressed_twice) == second.number
    assert 'role="alert"' in pressed_twice
    assert current(browser.send(f"{here}transfer/", {**two, "to": "service:bulk"})) == "—"
    assert Ticket.objects.get(pk=second.pk).service.code == "bulk"
    assert Ticket.objects.get(pk=first.pk).state == "served"
    browser.send(f"{here}close/")
    assert Window.objects.get(pk=window.pk).staff is None


def test_who_missed_three_calls_comes_back() -> None:
    ticket = queue_up(timezone.now())
    window, clerk = a_window(["advice"])
    browser, here = Reader(clerk), f"windows/{window.pk}/"
    for move in ("next", "recall", "recall", "miss"):
        browser.send(f"{here}{move}/", {"ticket": ticket.pk})
    assert Ticket.objects.get(pk=ticket.pk).state == "missed"
    browser.send(f"{here}back/{ticket.pk}/")
    assert Ticket.objects.get(pk=ticket.pk).state == "waiting"


def test_the_visit_of_the_called_number_is_opened_by_the_card() -> None:
    ticket = queue_up(timezone.now())
    window, clerk = a_window(["advice"])
    browser, here = Reader(clerk), f"windows/{window.pk}/"
    assert 'id="visit"' not in browser.page(here)
    page = browser.send(f"{here}next/")
    assert f'name="ground_value" value="{ticket.number}"' in page
    opening = {"by": "number", "wanted": a_number(), "ground": "ticket", "ground_value": ticket.number}
    get_or_register(a_person(), timezone.now(), timezone.localdate())
    assert 'id="matters"' in browser.send("people/find/", opening)
    assert 'role="alert"' in browser.send("people/find/", {**opening, "ground_value": "Z999"})


def test_where_the_clerk_is_sure_one_call_is_enough() -> None:
    ticket = queue_up(timezone.now())
    window, clerk = a_window(["advice"])
    browser, here = Reader(clerk), f"windows/{window.pk}/"
    assert 'id="miss-early"' in browser.send(f"{here}next/")
    assert 'role="alert"' in browser.send(f"{here}miss/", {"ticket": ticket.pk})
    assert Ticket.objects.get(pk=ticket.pk).state == "called"
    assert current(browser.send(f"{here}miss/", {"ticket": ticket.pk, "sure": "yes"})) == "—"
    assert Ticket.objects.get(pk=ticket.pk).state == "missed"


def test_a_number_by_hand_is_given_once_however_often_the_button_is_pressed() -> None:
    window, clerk = a_window(["advice"])
    browser, form = Reader(clerk), {"id": str(uuid4()), "service": "advice", "priority": "urgent"}
    for _press in range(2):
        page = browser.send(f"windows/{window.pk}/issue/", form)
    number = Ticket.objects.get(pk=form["id"]).number
    assert number in page
    assert Ticket.objects.filter(site=window.site_id).count() == 1


def test_what_is_not_possible_is_said_and_changes_nothing() -> None:
    window, clerk = a_window(["advice"])
    browser, here = Reader(clerk), f"windows/{window.pk}/"
    forms: dict[str, dict[str, object]] = {"finish": {}, "transfer": {"to": "window:9"}, "issue": {"id": "x"}}
    for move, form in forms.items():
        assert 'role="alert"' in browser.send(f"{here}{move}/", form)
    assert "没有人" in browser.send(f"{here}next/")
    browser.send(f"{here}dance/", status=404)


def test_a_window_elsewhere_is_not_there() -> None:
    elsewhere = Site.objects.create(code="elsewhere", name="别处", area=a_street())
    window = Window.objects.create(site=elsewhere, name="1号窗口")
    browser = Reader(staff(Role.WINDOW, [a_street()]))
    browser.page(f"windows/{window.pk}/", 404)
    browser.send(f"windows/{window.pk}/open/", status=404)
    assert "别处" not in browser.page("windows/")


def test_a_colleague_takes_the_window_over() -> None:
    window, _clerk = a_window(["advice"])
    browser = Reader(staff(Role.WINDOW))
    assert 'id="next"' not in browser.page(f"windows/{window.pk}/")
    assert 'id="next"' in browser.send(f"windows/{window.pk}/open/")
