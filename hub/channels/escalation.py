"""A bad review that is not answered in time goes up, once: to a head of the area above, or else to an administrator."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from hub.audit.services import record
from hub.channels.models import Review
from hub.core.clock import local_day
from hub.staff.scopes import Action, staff_who_may

_AT_ONCE = 500  # in one round


def escalate_reviews(now: datetime) -> int:
    """Escalates what has just become overdue to those above; returns how many. Without one, it waits."""
    late = Review.objects.filter(answered_at=None, answer_by__lt=local_day(now), overdue_at=None)
    rows = late.select_related("area__parent__parent", "case__department").order_by("answer_by")
    return sum(_escalate(row, now) for row in rows[:_AT_ONCE])


@transaction.atomic
def _escalate(row: Review, now: datetime) -> bool:
    to = _above(row)
    fresh = Review.objects.filter(pk=row.pk, answered_at=None, overdue_at=None)
    if to is None or not fresh.update(overdue_at=now, overdue_to=to):
        return False
    record(None, "send up review", f"review {row.code}", {"to": to.pk})
    return True


def _above(row: Review) -> User | None:
    """Returns the nearest head above, of the case's department where there is a case."""
    heads = staff_who_may(Action.ANSWER_REVIEWS, department=row.case.department if row.case else None)
    for area in row.area.upwards()[1:]:
        head = heads.filter(staff_profile__areas=area).first()
        if head is not None:
            return head
    return staff_who_may(Action.OVERSEE_REVIEWS, row.area).first()
