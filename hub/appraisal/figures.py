"""What is counted of a member of staff in a period: each figure with what it leaves out. No resident is named."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from contract.cases import CaseState
from contract.channels import Grade
from hub.cases.models import Case, Complaint
from hub.channels.models import Call, Question, Review
from hub.core.clock import start_of_day
from hub.queues.models import CallOutcome, CallRecord

Counts = list[dict[str, Any]]
"""Rows of `who`, the row of a member of staff, and counts by their names."""
LEAST_REVIEWS = 5
"""Of fewer nobody is told the share: it would tell who gave which."""


@dataclass(frozen=True, slots=True)
class AppraisalFigures:
    """`answered`: cases for which the person was responsible when they were answered, without those taken back;
    `without_limit` and `withdrawn` are left out of the rate. `first_contacts`: answered cases that the person took up
    first, `first_kept` those they were responsible for to the end. `complaints`: answered ones, about their cases.
    `seconds`: at windows, with `served` people in all."""

    answered: int = 0
    on_time: int = 0
    without_limit: int = 0
    withdrawn: int = 0
    reviews: int = 0
    satisfied: int = 0
    first_contacts: int = 0
    first_kept: int = 0
    complaints: int = 0
    served: int = 0
    seconds: int = 0
    questions: int = 0
    calls: int = 0

    @property
    def on_time_percent(self) -> int | None:
        return _percent(self.on_time, self.answered - self.without_limit)

    @property
    def satisfied_percent(self) -> int | None:
        return _percent(self.satisfied, self.reviews) if self.reviews >= LEAST_REVIEWS else None

    @property
    def first_kept_percent(self) -> int | None:
        return _percent(self.first_kept, self.first_contacts)

    @property
    def minutes(self) -> int | None:
        """Returns the minutes at a window for one person, on average."""
        return round(self.seconds / 60 / self.served) if self.served else None

    def content(self) -> dict[str, int]:
        return asdict(self)


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole > 0 else None


def read_figures(content: Mapping[str, Any]) -> AppraisalFigures:
    """Returns what was kept; what this release does not know is left out, what that one did not, is 0."""
    names = {field.name for field in fields(AppraisalFigures)}
    return AppraisalFigures(**{name: int(value) for name, value in content.items() if name in names})


def add_up(rows: Iterable[AppraisalFigures]) -> AppraisalFigures:
    totals = dict.fromkeys((field.name for field in fields(AppraisalFigures)), 0)
    for row in rows:
        for name, value in row.content().items():
            totals[name] += value
    return AppraisalFigures(**totals)


def count_figures(staff: Collection[int], first: date, last: date) -> dict[int, AppraisalFigures]:
    """Returns them by the row of the member of staff, of all of these."""
    since, until = start_of_day(first), start_of_day(last + timedelta(days=1))
    counts: dict[int, dict[str, int]] = {key: {} for key in staff}
    for rows in _counted(staff, since, until):
        for row in rows:
            who = counts.get(row.pop("who"), {})
            for name, value in row.items():
                who[name] = who.get(name, 0) + _whole(value)
    return {key: AppraisalFigures(**row) for key, row in counts.items()}


def _whole(value: int | timedelta | None) -> int:
    return int(value.total_seconds()) if isinstance(value, timedelta) else value or 0


def _counted(staff: Collection[int], since: datetime, until: datetime) -> list[Counts]:
    took = ExpressionWrapper(F("ended_at") - F("called_at"), output_field=DurationField())
    answered = Case.objects.filter(answered_at__gte=since, answered_at__lt=until)
    decided = answered.exclude(state=CaseState.WITHDRAWN.value)
    by_day = decided.filter(responsible__in=staff).annotate(day=TruncDate("answered_at"))
    taken_back = answered.filter(state=CaseState.WITHDRAWN.value, responsible__in=staff)
    served = CallRecord.objects.filter(staff__in=staff, called_at__gte=since, called_at__lt=until)
    complaints = Complaint.objects.filter(answered_at__gte=since, answered_at__lt=until, case__responsible__in=staff)
    return [
        _by(
            by_day,
            "responsible",
            answered=Count("pk"),
            on_time=Count("pk", filter=Q(promised_by__gte=F("day"))),
            without_limit=Count("pk", filter=Q(promised_by=None)),
        ),
        _by(taken_back, "responsible", withdrawn=Count("pk")),
        _by(
            decided.filter(first_contact__in=staff),
            "first_contact",
            first_contacts=Count("pk"),
            first_kept=Count("pk", filter=Q(responsible=F("first_contact"))),
        ),
        _by(complaints, "case__responsible", complaints=Count("pk")),
        _by(served.filter(outcome=CallOutcome.SERVED), "staff", served=Count("pk"), seconds=Sum(took)),
        _by(
            Question.objects.filter(answered_by__in=staff, answered_at__gte=since, answered_at__lt=until),
            "answered_by",
            questions=Count("pk"),
        ),
        _by(Call.objects.filter(taken_by__in=staff, at__gte=since, at__lt=until), "taken_by", calls=Count("pk")),
        *_count_reviews(staff, since, until),
    ]


def _count_reviews(staff: Collection[int], since: datetime, until: datetime) -> list[Counts]:
    """Counts a review of the whole case for who was responsible; of how it was taken in: who took it up; of a visit:
    who served it."""
    reviews = Review.objects.filter(made_at__gte=since, made_at__lt=until)
    satisfied = Count("pk", filter=Q(grade__gte=Grade.FAIRLY_SATISFIED))
    served = reviews.filter(ticket__turns__staff__in=staff, ticket__turns__outcome=CallOutcome.SERVED)
    return [
        _by(rows, who, reviews=Count("pk"), satisfied=satisfied)
        for rows, who in (
            (reviews.filter(over=True, case__responsible__in=staff), "case__responsible"),
            (reviews.filter(over=False, case__first_contact__in=staff), "case__first_contact"),
            (served, "ticket__turns__staff"),
        )
    ]


def _by(rows: "QuerySet[Any]", who: str, **counts: Any) -> Counts:
    return list(rows.order_by().annotate(who=F(who)).values("who").annotate(**counts))
