"""Deadlines of reviews follow the calendar."""

from hub.calendar.shift import Shift
from hub.channels.models import Review
from hub.core.clock import local_day

_BATCH = 500  # rows


def move_reviews(shift: Shift) -> None:
    rows = list(Review.objects.filter(answered_at=None, answer_by__gte=shift.first).only("answer_by", "made_at"))
    for review in rows:
        review.answer_by = shift.moved(review.answer_by, local_day(review.made_at))
    Review.objects.bulk_update(rows, ["answer_by"], _BATCH)
