"""A bad review that nobody answers in time comes before somebody above, who is told nothing of the reviewer."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from contract import channels as c
from hub.audit.models import AuditEntry
from hub.channels import questions, reviews
from hub.channels.escalation import escalate_reviews
from hub.channels.models import Review
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk
from hub.operations.worker import JOBS
from hub.staff.models import Role
from tests.hub.console.reader import Reader
from tests.hub.halls import served
from tests.hub.people import a_community, a_street, staff

GIVEN = datetime(2026, 9, 21, 4, 0, tzinfo=UTC)  # to be answered by the 19th of October
LAST_DAY = datetime(2026, 10, 19, 4, 0, tzinfo=UTC)
LATE = datetime(2026, 10, 20, 4, 0, tzinfo=UTC)


@pytest.fixture
def review(database: None) -> Review:
    """A bad one, given in a community of a street."""
    kiosks.add("the lobby's")
    ticket = served(GIVEN)
    said = c.Review(id=uuid4(), ticket=ticket.pk, grade=c.Grade.DISSATISFIED, comment="等了两个小时", given_at=GIVEN)
    row = reviews.give(said, Kiosk.objects.get(name="the lobby's"), GIVEN)
    row.area = a_community(a_street())
    row.save()
    return row


def sent_up(user: User) -> list[str]:
    return [found.code for found in reviews.sent_up_to(user, LATE.date())]


def test_it_goes_up_once_to_the_nearest_head_above(review: Review) -> None:
    street = review.area.parent
    assert street is not None
    here, far, above = (staff(Role.HEAD, [area]) for area in (review.area, a_street(), street))
    city, administrator = staff(Role.HEAD), staff(Role.ADMINISTRATOR)
    assert escalate_reviews(LAST_DAY) == 0
    assert escalate_reviews in JOBS
    assert (escalate_reviews(LATE), escalate_reviews(LATE)) == (1, 0)
    assert [sent_up(user) for user in (above, here, far, city, administrator)] == [[review.code], [], [], [], []]
    entry = AuditEntry.objects.get(action="send up review")
    assert (entry.subject, entry.actor) == (f"review {review.code}", "system")


def test_it_is_marked_and_counted_on_the_page_of_whom_it_went_to_until_it_is_answered(review: Review) -> None:
    above = Reader(staff(Role.HEAD))
    assert "badge red" not in above.page("reviews/").split('<nav class="tabs"', 1)[1].split("</nav>", 1)[0]
    escalate_reviews(LATE)
    page = above.page("reviews/?sent_up")
    assert 'class="badge red">1<' in page
    assert "超期上报" in page
    assert review.ticket is not None
    assert review.ticket.number not in page
    assert 'class="badge red">1<' not in Reader(staff(Role.HEAD)).page("reviews/")
    above.send(f"reviews/{review.code}/", {"text": "已增开窗口"})
    assert "等了两个小时" not in above.page("reviews/?sent_up")
    assert 'class="badge red">1<' not in above.page("reviews/")


def test_where_no_head_is_above_an_administrator_sees_it_and_cannot_answer(review: Review) -> None:
    assert escalate_reviews(LATE) == 0  # nobody is there: it waits
    administrator = Reader(staff(Role.ADMINISTRATOR))
    assert escalate_reviews(LATE) == 1
    page = administrator.page("reviews/sent_up/")
    assert 'class="badge red">1<' in page
    assert "等了两个小时" in page
    assert "<textarea" not in page
    administrator.send(f"reviews/{review.code}/", {"text": "x"}, 403)
    Reader(staff(Role.HEAD)).page("reviews/sent_up/", 403)
    assert "等了两个小时" not in Reader(staff(Role.ADMINISTRATOR)).page("reviews/sent_up/")


def test_what_was_answered_does_not_go_up(review: Review) -> None:
    head = staff(Role.HEAD)
    questions.answer(review, "已改进", head, LAST_DAY)
    assert escalate_reviews(LATE) == 0
    assert sent_up(head) == []
