"""Appraisals: what is counted, who sees it when, and the person's own words beside it."""

import csv
import io
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from openpyxl import load_workbook

from hub.appraisal.figures import LEAST_REVIEWS, AppraisalFigures, add_up, count_figures, read_figures
from hub.appraisal.models import Appraisal
from hub.audit.models import AuditEntry
from hub.cases.models import Case, Complaint
from hub.cases.services import submit
from hub.channels.models import Review
from hub.core.clock import local_day
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk
from hub.queues import windows
from hub.staff.models import Role
from tests.hub.console.reader import Reader
from tests.hub.halls import a_window, queue_up
from tests.hub.people import a_street, staff
from tests.hub.sample import a_submission

pytestmark = pytest.mark.usefixtures("database")


def day(days_ago: int) -> date:
    return local_day(timezone.now()) - timedelta(days=days_ago)


@pytest.fixture
def period() -> dict[str, str]:
    """Twenty days, until yesterday."""
    return {"first": day(20).isoformat(), "last": day(1).isoformat()}


def noon(days_ago: int) -> datetime:
    return timezone.localtime().replace(hour=12) - timedelta(days=days_ago)


def answered_case(person: User, days_ago: int, late: bool = False, **values: object) -> Case:
    """A case for which that person is responsible, answered that many days ago."""
    if not Kiosk.objects.exists():
        kiosks.add("lobby")
    at = noon(days_ago)
    submission = a_submission(stated_at=at, submitted_at=at)
    accepted = submit(submission, Kiosk.objects.get(), at)
    promise = local_day(at) - timedelta(days=1 if late else 0)
    case = Case.objects.get(code=accepted.code)
    row = {"responsible": person, "answered_at": at, "promised_by": promise, "state": "decided", "answer": {"zh": "可"}}
    for name, value in {"first_contact": person, **row, **values}.items():
        setattr(case, name, value)
    case.save()
    return case


def reviewed(case: Case, grade: int) -> None:
    Review.objects.create(
        id=uuid4(), code=uuid4().hex[:14], area=case.area, made_at=noon(3), case=case, over=True, grade=grade
    )


def test_each_figure_counts_what_it_says_and_leaves_out_what_it_says() -> None:
    clerk, other = staff(Role.CLERK), staff(Role.CLERK)
    answered_case(clerk, 2)
    answered_case(clerk, 3, late=True)
    answered_case(clerk, 4, promised_by=None)
    answered_case(clerk, 5, state="withdrawn")
    answered_case(clerk, 40)
    handed_on = answered_case(other, 6, first_contact=clerk)
    for grade, case in zip((5, 3, 2, 1), Case.objects.filter(responsible=clerk).order_by("pk"), strict=False):
        reviewed(case, grade)
    Complaint.objects.create(
        id=uuid4(), code="C", case=handed_on, words="慢", made_at=noon(5), answer_by=day(0), answered_at=noon(4)
    )
    figures = count_figures([clerk.pk, other.pk], day(20), day(1))
    mine, theirs = figures[clerk.pk], figures[other.pk]
    assert (mine.answered, mine.on_time, mine.without_limit, mine.withdrawn) == (3, 1, 1, 1)
    assert mine.on_time_percent == 50
    assert (mine.first_contacts, mine.first_kept, mine.first_kept_percent) == (4, 3, 75)
    assert (mine.reviews, mine.satisfied, mine.satisfied_percent) == (4, 2, None)
    assert (mine.complaints, theirs.complaints) == (0, 1)
    assert theirs.first_kept_percent is None


def test_people_served_at_a_window_are_counted_with_their_minutes() -> None:
    at = noon(2)
    window, clerk = a_window(["advice"])
    for _ in range(2):
        queue_up(at)
        ticket = windows.call_next(window, clerk, at)
        assert ticket is not None
        windows.finish(window, ticket.pk, clerk, at + timedelta(minutes=6))
    figures = count_figures([clerk.pk], day(20), day(1))[clerk.pk]
    assert (figures.served, figures.minutes) == (2, 6)
    assert count_figures([clerk.pk], day(41), day(21))[clerk.pk].served == 0


def test_few_reviews_are_not_told_and_what_is_kept_is_read_again() -> None:
    few = AppraisalFigures(reviews=LEAST_REVIEWS - 1, satisfied=4)
    assert few.satisfied_percent is None
    assert add_up([few, AppraisalFigures(reviews=1)]).satisfied_percent == 80
    assert read_figures({**few.content(), "of_a_later_release": 1}) == few
    assert read_figures({}) == AppraisalFigures()


def test_the_person_sees_it_first_and_their_answer_stands_beside_it(period: dict[str, str]) -> None:
    clerk, head = staff(Role.CLERK), staff(Role.HEAD)
    for user, name in ((clerk, "林"), (head, "高")):
        user.last_name, user.first_name = name, "一"
        user.save()
    answered_case(clerk, 2)
    leading, own = Reader(head), Reader(clerk)
    assert "已生成" in leading.send("appraisal/draw-up/", period)
    page = leading.page("appraisal/")
    assert "林一" not in page
    assert "尚未查看" in page
    assert "100% (1)" in own.page("appraisal/own/")
    assert "林一" in leading.page("appraisal/")
    mine = Appraisal.objects.get(person=clerk)
    assert "两周病假" in own.send(f"appraisal/{mine.pk}/answer/", {"answer": "其间两周病假。"})
    assert 'role="alert"' in own.send(f"appraisal/{mine.pk}/answer/", {"answer": "再说一次"})
    assert "其间两周病假。" in leading.page("appraisal/")
    actions = ["draw up appraisals", "read own appraisal", "answer appraisal"]
    assert all(AuditEntry.objects.filter(action=action).exists() for action in actions)
    assert not AuditEntry.objects.filter(detail__contains="病假").exists()


def test_after_a_week_it_is_read_without_and_the_period_stands_as_it_was(period: dict[str, str]) -> None:
    clerk, head = staff(Role.CLERK), Reader(staff(Role.HEAD))
    head.send("appraisal/draw-up/", period)
    answered_case(clerk, 2)
    assert "已生成0份" in head.send("appraisal/draw-up/", period)
    Appraisal.objects.update(made_at=timezone.now() - timedelta(days=8))
    assert clerk.username in head.page("appraisal/")
    assert Appraisal.objects.get(person=clerk).figures["answered"] == 0


def test_it_is_taken_as_csv_and_as_a_workbook_with_what_is_left_out(period: dict[str, str]) -> None:
    clerk, head = staff(Role.CLERK), Reader(staff(Role.HEAD))
    clerk.last_name = "=1+1"
    clerk.save()
    head.send("appraisal/draw-up/", period)
    Reader(clerk).page("appraisal/own/")
    path = f"/console/appraisal/export/?period={period['first']}_{period['last']}"
    rows = list(csv.reader(io.StringIO(head.client.get(path).content.decode("utf-8-sig"))))
    assert rows[1][1] == "'=1+1"
    assert any("不含居民撤回的" in cell for cell in rows[-2])
    book = load_workbook(io.BytesIO(head.client.get(f"{path}&form=xlsx").content))
    assert [cell.value for cell in next(iter(book.worksheets[0].rows))][:2] == ["团队", "姓名"]
    assert AuditEntry.objects.filter(action="export appraisals").count() == 2


def test_nobody_reads_or_answers_anothers(period: dict[str, str]) -> None:
    street = a_street()
    clerk, elsewhere = staff(Role.CLERK), Reader(staff(Role.HEAD, [street]))
    Reader(staff(Role.HEAD)).send("appraisal/draw-up/", period)
    Reader(clerk).page("appraisal/own/")
    assert clerk.username not in elsewhere.page("appraisal/")
    elsewhere.page(f"appraisal/export/?period={period['first']}_{period['last']}", 404)
    key = Appraisal.objects.get(person=clerk).pk
    Reader(staff(Role.CLERK)).send(f"appraisal/{key}/answer/", {"answer": "不是我的"}, 404)
    Reader(clerk).page("appraisal/", 403)
    assert Appraisal.objects.get(pk=key).answer is None


@pytest.mark.parametrize(
    "period",
    [
        {},
        {"first": "2026-13-01", "last": "2026-01-01"},
        {"first": 1, "last": 20},
        {"first": 20, "last": 0},
        {"first": "2020-01-01", "last": 1},
        {"first": "0001-01-01", "last": "0001-01-31"},
    ],
)
def test_a_period_that_is_none_is_refused(period: dict[str, str | int]) -> None:
    dates = {key: day(value).isoformat() if isinstance(value, int) else value for key, value in period.items()}
    assert 'role="alert"' in Reader(staff(Role.HEAD)).send("appraisal/draw-up/", dates)
    assert not Appraisal.objects.exists()
