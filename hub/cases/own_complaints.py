"""Complaints as the one reads them whose cases they are about."""

from collections.abc import Sequence

from contract.cases import OwnComplaint
from hub.cases.models import Case, Complaint

_MOST = 200


def complaints_of(cases: Sequence[Case]) -> tuple[OwnComplaint, ...]:
    """Returns them newest first."""
    rows = Complaint.objects.filter(case__in=cases).select_related("case").order_by("-made_at")
    return tuple(own_view(row) for row in rows[:_MOST])


def own_view(row: Complaint) -> OwnComplaint:
    return OwnComplaint(
        code=row.code,
        case=row.case.code,
        text=row.words or "",
        made_at=row.made_at,
        answer_by=row.answer_by,
        answer=row.answer or "",
        answered_at=row.answered_at,
    )
