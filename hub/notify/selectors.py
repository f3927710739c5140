"""What staff see of messages: their fate, and their number and cost by month and channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from contract.numbers import mask_text
from hub.cases.models import Case
from hub.core.worded import WordedQuery
from hub.notify.models import MessageFate, ResidentMessage


@dataclass(frozen=True, slots=True)
class ToldMessage:
    """`address` is masked; empty while none was chosen, and once it was forgotten."""

    event: str
    channel: str
    address: str
    fate: str
    answer: str
    at: datetime


def messages_of(case: Case) -> list[ToldMessage]:
    """Returns what was told of a case, oldest first."""
    return [_message(row) for row in _MESSAGES.fetch(case.pk)]


_MESSAGES = WordedQuery(lambda case: ResidentMessage.objects.filter(case=case).order_by("made_at", "event"))


def _message(row: ResidentMessage) -> ToldMessage:
    at = row.ended_at or row.made_at
    return ToldMessage(row.event, row.channel, mask_text(row.address or ""), row.fate, row.answer, at)


@dataclass(frozen=True, slots=True)
class MonthOfMessages:
    """What was sent in a month by a channel: messages, of these delivered and failed, parts, and their cost in yuan."""

    month: date
    channel: str
    sent: int
    delivered: int
    failed: int
    parts: int
    cost: Decimal


def messages_by_month(areas: Q, since: datetime) -> list[MonthOfMessages]:
    """Returns the months, newest first. What a gateway took is paid for, delivered or not."""
    rows = ResidentMessage.objects.filter(areas, sent_at__gte=since).annotate(month=TruncMonth("sent_at"))
    totals = rows.values("month", "channel").annotate(
        sent=Count("*"),
        delivered=Count("id", filter=Q(fate=MessageFate.DELIVERED)),
        failed=Count("id", filter=Q(fate=MessageFate.FAILED)),
        parts_in_all=Sum("parts"),
        cost_in_all=Sum("cost"),
    )
    return [_month(row) for row in totals.order_by("-month", "channel")]


def _month(row: Mapping[str, Any]) -> MonthOfMessages:
    counts = row["sent"], row["delivered"], row["failed"], row["parts_in_all"]
    return MonthOfMessages(row["month"].date(), row["channel"], *counts, row["cost_in_all"])
