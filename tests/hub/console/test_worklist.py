"""The worklist: whose cases, narrowed, counted, and handed on together."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from hub.audit.models import AuditEntry, Finding
from hub.cases.models import Case, SavedList
from hub.cases.services import submit
from hub.catalogue.models import Department
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk
from hub.staff.models import Role
from tests.hub.console.reader import Reader
from tests.hub.people import a_department, staff
from tests.hub.sample import GRANT, REPORT, a_person, a_submission

LIST = "cases/?list=department"


@pytest.fixture
def cases(database: None) -> list[Case]:
    """Three handed in on three days: two of one item, a report of nobody's."""
    kiosks.add("the lobby's")
    kiosk, now = Kiosk.objects.get(name="the lobby's"), timezone.now()
    nobodys = {"item": REPORT, "applicant": None, "answers": {"what": "路灯坏了"}}
    made = []
    for days, changes in enumerate(({}, {"applicant": a_person(name="钱子")}, nobodys), 1):
        at = now - timedelta(days=days)
        submission = a_submission(stated_at=at, submitted_at=at, **changes)  # type: ignore[arg-type]
        submit(submission, kiosk, at)
        made.append(Case.objects.get(pk=submission.id))
    return made


@pytest.fixture
def head(database: None) -> Reader:
    return Reader(staff(Role.HEAD))


def listed(page: str, cases: list[Case]) -> list[int]:
    """Which of the cases stand in the list, in its order."""
    places = {page.index(case.code): number for number, case in enumerate(cases) if case.code in page}
    return [places[place] for place in sorted(places)]


def test_it_says_whose_cases_they_are_and_shows_no_name(cases: list[Case], head: Reader) -> None:
    page = head.page(LIST)
    assert "赵**" in page
    assert "钱*" in page
    assert not any(name in page for name in ("赵㐂䶮", "钱子"))
    assert "共3件" in page
    Case.objects.filter(pk=cases[0].pk).update(privacy="confidential")
    assert "赵**" not in head.page(LIST)


def test_it_is_narrowed_by_item_state_limit_and_area_and_sorted(cases: list[Case], head: Reader) -> None:
    past = timezone.localdate() - timedelta(days=9)
    Case.objects.filter(pk=cases[1].pk).update(due_by=past, amber_from=past, state="accepted")
    assert listed(head.page(f"{LIST}&item={GRANT}"), cases) == [1, 0]
    assert listed(head.page(f"{LIST}&state=accepted"), cases) == [1]
    assert listed(head.page(f"{LIST}&colour=red"), cases) == [1]
    assert listed(head.page(f"{LIST}&colour=still"), cases) == []
    assert listed(head.page(f"{LIST}&area=nowhere"), cases) == []
    assert listed(head.page(f"{LIST}&order=submitted"), cases) == [2, 1, 0]
    assert listed(head.page(f"{LIST}&state=nonsense&colour=blue&order=up"), cases) != []
    assert 'role="alert"' in head.page(f"{LIST}&order=submitted&after=9999-12-31T23:59:59-12:00_x")


def test_a_confidential_case_is_not_found_by_its_item(cases: list[Case], head: Reader) -> None:
    Case.objects.update(privacy="confidential")
    assert listed(head.page(f"{LIST}&item={GRANT}"), cases) == []
    assert len(listed(head.page(LIST), cases)) == 3


def test_a_row_written_past_the_hub_has_no_name_and_stops_nobody(cases: list[Case], head: Reader) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case SET applicant = (SELECT applicant FROM cases_case WHERE code = %s) WHERE code = %s",
            [cases[1].code, cases[0].code],
        )
    page = head.page(LIST)
    assert len(listed(page, cases)) == 3
    assert page.count("钱*") == 1
    assert Finding.objects.exists()


def test_ticked_cases_are_handed_on_together_and_what_cannot_be_is_named(cases: list[Case], head: Reader) -> None:
    civil = Department.objects.get(code="civil")
    clerk, stranger = staff(Role.CLERK, departments=[civil]), staff(Role.CLERK, departments=[a_department("住建")])
    codes = [case.code for case in cases[:2]]
    page = head.send("cases/hand-on/", {"list": "department", "case": [*codes, "0000-0000-0000"], "to": clerk.username})
    assert "已转交2件" in page
    assert "0000-0000-0000" in page
    assert set(Case.objects.filter(code__in=codes).values_list("responsible", flat=True)) == {clerk.pk}
    assert AuditEntry.objects.filter(action="handed_on case").count() == 2
    assert 'role="alert"' in head.send("cases/hand-on/", {"list": "department", "case": codes, "to": stranger.username})
    assert "请先勾选" in head.send("cases/hand-on/", {"list": "department", "to": clerk.username})
    assert set(Case.objects.filter(code__in=codes).values_list("responsible", flat=True)) == {clerk.pk}


def test_a_narrowed_list_is_saved_under_a_name_and_is_ones_own(cases: list[Case], head: Reader) -> None:
    narrowed = {"list": "department", "item": GRANT, "order": "submitted"}
    page = head.send("cases/saved/", {**narrowed, "name": " 补助 "})
    assert "已保存" in page
    assert listed(page, cases) == [1, 0]
    assert ">补助</a>" in head.page("cases/")
    head.send("cases/saved/", {"list": "overdue", "name": "补助"})
    saved = SavedList.objects.get(user=head.user)
    assert (saved.name, saved.parameters) == ("补助", "list=overdue")
    other = Reader(staff(Role.HEAD))
    assert "补助</a>" not in other.page("cases/")
    other.send(f"cases/saved/{saved.pk}/delete/")
    head.send(f"cases/saved/{2**63}/delete/")
    assert SavedList.objects.count() == 1
    head.send(f"cases/saved/{saved.pk}/delete/")
    assert not SavedList.objects.exists()


def test_a_list_without_a_name_and_one_too_many_are_refused(cases: list[Case], head: Reader) -> None:
    assert 'role="alert"' in head.send("cases/saved/", {"list": "department", "name": " "})
    for number in range(12):
        SavedList.objects.create(user=head.user, name=str(number), parameters="list=mine")
    assert 'role="alert"' in head.send("cases/saved/", {"list": "department", "name": "13"})
    assert SavedList.objects.count() == 12
