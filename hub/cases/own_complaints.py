"""Complaints as the one reads them whose cases they are about."""

from collections.abc import Sequence

from contract.cases import OwnComplaint
from hub.cases.models import Case, Complaint
from hub.core.statements import columns_of, fetch_models, key_of

_MOST = 200
_OF_CASES = "SELECT {columns} FROM cases_complaint WHERE case_id IN ({keys}) ORDER BY made_at DESC LIMIT {most}"


def complaints_of(cases: Sequence[Case]) -> tuple[OwnComplaint, ...]:
    """Returns them newest first."""
    if not cases:
        return ()
    by_key = {case.pk: case for case in cases}
    keys = ", ".join(["%s"] * len(cases))
    statement = _OF_CASES.format(columns=columns_of(Complaint), keys=keys, most=_MOST)
    rows = fetch_models(Complaint, statement, [key_of(Case, case.pk) for case in cases])
    for row in rows:
        row.case = by_key[row.case_id]
    return tuple(own_view(row) for row in rows)


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
