"""群众监督: a complaint about a case goes to somebody who has no part in it, with a limit and an answer."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from hub.audit.models import AuditEntry
from hub.cases import complaints, handling
from hub.cases.actors import Actor
from hub.cases.models import Case, Complaint
from hub.catalogue.models import Department
from hub.operations.retention_rules import RULES
from hub.operations.worker import JOBS
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.people import a_department, staff
from tests.hub.sample import REPORT, a_number, a_submission
from tests.hub.signed_in import browser_of

WORDS = "说好五天，已经一个月没有消息"


@pytest.fixture
def case(kiosk: Kiosk) -> Case:
    submission = a_submission()
    kiosk.post("submissions", submission)
    return Case.objects.get(pk=submission.id)


def complain(kiosk: Kiosk, case: Case, **more: Any) -> Any:
    body = {"id": str(uuid4()), "code": case.code, "number": a_number(), "text": WORDS, **more}
    return kiosk.post("cases/complaints", body)


def own(kiosk: Kiosk, case: Case) -> Any:
    return kiosk.post("cases/own", {"code": case.code, "number": a_number()}).json()["complaints"]


def test_it_goes_to_a_head_without_a_part_in_the_case(kiosk: Kiosk, case: Case) -> None:
    involved, owner = (staff(Role.HEAD, departments=[Department.objects.get(code="civil")]) for _ in range(2))
    handling.accept(case, Actor(staff=involved), timezone.now())
    outsider = staff(Role.HEAD, departments=[a_department("信访")])
    assert complain(kiosk, case).status_code == 200
    assert Complaint.objects.get().given_to == outsider
    assert owner != outsider


def test_where_every_head_has_a_part_an_administrator_answers(kiosk: Kiosk, case: Case) -> None:
    head, administrator = staff(Role.HEAD), staff(Role.ADMINISTRATOR)
    handling.accept(case, Actor(staff=head), timezone.now())
    complain(kiosk, case)
    assert Complaint.objects.get().given_to == administrator


def test_the_resident_reads_the_answer_with_the_case_and_in_the_record(kiosk: Kiosk, case: Case) -> None:
    head = staff(Role.HEAD)
    given = complain(kiosk, case).json()
    assert given["answer_by"] > str(timezone.localdate() + timedelta(days=15))
    browser = browser_of(head)
    page = browser.get("/console/complaints/").content.decode()
    assert WORDS in page
    browser.post(f"/console/complaints/{given['code']}/", {"text": "已督促，本周办结。"})
    assert [each["answer"] for each in own(kiosk, case)] == ["已督促，本周办结。"]
    record = kiosk.post("residents/record", {"number": a_number()}).json()
    assert [each["answer"] for each in record["complaints"]] == ["已督促，本周办结。"]
    assert WORDS not in browser.get("/console/complaints/").content.decode()


def test_who_has_a_part_reads_nothing_of_it(kiosk: Kiosk, case: Case) -> None:
    involved = staff(Role.HEAD)
    handling.accept(case, Actor(staff=involved), timezone.now())
    staff(Role.HEAD)
    code = complain(kiosk, case).json()["code"]
    browser = browser_of(involved)
    for path in (f"/console/cases/{case.code}/", "/console/complaints/"):
        assert WORDS not in browser.get(path).content.decode()
    assert WORDS not in browser.post(f"/console/cases/{case.code}/reveal/").content.decode()
    browser.post(f"/console/complaints/{code}/", {"text": "没有问题。"}, follow=True)
    assert Complaint.objects.get().answered_at is None


def test_who_comes_to_have_a_part_gives_it_on(kiosk: Kiosk, case: Case) -> None:
    first = staff(Role.HEAD)
    complain(kiosk, case)
    assert Complaint.objects.get().given_to == first
    handling.accept(case, Actor(staff=first), timezone.now())
    assert complaints.list_given_to(first) == []
    assert complaints.give_on_complaints(timezone.now()) == 0  # there is nobody else: it stays
    second = staff(Role.HEAD)
    assert complaints.give_on_complaints in JOBS
    assert complaints.give_on_complaints(timezone.now()) == 1
    assert Complaint.objects.get().given_to == second


def test_one_that_is_late_goes_to_an_administrator_once(kiosk: Kiosk, case: Case) -> None:
    head, administrator = staff(Role.HEAD), staff(Role.ADMINISTRATOR)
    complain(kiosk, case)
    assert Complaint.objects.get().given_to == head
    Complaint.objects.update(answer_by=timezone.localdate() - timedelta(days=1))
    assert complaints.give_on_complaints(timezone.now()) == 1
    row = Complaint.objects.get()
    assert (row.given_to, row.overdue_at is not None) == (administrator, True)
    assert complaints.give_on_complaints(timezone.now()) == 0


def test_the_same_again_is_the_first_one_and_too_many_are_refused(kiosk: Kiosk, case: Case) -> None:
    key = str(uuid4())
    assert complain(kiosk, case, id=key).json() == complain(kiosk, case, id=key).json()
    assert complain(kiosk, case, id=key, text="别的").status_code == 409
    assert [complain(kiosk, case).status_code for _ in range(5)] == [200] * 4 + [409]


@pytest.mark.parametrize("text", ["", "  \n ", "长" * 501])
def test_no_words_and_too_many_are_refused(kiosk: Kiosk, case: Case, text: str) -> None:
    assert complain(kiosk, case, text=text).status_code == 422


def test_by_a_stranger_there_is_no_such_case(kiosk: Kiosk, case: Case) -> None:
    assert complain(kiosk, case, number=a_number(900)).status_code == 404
    assert not Complaint.objects.exists()


def test_of_a_report_by_nobody_nobody_can_be_answered(kiosk: Kiosk) -> None:
    submission = a_submission(item=REPORT, applicant=None, answers={"what": "路灯不亮"})
    kiosk.post("submissions", submission)
    code = Case.objects.get(pk=submission.id).code
    body = {"id": str(uuid4()), "code": code, "text": WORDS}
    assert kiosk.post("cases/complaints", body).status_code == 409


def test_it_is_written_down_at_a_window(case: Case) -> None:
    head, counter = staff(Role.HEAD), browser_of(staff(Role.WINDOW))
    form = {"id": str(uuid4()), "case": case.code.lower(), "text": WORDS}
    counter.post("/console/complaints/write/", form)
    assert Complaint.objects.get().given_to == head
    counter.post("/console/complaints/write/", {**form, "id": str(uuid4()), "case": "0000"})
    assert Complaint.objects.count() == 1
    assert counter.get("/console/complaints/").status_code == 403


def test_its_words_rest_sealed_and_go_with_the_case(kiosk: Kiosk, case: Case) -> None:
    complain(kiosk, case)
    rule = next(rule for rule in RULES if rule.name == "cases")
    rule.remove(Case.objects.filter(pk=case.pk))
    assert Complaint.objects.get().words is None
    assert WORDS not in "".join(entry.detail for entry in AuditEntry.objects.all())
