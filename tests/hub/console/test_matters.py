"""From a person to all that they have here: cases, missing papers, appointments, numbers, questions."""

import json
from uuid import uuid4

import pytest
from django.utils import timezone

from contract.catalogue import NEUTRAL_NAME
from hub.audit.models import AuditEntry
from hub.cases.models import Case
from hub.catalogue.models import Department
from hub.staff.models import Role
from languages.registry import DEFAULT
from tests.hub.caller import Kiosk
from tests.hub.console.page_forms import form_to
from tests.hub.console.reader import Reader
from tests.hub.console.test_people import SON, find
from tests.hub.people import a_department, a_street, staff
from tests.hub.sample import GRANT, a_number, a_person, a_submission


@pytest.fixture
def window(kiosk: Kiosk) -> Reader:
    kiosk.post("submissions", a_submission())
    kiosk.post("submissions", a_submission(applicant=a_person(number=SON, name="钱子")))
    return Reader(staff(Role.WINDOW))


def case_of(number: str) -> Case:
    return next(case for case in Case.objects.all() if case.resident is not None and case.resident.number == number)


def test_who_lost_the_slip_is_told_of_their_case_by_the_card_alone(window: Reader) -> None:
    page = find(window, "number", a_number())
    case, others = case_of(a_number()), case_of(SON)
    assert f"/console/cases/{case.code}/" in page
    assert "临时补助" in page
    assert others.code not in page
    entry = AuditEntry.objects.filter(action="find cases").latest("id")
    assert json.loads(entry.detail)["codes"] == [case.code]
    assert a_number() not in entry.subject + entry.detail


def test_cases_of_other_areas_and_departments_stay_out_of_sight(window: Reader) -> None:
    code = case_of(a_number()).code
    for user in (staff(Role.WINDOW, [a_street()]), staff(Role.CLERK, departments=[a_department("住建")])):
        page = find(Reader(user), "number", a_number())
        assert "没有您可以查看的办件" in page
        assert code not in page


def test_a_confidential_case_stands_under_a_neutral_name(window: Reader) -> None:
    Case.objects.update(privacy="confidential")
    cases = find(window, "number", a_number()).split('id="matters"')[1].split("</section>")[0]
    assert NEUTRAL_NAME.root[DEFAULT] in cases
    assert "临时补助" not in cases


def test_missing_papers_are_ticked_where_the_person_stands(window: Reader) -> None:
    case = case_of(a_number())
    clerk = Reader(staff(Role.CLERK, departments=[Department.objects.get(code="civil")]))
    clerk.send(f"cases/{case.code}/want/", {"papers": "户口簿"})
    page = find(window, "number", a_number())
    paper = case.supplement.papers.get()
    assert f'name="paper" value="{paper.pk}"' in page
    window.send(f"cases/{case.code}/papers/", {"paper": paper.pk})
    assert 'name="paper"' not in find(window, "number", a_number())


def test_numbers_of_today_and_questions_stand_beside_the_cases(window: Reader, kiosk: Kiosk) -> None:
    sent = {"id": str(uuid4()), "service": "advice", "holder": a_number()}
    number = kiosk.post("tickets", sent).json()["number"]
    asked = {"id": str(uuid4()), "text": "几点开门？", "number": a_number(), "asked_at": timezone.now().isoformat()}
    code = kiosk.post("questions", asked).json()["code"]
    page = find(Reader(staff(Role.HEAD)), "number", a_number())
    assert number in page
    assert code in page
    assert number not in find(window, "number", SON)
    assert number not in find(Reader(staff(Role.HEAD, [a_street()])), "number", a_number())


def test_from_the_called_number_to_the_filled_in_form(window: Reader) -> None:
    page = window.send("intake/start/", {"item": GRANT, "number": a_number()})
    assert "13912345678" in page
    assert f'value="{a_number()}"' in page
    assert "没有找到这个事项" in window.send("intake/start/", {"item": "no such item", "number": a_number()})
    page = window.send("intake/start/", {"item": "lsbz", "number": a_number()})
    assert f'value="{a_number()}"' in page
    Reader(staff(Role.CLERK)).send("intake/start/", {"item": GRANT}, 403)


def test_who_is_new_here_is_taken_in_by_the_number_that_was_typed(window: Reader) -> None:
    page = find(window, "number", a_number(order=871))
    assert "没有登记过" in page
    assert form_to(page, "intake/start/")["wanted"] == [a_number(order=871)]
