"""Data past its time is deleted, and nothing else."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from contract.cases import CaseState
from contract.numbers import organisation_check_character
from contract.text import Text
from hub.audit.models import AuditEntry
from hub.cases import handling, supplements, tasks
from hub.cases.actors import Actor
from hub.cases.models import Case, MissingPaper, TimelineEntry
from hub.catalogue.areas import Area
from hub.catalogue.models import Department
from hub.channels.models import Call, Entry, Question, Request, Review
from hub.departments import keys
from hub.departments.models import ApiKey, Delivery, Incoming, Scope, Stranger, System
from hub.departments.outbox import try_again
from hub.operations.retention import due, purge
from hub.queues.models import Ticket
from hub.residents import mandates
from hub.residents.models import Consent, ResidentFact
from hub.residents.selectors import find
from hub.residents.services import get_or_register_organisation, get_registered
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.halls import served
from tests.hub.people import a_department, staff
from tests.hub.rows import write_rows
from tests.hub.sample import GRANT, a_number, a_person, a_submission

YEAR = timedelta(days=366)


def test_facts_go_on_their_day(kiosk: Kiosk) -> None:
    now = timezone.now()
    kiosk.post("submissions", a_submission())
    last_day = ResidentFact.objects.latest("keep_until").keep_until
    until = now + (last_day - timezone.localdate())
    assert purge(until)["facts"] == 0
    kept = ResidentFact.objects.count()
    assert purge(until + timedelta(days=1))["facts"] == kept
    assert not ResidentFact.objects.exists()
    assert '"facts":' in AuditEntry.objects.filter(action="purge")[0].detail


def close(case: Case, days_ago: int) -> None:
    TimelineEntry.objects.filter(case=case).update(at=timezone.now() - timedelta(days=days_ago))
    write_rows(Case.objects.filter(pk=case.pk), state=CaseState.DECIDED.value, answer="准予补助。")


def test_a_case_closed_ten_years_ago_says_no_longer_whose_it_was(kiosk: Kiosk) -> None:
    old, newer, unfinished = (a_submission(id=uuid4()) for _ in range(3))
    for submission in (old, newer, unfinished):
        kiosk.post("submissions", submission)
    close(Case.objects.get(pk=old.id), 3651)
    close(Case.objects.get(pk=newer.id), 3649)
    assert due(timezone.now())["cases"] == 1
    assert purge(timezone.now())["cases"] == 1
    emptied = Case.objects.get(pk=old.id)
    assert (emptied.resident, emptied.applicant, emptied.answers, emptied.answer) == (None, None, {}, "")
    for other in (newer, unfinished):
        assert Case.objects.get(pk=other.id).answers["reason"] == "家里失火了"
    assert due(timezone.now())["cases"] == 0


def test_a_resident_of_whom_nothing_is_left_is_forgotten(kiosk: Kiosk) -> None:
    body = {"id": str(uuid4()), "person": a_person().model_dump(mode="json"), "purpose": "notices", "given": True}
    kiosk.post("residents/consents", body)
    assert purge(timezone.now() + 3 * YEAR)["residents"] == 0  # the consent may still have to be shown
    assert find(a_number()) is not None
    assert purge(timezone.now() + 5 * YEAR)["residents"] == 1
    assert find(a_number()) is None
    assert not Consent.objects.exists()


def test_one_who_only_just_came_is_not_forgotten(kiosk: Kiosk) -> None:
    person = a_person().model_dump(mode="json")
    items = {"id": str(uuid4()), "principal": person, "agent": person, "items": ["000000000000"], "until": "2000-01-01"}
    assert kiosk.post("residents/mandates", items).status_code == 422
    assert find(a_number()) is not None
    assert purge(timezone.now())["residents"] == 0


def test_questions_go_in_time_whether_they_were_answered_or_not(database: None) -> None:
    city, now = Area.objects.get(code="city"), timezone.now()
    told = {"old": (4, 4), "newer": (4, 2), "never": (4, None), "open": (2, None)}
    for code, (asked, answered) in told.items():
        answered_at = None if answered is None else now - answered * YEAR
        values = {"area": city, "text": "家里失火了", "channel": "phone", "made_at": now - asked * YEAR}
        row = Question.objects.create(id=uuid4(), code=code, answered_at=answered_at, **values)
        Call.objects.create(question=row, minutes=1, taken_by=staff(Role.WINDOW), at=now)
    removed = purge(now)
    assert (removed["questions"], removed["calls"]) == (2, 2)
    assert set(Question.objects.values_list("code", flat=True)) == {"newer", "open"}


def test_corrections_go_in_time_whether_they_were_decided_or_not(kiosk: Kiosk) -> None:
    body = {"id": str(uuid4()), "person": a_person().model_dump(mode="json"), "key": "phone", "value": "13700000000"}
    kiosk.post("residents/corrections", body)
    assert purge(timezone.now() + 2 * YEAR)["corrections"] == 0
    assert purge(timezone.now() + 4 * YEAR)["corrections"] == 1


def test_requests_go_in_time_whatever_became_of_them(kiosk: Kiosk) -> None:
    entry = Entry.objects.create(area_id=1, kind="convenience", name="送餐", about="x", place="x", hours="x")
    for state in ("new", "taken", "done", "declined"):
        said = {"name": "赵㐂䶮", "phone": "13912345678", "wish": "送餐", "state": state, "made_at": timezone.now()}
        Request.objects.create(id=uuid4(), code=state, entry=entry, **said)
    assert purge(timezone.now() + 2 * YEAR)["requests"] == 0
    assert purge(timezone.now() + 4 * YEAR)["requests"] == 4


def connect() -> None:
    """A system of the sample's department, which nobody reaches."""
    department = Department.objects.get(code="civil")
    System.objects.create(department=department, address="https://x.example", secret="whsec_AAAA")


def test_of_a_case_no_word_is_left_that_somebody_wrote(kiosk: Kiosk) -> None:
    submission, clerk, now = a_submission(), Actor(staff=staff(Role.CLERK)), timezone.now()
    kiosk.post("submissions", submission)
    case = Case.objects.get(pk=submission.id)
    connect()
    handling.accept(case, clerk, now)
    step = case.tasks.get()
    tasks.ask_department(case, a_department(), Text({"zh-Hans": "核查赵某病历"}), clerk, now, None)
    supplements.want(case, [Text({"zh-Hans": "赵某的病历"})], clerk, now)
    close(case, 3651)
    assert Delivery.objects.exclude(body=None).exists()
    assert purge(now)["cases"] == 1
    assert not Delivery.objects.exclude(body=None).exists()
    assert {paper.name for paper in MissingPaper.objects.all()} == {Text()}
    assert {task.name for task in case.tasks.all()} == {step.name, Text()}


def test_a_message_given_up_is_forgotten_after_a_month(kiosk: Kiosk) -> None:
    submission, now = a_submission(), timezone.now()
    kiosk.post("submissions", submission)
    case = Case.objects.get(pk=submission.id)
    connect()
    handling.accept(case, Actor(staff=staff(Role.CLERK)), now)
    Delivery.objects.update(state="given_up", ended_at=now)
    assert purge(now + timedelta(days=29))["messages given up"] == 0
    assert purge(now + timedelta(days=31))["messages given up"] == 1
    assert not try_again(Delivery.objects.get(), now)


def test_records_of_departments_messages_are_kept_for_a_year(database: None) -> None:
    keys.add("theirs", a_department(), [Scope.TASKS], timezone.now())
    Incoming.objects.create(key=ApiKey.objects.get(), message_id="m", digest="d", at=timezone.now(), outcome="late")
    Stranger.objects.create(hour=timezone.now(), count=3)
    for days, many in ((365, 0), (367, 1)):
        removed = purge(timezone.now() + timedelta(days=days))
        assert (removed["messages that came in"], removed["messages without a key"]) == (many, many)


def test_a_review_keeps_its_grade_alone(kiosk: Kiosk) -> None:
    ticket, now = served(timezone.now()), timezone.now()
    values = {
        "area_id": 1,
        "ticket": ticket,
        "grade": 1,
        "made_at": now,
        "answered_at": now,
    }
    Review.objects.create(id=uuid4(), code="r", answer="对不起，赵先生", **values)
    assert purge(now + 2 * YEAR)["reviews"] == 0
    assert purge(now + 4 * YEAR)["reviews"] == 1
    row = Review.objects.get()
    assert (row.grade, row.comment, row.answer) == (1, None, None)


def test_what_a_window_noted_goes_with_the_month(database: None) -> None:
    now = timezone.now()
    write_rows(Ticket.objects.filter(pk=served(now).pk), note="赵先生去复印", issued_at=now)
    assert purge(now + timedelta(days=29))["tickets"] == 0
    assert purge(now + timedelta(days=31))["tickets"] == 1
    assert Ticket.objects.get().note == ""


def test_an_organisation_in_whose_name_nobody_acts_is_forgotten(database: None) -> None:
    first17, now = "91110000600037341", timezone.now()
    shop = get_or_register_organisation(first17 + organisation_check_character(first17), "某某超市", now)
    agent = get_registered(a_person(), "agent", now)
    mandates.give(uuid4(), shop, agent, [GRANT], timezone.localdate(), actor=None, now=now)
    assert purge(now + 2 * YEAR)["organisations"] == 0
    assert purge(now + 4 * YEAR)["organisations"] == 1
