"""Cases as staff see and work them over HTTP: each within their areas and departments."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from contract.casework import CaseFile, WorkList
from contract.catalogue import NEUTRAL_NAME
from contract.text import Text
from hub.audit.models import AuditEntry
from hub.cases import handling
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.cases.worklists import PAGE
from hub.catalogue.models import Area, Department, Item
from hub.catalogue.services import publish
from hub.staff.models import Role
from languages.registry import DEFAULT
from tests.hub.caller import Kiosk, as_json
from tests.hub.people import a_community, a_department, a_street, staff
from tests.hub.sample import GRANT, a_number, a_submission
from tests.hub.signed_in import browser_of
from tests.hub.workflows import with_a_notice


@dataclass
class Desk:
    """A member of staff at a browser."""

    user: User
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        browser_of(self.user, self.client)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/casework/{path}")

    def post(self, path: str, body: object) -> Any:
        return self.client.post(f"/api/v1/casework/{path}", as_json(body), "application/json")


def civil() -> Department:
    return Department.objects.get(code="civil")


@pytest.fixture
def clerk(database: None) -> Desk:
    return Desk(staff(Role.CLERK, departments=[civil()]))


def a_case(kiosk: Kiosk, **changes: Any) -> Case:
    submission = a_submission(**changes)
    assert kiosk.post("submissions", submission).status_code == 200
    return Case.objects.get(pk=submission.id)


def listed(desk: Desk, which: str) -> list[str]:
    return [row.code for row in WorkList.model_validate_json(desk.get(f"list/{which}").content).cases]


def test_a_clerk_works_a_case_from_the_list_to_its_answer(kiosk: Kiosk, clerk: Desk) -> None:
    code = a_case(kiosk).code
    assert listed(clerk, "department") == listed(clerk, "overdue") == [code]  # it is of long ago
    assert clerk.post(f"{code}/move", {"move": "accept"}).json()["responsible"] == clerk.user.username
    assert listed(clerk, "mine") == listed(clerk, "tasks") == [code]
    assert clerk.post(f"{code}/move", {"move": "decide"}).json()["errors"][0]["field"] == "answer"
    decided = clerk.post(f"{code}/move", {"move": "decide", "words": {"zh": "同意"}})
    assert decided.json()["state"] == "decided"
    assert clerk.post(f"{code}/move", {"move": "accept"}).status_code == 409
    assert listed(clerk, "mine") == []


def test_a_file_holds_all_and_each_reading_is_kept_on_record(kiosk: Kiosk, clerk: Desk) -> None:
    case = a_case(kiosk)
    file = CaseFile.model_validate_json(clerk.get(case.code).content)
    assert file.applicant is not None
    assert (file.applicant.number, file.answers["reason"]) == (a_number(), "家里失火了")
    entry = AuditEntry.objects.get(action="read case")
    assert (entry.actor, entry.subject) == (f"user:{clerk.user.pk}", f"case {case.code}")
    assert a_number() not in repr(file)


def test_papers_a_notice_and_another_department_by_way_of_the_console(kiosk: Kiosk, clerk: Desk) -> None:
    code, police = a_case(kiosk).code, a_department("公安")
    clerk.post(f"{code}/supplement", {"papers": [{"zh": "户口簿"}]})
    paper = clerk.get(code).json()["papers"][0]["id"]
    window = Desk(staff(Role.WINDOW))
    assert window.post(f"{code}/papers", {"papers": [paper]}).json()["state"] == "submitted"
    clerk.post(f"{code}/move", {"move": "accept"})
    until = str(timezone.localdate() + timedelta(days=7))
    assert clerk.post(f"{code}/notice", {"until": until}).status_code == 409
    with_a_notice(Case.objects.get(code=code))
    assert clerk.post(f"{code}/notice", {"until": until}).json()["paused"]
    task = clerk.post(f"{code}/tasks", {"department": police.code, "name": {"zh": "核查"}}).json()
    officer = Desk(staff(Role.CLERK, departments=[police]))
    assert listed(officer, "tasks") == [code]
    finding = {"finding": {"zh": "属实"}}
    assert clerk.post(f"{code}/tasks/{task['id']}/done", finding).status_code == 404  # not this department's
    assert officer.post(f"{code}/tasks/{task['id']}/done", finding).json()["state"] == "done"


def test_a_case_out_of_ones_areas_or_departments_is_not_there(kiosk: Kiosk, clerk: Desk) -> None:
    east, west = a_street(), a_street()
    case = a_case(kiosk)
    Case.objects.filter(pk=case.pk).update(area=a_community(east), taken_in=east)
    near, far = (Desk(staff(Role.CLERK, [area], [civil()])) for area in (east, west))
    other = Desk(staff(Role.CLERK, [east], [a_department()]))
    assert near.get(case.code).status_code == 200
    assert listed(near, "department") == [case.code]
    for desk in (far, other):
        assert desk.get(case.code).status_code == 404
        assert desk.post(f"{case.code}/move", {"move": "accept"}).status_code == 404
        assert listed(desk, "department") == []


@pytest.mark.parametrize(("role", "status"), [(Role.WINDOW, 403), (Role.ADMINISTRATOR, 403), (Role.TECHNICIAN, 403)])
def test_a_role_that_works_no_cases_is_refused(kiosk: Kiosk, role: Role, status: int) -> None:
    desk = Desk(staff(role))
    assert desk.post(f"{a_case(kiosk).code}/move", {"move": "accept"}).status_code == status


def test_without_a_session_or_its_csrf_token_nothing_happens(kiosk: Kiosk, clerk: Desk) -> None:
    assert Client().get("/api/v1/casework/list/mine").status_code == 401
    assert kiosk.get("casework/list/mine").status_code == 401
    strict = Desk(clerk.user, Client(enforce_csrf_checks=True))
    assert strict.post(f"{a_case(kiosk).code}/move", {"move": "accept"}).status_code == 403


def test_only_who_answers_for_a_case_or_a_head_hands_it_on(kiosk: Kiosk, clerk: Desk) -> None:
    code = a_case(kiosk).code
    clerk.post(f"{code}/move", {"move": "accept"})
    other, head = Desk(staff(Role.CLERK, departments=[civil()])), Desk(staff(Role.HEAD))
    assert other.post(f"{code}/hand-on", {"to": other.user.username}).status_code == 403
    assert clerk.post(f"{code}/hand-on", {"to": "nobody"}).status_code == 422
    assert clerk.post(f"{code}/hand-on", {"to": other.user.username}).json()["responsible"] == other.user.username
    assert head.post(f"{code}/hand-on", {"to": clerk.user.username}).status_code == 200
    police = staff(Role.CLERK, departments=[a_department("公安")])
    assert clerk.post(f"{code}/hand-on", {"to": police.username}).json()["errors"][0]["field"] == "to"


def test_a_department_that_is_asked_does_its_part_and_moves_nothing(kiosk: Kiosk, clerk: Desk) -> None:
    case, police = a_case(kiosk), a_department("公安")
    clerk.post(f"{case.code}/move", {"move": "accept"})
    task = clerk.post(f"{case.code}/tasks", {"department": police.code, "name": {"zh": "核查"}}).json()["id"]
    officer, chief = Desk(staff(Role.CLERK, departments=[police])), Desk(staff(Role.HEAD, departments=[police]))
    for desk in (officer, chief):
        assert desk.get(case.code).status_code == 200
        for move in ("begin", "decide", "refuse", "withdraw"):
            wanted = {"move": move, "words": {"zh": "不同意"}}
            assert desk.post(f"{case.code}/move", wanted).status_code == 403
        assert desk.post(f"{case.code}/supplement", {"papers": [{"zh": "户口簿"}]}).status_code == 403
        assert desk.post(f"{case.code}/tasks", {"department": "civil", "name": {"zh": "x"}}).status_code == 403
        assert desk.post(f"{case.code}/notice", {"until": "2026-12-31"}).status_code == 403
        assert desk.post(f"{case.code}/papers", {"papers": [1]}).status_code == 403
        assert desk.post(f"{case.code}/hand-on", {"to": desk.user.username}).status_code == 403
        assert desk.post(f"{case.code}/hand-over", {"area": "city"}).status_code == 403
    assert officer.post(f"{case.code}/tasks/{task}/done", {"finding": {"zh": "属实"}}).status_code == 200
    case.refresh_from_db()
    assert case.state == "in_progress"


def test_where_a_case_was_taken_in_nobody_decides_it_but_who_answers_for_it(kiosk: Kiosk) -> None:
    home, counter = a_street(), a_street()
    case = a_case(kiosk)
    Case.objects.filter(pk=case.pk).update(area=home, taken_in=counter)
    beside, own = (Desk(staff(Role.CLERK, [area], [civil()])) for area in (counter, home))
    assert beside.get(case.code).status_code == 200
    assert beside.post(f"{case.code}/move", {"move": "accept"}).status_code == 403
    assert own.post(f"{case.code}/move", {"move": "accept"}).status_code == 200
    Case.objects.filter(pk=case.pk).update(responsible=beside.user)
    assert beside.post(f"{case.code}/move", {"move": "begin"}).status_code == 200


def test_a_confidential_case_has_a_neutral_name_and_few_readers(kiosk: Kiosk, clerk: Desk) -> None:
    reader = Desk(staff(Role.CLERK, departments=[civil()]))
    item = Item.objects.get(code=GRANT)
    item.privacy = "confidential"
    item.save()
    item.readers.set([reader.user])
    publish()
    case = a_case(kiosk, item_version=2)
    for page in (
        clerk.get("list/department"),
        kiosk.get(f"cases/{case.code}"),
        kiosk.post("cases/search", {"number": a_number()}),
    ):
        assert NEUTRAL_NAME.root[DEFAULT] in str(page.json())
        for name in ("临时补助", "民政"):
            assert name not in str(page.json())
    assert clerk.get(case.code).status_code == 403
    assert clerk.post(f"{case.code}/move", {"move": "accept"}).status_code == 403
    assert reader.get(case.code).json()["name"]["zh-Hans"] == "临时补助"
    assert AuditEntry.objects.filter(action="read case", subject=f"case {case.code}").count() == 1
    own = kiosk.post("cases/own", {"code": case.code, "last_four": a_number()[-4:]}).json()
    assert own["item"]["zh-Hans"] == "临时补助"


def test_a_neutral_case_is_not_named_outside_and_open_to_its_department(kiosk: Kiosk, clerk: Desk) -> None:
    Item.objects.filter(code=GRANT).update(privacy="neutral")
    publish()
    case = a_case(kiosk, item_version=2)
    for page in (kiosk.get(f"cases/{case.code}"), kiosk.post("cases/search", {"number": a_number()})):
        assert NEUTRAL_NAME.root[DEFAULT] in str(page.json())
        for name in ("临时补助", "民政"):
            assert name not in str(page.json())
    (row,) = clerk.get("list/department").json()["cases"]
    assert (row["item"]["zh-Hans"], row["privacy"]) == ("临时补助", "neutral")
    assert clerk.get(case.code).status_code == 200
    own = kiosk.post("cases/own", {"code": case.code, "last_four": a_number()[-4:]}).json()
    assert own["item"]["zh-Hans"] == "临时补助"


def secret_case(kiosk: Kiosk, *readers: User) -> Case:
    """Of a confidential item."""
    item = Item.objects.get(code=GRANT)
    item.readers.set(readers)
    case = a_case(kiosk)
    Case.objects.filter(pk=case.pk).update(privacy="confidential")
    return case


def test_nobody_opens_a_confidential_case_by_taking_it_over(kiosk: Kiosk) -> None:
    reader, head = Desk(staff(Role.CLERK, departments=[civil()])), Desk(staff(Role.HEAD))
    case = secret_case(kiosk, reader.user)
    assert head.post(f"{case.code}/hand-on", {"to": head.user.username}).status_code == 403
    assert head.post(f"{case.code}/papers", {"papers": [1]}).status_code == 403
    assert head.post(f"{case.code}/hand-over", {"area": a_street().code}).status_code == 403
    assert head.get(case.code).status_code == 403
    reader.post(f"{case.code}/move", {"move": "accept"})
    refused = reader.post(f"{case.code}/hand-on", {"to": head.user.username})
    assert refused.json()["errors"][0]["field"] == "to"
    Item.objects.get(code=GRANT).readers.add(head.user)
    assert reader.post(f"{case.code}/hand-on", {"to": head.user.username}).status_code == 200


def test_who_took_a_confidential_matter_in_hands_it_on_to_a_reader_alone(kiosk: Kiosk) -> None:
    reader, window = Desk(staff(Role.CLERK, departments=[civil()])), Desk(staff(Role.WINDOW))
    case = secret_case(kiosk, reader.user)
    Case.objects.filter(pk=case.pk).update(responsible=window.user, first_contact=window.user)
    assert window.get(case.code).status_code == 200
    assert window.post(f"{case.code}/hand-on", {"to": staff(Role.WINDOW).username}).status_code == 422
    assert window.post(f"{case.code}/hand-on", {"to": reader.user.username}).status_code == 200
    assert window.get(case.code).status_code == 403


def test_a_part_of_a_confidential_case_opens_it_to_who_does_it_for_as_long(kiosk: Kiosk) -> None:
    reader, police = Desk(staff(Role.CLERK, departments=[civil()])), a_department("公安")
    case = secret_case(kiosk, reader.user)
    code = case.code
    reader.post(f"{code}/move", {"move": "accept"})
    officer, other = (Desk(staff(Role.CLERK, departments=[police])) for _ in range(2))
    chief, mayor = Desk(staff(Role.HEAD, departments=[police])), Desk(staff(Role.HEAD))
    assert officer.get(code).status_code == 404
    task = reader.post(f"{code}/tasks", {"department": police.code, "name": {"zh": "核查"}}).json()["id"]
    assert [desk.get(code).status_code for desk in (officer, other, chief, mayor)] == [200, 200, 200, 403]
    assert officer.post(f"{code}/tasks/{task}/assign", {"to": reader.user.username}).status_code == 422
    assigned = officer.post(f"{code}/tasks/{task}/assign", {"to": officer.user.username})
    assert assigned.json()["assigned_to"] == officer.user.username
    assert [desk.get(code).status_code for desk in (officer, other, chief)] == [200, 403, 403]
    assert other.post(f"{code}/tasks/{task}/done", {"finding": {"zh": "属实"}}).status_code == 404
    assert chief.post(f"{code}/tasks/{task}/assign", {"to": other.user.username}).status_code == 200
    assert other.post(f"{code}/tasks/{task}/done", {"finding": {"zh": "属实"}}).status_code == 200
    assert [desk.get(code).status_code for desk in (officer, other, chief)] == [403, 403, 403]
    assert reader.post(f"{code}/move", {"move": "decide", "words": {"zh": "同意"}}).status_code == 200


def test_a_window_takes_a_matter_in_and_is_its_first_contact(kiosk: Kiosk) -> None:
    window, submission = Desk(staff(Role.WINDOW)), a_submission()
    assert window.post("submissions?area=nowhere", submission).status_code == 404
    first = window.post("submissions?area=city&by_phone=true", submission)
    assert first.json() == window.post("submissions?area=city", submission).json()
    case = Case.objects.get(pk=submission.id)
    assert (case.channel, case.first_contact, case.kiosk) == ("phone", window.user, None)


def test_an_item_taken_in_elsewhere_goes_to_its_own_area(kiosk: Kiosk) -> None:
    home = a_street()
    within = kiosk.post("submissions", a_submission(area=home.code))
    assert within.status_code == 200
    case = Case.objects.get(pk=within.json()["id"])
    assert (case.area, case.taken_in.code) == (home, "city")
    window, far = Desk(staff(Role.WINDOW, [home])), a_submission(area=a_street().code)
    assert window.post(f"submissions?area={home.code}", far).json()["errors"][0]["code"] == "elsewhere"
    Item.objects.filter(code=GRANT).update(elsewhere=True)
    publish()
    allowed = far.model_copy(update={"item_version": 2})
    assert window.post(f"submissions?area={home.code}", allowed).status_code == 200
    assert window.get(Case.objects.get(pk=far.id).code).status_code == 200  # the one who took it in still sees it
    moved = Desk(staff(Role.WINDOW)).post(f"{case.code}/hand-over", {"area": "city"})
    assert moved.json()["area"] == "city"
    assert kiosk.post("submissions", a_submission(area="nowhere")).status_code == 422


def test_a_long_list_comes_in_pages_without_a_gap(kiosk: Kiosk, clerk: Desk) -> None:
    first = a_case(kiosk)
    for number in range(PAGE + 5):
        copy = Case.objects.get(pk=first.pk)
        copy.pk, copy.code = a_submission().id, f"0000-{number:04d}-0000"
        copy.save(force_insert=True)
    page = WorkList.model_validate_json(clerk.get("list/department").content)
    rest = WorkList.model_validate_json(clerk.get(f"list/department?after={page.more}").content)
    codes = [row.code for row in (*page.cases, *rest.cases)]
    assert (len(page.cases), rest.more) == (PAGE, None)
    assert len(codes) == len(set(codes)) == PAGE + 6
    assert clerk.get("list/department?after=x_y").status_code == 422


def test_what_staff_write_to_a_resident_is_for_that_resident_alone(kiosk: Kiosk, clerk: Desk) -> None:
    code = a_case(kiosk).code
    clerk.post(f"{code}/move", {"move": "accept", "words": {"zh": "请张三带病历来"}})
    assert "病历" not in str(kiosk.get(f"cases/{code}").json())
    proof = {"code": code, "last_four": a_number()[-4:]}
    assert "病历" in str(kiosk.post("cases/own", proof).json())


def test_who_has_seen_a_case_through_sees_it_in_no_list(kiosk: Kiosk, clerk: Desk) -> None:
    case = a_case(kiosk)
    handling.refuse(case, Text({"zh-Hans": "不属于受理范围"}), Actor(staff=clerk.user), timezone.now())
    assert all(listed(clerk, which) == [] for which in ("mine", "department", "tasks", "overdue"))


def test_areas_named_in_the_catalogue_are_those_one_may_hand_in_for(kiosk: Kiosk) -> None:
    street = a_street()
    publish()
    codes = [area["code"] for area in kiosk.get("catalogue").json()["areas"]]
    assert street.code in codes
    assert Area.objects.count() == len(codes)
