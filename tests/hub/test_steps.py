"""No step of an item is skipped: a case is decided once each is done, or left out by a head with a reason."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.cases import CaseState, case_code
from contract.casework import Move
from contract.catalogue import Item as ItemMessage
from contract.text import Text
from hub.audit.models import AuditEntry
from hub.cases import clocks, handling, supplements, tasks
from hub.cases.actors import Actor
from hub.cases.models import Case, MissingPaper, Task, TaskState
from hub.cases.moves import moves_now
from hub.catalogue.models import Area, Department, ItemVersion
from hub.catalogue.starter import starter_catalogue
from hub.core.clock import local_day
from hub.core.problems import RequestRefused
from hub.staff.models import Role
from languages.registry import DEFAULT
from tests.hub.people import staff
from tests.hub.signed_in import browser_of

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)  # a Monday, half past ten at the site
YES = Text({"zh-Hans": "准予。", "en": "Granted."})
MINIMUM_LIVING, DISABLED = "991100100000", "991100900000"


def a_case(code: str) -> Case:
    """Handed in at a window, with nothing in it."""
    version = ItemVersion.objects.filter(item__code=code).order_by("-version")[0]
    item, key = ItemMessage.model_validate(version.content), uuid4()
    case = Case(
        id=key,
        code=case_code(key),
        item_version=version,
        privacy=item.privacy.value,
        department=Department.objects.get(code=item.department),
        area=Area.objects.get(code="city"),
        answers={},
        state=CaseState.SUBMITTED.value,
        stated_at=NOW,
        submitted_at=NOW,
        accepted_at=NOW,
    )
    clocks.start(case, item, timezone.localtime(NOW))
    case.save(force_insert=True)
    return case


def of_civil_affairs(role: Role) -> User:
    return staff(role, departments=[Department.objects.get(code="civil_affairs")])


def json_post(browser: Client, path: str, body: object) -> tuple[int, dict[str, object]]:
    answer = browser.post(f"/api/v1/casework/{path}", body, content_type="application/json")
    return answer.status_code, answer.json()


def test_a_clerk_cannot_accept_and_decide_at_once(starter: None) -> None:
    case, browser = a_case(MINIMUM_LIVING), browser_of(of_civil_affairs(Role.CLERK))
    words = {"zh": "准予。", "en": "Granted."}
    assert json_post(browser, f"{case.code}/move", {"move": "accept"})[0] == 200
    page = browser.get(f"/console/cases/{case.code}/").content.decode()
    assert 'value="decide"' not in page
    status, answer = json_post(browser, f"{case.code}/move", {"move": "decide", "words": words})
    assert status == 409
    for step in ("街道受理", "入户调查与经济状况核对", "公示", "审核确认"):
        assert step in str(answer["detail"])
        assert step in page
    case.refresh_from_db()
    assert case.state == CaseState.ACCEPTED


def test_once_every_step_is_done_the_decision_is_taken(starter: None) -> None:
    case, clerk = a_case(MINIMUM_LIVING), Actor(staff=of_civil_affairs(Role.CLERK))
    handling.accept(case, clerk, NOW)
    now = NOW
    for _step in range(4):
        with pytest.raises(RequestRefused, match="409"):
            handling.decide(case, YES, clerk, now)
        task = case.tasks.get(state=TaskState.OPEN)
        now = end_of_notice(case, now)
        tasks.finish(task, YES, clerk, now)
    assert not case.tasks.filter(state=TaskState.OPEN).exists()
    assert handling.decide(case, YES, clerk, now).state == CaseState.DECIDED
    assert all(task.finding for task in case.tasks.all())


def end_of_notice(case: Case, now: datetime) -> datetime:
    """Returns a moment at which no public notice of the case runs."""
    case.refresh_from_db()
    if case.notice_until is None:
        return now
    later = now + (case.notice_until - local_day(now)) + timedelta(days=1)
    clocks.end_notices(later)
    return later


def test_another_departments_step_is_nobodys_to_skip(starter: None) -> None:
    case, head = a_case(DISABLED), Actor(staff=of_civil_affairs(Role.HEAD))
    handling.accept(case, head, NOW)
    tasks.leave_out(case.tasks.get(state=TaskState.OPEN), YES, head, NOW)
    federation = case.tasks.get(state=TaskState.OPEN)
    assert federation.department.code == "disabled_federation"
    with pytest.raises(RequestRefused, match="409"):
        tasks.leave_out(federation, YES, head, NOW)
    with pytest.raises(RequestRefused) as refused:
        handling.decide(case, YES, head, NOW)
    assert "区残联审核" in str(refused.value.problem.detail)


def test_a_head_leaves_a_step_out_with_a_reason_that_stands_in_the_timeline(starter: None) -> None:
    case, head = a_case(MINIMUM_LIVING), of_civil_affairs(Role.HEAD)
    handling.accept(case, Actor(staff=head), NOW)
    task = case.tasks.get()
    path, reason = f"{case.code}/tasks/{task.pk}/leave-out", {"reason": {"zh-Hans": "上月已入户调查"}}
    assert json_post(browser_of(of_civil_affairs(Role.CLERK)), path, reason)[0] == 403
    assert json_post(browser_of(head), path, {"reason": {"zh-Hans": " "}})[0] == 422
    status, answer = json_post(browser_of(head), path, reason)
    assert (status, answer["state"]) == (200, "left_out")
    entry = case.timeline.get(event="task_left_out")
    assert (entry.public, entry.staff) == (False, head)
    assert entry.note.in_locale(DEFAULT) == "街道受理：上月已入户调查"
    assert AuditEntry.objects.filter(action="task_left_out case", subject=f"case {case.code}").count() == 1
    assert case.tasks.filter(state=TaskState.OPEN).count() == 1  # the next has begun
    assert json_post(browser_of(head), path, reason)[0] == 409  # it is over
    assert json_post(browser_of(head), f"{case.code}/tasks/{2**63}/leave-out", reason)[0] == 404


def test_the_console_offers_leaving_out_to_heads_alone(starter: None) -> None:
    case, head, clerk = a_case(MINIMUM_LIVING), of_civil_affairs(Role.HEAD), of_civil_affairs(Role.CLERK)
    handling.accept(case, Actor(staff=clerk), NOW)
    task = case.tasks.get()
    path = f"/console/cases/{case.code}/tasks/{task.pk}/leave-out/"
    assert path not in browser_of(clerk).get(f"/console/cases/{case.code}/").content.decode()
    assert browser_of(clerk).post(path, {"words": "不必"}).status_code == 403
    assert path in browser_of(head).get(f"/console/cases/{case.code}/").content.decode()
    browser_of(head).post(path, {"words": "上月已调查"})
    task.refresh_from_db()
    assert task.state == TaskState.LEFT_OUT


def test_a_public_notice_is_not_cut_short_by_finishing_its_step_and_ends_when_it_is_left_out(starter: None) -> None:
    case, head = a_case(MINIMUM_LIVING), Actor(staff=of_civil_affairs(Role.HEAD))
    handling.accept(case, head, NOW)
    for _step in range(2):
        tasks.finish(case.tasks.get(state=TaskState.OPEN), YES, head, NOW)
    case.refresh_from_db()
    assert case.pause == "notice"
    notice = case.tasks.get(state=TaskState.OPEN)
    with pytest.raises(RequestRefused, match="409"):
        tasks.finish(notice, YES, head, NOW)
    tasks.leave_out(notice, YES, head, NOW)
    case.refresh_from_db()
    assert (case.pause, case.notice_until) == ("", None)


class Walk:
    """Somebody who makes moves at random, and never one that the rules should not allow."""

    def __init__(self, case: Case, chance: random.Random) -> None:
        self.case, self.chance, self.now = case, chance, NOW
        self.head = Actor(staff=of_civil_affairs(Role.HEAD))

    def go(self) -> None:
        moves = (self.accept, self.begin, self.finish, self.finish, self.leave_out, self.want, self.receive, self.wait)
        for _turn in range(30):
            self.decide()
            self.chance.choice(moves)()

    def decide(self) -> None:
        """It is decided exactly where it is offered, and then no step is open that was not done or left out."""
        self.case.refresh_from_db()
        offered = Move.DECIDE in moves_now(self.case)
        finished = set(self.case.tasks.filter(state__in=("done", "left_out")).values_list("step", flat=True))
        steps = ItemMessage.model_validate(self.case.item_version.content).steps
        decided = self._try(lambda: handling.decide(self.case, YES, self.head, self.now))
        assert decided == offered
        assert not decided or finished >= set(range(len(steps)))

    def accept(self) -> None:
        self._try(lambda: handling.accept(self.case, self.head, self.now))

    def begin(self) -> None:
        self._try(lambda: handling.begin(self.case, self.head, self.now))

    def finish(self) -> None:
        if task := self._open_task():
            self._try(lambda: tasks.finish(task, YES, Actor(department=task.department), self.now))

    def leave_out(self) -> None:
        if task := self._open_task():
            self._try(lambda: tasks.leave_out(task, YES, self.head, self.now))
            task.refresh_from_db()
            assert task.state != TaskState.LEFT_OUT or task.department_id == self.case.department_id

    def want(self) -> None:
        self._try(lambda: supplements.want(self.case, [YES], self.head, self.now))

    def receive(self) -> None:
        papers = list(MissingPaper.objects.filter(supplement__case=self.case))
        self._try(lambda: supplements.receive(self.case, papers, self.head, self.now))

    def wait(self) -> None:
        self.now += timedelta(days=self.chance.randint(0, 5))
        clocks.end_notices(self.now)

    def _open_task(self) -> Task | None:
        rows = self.case.tasks.filter(state=TaskState.OPEN).select_related("department")
        return rows.order_by("pk").first()

    def _try(self, move: Callable[[], object]) -> bool:
        """Returns whether it was done; what is not allowed is 409."""
        try:
            move()
        except RequestRefused as refused:
            if refused.problem.status != 409:
                raise
            return False
        return True


def walk_over_every_item(seed: int, items: slice = slice(None)) -> None:
    for item in starter_catalogue().items[items]:
        Walk(a_case(item.code), random.Random(seed)).go()


def test_random_moves_over_every_starter_item_skip_no_step(starter: None) -> None:
    """Half of the items on either database."""
    walk_over_every_item(20261130, slice(connection.vendor == "sqlite", None, 2))


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_many_random_moves_skip_no_step(starter: None) -> None:
    @settings(max_examples=100, deadline=None)
    @given(seed=st.integers(0, 2**32))
    def walk(seed: int) -> None:
        walk_over_every_item(seed)

    walk()
